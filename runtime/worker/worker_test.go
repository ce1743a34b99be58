package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// does says what a child of these tests does; unset: the process is none.
const does = "WORKER_TEST_DOES"

// TestMain is a worker where its environment says so.
func TestMain(m *testing.M) {
	if what, ok := os.LookupEnv(does); ok {
		os.Exit(child(what))
	}
	os.Exit(m.Run())
}

func child(what string) int {
	switch what {
	case "exit":
		fmt.Fprintln(os.Stderr, "a line")
		return 3
	case "wait": // for the parent
		fmt.Println("ready")
		<-Orphaned(context.Background(), os.Stdin)
		return 0
	case "hang":
		fmt.Println("ready")
		select {}
	case "panic":
		panic("山田 花子")
	}
	if err := Bound(Limits{Memory: 64 << 20}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 4
	}
	switch what {
	case "recursion":
		return deep(1)
	case "talk":
		fmt.Println("ready")
		<-Orphaned(context.Background(), os.Stdin)
		_, err := fmt.Fprintln(os.Stderr, "nobody hears this")
		if err == nil {
			return 5
		}
		return 7
	case "memory":
		return len(make([]byte, 1<<40)) & 1
	}
	return 9
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n+1) + n
}

func start(t *testing.T, what string, stdout, stderr io.Writer) *Process {
	t.Helper()
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(Config{Command: []string{self}, Env: append(os.Environ(), does+"="+what), Stdout: stdout, Stderr: stderr})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestHowAWorkerEnds(t *testing.T) {
	for what, want := range map[string]End{
		"exit":      {Code: 3},
		"panic":     {Code: 2, Crash: "panic"},
		"recursion": {Code: 2, TooDeep: true, Crash: "runtime: goroutine stack exceeds "},
		"memory":    {Code: 2, OutOfMemory: true, Crash: "fatal error: "},
	} {
		if what == "memory" && raced { // the race detector is the first to find no memory
			continue
		}
		t.Run(what, func(t *testing.T) {
			var stderr bytes.Buffer
			p := start(t, what, nil, &stderr)
			got := p.Wait()
			if got.Code != want.Code || got.OutOfMemory != want.OutOfMemory || got.TooDeep != want.TooDeep || got.Killed || !strings.HasPrefix(got.Crash, want.Crash) {
				t.Errorf("%+v", got)
			}
			if (got.Trace != "") != (want.Crash != "") || strings.Contains(got.Trace, "山田") {
				t.Errorf("trace %q", got.Trace)
			}
			if s := stderr.String(); want.Crash == "" && s != "a line\n" || want.Crash != "" && s != "" {
				t.Errorf("passed on: %q", s)
			}
		})
	}
}

func TestAWorkerIsAskedToStop(t *testing.T) {
	out, in := io.Pipe()
	p := start(t, "wait", in, nil)
	said(t, out)
	p.Stop()
	if e := p.Wait(); e.Code != 0 || e.Killed {
		t.Errorf("%+v", e)
	}
}

func TestKilledByWhom(t *testing.T) {
	out, in := io.Pipe()
	p := start(t, "hang", in, nil)
	said(t, out)
	p.Kill()
	if e := p.Wait(); e.Killed || e.Code != -1 {
		t.Errorf("by ourselves: %+v", e)
	}
	out, in = io.Pipe()
	p = start(t, "hang", in, nil)
	said(t, out)
	other, err := os.FindProcess(p.command.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Kill(); err != nil {
		t.Fatal(err)
	}
	if e := p.Wait(); !e.Killed {
		t.Errorf("from outside: %+v", e)
	}
}

// said waits for the child's first word.
func said(t *testing.T, out io.Reader) {
	t.Helper()
	if _, err := io.ReadFull(out, make([]byte, len("ready\n"))); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	if _, err := Start(Config{Command: []string{"/nowhere/dandori"}}); err == nil {
		t.Error("it was started")
	}
	if _, err := Start(Config{}); err == nil {
		t.Error("nothing was started")
	}
}

func TestGuard(t *testing.T) {
	l := Limits{Memory: 100, CPU: 100 * time.Second, Stall: 10 * time.Second}
	type look struct {
		memory int64
		cpu    time.Duration
		beat   uint64
	}
	for name, c := range map[string]struct {
		looks []look
		want  string
	}{
		"in order":                 {[]look{{100, 9 * time.Second, 1}, {100, 18 * time.Second, 2}, {90, 27 * time.Second, 3}, {90, 36 * time.Second, 5}}, ""},
		"memory":                   {[]look{{101, 0, 1}, {120, 0, 1}}, "memory"},
		"memory that grows":        {[]look{{101, 0, 1}, {126, 0, 1}, {200, 0, 1}}, "memory memory!"},
		"far too much at once":     {[]look{{900, 0, 1}, {900, 0, 1}}, "memory memory!"},
		"processor time":           {[]look{{0, 101 * time.Second, 2}}, "cpu"},
		"computing on and on":      {[]look{{0, time.Second, 3}, {0, 12 * time.Second, 3}, {0, 50 * time.Second, 3}}, "stall"},
		"computing, with a pause":  {[]look{{0, time.Second, 3}, {0, 9 * time.Second, 5}, {0, 18 * time.Second, 5}}, ""},
		"standing still is no use": {[]look{{0, time.Second, 4}, {0, 50 * time.Second, 4}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			var beat uint64
			g := guard{limits: l.filled(), beat: func() uint64 { return beat }, yielded: true, over: func(x Exceeded) {
				word := string(x.What)
				if x.Hard {
					word += "!"
				}
				got = append(got, word)
			}}
			for _, at := range c.looks {
				beat = at.beat
				g.look(at.memory, at.cpu)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestGuardLooksUntilItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		told := make(chan Exceeded)
		done := make(chan struct{})
		go func() {
			defer close(done)
			Guard(ctx, Limits{Memory: 1}, func() uint64 { return 0 }, func(x Exceeded) { told <- x })
		}()
		if x := <-told; x.What != Memory || x.Hard || x.Limits.CPU == 0 {
			t.Errorf("%+v", x)
		}
		if x := <-told; !x.Hard {
			t.Errorf("%+v", x)
		}
		cancel()
		<-done
	})
}

func TestWhatIsUsedIsKnown(t *testing.T) {
	if m := memoryUsed(); m < 1<<20 || m > 1<<40 {
		t.Errorf("memory %d", m)
	}
	if cpuUsed() <= 0 {
		t.Error("no processor time")
	}
}

// TestWhatNobodyHears does not end a worker, which has a run to give back.
func TestWhatNobodyHears(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGPIPE")
	}
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), does+"=talk")
	stdin, err1 := c.StdinPipe()
	stdout, err2 := c.StdoutPipe()
	stderr, err3 := c.StderrPipe()
	if err := errors.Join(err1, err2, err3, c.Start()); err != nil {
		t.Fatal(err)
	}
	if _, err := stdout.Read(make([]byte, 6)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stderr.Close(), stdin.Close()); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // the code tells
	if code := c.ProcessState.ExitCode(); code != 7 {
		t.Errorf("it ended with %d: %s", code, c.ProcessState)
	}
}

func TestOrphaned(t *testing.T) {
	r, w := io.Pipe()
	gone := Orphaned(t.Context(), r)
	if _, err := w.Write([]byte("words of the parent mean nothing")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-gone:
		t.Fatal("too early")
	default:
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	<-gone
}

// TestACrashIsToldFromOtherLines however they come, and data that a panic shows stays out.
func TestACrashIsToldFromOtherLines(t *testing.T) {
	text := "one\ntwo fatal error: no\nfatal error: stack overflow\n\nruntime stack:\nruntime.throw()\n\ngoroutine 1 [running]:\nmain.out of memory\n"
	for size := 1; size < 40; size++ {
		var out bytes.Buffer
		c := &crashScan{to: &out}
		for rest := []byte(text); len(rest) > 0; {
			n := min(size, len(rest))
			_, _ = c.Write(rest[:n])
			rest = rest[n:]
		}
		e := c.end()
		if out.String() != "one\ntwo fatal error: no\n" || e.Crash != "fatal error: stack overflow" || !e.TooDeep || e.OutOfMemory || !strings.HasPrefix(e.Trace, "runtime stack:") {
			t.Fatalf("in parts of %d: %q, %+v", size, out.String(), e)
		}
	}
	c := &crashScan{}
	_, _ = io.Copy(c, strings.NewReader(strings.Repeat("x", 3*longestLine)+"\nruntime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort"))
	if e := c.end(); !e.OutOfMemory {
		t.Errorf("%+v", e)
	}
}

func TestErrors(t *testing.T) {
	l := Limits{Memory: 512 << 20}.filled()
	for x, want := range map[Exceeded]string{
		{What: Memory, Limits: l}: "the script used more memory than 512MiB",
		{What: CPU, Limits: l}:    "the script computed for more than 30m0s in all",
		{What: Stall, Limits: l}:  "the script computed for more than 1m0s without a pause",
	} {
		if err := x.Err(); err.Text.En != want || err.Text.Ja == "" || err.Hint.IsZero() {
			t.Errorf("%+v", err)
		}
	}
	for n, want := range map[int64]string{1 << 30: "1GiB", 3 << 29: "1536MiB", 1000: "1000 bytes"} {
		if got := bytesOf(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
