package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dandori/cmd/dandori/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(raceless{m}, map[string]func(){"dandori": crashing})
}

// raceless is tests that fail when the race detector has found something in any
// program that they have started, however that ended: the reports go to a folder.
type raceless struct{ *testing.M }

// Run implements testscript.TestingM.
func (m raceless) Run() int {
	dir, err := os.MkdirTemp("", "dandori-races-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" log_path="+filepath.Join(dir, "race")); err != nil {
		panic(err)
	}
	if err := atHome(); err != nil {
		panic(err)
	}
	code := m.M.Run()
	reports, _ := filepath.Glob(filepath.Join(dir, "race.*"))
	for _, name := range reports {
		text, _ := os.ReadFile(name)
		fmt.Printf("FAIL: a race in a program that a test has started\n%s\n", text)
		code = max(code, 1)
	}
	return code
}

// atHome makes the environment of every program that a test starts the same,
// whoever runs the tests: in English, with none of dandori's own settings.
func atHome() error {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "NO_COLOR", "DANDORI_LANG", "DANDORI_LOG_FORMAT", "DANDORI_LOG_LEVEL", "DANDORI_KEY"} {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	return os.Setenv("LANG", "C")
}

// crashing is the program, which kills itself where the test says so: at the
// nth of the points where a crash would hurt (DANDORI_TEST_DIE). A write in
// doubt is looked up again at once rather than over minutes, and a process that
// stands still is waited for as long as DANDORI_TEST_LEASE says.
func crashing() {
	env := cli.System(os.Exit)
	env.Patience = []time.Duration{time.Millisecond, time.Millisecond}
	env.Hurry, _ = strconv.Atoi(os.Getenv("DANDORI_TEST_HURRY"))
	env.Lease, _ = time.ParseDuration(os.Getenv("DANDORI_TEST_LEASE")) // 0: the usual
	env.Later, _ = time.ParseDuration(os.Getenv("DANDORI_TEST_LATER"))
	if n, err := strconv.ParseInt(os.Getenv("DANDORI_TEST_DIE"), 10, 64); err == nil {
		var at atomic.Int64
		env.At = func(string) {
			if at.Add(1) == n {
				die()
			}
		}
	}
	os.Exit(cli.Run(env))
}

// die ends the process as kill -9 does: nothing is tidied up.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		_ = self.Kill()
	}
	select {} // until it comes
}

// TestStories runs what users would type, and what they should see. Beside the
// commands of testscript there are some of ours, in commands_test.go.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                commands(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "C")
			env.Setenv("GORACE", os.Getenv("GORACE"))
			env.Setenv("TZ", "UTC") // the zone is the project's, not the machine's
			env.Values[behindKey{}] = &behind{}
			env.Values[watchedKey{}] = new(*watched)
			return nil
		},
	})
}
