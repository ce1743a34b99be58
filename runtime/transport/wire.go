package transport

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
)

// wire sends one request once. It bounds its time and size, and lets a write
// that is on the wire outlive the context of its caller.
type wire struct {
	door   *Door
	reads  http.RoundTripper
	writes http.RoundTripper
	socket bool // reads and writes tell us when they get a connection
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	t := newTrip(w.door, req.Context())
	resp, err := w.send(t, req)
	if err != nil {
		defer t.end()
		return nil, t.fault(err)
	}
	body := newBody(t, resp.Body)
	resp.Body = body
	if resp.ContentLength > w.door.config.MaxResponse {
		defer body.Close()
		t.cancel(errTooLong)
		return nil, t.fault(errTooLong)
	}
	t.watch.phase(w.door.config.Timeouts.Stall, errStalled)
	return resp, nil
}

func (w *wire) send(t *trip, req *http.Request) (*http.Response, error) {
	out, err := w.outgoing(t, req)
	if err != nil {
		return nil, err
	}
	if !w.socket && !t.leave() {
		out.Body.Close()
		return nil, orElse(context.Cause(t.ctx), t.kept)
	}
	if t.write() {
		return w.writes.RoundTrip(out)
	}
	return w.reads.RoundTrip(out)
}

// outgoing returns the copy of req that net/http sends. It cannot be sent
// again by net/http itself, which does that to requests whose body it can get
// again, or that have none: such a repeat would take no slot and be in no log.
func (w *wire) outgoing(t *trip, req *http.Request) (*http.Request, error) {
	ctx := t.ctx
	if w.socket {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: t.gotConn})
	}
	out := req.Clone(ctx)
	out.Body, out.GetBody = http.NoBody, nil
	switch {
	case req.GetBody != nil:
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = &sentBody{ReadCloser: body, trip: t}
	case req.Method == http.MethodGet || req.Method == http.MethodHead:
		out.Body = onlyOnce{http.NoBody} // not NoBody itself, which net/http may repeat
	}
	for name, values := range w.door.config.Header {
		out.Header[name] = values
	}
	return out, nil
}

type onlyOnce struct{ io.ReadCloser }

// sentBody tells the watchdog that the request is still going out.
type sentBody struct {
	io.ReadCloser
	trip *trip
}

func (b *sentBody) Read(p []byte) (int, error) {
	b.trip.watch.touch()
	return b.ReadCloser.Read(p)
}
