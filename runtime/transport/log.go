package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

type triesKey struct{}

// countTries returns ctx under which the tries of one request are numbered.
func countTries(ctx context.Context) context.Context {
	return context.WithValue(ctx, triesKey{}, new(atomic.Int32))
}

func nextTry(ctx context.Context) int {
	n, ok := ctx.Value(triesKey{}).(*atomic.Int32)
	if !ok {
		return 1
	}
	return int(n.Add(1))
}

// logger writes one entry a request, when its answer is complete or given up.
type logger struct {
	door *Door
	next http.RoundTripper
}

func (l *logger) RoundTrip(req *http.Request) (*http.Response, error) {
	began, e := clock.Now(), l.entry(req)
	resp, err := l.next.RoundTrip(req)
	if err != nil {
		e.Took, e.Err = clock.Since(began), err
		l.door.config.Log(e)
		return nil, err
	}
	e.Status = resp.StatusCode
	e.Date, _ = http.ParseTime(resp.Header.Get("Date")) // zero where there is none
	resp.Body = &loggedBody{ReadCloser: resp.Body, log: l.door.config.Log, entry: e, began: began}
	return resp, nil
}

func (l *logger) entry(req *http.Request) Entry {
	r, _ := call.RequestFrom(req.Context())
	return Entry{
		Connection: r.Connection,
		Operation:  r.Operation.Name,
		Effect:     r.Operation.Effect,
		Method:     req.Method,
		Path:       l.door.path(req.URL),
		Try:        nextTry(req.Context()),
	}
}

// path is u's as it may be told.
func (d *Door) path(u *url.URL) string {
	if d.config.Discreet {
		return ""
	}
	return d.mask(u.Path)
}

type loggedBody struct {
	io.ReadCloser
	log   func(Entry)
	entry Entry
	began time.Time
	once  sync.Once
}

func (b *loggedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.entry.Bytes += int64(n)
	if err != nil {
		b.write(err)
	}
	return n, err
}

func (b *loggedBody) Close() error {
	err := b.ReadCloser.Close()
	b.write(err)
	return err
}

func (b *loggedBody) write(err error) {
	b.once.Do(func() {
		b.entry.Took = clock.Since(b.began)
		if err != nil && !errors.Is(err, io.EOF) {
			b.entry.Err = err
		}
		b.log(b.entry)
	})
}
