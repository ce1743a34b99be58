package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/transport"
)

// vendor is a server that answers as its test says, by method and path below the version.
type vendor struct {
	t       testing.TB
	server  *httptest.Server
	mu      sync.Mutex
	replies map[string][]reply // the last one stays
	sent    []request
	base    *url.URL
}

type reply struct {
	status int
	body   string
	do     func(w http.ResponseWriter, r *http.Request) // in place of both
}

type request struct {
	what   string // "GET /members?updated_since=…"
	header http.Header
	body   string
}

func newVendor(t testing.TB) *vendor {
	t.Helper()
	v := &vendor{t: t, replies: map[string][]reply{}}
	v.server = httptest.NewServer(v)
	t.Cleanup(v.server.Close)
	v.base, _ = url.Parse(v.server.URL + "/api")
	return v
}

// on has what ("PUT /members") answered with 200 and body, or with "404 body".
func (v *vendor) on(what string, bodies ...string) *vendor {
	for _, body := range bodies {
		r := reply{status: http.StatusOK, body: body}
		if len(body) > 3 && strings.Trim(body[:3], "0123456789") == "" && body[3] == ' ' {
			_, _ = fmt.Sscanf(body, "%d", &r.status)
			r.body = body[4:]
		}
		v.replies[what] = append(v.replies[what], r)
	}
	return v
}

func (v *vendor) do(what string, f func(w http.ResponseWriter, r *http.Request)) *vendor {
	v.replies[what] = append(v.replies[what], reply{do: f})
	return v
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/api/v2.0")
	what := r.Method + " " + path
	v.mu.Lock()
	full := what
	if r.URL.RawQuery != "" {
		full += "?" + r.URL.RawQuery
	}
	v.sent = append(v.sent, request{full, r.Header.Clone(), string(body)})
	queue := v.replies[what]
	if len(queue) > 1 {
		v.replies[what] = queue[1:]
	}
	v.mu.Unlock()
	switch {
	case len(queue) == 0:
		w.WriteHeader(http.StatusNotImplemented)
		_, _ = io.WriteString(w, "the test expects no "+what)
	case queue[0].do != nil:
		queue[0].do(w, r)
	default:
		w.WriteHeader(queue[0].status)
		_, _ = io.WriteString(w, queue[0].body)
	}
}

// whats are the requests so far.
func (v *vendor) whats() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []string
	for _, r := range v.sent {
		all = append(all, r.what)
	}
	return all
}

func (v *vendor) last() request {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.sent) == 0 {
		v.t.Fatal("nothing was sent")
	}
	return v.sent[len(v.sent)-1]
}

// door is the real way to a vendor, in a hurry.
func (v *vendor) door(base *url.URL, more ...func(*transport.Config)) *transport.Door {
	v.t.Helper()
	c := transport.Config{Connection: "kaonavi", Vendor: Vendor, BaseURL: base, Retry: transport.RetryPolicy{Tries: 3, First: time.Millisecond}}
	for _, f := range more {
		f(&c)
	}
	d, err := transport.Open(c)
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(d.Close)
	return d
}

func (v *vendor) client(more ...func(*Config)) *Client {
	c := Config{
		Connection: "kaonavi", BaseURL: v.base, Door: v.door(v.base),
		Links: func(host *url.URL) (Door, error) { return v.door(host), nil },
	}
	for _, f := range more {
		f(&c)
	}
	return New(c)
}

func op(t testing.TB, name string) Operation {
	t.Helper()
	o, ok := Lookup(name)
	if !ok {
		t.Fatalf("there is no operation %s", name)
	}
	return o
}

// asCall returns err as a *call.Error of that class, or fails.
func asCall(t testing.TB, err error, class call.Class) *call.Error {
	t.Helper()
	var e *call.Error
	if !errors.As(err, &e) || e.Class != class {
		t.Fatalf("the error is %v (%T), want one of class %s", err, err, class)
	}
	return e
}

func contains(t testing.TB, s string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(s, p) {
			t.Errorf("%q is not in: %s", p, s)
		}
	}
}

func lacks(t testing.TB, s string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(s, p) {
			t.Errorf("%q is in: %s", p, s)
		}
	}
}

func items(t testing.TB, list string) []json.RawMessage {
	t.Helper()
	var out []json.RawMessage
	if err := json.Unmarshal([]byte(list), &out); err != nil {
		t.Fatalf("%v: %s", err, list)
	}
	return out
}

// draft reads rows that must be right.
func draft(t testing.TB, c *Client, name string, at Target, list string) *Draft {
	t.Helper()
	d, err := c.Draft(op(t, name), at, given(items(t, list)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// parts are those of a draft that can be sent.
func parts(t testing.TB, d *Draft) []Part {
	t.Helper()
	seq, err := d.Parts()
	if err != nil {
		t.Fatal(err)
	}
	var all []Part
	for p := range seq {
		all = append(all, p)
	}
	return all
}

// only is the one part of a draft.
func only(t testing.TB, d *Draft) Part {
	t.Helper()
	all := parts(t, d)
	if len(all) != 1 {
		t.Fatalf("the draft has %d parts", len(all))
	}
	return all[0]
}

// hasty looks at a task at once, again and again.
type hasty struct{ keys []string }

func (h *hasty) Wait(ctx context.Context, key string, _ time.Duration, poll func(context.Context) (bool, error)) error {
	h.keys = append(h.keys, key)
	for {
		if done, err := poll(ctx); done || err != nil {
			return err
		}
	}
}

var background = context.Background()

// canonical is JSON without needless space and with sorted keys.
func canonical(t testing.TB, raw string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const gif = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=" // one pixel

func given(rows []json.RawMessage) Rows { return Rows{Argument: "rows", Items: rows} }

func withBlank(c *transport.Config) { c.Blank = Blank }
