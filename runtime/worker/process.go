package worker

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// Config is what a worker is started with.
type Config struct {
	// Command is the program and its arguments, as Self names this program: as
	// it is running, also when its file has been replaced since.
	Command        []string
	Name           string // that lists of processes show; "": the program's path
	Dir            string
	Env            []string  // nil: this process's
	Given          []byte    // what Given reads in the worker, JSON; nil: nothing
	Stdout, Stderr io.Writer // nil: nowhere. A crash of Go's runtime does not get into Stderr: see End
	Limits         Limits    // which the system can keep from outside
}

// Process is a worker.
type Process struct {
	command *exec.Cmd
	stdin   io.Closer
	scan    *crashScan
	fence   io.Closer // of the system, around the process
	killed  atomic.Bool
}

// Start starts a worker. Its standard input is open until Stop, and ends when this process does.
func Start(c Config) (*Process, error) {
	if len(c.Command) == 0 {
		return nil, errors.New("worker: no command")
	}
	scan := &crashScan{to: c.Stderr}
	command := exec.CommandContext(context.Background(), c.Command[0], c.Command[1:]...)
	if c.Name != "" {
		command.Args[0] = c.Name
	}
	command.Dir, command.Env, command.Stdout, command.Stderr = c.Dir, c.Env, c.Stdout, scan
	command.WaitDelay = 5 * time.Second
	command.SysProcAttr = apart()
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &Process{command: command, stdin: stdin, scan: scan}
	if p.fence, err = fence(command.Process, c.Limits.filled()); err != nil {
		p.Kill()
		p.Wait()
		return nil, err
	}
	go func() { _, _ = stdin.Write(c.Given) }() // a worker that dies meanwhile says so itself
	return p, nil
}

// Stop asks the worker to give back what it works on, and to end.
func (p *Process) Stop() { _ = p.stdin.Close() }

// Kill ends the worker at once.
func (p *Process) Kill() {
	p.killed.Store(true)
	_ = p.command.Process.Kill()
}

// End is how a worker ended.
type End struct {
	Code        int    // that it exited with; -1: a signal ended it
	OutOfMemory bool   // it asked for more memory than it may have
	TooDeep     bool   // its stack overflowed
	Killed      bool   // it was killed from outside, and not by Kill: by a person, or by the system for want of memory
	Crash       string // the first line of a crash of Go's runtime, without data; "" for none
	Trace       string // where that was: functions and addresses
	Peak        int64  // the memory that it held at most, in bytes; 0: not known
}

// Wait waits until the process has ended. It is to be called once.
func (p *Process) Wait() End {
	err := p.command.Wait()
	p.Stop()
	if p.fence != nil {
		_ = p.fence.Close()
	}
	e := p.scan.end()
	state := p.command.ProcessState
	if state == nil { // the system has lost it
		e.Code, e.Crash = -1, err.Error()
		return e
	}
	e.Code, e.Peak = state.ExitCode(), peak(state)
	e.Killed = killed(state) && !p.killed.Load()
	return e
}

// Self returns the path of this program for Config.Command.
func Self() (string, error) {
	if _, err := os.Stat(selfLink); selfLink != "" && err == nil {
		return selfLink, nil
	}
	return os.Executable()
}
