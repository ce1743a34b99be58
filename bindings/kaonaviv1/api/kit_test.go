package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
)

// server is a Door whose other end answers by path, in the process.
type server struct {
	answers map[string]string // by path below the version: a body, or a status and a body ("404 …")
	sent    []string          // "path body", in order
	ops     []call.Operation
}

func (s *server) Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error {
	body, _ := io.ReadAll(req.Body)
	path := strings.TrimPrefix(req.URL.Path, "/api/v1.2")
	s.sent = append(s.sent, strings.TrimSpace(path+" "+string(body)))
	s.ops = append(s.ops, op)
	if req.Method != http.MethodPost {
		return errors.New("not a POST")
	}
	return consume(response(s.answers[path]))
}

// response is 200 with that body, or what "404 body" says.
func response(answer string) *http.Response {
	rec := httptest.NewRecorder()
	if len(answer) > 3 && answer[3] == ' ' && strings.Trim(answer[:3], "0123456789") == "" {
		var status int
		_ = json.Unmarshal([]byte(answer[:3]), &status)
		rec.WriteHeader(status)
		answer = answer[4:]
	}
	rec.WriteString(answer)
	return rec.Result()
}

func client(t *testing.T, s *server, version string) *Client {
	t.Helper()
	base, err := url.Parse("https://kaonavi.example/api")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{Door: s, Connection: "kaonavi-v1", BaseURL: base, Version: version})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func op(t *testing.T, name string) Operation {
	t.Helper()
	o, ok := Lookup(name)
	if !ok {
		t.Fatalf("there is no operation %s", name)
	}
	return o
}

// asCall returns err as a *call.Error of that class, or fails.
func asCall(t *testing.T, err error, class call.Class) *call.Error {
	t.Helper()
	var e *call.Error
	if !errors.As(err, &e) || e.Class != class {
		t.Fatalf("the error is %v (%T), want one of class %s", err, err, class)
	}
	return e
}

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// rows parses rows that must be right.
func rows(t *testing.T, o Operation, list string) Rows {
	t.Helper()
	out, err := Parse(o, "rows", items(t, list))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func items(t *testing.T, list string) []json.RawMessage {
	t.Helper()
	var out []json.RawMessage
	if err := json.Unmarshal([]byte(list), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var background = context.Background()

// canonical is JSON without needless space and with sorted keys.
func canonical(t *testing.T, raw string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
