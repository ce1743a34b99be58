package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const (
	// slowest is the longest that may pass between the writing down of a request
	// and its first byte. Whoever was frozen in between finds that another
	// process has gone on with the run, and that a person may have decided.
	slowest = 10 * time.Second

	keptBytes = 1 << 20 // of an answer's body in the record; what is longer cannot be read again and is a doubt then
)

// errLeft is why a request of an earlier process is in doubt.
var errLeft = say.Errorf("it was sent before the run was interrupted, and its answer is not known")

// record writes down one request that changes something (call.Scribe): that it
// is about to leave, and what came of it. A nil record writes nothing down.
type record struct {
	scribe call.Scribe
	intent call.Intent // as entered last
	open   bool        // the intent is entered, and nothing that came of it
	doubt  bool        // a try before may have been done: no refusal of a later one takes that back
	lost   error       // an entry did not reach the disk: nothing more leaves
}

type recordKey struct{}

// recordFrom returns the record of ctx's request; nil for none, and for requests that only read.
func recordFrom(ctx context.Context) *record {
	r, _ := ctx.Value(recordKey{}).(*record)
	return r
}

func withRecord(ctx context.Context, r *record) context.Context {
	return context.WithValue(ctx, recordKey{}, r)
}

// newRecord returns the record of req, the k-th request of its call that changes something.
func newRecord(w call.Scribe, k int, r call.Request, req *http.Request, blank func([]byte, string) []byte) (*record, error) {
	body, err := sentBytes(req)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	mime := req.Header.Get("Content-Type")
	if blank != nil {
		body = blank(body, mime)
	}
	return &record{scribe: w, intent: call.Intent{
		K: k, Request: r, Method: req.Method, Path: req.URL.RequestURI(), ContentType: mime, Body: body, Hash: hex.EncodeToString(hash[:]),
	}}, nil
}

func sentBytes(req *http.Request) ([]byte, error) {
	if req.GetBody == nil {
		return nil, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// leave writes down that the request is about to leave. After an error it must not.
func (r *record) leave(ctx context.Context) error {
	if r == nil {
		return nil
	}
	if r.lost != nil {
		return r.lost
	}
	r.intent.Try++
	r.intent.At = clock.Now()
	if err := r.scribe.Intend(ctx, r.intent); err != nil {
		return err
	}
	r.open = true
	return nil
}

// late reports whether so much time has passed since leave that the request must not leave any more.
func (r *record) late() bool { return r != nil && r.open && clock.Since(r.intent.At) > slowest }

// heard is what is kept of an answer.
type heard struct {
	status int
	mime   string
	body   []byte
}

// settle writes down what came of the request that left last. A try that is
// refused says nothing of the one before it that may have been done.
func (r *record) settle(fate call.Fate, a heard, why error) {
	if r == nil || !r.open {
		return
	}
	r.open = false
	if fate == call.Refused && r.doubt {
		fate = call.Unknown
	}
	r.doubt = fate == call.Unknown
	result := call.Result{K: r.intent.K, Try: r.intent.Try, Fate: fate, Status: a.status, ContentType: a.mime}
	if fate == call.Done {
		result.Body = a.body
	}
	_ = errors.As(why, &result.Err)
	r.lost = r.scribe.Settle(result)
}

// response is a recorded answer, as if it had come just now.
func response(a *call.Result, req *http.Request) *http.Response {
	header := http.Header{}
	if a.ContentType != "" {
		header.Set("Content-Type", a.ContentType)
	}
	// Done in spite of its status means that a repeated request found its work done.
	ctx := withRepeated(req.Context(), !success(a.Status))
	return &http.Response{
		StatusCode: a.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(bytes.NewReader(a.Body)), ContentLength: int64(len(a.Body)), Request: req.WithContext(ctx),
	}
}
