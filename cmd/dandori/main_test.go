package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the program run as itself inside the test binary.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dandori": main})
}

// TestStories runs what users would type, and what they should see. Beside the
// commands of testscript there are two of ours: "code N COMMAND…" wants that exit
// code, and "serve FLAG…" starts "dandori sandbox" with the flags and appends
// the connections that it prints to dandori.yaml.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"code": code, "serve": serve},
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "C")
			env.Setenv("TZ", "UTC") // the zone is the project's, not the machine's
			return nil
		},
	})
}

// serve ends the server when the story does.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	binary := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if path, err := exec.LookPath(filepath.Join(dir, "dandori")); err == nil {
			binary = path
			break
		}
	}
	// A file, not a pipe: what was printed before a line of stderr is there when the line is.
	printed, err := os.Create(ts.MkAbs("sandbox.out"))
	ts.Check(err)
	defer printed.Close()
	server := exec.Command(binary, append([]string{"sandbox", "--port", "0"}, args...)...)
	server.Stdout = printed
	stderr, err := server.StderrPipe()
	ts.Check(err)
	ts.Check(server.Start())
	ts.Defer(func() {
		ts.Check(server.Process.Kill())
		_ = server.Wait()
	})
	line, err := bufio.NewReader(stderr).ReadString('\n')
	if err != nil || !strings.Contains(line, "listening") {
		ts.Fatalf("dandori sandbox says %s", line)
	}
	connections, err := os.ReadFile(printed.Name())
	ts.Check(err)
	config := ts.MkAbs("dandori.yaml")
	old, _ := os.ReadFile(config)
	ts.Check(os.WriteFile(config, append(old, connections...), 0o600))
}

func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}
