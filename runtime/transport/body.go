package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
)

const drainBytes = 64 << 10 // what is read of an unwanted answer to keep its connection

// body bounds an answer's body: its size, and the time between two pieces.
type body struct {
	io.ReadCloser
	trip *trip
	left int64
}

func newBody(t *trip, rc io.ReadCloser) *body {
	return &body{ReadCloser: rc, trip: t, left: t.door.config.MaxResponse}
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.trip.watch.touch()
	if b.left -= int64(n); b.left < 0 {
		b.trip.cancel(errTooLong)
		return 0, b.trip.broken(errTooLong)
	}
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, b.trip.broken(err)
}

func (b *body) Close() error {
	defer b.trip.end()
	return b.ReadCloser.Close()
}

// broken says why a body ended before its end.
func (t *trip) broken(err error) error {
	cause := context.Cause(t.ctx)
	if t.callerEnded(cause) {
		return context.Cause(t.caller)
	}
	return t.door.explain(t.r, err, cause)
}

// watched remembers how reading a body failed, whatever its reader made of it,
// and the beginning of what was read.
type watched struct {
	io.ReadCloser
	err  error
	keep int // how much of it
	kept []byte
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.kept = append(w.kept, p[:min(n, w.keep-len(w.kept))]...)
	if err != nil && !errors.Is(err, io.EOF) && w.err == nil {
		w.err = err
	}
	return n, err
}

// discard ends an answer that nobody reads, and keeps its connection if little is left.
func discard(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, drainBytes)
	_ = resp.Body.Close()
}
