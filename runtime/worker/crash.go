package worker

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

const (
	noThread  = "runtime: failed to create new OS thread"
	noCThread = "runtime/cgo: pthread_create failed"

	longestLine  = 64 << 10 // of what a worker writes, before it is passed on in parts
	longestTrace = 16 << 10
)

// crashScan passes on what a worker writes to stderr, line by line, up to a
// crash of Go's runtime, which it keeps: its first line, and where it was.
type crashScan struct {
	to io.Writer

	mu      sync.Mutex
	line    []byte
	crashed End
	found   bool
	tracing bool
	trace   []byte
}

// Write implements io.Writer.
func (c *crashScan) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		line, rest, whole := bytes.Cut(p, []byte("\n"))
		p = rest
		c.line = append(c.line, line...)
		if whole {
			c.line = append(c.line, '\n')
		}
		if whole || len(c.line) >= longestLine {
			c.pass()
		}
	}
	return n, nil
}

// pass judges a line, and passes it on unless it is of a crash.
func (c *crashScan) pass() {
	line := c.line
	c.line = nil
	text := strings.TrimSuffix(string(line), "\n")
	if !c.found && !c.begins(text) {
		if c.to != nil {
			_, _ = c.to.Write(line)
		}
		return
	}
	c.tracing = c.tracing || strings.HasPrefix(text, "goroutine ") || strings.HasPrefix(text, "runtime stack:")
	if c.tracing && len(c.trace) < longestTrace {
		c.trace = append(c.trace, line...)
	}
	c.judge(text)
}

// begins reports whether a crash of Go's runtime begins with a line: package
// runtime, panic.go (printpanics, throw), stack.go (newstack) and malloc.go.
func (c *crashScan) begins(text string) bool {
	switch {
	case strings.HasPrefix(text, "fatal error: "), strings.HasPrefix(text, "runtime: out of memory"),
		strings.HasPrefix(text, "runtime: goroutine stack exceeds "), strings.HasPrefix(text, "runtime: cannot "),
		strings.HasPrefix(text, noThread), strings.HasPrefix(text, noCThread), strings.HasPrefix(text, "SIGABRT: "), strings.HasPrefix(text, "SIGQUIT: "):
		c.crashed.Crash = text
	case strings.HasPrefix(text, "panic: "): // what follows may be anybody's data
		c.crashed.Crash = "panic"
	default:
		return false
	}
	c.found = true
	return true
}

func (c *crashScan) judge(text string) {
	switch {
	case strings.HasPrefix(text, "fatal error: stack overflow"), strings.HasPrefix(text, "runtime: goroutine stack exceeds "):
		c.crashed.TooDeep = true
	case strings.HasPrefix(text, noThread), strings.HasPrefix(text, noCThread): // whose stack found no room
		c.crashed.OutOfMemory = true
	case strings.Contains(text, "out of memory"), strings.Contains(text, "cannot allocate memory"):
		c.crashed.OutOfMemory = c.crashed.OutOfMemory || !c.tracing
	}
}

// end returns what is known of a crash, when nothing is written any more.
func (c *crashScan) end() End {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.line) > 0 {
		c.pass()
	}
	c.crashed.Trace = string(c.trace)
	return c.crashed
}
