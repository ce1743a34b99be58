package transport

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
)

var (
	read       = call.Operation{Name: "bizCards.list", Effect: call.Read}
	repeatable = call.Operation{Name: "settings.emailClient.set", Effect: call.Repeatable}
	once       = call.Operation{Name: "organization.import", Effect: call.Once, Of: "updates"}
)

// vendor is a server on raw sockets, so that it can misbehave in every way.
type vendor struct {
	t        *testing.T
	listener net.Listener
	wg       sync.WaitGroup
	quit     chan struct{} // closed when the test ends

	mu    sync.Mutex
	conns []net.Conn
	asked int // requests that arrived, or connections that were dropped before one could
}

// exchange answers one request on a connection; false closes the connection.
type exchange func(v *vendor, c net.Conn, req *http.Request, n int) bool

// serve starts a vendor that answers as answer says. With a nil answer it
// resets each connection when a request has arrived, without reading it.
func serve(t *testing.T, answer exchange) *vendor {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := &vendor{t: t, listener: l, quit: make(chan struct{})}
	v.wg.Go(func() { v.accept(answer) })
	t.Cleanup(v.stop)
	return v
}

func (v *vendor) accept(answer exchange) {
	for {
		c, err := v.listener.Accept()
		if err != nil {
			return
		}
		v.mu.Lock()
		v.conns = append(v.conns, c)
		v.mu.Unlock()
		if answer == nil {
			v.wg.Go(func() { v.resetUnread(c) })
			continue
		}
		v.wg.Go(func() { v.converse(c, answer) })
	}
}

// resetUnread waits for the first byte, for a connection that is reset before
// that may be found broken before anything was sent.
func (v *vendor) resetUnread(c net.Conn) {
	if _, err := c.Read(make([]byte, 1)); err == nil {
		v.count()
	}
	reset(c)
}

func (v *vendor) converse(c net.Conn, answer exchange) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		whole, _ := io.ReadAll(req.Body)
		req.Body = io.NopCloser(strings.NewReader(string(whole)))
		if !answer(v, c, req, v.count()) {
			return
		}
	}
}

func (v *vendor) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked++
	return v.asked
}

func (v *vendor) requests() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.asked
}

func (v *vendor) stop() {
	v.listener.Close()
	close(v.quit)
	v.mu.Lock()
	for _, c := range v.conns {
		c.Close()
	}
	v.mu.Unlock()
	v.wg.Wait()
}

func (v *vendor) url() *url.URL {
	return &url.URL{Scheme: "http", Host: v.listener.Addr().String()}
}

// reset closes c so that the other side sees a connection reset.
func reset(c net.Conn) {
	_ = c.(*net.TCPConn).SetLinger(0)
	c.Close()
}

// raw returns an exchange that writes raw bytes.
func raw(lines ...string) exchange {
	return func(_ *vendor, c net.Conn, _ *http.Request, _ int) bool {
		_, err := io.WriteString(c, strings.Join(lines, "\r\n"))
		return err == nil
	}
}

// status returns an exchange that answers with a status line, headers and a body.
func status(line, body string, headers ...string) exchange {
	all := append([]string{"HTTP/1.1 " + line}, headers...)
	return raw(append(all, "Content-Length: "+itoa(len(body)), "", body)...)
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

var fine = status("200 OK", `{"ok":true}`, "Content-Type: application/json")

// inTurn answers the nth request with the nth exchange, and the last one from then on.
func inTurn(turns ...exchange) exchange {
	return func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		return turns[min(n, len(turns))-1](v, c, req, n)
	}
}

// silentAfter writes head and then nothing more.
func silentAfter(head string) exchange {
	return func(v *vendor, c net.Conn, _ *http.Request, _ int) bool {
		_, _ = io.WriteString(c, head)
		<-v.quit
		return false
	}
}

func resetAfterReading(_ *vendor, c net.Conn, _ *http.Request, _ int) bool {
	reset(c)
	return false
}

// quick are bounds for tests: nothing takes long on loopback.
func quick(base *url.URL) Config {
	return Config{
		Connection: "sansan",
		Vendor:     "sansan",
		BaseURL:    base,
		Timeouts:   Timeouts{Connect: 5 * time.Second, FirstByte: 20 * time.Second, Stall: 20 * time.Second, Whole: 40 * time.Second},
		Retry:      RetryPolicy{Tries: 3, Refusals: 3, First: time.Millisecond, Longest: 2 * time.Millisecond, After: 5 * time.Millisecond},
	}
}

// impatient is quick with bounds that a silent vendor meets.
func impatient(base *url.URL) Config {
	c := quick(base)
	c.Timeouts.FirstByte, c.Timeouts.Stall = 100*time.Millisecond, 100*time.Millisecond
	return c
}

func open(t *testing.T, c Config) *Door {
	t.Helper()
	d, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// ask sends one request for op and returns what a vendor client would make of its answer.
func askFor(ctx context.Context, t *testing.T, d *Door, op call.Operation) error {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if op.Effect != call.Read {
		method, body = http.MethodPost, strings.NewReader(`{"a":1}`)
	}
	req, err := http.NewRequestWithContext(ctx, method, d.config.BaseURL.String()+"/v2.3/things?name=secretName", body)
	if err != nil {
		t.Fatal(err)
	}
	return d.Do(req, op, consume)
}

// consume is a vendor client in small: JSON on 2xx, a refusal otherwise.
func consume(resp *http.Response) error {
	data, err := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		e := call.New(call.VendorError, "%s answered with status %d", "sansan", resp.StatusCode)
		e.Status = resp.StatusCode
		return e
	}
	if err != nil {
		return err
	}
	var v map[string]any
	return json.Unmarshal(data, &v)
}

// classOf returns the class of err, "" for none.
func classOf(err error) call.Class {
	var e *call.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Class
}
