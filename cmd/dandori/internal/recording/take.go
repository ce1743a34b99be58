//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"dandori/runtime/clock"
)

// line is a line of text, and when it was to be seen.
type line struct {
	at   time.Duration
	text string
}

// taken is what a film shows.
type taken struct {
	film
	shell, log []line
	length     time.Duration
}

// patience is how long an answer may take.
const patience = 30 * time.Second

// take makes the project in dir and films it.
func (f film) take(ctx context.Context, binary, dir string) (t taken, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(len(f.steps)+1)*patience)
	defer cancel()
	if err := f.lay(dir); err != nil {
		return taken{}, err
	}
	key := exec.CommandContext(ctx, binary, "run", "scripts/words.ts") // makes the key, which is there for long in a project that is served
	key.Dir = dir
	if text, err := key.CombinedOutput(); err != nil {
		return taken{}, fmt.Errorf("%w\n%s", err, text)
	}
	t = taken{film: f}
	serve := exec.CommandContext(ctx, binary, "serve", "--log-format", "people", "--lang", f.lang)
	serve.Dir, serve.Env = dir, append(os.Environ(), "NO_COLOR=1")
	serve.Cancel = func() error { return serve.Process.Signal(syscall.SIGTERM) }
	out, err := serve.StderrPipe()
	if err != nil {
		return taken{}, err
	}
	begin := clock.Now()
	if err := serve.Start(); err != nil {
		return taken{}, err
	}
	said := make(chan line, 1000)
	go read(out, begin, said)
	err = t.play(ctx, dir, begin, said)
	cancel()
	_ = serve.Wait() // it was told to end
	return t, err
}

// lay writes the project's files.
func (f film) lay(dir string) error {
	for name, text := range f.files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// read passes on the lines of out, with their times.
func read(out io.Reader, begin time.Time, said chan<- line) {
	defer close(said)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said <- line{clock.Now().Sub(begin), lines.Text()}
	}
}

// play types the steps, each when the one before was answered and could be read.
func (t *taken) play(ctx context.Context, dir string, begin time.Time, said <-chan line) error {
	if err := t.hear(ctx, said, "Ctrl-C"); err != nil {
		return err
	}
	for _, s := range t.steps {
		if err := clock.Sleep(ctx, t.pause); err != nil {
			return err
		}
		t.shell = append(t.shell, line{clock.Now().Sub(begin), s.command})
		c := exec.CommandContext(ctx, "sh", "-c", s.command)
		c.Dir = dir
		if text, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", s.command, err, text)
		}
		if err := t.hear(ctx, said, s.until); err != nil {
			return fmt.Errorf("after %q: %w", s.command, err)
		}
	}
	t.length = clock.Now().Sub(begin) + ending
	return nil
}

// hear enters lines until one holds a word.
func (t *taken) hear(ctx context.Context, said <-chan line, word string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("nothing was said of %q", word)
		case l, ok := <-said:
			if !ok {
				return fmt.Errorf("dandori serve has ended; the last line was %q", t.last())
			}
			t.log = append(t.log, l)
			if strings.Contains(l.text, word) {
				return nil
			}
		}
	}
}

func (t *taken) last() string {
	if len(t.log) == 0 {
		return ""
	}
	return t.log[len(t.log)-1].text
}
