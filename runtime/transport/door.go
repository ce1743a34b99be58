package transport

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

const defaultMaxResponse = 512 << 20

// Door sends the requests of one connection. It is safe for concurrent use.
type Door struct {
	config Config
	mask   func(string) string
	stack  http.RoundTripper // every layer below retry
	wire   *wire
	life   context.Context // ends with Abort
	abort  context.CancelFunc
}

// Open returns a door, or an error of class Config that says what is wrong
// with c. It opens no connection. Close it when nothing is under way.
func Open(c Config) (*Door, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	c.Timeouts, c.Retry = c.Timeouts.withDefaults(), c.Retry.withDefaults()
	c.MaxResponse = cmp.Or(c.MaxResponse, defaultMaxResponse)
	d := &Door{config: c, mask: masker(c)}
	d.life, d.abort = context.WithCancel(context.Background())
	w, err := newWire(d)
	if err != nil {
		d.abort()
		return nil, err
	}
	d.wire = w
	d.stack = d.layers(w)
	return d, nil
}

// check finds what no request could ever work with.
func check(c Config) error {
	switch u := c.BaseURL; {
	case u == nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return call.New(call.Config, "baseURL of connection %s is not a URL like https://api.example.com", c.Connection)
	case u.Scheme == "http" && c.Base == nil && !isLoopback(u.Hostname()):
		return call.New(call.Config, "baseURL of connection %s is plain http to %s", c.Connection, u.Host).
			WithHint("Use https; plain http is only for a server on this machine.")
	}
	return nil
}

// layers stacks everything below retry. Asking for a token passes the same
// layers but the one for tokens.
func (d *Door) layers(next http.RoundTripper) http.RoundTripper {
	if d.config.Log != nil {
		next = &logger{door: d, next: next}
	}
	if d.config.Ledger != nil {
		next = &limit{door: d, next: next}
	}
	if d.config.Token != nil {
		next = &token{door: d, next: next, fetch: d.fetchThrough(&guard{door: d, next: next})}
	}
	return &guard{door: d, next: next}
}

// Do sends req for op and hands the final answer to consume, whatever its
// status, with a bounded body that streams. The body of req must be replayable
// (GetBody). consume may be called several times, each time with another
// answer, and must begin afresh each time; it returns the vendor's refusal as
// a *call.Error of class VendorError.
//
// A read is sent again after a failed dial, a reset, a timeout, a 5xx, and when
// its body broke. A repeatable write too, while it is young. A write of effect
// once is sent again only after a failed dial, a 401 that a new token may cure,
// and a 429. All of it is bounded by Config.Retry.
//
// Errors are *call.Error: consume's own; ConnectionError and TimeoutError;
// PermissionError in a dry run; InDoubt for a write that may have been done (a
// 5xx, a timeout or reset after the first byte, a 2xx that consume cannot
// read). When req's context ends, Do returns its cause, unless a write is in
// doubt: a write on the wire has until its deadline to be answered.
//
// With a call.Scribe in req's context each try of a write is written down just
// before its first byte, and what came of it before Do returns. What an earlier
// process of the run left decides first: a recorded answer is handed to consume
// and nothing is sent; a request in doubt is sent again only if it is
// repeatable, young and the last one to its target.
func (d *Door) Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error {
	r := d.request(op)
	if req.Body != nil && req.Body != http.NoBody && req.GetBody == nil {
		return call.New(call.Fault, "the body of %s cannot be sent twice", op.Name).Of(r)
	}
	own := req.Clone(countTries(d.with(req.Context(), r)))
	own.Body = nil // each try gets its own
	a := &ask{door: d, req: own, r: r, consume: consume}
	return a.run()
}

// RoundTripper returns Do in the shape of net/http: every layer, with the
// operation taken from call.WithRequest. Answers are read whole.
func (d *Door) RoundTripper() http.RoundTripper { return roundTripper{d} }

type roundTripper struct{ door *Door }

func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	r, _ := call.RequestFrom(req.Context())
	var last *http.Response
	err := t.door.Do(req, r.Operation, func(resp *http.Response) error {
		whole, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		copied := *resp
		copied.Body = io.NopCloser(bytes.NewReader(whole))
		last = &copied
		return nil
	})
	if err != nil {
		return nil, err
	}
	return last, nil
}

// Abort gives up everything that is on the wire, writes too: they end in
// doubt. For the second Ctrl-C.
func (d *Door) Abort() { d.abort() }

// Close closes the connections that are idle.
func (d *Door) Close() {
	for _, rt := range []http.RoundTripper{d.wire.reads, d.wire.writes} {
		if c, ok := rt.(interface{ CloseIdleConnections() }); ok {
			c.CloseIdleConnections()
		}
	}
}

func (d *Door) request(op call.Operation) call.Request {
	return call.Request{Connection: d.config.Connection, Vendor: d.config.Vendor, Operation: op}
}

// with returns ctx in which a request is made in the name of r.
func (d *Door) with(ctx context.Context, r call.Request) context.Context {
	ctx = call.WithRequest(ctx, r)
	if d.config.OnWait == nil {
		return ctx
	}
	return call.WithWait(ctx, func(until time.Time, why say.Text) {
		if !until.IsZero() {
			d.config.OnWait(r, until, why)
		}
	})
}

// capped bounds a wait that the vendor named.
func (d *Door) capped(wait time.Duration) time.Duration { return min(wait, d.config.Retry.After) }
