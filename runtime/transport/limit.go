package transport

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// limit takes a slot for each request and gives it back when the answer is
// complete, or when it is certain that nothing was sent.
type limit struct {
	door *Door
	next http.RoundTripper
}

func (l *limit) RoundTrip(req *http.Request) (*http.Response, error) {
	r, _ := call.RequestFrom(req.Context())
	done, err := l.door.config.Ledger.Take(req.Context(), r)
	if err != nil {
		return nil, &fault{err: err}
	}
	call.Moves(req.Context())
	if stale(req.Context()) {
		done(call.Taken{})
		return nil, &fault{err: errStale}
	}
	resp, err := l.next.RoundTrip(req)
	if err != nil {
		done(call.Taken{Sent: !unsent(err), Answered: clock.Now(), Broken: true})
		return nil, err
	}
	taken := call.Taken{Sent: true}
	if taken.TooMany = resp.StatusCode == http.StatusTooManyRequests; taken.TooMany {
		taken.RetryAfter = l.door.capped(retryAfter(resp))
	}
	s := &slotBody{ReadCloser: resp.Body, taken: taken, done: done}
	resp.Body = s
	if taken.TooMany {
		s.giveBack(nil) // others must stop now, not when somebody has read this
	}
	return resp, nil
}

// slotBody gives the slot back at the end of the body.
type slotBody struct {
	io.ReadCloser
	once  sync.Once
	taken call.Taken
	done  func(call.Taken)
}

func (b *slotBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.giveBack(err)
	}
	return n, err
}

func (b *slotBody) Close() error {
	err := b.ReadCloser.Close()
	b.giveBack(err)
	return err
}

func (b *slotBody) giveBack(err error) {
	b.once.Do(func() {
		b.taken.Answered = clock.Now()
		b.taken.Broken = err != nil && !errors.Is(err, io.EOF)
		b.done(b.taken)
	})
}
