package cli

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// logEvery is how long a line of a run's log may wait for others before all are kept.
const logEvery = 200 * time.Millisecond

// runLog shows the lines of a run and keeps them. What the script wrote before
// it went on in this process is neither shown nor kept again.
type runLog struct {
	*display
	keep queue.Logs // nil: nothing is kept
	run  string

	mu    sync.Mutex
	skip  int // lines of the script that were kept by an earlier process
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
	l.mu.Lock()
	again := l.skip > 0
	if again {
		l.skip--
	}
	l.mu.Unlock()
	if again {
		return
	}
	l.display.Log(level, message, fields)
	l.add(queue.Line{Level: level, Message: message, Fields: fields, Script: true})
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
