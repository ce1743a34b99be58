package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// door hands requests to a handler, without a network and without trying again.
type door struct {
	http.HandlerFunc
}

func (d door) Do(req *http.Request, _ call.Operation, consume func(*http.Response) error) error {
	if err := req.Context().Err(); err != nil {
		return err
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, req)
	return consume(w.Result())
}

// notices collects what a client says.
type notices struct {
	mu    sync.Mutex
	texts []string
}

func (n *notices) add(t say.Text) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts = append(n.texts, t.En)
}

func (n *notices) all() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.texts, "\n")
}

// at is 10:00 on the first of April 2026 in Japan, the time of most tests.
func at() time.Time { return time.Date(2026, 4, 1, 10, 0, 0, 0, tokyo()) }

func newClient(t testing.TB, h http.HandlerFunc) (*Client, *notices) {
	t.Helper()
	base, err := url.Parse("https://api.example.com/base")
	if err != nil {
		t.Fatal(err)
	}
	n := &notices{}
	return New(Config{Door: door{h}, BaseURL: base, Connection: "sansan", Notice: n.add, Now: at}), n
}

// answers answers every request with a body.
func answers(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
}

func pageAt(t testing.TB, w *Walk, cursor []byte) call.Answer {
	t.Helper()
	a, err := w.Page(context.Background(), cursor)
	if err != nil {
		t.Fatal(err)
	}
	w.Saw(a)
	return a
}

// ids walks to the end and returns the ids of what came.
func ids(t testing.TB, w *Walk) []string {
	t.Helper()
	return idsFrom(t, w, nil)
}

func idsFrom(t testing.TB, w *Walk, cursor []byte) []string {
	t.Helper()
	defer w.Close()
	var all []string
	for {
		a := pageAt(t, w, cursor)
		all = append(all, idsIn(t, a.Body)...)
		if cursor = a.Cursor; cursor == nil {
			return all
		}
	}
}

func idsIn(t testing.TB, body []byte) []string {
	t.Helper()
	var items []struct{ ID string }
	if err := json.Unmarshal(body, &items); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	var all []string
	for _, it := range items {
		all = append(all, it.ID)
	}
	return all
}

// asError is err as a *call.Error of a class.
func asError(t testing.TB, err error, class call.Class) *call.Error {
	t.Helper()
	var e *call.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *call.Error", err)
	}
	if e.Class != class {
		t.Fatalf("got a %s (%v), want a %s", e.Class, e, class)
	}
	return e
}

func wantContains(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
}
