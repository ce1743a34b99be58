package transport

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"dandori/runtime/call"
)

func secure(t *testing.T) (*httptest.Server, []byte) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

func parsed(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		panic(err)
	}
	return u
}

func TestCertificates(t *testing.T) {
	s, ca := secure(t)
	c := quick(parsed(s.URL))
	tries := 0
	c.Log = func(Entry) { tries++ }
	err := askFor(t.Context(), t, open(t, c), once)
	if classOf(err) != call.ConnectionError || tries != 1 {
		t.Errorf("an unknown certificate: %v after %d tries, want ConnectionError at once", err, tries)
	}
	if hint := err.(*call.Error).Hint.En; !strings.Contains(hint, "`ca`") {
		t.Errorf("the hint does not name ca: %q", hint)
	}
	c.CA = ca
	for _, op := range []call.Operation{read, once} {
		if err := askFor(t.Context(), t, open(t, c), op); err != nil {
			t.Errorf("with ca: %v", err)
		}
	}
}

// connectProxy is a proxy that knows CONNECT and counts it.
func connectProxy(t *testing.T, user string) (addr string, count func() int) {
	var mu sync.Mutex
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, _, _ := (&http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}).BasicAuth(); r.Method != http.MethodConnect || name != user {
			http.Error(w, "no", http.StatusProxyAuthRequired)
			return
		}
		mu.Lock()
		n++
		mu.Unlock()
		tunnel(w, r.Host)
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String(), func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

func tunnel(w http.ResponseWriter, host string) {
	out, err := net.Dial("tcp", host)
	if err != nil {
		http.Error(w, "no", http.StatusBadGateway)
		return
	}
	in, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = io.Copy(out, in); out.Close() })
	_, _ = io.Copy(in, out)
	in.Close()
	wg.Wait()
}

func TestProxy(t *testing.T) {
	s, ca := secure(t)
	addr, through := connectProxy(t, "ops")
	env := func(*http.Request) (*url.URL, error) { return parsed("http://ops:proxySecret@" + addr), nil }
	c := quick(parsed(s.URL))
	c.CA = ca
	for _, step := range []struct {
		proxy string
		env   func(*http.Request) (*url.URL, error)
		want  int
	}{{"http://ops:proxySecret@" + addr, nil, 1}, {"none", env, 1}, {"", env, 2}, {"", nil, 2}} {
		c.Proxy, c.ProxyEnv = step.proxy, step.env
		d := open(t, c)
		if err := askFor(t.Context(), t, d, once); err != nil || through() != step.want {
			t.Errorf("proxy %q: %v, %d times through the proxy, want %d", step.proxy, err, through(), step.want)
		}
		d.Close()
	}
	c.Proxy = "http://stranger:proxySecret@" + addr
	err := askFor(t.Context(), t, open(t, c), once)
	if classOf(err) != call.ConnectionError || strings.Contains(err.Error(), "proxySecret") {
		t.Errorf("a proxy that refuses: got %v", err)
	}
}

func TestLoopbackGoesPastTheProxy(t *testing.T) {
	v := serve(t, fine)
	c := quick(v.url())
	c.Proxy = "http://127.0.0.1:1"
	if err := askFor(t.Context(), t, open(t, c), once); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "api.example.com"}
	for name, change := range map[string]func(*Config){
		"no address":            func(c *Config) { c.BaseURL = nil },
		"no host":               func(c *Config) { c.BaseURL = &url.URL{Scheme: "https"} },
		"another scheme":        func(c *Config) { c.BaseURL = &url.URL{Scheme: "ftp", Host: "h"} },
		"plain http to a name":  func(c *Config) { c.BaseURL = &url.URL{Scheme: "http", Host: "api.example.com"} },
		"plain http to an IP":   func(c *Config) { c.BaseURL = &url.URL{Scheme: "http", Host: "192.0.2.1:80"} },
		"plain http to a trick": func(c *Config) { c.BaseURL = &url.URL{Scheme: "http", Host: "localhost.example.com"} },
		"no proxy URL":          func(c *Config) { c.Proxy = "proxy:8080" },
		"an empty CA":           func(c *Config) { c.CA = []byte("nothing") },
	} {
		c := quick(base)
		change(&c)
		if _, err := Open(c); classOf(err) != call.Config {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, host := range []string{"localhost:80", "127.0.0.1", "[::1]:8080"} {
		if _, err := Open(quick(&url.URL{Scheme: "http", Host: host})); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// A server that closes an idle connection makes net/http send a GET again by
// itself. Here every request that arrives must have had a slot, and no write
// may meet such a connection.
func TestNothingIsSentBehindOurBack(t *testing.T) {
	v := serve(t, func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		if n%2 == 0 {
			reset(c) // has read the request, on a connection that had been idle
			return false
		}
		return fine(v, c, req, n)
	})
	sent := 0
	l := &ledger{}
	c := quick(v.url())
	c.Ledger = l
	c.OnSent = func(call.Request) { sent++ }
	d := open(t, c)
	for range 20 {
		if err := askFor(t.Context(), t, d, read); err != nil {
			t.Fatal(err)
		}
	}
	if n := v.requests(); n != len(l.taken) || n != sent || n < 30 {
		t.Errorf("%d requests arrived, %d slots were taken, %d counted as sent", n, len(l.taken), sent)
	}
}

func TestWritesDoNotUseIdleConnections(t *testing.T) {
	v := serve(t, fine)
	d := open(t, quick(v.url()))
	for range 3 {
		for _, op := range []call.Operation{read, once, repeatable} {
			if err := askFor(t.Context(), t, d, op); err != nil {
				t.Fatal(err)
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.conns) != 7 {
		t.Errorf("%d connections, want one for all reads and one for each of 6 writes", len(v.conns))
	}
}

func TestGzip(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, `{"a":"`+strings.Repeat("x", 5000)+`"}`)
	w.Close()
	v := serve(t, status("200 OK", packed.String(), "Content-Encoding: gzip"))
	c := quick(v.url())
	c.Retry.Tries = 1
	if err := askFor(t.Context(), t, open(t, c), read); err != nil {
		t.Error(err)
	}
	c.MaxResponse = 1000 // more than came over the wire
	if err := askFor(t.Context(), t, open(t, c), read); classOf(err) != call.ConnectionError {
		t.Errorf("a small bomb: got %v", err)
	}
}

func TestBodiesArriveWhole(t *testing.T) {
	got := make(chan string, 9)
	v := serve(t, func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		body, _ := io.ReadAll(req.Body)
		got <- req.Method + " " + string(body) + " " + req.Header.Get("X-Sansan-Api-Key") + " " + req.Header.Get("Content-Length") + req.Header.Get("Transfer-Encoding")
		return inTurn(status("429 Too Many Requests", ""), fine)(v, c, req, n)
	})
	c := quick(v.url())
	c.Header = http.Header{"X-Sansan-Api-Key": {"keykeykey"}}
	if err := askFor(t.Context(), t, open(t, c), once); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if g := <-got; g != `POST {"a":1} keykeykey 7` {
			t.Errorf("arrived: %q", g)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url().String()+"/x", bufio.NewReader(strings.NewReader("x")))
	if err := open(t, c).Do(req, read, consume); classOf(err) != call.Fault {
		t.Errorf("a body that cannot be replayed: got %v", err)
	}
}
