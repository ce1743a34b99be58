package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// watched is a process that a story watches, line by line.
type watched struct {
	cmd   *exec.Cmd
	lines *bufio.Reader // what it prints, on stdout and stderr
	said  strings.Builder
}

type watchedKey struct{}

// watching ARG… starts dandori with the arguments, to be followed by says and quits.
func watching(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(binary(ts), args...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), environ(ts)
	watch(ts, cmd)
}

// watch starts cmd.
func watch(ts *testscript.TestScript, cmd *exec.Cmd) {
	w := &watched{cmd: cmd}
	r, out, err := os.Pipe()
	ts.Check(err)
	w.cmd.Stdout, w.cmd.Stderr = out, out
	ts.Check(w.cmd.Start())
	ts.Check(out.Close())
	w.lines = bufio.NewReader(r)
	late := time.AfterFunc(2*time.Minute, func() { _ = w.cmd.Process.Kill() }) // what never comes is waited for no longer
	ts.Defer(func() {
		late.Stop()
		_ = w.cmd.Process.Kill()
		_ = r.Close()
	})
	*ts.Value(watchedKey{}).(**watched) = w
}

// says MARK… waits for a line that holds each MARK, in this order. With "!", no
// line before the last MARK may hold the first.
func says(ts *testscript.TestScript, neg bool, args []string) {
	w := *ts.Value(watchedKey{}).(**watched)
	never := ""
	if neg {
		never, args = args[0], args[1:]
	}
	for _, mark := range args {
		for line := ""; !strings.Contains(line, mark); {
			var err error
			if line, err = w.lines.ReadString('\n'); err != nil {
				ts.Fatalf("never said %s:\n%s", mark, w.said.String())
			}
			w.said.WriteString(line)
			if never != "" && strings.Contains(line, never) {
				ts.Fatalf("said %s", line)
			}
		}
	}
}

// hangup sends SIGHUP to what is watched.
func hangup(ts *testscript.TestScript, neg bool, args []string) {
	w := *ts.Value(watchedKey{}).(**watched)
	ts.Check(w.cmd.Process.Signal(syscall.SIGHUP))
}

// quits N [SIGTERM] sends Ctrl-C, or SIGTERM, and wants that
// exit code. All that was printed is in the file said then.
func quits(ts *testscript.TestScript, neg bool, args []string) {
	w := *ts.Value(watchedKey{}).(**watched)
	var signal os.Signal = os.Interrupt
	if len(args) > 1 {
		signal = syscall.SIGTERM
	}
	ts.Check(w.cmd.Process.Signal(signal))
	rest, _ := io.ReadAll(w.lines)
	_ = w.cmd.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("said"), append([]byte(w.said.String()), rest...), 0o600))
	if got := strconv.Itoa(w.cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s:\n%s%s", got, args[0], w.said.String(), rest)
	}
}
