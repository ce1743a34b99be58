package sansan_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/sansan"
	"dandori/bindings/sansan/api"
	"dandori/bindings/sansan/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
)

// setup is what a test's office is made of.
type setup struct {
	box    sandbox.Options
	key    string // "" is the administrator's
	dryRun bool
	guard  *int
	limits bool // the vendor's: else none on either side
	wire   http.RoundTripper
}

// office is a connection to a simulated company, in a bubble of time of its own.
type office struct {
	*testing.T
	box    *sandbox.Sandbox
	book   *plan.Book
	client *api.Client
	module vm.Module

	mu   sync.Mutex
	sent []call.Operation
	said []string
}

// in runs f in an office, in a bubble of time that begins when the sandbox's newest card is a day old.
func in(t *testing.T, s setup, f func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(open(t, s)) })
}

func open(t *testing.T, s setup) *office {
	t.Helper()
	s.box.Limits.Off = !s.limits
	if s.box.Newest.IsZero() {
		s.box.Newest = time.Now().Add(-24 * time.Hour)
	}
	if s.key == "" {
		s.key = sandbox.AdminKey
	}
	o := &office{T: t, box: sandbox.New(s.box), book: plan.NewBook(plan.Config{Guard: plan.Guard{Remove: s.guard}})}
	door := o.door(s)
	t.Cleanup(door.Close)
	o.client = api.New(api.Config{Door: door, Connection: "sansan", BaseURL: base(t), Notice: o.notice})
	o.module = vm.Module{Name: "dandori/connections", Exports: []vm.Export{sansan.Export(sansan.Config{
		Name: "sansan", Connection: "sansan", Client: o.client, Poller: job.NewPoller(), DryRun: s.dryRun, Plan: o.book,
	})}}
	return o
}

func (o *office) door(s setup) *transport.Door {
	o.Helper()
	c := transport.Config{
		Connection: "sansan", Vendor: "sansan", BaseURL: base(o.T), Base: s.wire,
		Header: api.Header(s.key, ""), Secrets: []string{s.key}, DryRun: s.dryRun,
		OnSent: func(r call.Request) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.sent = append(o.sent, r.Operation)
		},
	}
	if c.Base == nil {
		c.Base = wire{o.box}
	}
	if s.limits {
		c.Ledger = quota.NewLimits(quota.Config{Limits: []quota.Limit{{Requests: api.Requests, Per: api.Per}}})
	}
	door, err := transport.Open(c)
	if err != nil {
		o.Fatal(err)
	}
	return door
}

func (o *office) notice(t say.Text) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, t.En)
}

func base(t *testing.T) *url.URL {
	u, err := url.Parse("https://sansan.test")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// wire hands requests to a handler in the process; an aborted answer is a broken connection.
type wire struct{ http.Handler }

func (w wire) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			resp, err = nil, io.ErrUnexpectedEOF
		} else if p != nil {
			panic(p)
		}
	}()
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, in)
	return rec.Result(), nil
}

func (o *office) script(body string) bindingtest.Script {
	return bindingtest.Script{Body: body, Modules: []vm.Module{o.module}}
}

// want runs a script that returns want, as JSON.
func (o *office) want(body, want string) {
	o.Helper()
	bindingtest.Want(o, o.script(body), want)
}

// fails runs a script that ends with such an error.
func (o *office) fails(body, name string, parts ...string) *vm.Failure {
	o.Helper()
	return bindingtest.WantError(o, o.script(body), name, parts...)
}

// returns runs a script and reads what it returned.
func (o *office) returns(body string, into any) {
	o.Helper()
	got, f := bindingtest.Run(o, o.script(body))
	if f != nil {
		o.Fatalf("%s: %s", f.Name, f.Message)
	}
	if err := json.Unmarshal([]byte(got), into); err != nil {
		o.Fatalf("%v: %s", err, got)
	}
}

// writes are the operations sent that were no reads.
func (o *office) writes() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, op := range o.sent {
		if op.Effect != call.Read {
			out = append(out, op.Name)
		}
	}
	return out
}

func (o *office) notices() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.said, "\n")
}

// raw is the body of a GET, without the client.
func (o *office) raw(path string) string {
	o.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header = api.Header(sandbox.AdminKey, "")
	w := httptest.NewRecorder()
	o.box.ServeHTTP(w, r)
	return w.Body.String()
}
