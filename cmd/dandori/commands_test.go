package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are the commands that stories have beside those of testscript.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"code": code, "interrupt": interrupt, "serve": serve, "lastrun": lastrun, "served": served, "background": background, "ended": endedBehind, "stopped": stopped, "watching": watching, "says": says, "quits": quits,
		"hooks": hooks, "mailbox": mailbox, "comes": comes, "hangup": hangup, "serviced": serviced}
}

// code N COMMAND… wants that exit code.
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

// interrupt N MARK ARG… runs dandori with the arguments, sends Ctrl-C as soon as
// a line of its stderr holds MARK, and wants exit code N. What it printed is in
// the files interrupt.out and interrupt.err.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: interrupt N MARK ARG…")
	}
	run := exec.Command(binary(ts), args[2:]...)
	run.Dir, run.Env = ts.MkAbs("."), environ(ts)
	stdout, err := os.Create(ts.MkAbs("interrupt.out"))
	ts.Check(err)
	defer stdout.Close()
	run.Stdout = stdout
	stderr, err := run.StderrPipe()
	ts.Check(err)
	ts.Check(run.Start())
	var said strings.Builder
	lines := bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		said.WriteString(line)
		if strings.Contains(line, args[1]) {
			break
		}
		if err != nil {
			ts.Fatalf("never said %s:\n%s", args[1], said.String())
		}
	}
	ts.Check(run.Process.Signal(os.Interrupt))
	rest, _ := io.ReadAll(lines)
	said.Write(rest)
	_ = run.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("interrupt.err"), []byte(said.String()), 0o600))
	if got := run.ProcessState.ExitCode(); strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s:\n%s", got, args[0], said.String())
	}
}

// serve FLAG… starts "dandori sandbox" with the flags, for as long as the story
// takes, and appends the connections that it prints to dandori.yaml.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	// A file, not a pipe: what was printed before a line of stderr is there when the line is.
	printed, err := os.Create(ts.MkAbs("sandbox.out"))
	ts.Check(err)
	defer printed.Close()
	server := exec.Command(binary(ts), append([]string{"sandbox", "--port", "0"}, args...)...)
	server.Dir = ts.MkAbs(".")
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

// binary is the program as the story's PATH has it.
func binary(ts *testscript.TestScript) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if path, err := exec.LookPath(filepath.Join(dir, "dandori")); err == nil {
			return path
		}
	}
	ts.Fatalf("dandori is not in PATH")
	return ""
}

// environ is the environment of a process beside the story: as the story has set it.
func environ(ts *testscript.TestScript) []string {
	env := os.Environ()
	for _, name := range []string{"LANG", "TZ", "DANDORI_TEST_DIE", "DANDORI_TEST_LEASE", "DANDORI_TEST_HURRY", "DANDORI_TEST_LATER"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

// lastrun puts the name of the newest run into $RUN.
func lastrun(ts *testscript.TestScript, neg bool, args []string) {
	list := exec.Command(binary(ts), "runs", "list", "--json", "--limit", "1")
	list.Dir = ts.MkAbs(".")
	out, err := list.Output()
	ts.Check(err)
	var runs []struct{ Run string }
	ts.Check(json.Unmarshal(out, &runs))
	if len(runs) != 1 {
		ts.Fatalf("there is no run")
	}
	ts.Setenv("RUN", runs[0].Run)
}

// served RUN STATE runs dandori serve until the run is in that state.
func served(ts *testscript.TestScript, neg bool, args []string) {
	server := exec.Command(binary(ts), "serve")
	server.Dir = ts.MkAbs(".")
	ts.Check(server.Start())
	defer func() {
		ts.Check(server.Process.Signal(os.Interrupt))
		ts.Check(server.Wait())
	}()
	follow := exec.Command(binary(ts), "runs", "logs", "--follow", args[0])
	follow.Dir = ts.MkAbs(".")
	ts.Check(follow.Run())
	ts.Check(ts.Exec("dandori", "runs", "show", args[0]))
	if show := ts.ReadFile("stdout"); !strings.Contains(show, args[1]) {
		ts.Fatalf("it is not %s:\n%s", args[1], show)
	}
}

// behind is a process that a story has left running.
type behind struct {
	cmd  *exec.Cmd
	code string
}

type behindKey struct{}

// background N MARK ARG… runs dandori with the arguments until a line of its
// stderr holds MARK, and leaves it running; ended waits for it, wants exit code
// N, and what it printed is then the story's stdout.
func background(ts *testscript.TestScript, neg bool, args []string) {
	run := exec.Command(binary(ts), args[2:]...)
	run.Dir, run.Env = ts.MkAbs("."), environ(ts)
	stdout, err := os.Create(ts.MkAbs("background.out"))
	ts.Check(err)
	defer stdout.Close()
	run.Stdout = stdout
	stderr, err := run.StderrPipe()
	ts.Check(err)
	ts.Check(run.Start())
	ts.Defer(func() { _ = run.Process.Kill() })
	lines := bufio.NewReader(stderr)
	for line := ""; !strings.Contains(line, args[1]); {
		if line, err = lines.ReadString('\n'); err != nil {
			ts.Fatalf("never said %s", args[1])
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	*ts.Value(behindKey{}).(*behind) = behind{run, args[0]}
}

func endedBehind(ts *testscript.TestScript, neg bool, args []string) {
	b := ts.Value(behindKey{}).(*behind)
	_ = b.cmd.Wait()
	if got := strconv.Itoa(b.cmd.ProcessState.ExitCode()); got != b.code {
		ts.Fatalf("exit code %s, want %s", got, b.code)
	}
	ts.Check(ts.Exec("cat", ts.MkAbs("background.out")))
}

// stopped sends Ctrl-C to the process in the background, and waits for it as ended does.
func stopped(ts *testscript.TestScript, neg bool, args []string) {
	b := ts.Value(behindKey{}).(*behind)
	ts.Check(b.cmd.Process.Signal(os.Interrupt))
	endedBehind(ts, neg, args)
}
