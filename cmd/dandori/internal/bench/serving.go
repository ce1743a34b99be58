//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"dandori/runtime/clock"
)

// spoken is a process that goes on while things are done to its files, and what it says.
type spoken struct {
	cmd   *exec.Cmd
	began time.Time
	lines chan spokenLine // closed when nothing more comes
}

type spokenLine struct {
	at   time.Time
	text string
}

// speaking starts cmd and listens to its standard error and output.
func speaking(cmd *exec.Cmd) (*spoken, error) {
	ear, mouth, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = mouth, mouth
	p := &spoken{cmd: cmd, began: clock.Now(), lines: make(chan spokenLine, 100_000)}
	err = cmd.Start()
	_ = mouth.Close()
	if err != nil {
		_ = ear.Close()
		return nil, err
	}
	go func() {
		defer func() { _ = ear.Close() }()
		defer close(p.lines)
		for in := bufio.NewScanner(ear); in.Scan(); {
			p.lines <- spokenLine{clock.Now(), in.Text()}
		}
	}()
	return p, nil
}

// next returns the next line, which must come in time.
func (p *spoken) next(within time.Duration) (spokenLine, error) {
	late := make(chan struct{})
	stop := clock.AfterFunc(within, func() { close(late) })
	defer stop()
	select {
	case line, ok := <-p.lines:
		if !ok {
			return line, fmt.Errorf("%v has ended", p.cmd.Args)
		}
		return line, nil
	case <-late:
		return spokenLine{}, fmt.Errorf("%v says nothing for %s", p.cmd.Args, within)
	}
}

// until reads lines up to the first that is wanted, which must come within a minute.
func (p *spoken) until(wanted func(text string) bool) (spokenLine, error) {
	for {
		line, err := p.next(time.Minute)
		if err != nil || wanted(line.text) {
			return line, err
		}
	}
}

// end asks the process to end and waits for it.
func (p *spoken) end() { p.over(syscall.SIGTERM) }

func (p *spoken) over(signal syscall.Signal) {
	_ = p.cmd.Process.Signal(signal)
	_ = p.cmd.Wait()
}

// logLine is a line of dandori serve's log.
type logLine struct{ Workflow, Message string }

func logged(text string) (l logLine) {
	_ = json.Unmarshal([]byte(text), &l) // what is none says nothing that is wanted
	return l
}

// serve starts dandori serve in a project and waits until it serves.
func (b *bench) serve(project string) (*spoken, time.Duration, error) {
	p, err := speaking(b.in(project, b.binary, "serve", "--log-format", "json", "--lang", "en"))
	if err != nil {
		return nil, 0, err
	}
	line, err := p.until(func(text string) bool { return serving.MatchString(logged(text).Message) })
	if err != nil {
		p.end()
		return nil, 0, err
	}
	return p, line.at.Sub(p.began), nil
}

// heard passes on the lines of dandori serve's log that have come since somebody listened.
func (p *spoken) heard(to func(time.Time, logLine)) {
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				return
			}
			if l := logged(line.text); to != nil && l.Workflow != "" {
				to(line.at, l)
			}
		default:
			return
		}
	}
}

// save writes a file as editors do: beside it first, then into its place. It
// returns when the new text was about to take its place.
func save(path, text string) (time.Time, error) {
	beside := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	if err := os.WriteFile(beside, []byte(text), 0o644); err != nil {
		return time.Time{}, err
	}
	at := clock.Now()
	return at, os.Rename(beside, path)
}
