package sandboxes

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// workerDir makes the test binary a worker on the sandbox of that folder.
const workerDir = "SANDBOXES_TEST_WORKER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(workerDir); dir != "" {
		work(dir, os.Args[len(os.Args)-1])
		return
	}
	os.Exit(m.Run())
}

// work adds one member after another until it is killed, and prints each that
// was taken with its task. What fails is never tried again: nobody knows whether it was taken.
func work(dir, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // also when nobody kills it
	defer cancel()
	c := join(Open(Config{Dir: dir, Options: quick}), "kaonavi-v1")
	for c.login(ctx) != nil && ctx.Err() == nil {
		continue
	}
	for i := 0; ctx.Err() == nil; i++ {
		code := fmt.Sprintf("%s-%d", name, i)
		if task, err := c.add(ctx, code); err == nil {
			fmt.Println(code, task)
		}
	}
}

// crowd is workers in processes of their own, and what they said was taken.
type crowd struct {
	t       *testing.T
	dir     string
	running []*exec.Cmd
	begun   int
	said    sync.WaitGroup
	lines   chan string
}

func (c *crowd) start() {
	c.begun++
	run := exec.Command(os.Args[0], "-test.run=^$", fmt.Sprintf("w%d", c.begun))
	run.Env = append(os.Environ(), workerDir+"="+c.dir)
	run.Stderr = os.Stderr
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.running = append(c.running, run)
	c.said.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			c.lines <- lines.Text()
		}
	})
}

// kill kills the nth that runs with SIGKILL. Its last words still come.
func (c *crowd) kill(n int) {
	run := c.running[n]
	c.running = append(c.running[:n:n], c.running[n+1:]...)
	if err := run.Process.Kill(); err != nil {
		c.t.Error(err)
	}
}

// Three processes share a sandbox; any of them is killed at any moment, ten
// times over. Whatever was answered has happened, once, and no id was given twice.
func TestWhatWasAnsweredSurvivesKillNine(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			killing(t, seed, 10)
		})
	}
}

func killing(t *testing.T, seed uint64, kills int) {
	random := rand.New(rand.NewPCG(seed, 1))
	c := &crowd{t: t, dir: t.TempDir(), lines: make(chan string)}
	for range 3 {
		c.start()
	}
	taken, due := map[string]string{}, 5 // by code: its task
	hear := func(line string) {
		code, task, _ := strings.Cut(line, " ")
		taken[code] = task
	}
	for killed := 0; killed < kills; {
		hear(<-c.lines)
		if len(taken) < due {
			continue
		}
		c.kill(random.IntN(3))
		c.start()
		killed++
		due += 1 + random.IntN(12)
	}
	for len(c.running) > 0 {
		c.kill(0)
	}
	go func() { c.said.Wait(); close(c.lines) }()
	for line := range c.lines {
		hear(line)
	}
	c.judge(taken)
	t.Logf("seed %d: %d writes were taken from %d processes", seed, len(taken), c.begun)
}

// judge looks at what is there in the end.
func (c *crowd) judge(taken map[string]string) {
	end := joined(c.t, opened(c.t, Config{Dir: c.dir, Options: quick}))
	members, err := end.members(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	byTask := map[string]string{}
	for code, task := range taken {
		if members[code] != 1 {
			c.t.Errorf("%s was taken, and is there %d times", code, members[code])
		}
		if other, twice := byTask[task]; twice {
			c.t.Errorf("%s and %s are both task %s", code, other, task)
		}
		byTask[task] = code
		if status, err := end.status(c.t.Context(), task); err != nil || status != "OK" {
			c.t.Errorf("task %s of %s: %s %v", task, code, status, err)
		}
	}
}
