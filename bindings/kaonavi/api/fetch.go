package api

import (
	"context"
	"iter"
)

// Fetched is a file that was downloaded, or why it was not.
type Fetched struct {
	Link
	Body []byte
	Err  error
}

// All downloads every file, so many at once, and gives them in the order of the
// list: what is fetched ahead is what may be under way. One that cannot be had
// does not stop the others; the end of ctx is the error of the first file that was not begun. When the caller stops, so do the downloads, before All returns.
func (l *Links) All(caller context.Context, parallel int) iter.Seq[Fetched] {
	return func(yield func(Fetched) bool) {
		ctx, stop := context.WithCancel(caller)
		line := make(chan chan Fetched, max(parallel, 1)-1)
		done := make(chan struct{})
		go func() { defer close(done); l.feed(ctx, line) }()
		defer func() {
			stop()
			for slot := range line {
				<-slot
			}
			<-done
		}()
		given := 0
		for slot := range line {
			if given++; !yield(<-slot) {
				return
			}
		}
		if given < len(l.files) {
			yield(Fetched{Link: l.files[given], Err: context.Cause(caller)})
		}
	}
}

// feed begins a download for each place in line, which is closed in the end.
func (l *Links) feed(ctx context.Context, line chan<- chan Fetched) {
	defer close(line)
	for _, f := range l.files {
		slot := make(chan Fetched, 1)
		select {
		case line <- slot:
		case <-ctx.Done():
			return
		}
		go func() {
			body, now, err := l.Fetch(ctx, f)
			if err != nil {
				now = f
			}
			slot <- Fetched{now, body, err}
		}()
	}
}
