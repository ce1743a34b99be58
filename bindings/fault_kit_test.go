package bindings

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	kaonavisandbox "dandori/bindings/kaonavi/sandbox"
	kaonaviv1sandbox "dandori/bindings/kaonaviv1/sandbox"
	sansansandbox "dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

const (
	sansanHost    = "sansan.example"
	kaonaviHost   = "kaonavi.example"
	kaonaviV1Host = "kaonavi-v1.example"
)

// wires are the vendors behind connections in memory, for bubbles of virtual
// time: real HTTP over pipes, so that answers can drip, break off and stay away.
type wires struct {
	sansan    *sansansandbox.Sandbox
	kaonavi   *kaonavisandbox.Sandbox
	kaonaviV1 *kaonaviv1sandbox.Sandbox

	mu   sync.Mutex
	seen []string // the requests that arrived, as "METHOD path"
}

// wire starts the simulators with the faults. None has limits.
func wire(t *testing.T, faults string) (*wires, http.RoundTripper) {
	t.Helper()
	parsed := func() *simulator.Faults {
		f, err := simulator.ParseFaults(faults)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	w := &wires{
		sansan:    sansansandbox.New(sansansandbox.Options{Size: 12, Newest: time.Now().Add(-24 * time.Hour), Limits: sansansandbox.Limits{Off: true}, Faults: parsed()}),
		kaonavi:   kaonavisandbox.New(kaonavisandbox.Options{Size: 12, Limits: kaonavisandbox.Limits{Off: true}, Faults: parsed()}),
		kaonaviV1: kaonaviv1sandbox.New(kaonaviv1sandbox.Options{Size: 12, Limits: kaonaviv1sandbox.Limits{Off: true}, Faults: parsed()}),
	}
	return w, w.serve(t)
}

// serve serves the vendors for as long as the test takes, and returns the way to them.
func (w *wires) serve(t *testing.T) http.RoundTripper {
	t.Helper()
	lines := newPipes()
	server := &http.Server{Handler: w}
	served := make(chan error, 1)
	go func() { served <- server.Serve(lines) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return &http.Transport{DisableKeepAlives: true, DialContext: lines.dial, DialTLSContext: lines.dial}
}

// ServeHTTP notes every request and hands it to its vendor. All of it is read
// first: who answers and hangs up while a request is still coming breaks the pipe.
func (w *wires) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	w.seen = append(w.seen, r.Method+" "+r.URL.Path)
	w.mu.Unlock()
	switch r.Host {
	case sansanHost:
		w.sansan.ServeHTTP(rw, r)
	case kaonaviHost:
		w.kaonavi.ServeHTTP(rw, r)
	default:
		w.kaonaviV1.ServeHTTP(rw, r)
	}
}

// pipes is a listener without sockets.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
	case <-ctx.Done():
	}
	return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

// options of connect.
type options struct {
	dryRun bool
	log    func(transport.Entry)
	notice func(say.Text)
}

// connect opens all connections over base.
func connect(t *testing.T, base http.RoundTripper, o options) *Opened {
	t.Helper()
	newKey, newSecret := kaonavisandbox.Consumer()
	project := `connections:
  sansan: { kind: sansan, baseURL: "https://` + sansanHost + `", apiKey: ` + sansansandbox.AdminKey + ` }
  kaonavi: { kind: kaonavi, baseURL: "https://` + kaonaviHost + `", consumerKey: "` + newKey + `", consumerSecret: "` + newSecret + `", limits: [{ requests: 1000, per: 1s }] }
  kaonavi-v1: { kind: kaonavi-v1, version: v1.2, baseURL: "https://` + kaonaviV1Host + `", consumerKey: ` + kaonaviKey + `, consumerSecret: ` + kaonaviSecret + ` }
`
	root := t.TempDir()
	p, problems := workflow.ParseProject([]byte(project))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	opened, err := Connect(Config{
		Root: root, Connections: p.Connections, Use: []string{"sansan", "kaonavi", "kaonavi-v1"}, Base: base,
		Lookup: func(string) (string, bool) { return "", false },
		DryRun: o.dryRun, Log: o.log, Notice: o.notice,
	})
	if opened != nil {
		t.Cleanup(opened.Close)
	}
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// The consumer that the simulator of Kaonavi v1 knows unless it is told another.
const (
	kaonaviKey    = "1234567890abcdef"
	kaonaviSecret = "1234567890abcdef"
)
