package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const body = `{"data":[{"id":"1","name":"佐藤"},{"id":"2","name":"鈴木"}]}`

// vendor is a handler that answers body, counting how often it processed a request.
type vendor struct{ processed atomic.Int32 }

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.processed.Add(1)
	_, _ = io.Copy(io.Discard, r.Body)
	if kind := Ordered(r); kind != "" {
		http.Error(w, string(kind), http.StatusTooManyRequests)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, body)
}

// ask sends one request to a server with the fault.
func ask(t *testing.T, spec string) (status int, text string, processed int, err error) {
	t.Helper()
	faults, err := ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	var v vendor
	server := httptest.NewServer(faults.Wrap(func(*http.Request) string { return "op" }, &v))
	defer server.Close()
	client := server.Client()
	defer client.CloseIdleConnections()
	// A POST with a body that Go will not send again by itself.
	req, err := http.NewRequest(http.MethodPost, server.URL, io.NopCloser(strings.NewReader("{}")))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", int(v.processed.Load()), err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), int(v.processed.Load()), err
}

func TestFaultsThatAnswer(t *testing.T) {
	tests := []struct {
		kind      string
		status    int
		text      string
		processed int
	}{
		{"429", 429, "429\n", 1},
		{"429-bare", 429, "429-bare\n", 1},
		{"token-dies", 429, "token-dies\n", 1},
		{"500", 500, textPage(), 0},
		{"500-after", 500, textPage(), 1},
		{"503", 503, "Service Unavailable\n", 0},
		{"html", 200, htmlPage, 1},
		{"truncate", 200, body[:len(body)/2], 1},
		{"empty", 200, "", 1},
		{"drip=1ns", 200, body, 1},
		{"slow=1ns", 200, body, 1},
	}
	for _, tt := range tests {
		status, text, processed, err := ask(t, "op:1="+tt.kind)
		if err != nil || status != tt.status || text != tt.text || processed != tt.processed {
			t.Errorf("%s: got %d %q, processed %d times, %v", tt.kind, status, text, processed, err)
		}
	}
	if json.Valid([]byte(body[:len(body)/2])) {
		t.Error("half the body is JSON: truncate shows nothing")
	}
}

func TestFaultsThatBreakTheConnection(t *testing.T) {
	tests := []struct {
		kind      string
		processed int
		want      error
	}{
		{"reset-before", 0, syscall.ECONNRESET},
		{"reset-after", 1, syscall.ECONNRESET},
		{"cut", 1, io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		_, text, processed, err := ask(t, "op:1="+tt.kind)
		if !errors.Is(err, tt.want) || processed != tt.processed {
			t.Errorf("%s: got %v after %q, processed %d times", tt.kind, err, text, processed)
		}
	}
}

// TestFaultsThatWait needs no socket: the fake clock of the bubble does the waiting.
func TestFaultsThatWait(t *testing.T) {
	tests := []struct {
		kind      string
		patience  time.Duration
		processed int
		took      time.Duration
	}{
		{"timeout", time.Minute, 0, time.Minute},
		{"timeout-after", time.Minute, 1, time.Minute},
		{"slow=20s", time.Minute, 1, 20 * time.Second},
		{"slow=20s", 10 * time.Second, 0, 10 * time.Second},
		{"drip", 3 * time.Second, 1, 3 * time.Second},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			faults, err := ParseFaults("*:*=" + tt.kind)
			if err != nil {
				t.Fatal(err)
			}
			var v vendor
			ctx, cancel := context.WithTimeout(t.Context(), tt.patience)
			defer cancel()
			start := time.Now()
			func() {
				defer func() { _ = recover() }() // http.ErrAbortHandler
				faults.Wrap(func(*http.Request) string { return "op" }, &v).
					ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			}()
			if took := time.Since(start); took != tt.took || int(v.processed.Load()) != tt.processed {
				t.Errorf("%s: took %v, processed %d times", tt.kind, took, v.processed.Load())
			}
		})
	}
}

func TestLatencyIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLatency(3, Spread{Min: 50 * time.Millisecond, Max: 300 * time.Millisecond}, Spread{Min: 5 * time.Millisecond})
		shortest, longest := time.Hour, time.Duration(0)
		for range 200 {
			start := time.Now()
			if err := l.Before(t.Context()); err != nil {
				t.Fatal(err)
			}
			shortest, longest = min(shortest, time.Since(start)), max(longest, time.Since(start))
		}
		if shortest < 50*time.Millisecond || longest > 300*time.Millisecond || longest-shortest < 200*time.Millisecond {
			t.Errorf("between %v and %v", shortest, longest)
		}
		start := time.Now()
		if err := l.After(t.Context()); err != nil || time.Since(start) != 5*time.Millisecond {
			t.Errorf("after: %v, %v", time.Since(start), err)
		}
		l.Set(Spread{}, Spread{})
		if start = time.Now(); l.Before(t.Context()) != nil || time.Since(start) != 0 {
			t.Error("Set changed nothing")
		}
	})
}
