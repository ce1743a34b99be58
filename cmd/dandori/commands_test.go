package main

import (
	"bufio"
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
	return map[string]func(*testscript.TestScript, bool, []string){"code": code, "interrupt": interrupt, "serve": serve}
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
	run.Dir = ts.MkAbs(".")
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
