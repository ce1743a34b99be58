package cli

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	logEvery    = 200 * time.Millisecond // that a line of a run's log may wait for others before all are kept
	mostLines   = 100_000                // of a script, in one run
	longestLine = 64 << 10               // bytes of a message, and of its fields
)

// runLog shows the lines of a run and keeps them. What the script wrote before
// it went on in this process is neither shown nor kept again.
type runLog struct {
	*display
	keep queue.Logs // nil: nothing is kept
	run  string
	said func() // called after each line of the script's; nil: nobody wants to know

	mu    sync.Mutex
	skip  int // lines of the script that were kept by an earlier process
	count int // lines of the script so far, those too
	lines []queue.Line
	stop  func() bool // of the timer; nil: none is set
}

// newRunLog returns the log of a run that begins, or goes on.
func newRunLog(ctx context.Context, d *display, keep queue.Logs, run string) (*runLog, error) {
	l := &runLog{display: d, keep: keep, run: run}
	var err error
	l.skip, err = keep.Scripted(ctx, run)
	return l, err
}

// Log writes a line of dandori's own.
func (l *runLog) Log(level, message string, fields json.RawMessage) {
	l.display.Log(level, message, fields)
	l.add(queue.Line{Level: level, Message: message, Fields: fields})
}

// Script writes a line of the script's.
func (l *runLog) Script(level, message string, fields json.RawMessage) {
	again, full := l.counted()
	if full {
		l.Log("warn", say.T("the script has written %d lines: further ones are neither shown nor kept", mostLines).In(l.lang), nil)
	}
	if again {
		return
	}
	message, fields = cutLine(message, fields)
	l.display.Log(level, message, fields)
	if l.said != nil {
		l.said()
	}
	l.add(queue.Line{Level: level, Message: message, Fields: fields, Script: true})
}

// counted counts a line of the script. again: it is not to be written, for an
// earlier process has, or because there are too many; full: it is the first of those.
func (l *runLog) counted() (again, full bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	if l.count > mostLines {
		return true, l.count == mostLines+1
	}
	if l.skip == 0 {
		return false, false
	}
	l.skip--
	return true, false
}

// cutLine is a line as far as it is kept.
func cutLine(message string, fields json.RawMessage) (string, json.RawMessage) {
	if len(message) > longestLine {
		message = strings.ToValidUTF8(message[:longestLine], "") + "…"
	}
	if len(fields) > longestLine { // half a JSON text is none
		fields = nil
	}
	return message, fields
}

func (l *runLog) add(line queue.Line) {
	if l.keep == nil || line.Level == "debug" && !line.Script {
		return
	}
	line.At = clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
	if l.stop == nil {
		l.stop = clock.AfterFunc(logEvery, l.Flush)
	}
}

// Flush keeps the lines that wait. A line that cannot be kept was shown at least.
func (l *runLog) Flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	if len(l.lines) > 0 {
		_ = l.keep.Write(context.Background(), l.run, l.lines)
		l.lines = nil
	}
}
