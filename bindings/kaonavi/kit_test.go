package kaonavi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
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
	"dandori/bindings/kaonavi"
	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
)

// setup is what a test's office is made of.
type setup struct {
	box       sandbox.Options
	sizes     api.Sizes
	dryRun    bool
	askVendor bool
	guard     plan.Guard
	preimage  bool
	limits    bool // the vendor's: else none on either side
}

// office is a script's connection to a simulated company.
type office struct {
	*testing.T
	box    *sandbox.Sandbox
	module vm.Module
	book   *plan.Book
	client *api.Client

	mu   sync.Mutex
	off  bool     // the network
	sent []string // operations as scripts write them, with the effect
}

// in runs f in an office, in a bubble of time.
func in(t *testing.T, s setup, f func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(open(t, s)) })
}

const address = "https://kaonavi.test/api"

func open(t *testing.T, s setup) *office {
	t.Helper()
	s.box.Limits.Off = !s.limits
	if s.box.Size == 0 {
		s.box.Size = 12
	}
	o := &office{T: t, box: sandbox.New(s.box), book: plan.NewBook(plan.Config{Guard: s.guard})}
	cred := api.Credentials{Connection: "kaonavi", BaseURL: base(t)}
	cred.Key, cred.Secret = sandbox.Consumer()
	c := o.wire(s)
	c.Token = &transport.TokenConfig{Header: api.TokenHeader, Fetch: cred.Fetch, Vault: quota.NewTokens()}
	if s.limits {
		c.Ledger = quota.NewLimits(quota.Config{Limits: []quota.Limit{
			{Requests: api.RequestsPerHour, Per: time.Hour}, {Requests: api.UpdatesPerMinute, Per: time.Minute, Of: api.UpdatesClass},
		}})
	}
	links := o.wire(s)
	o.client = api.New(api.Config{
		Door: o.door(c), Connection: "kaonavi", BaseURL: base(t), Sizes: s.sizes,
		Links: func(host *url.URL) (api.Door, error) { links.BaseURL = host; return o.door(links), nil },
	})
	o.module = vm.Module{Name: "dandori/connections", Exports: []vm.Export{kaonavi.Export(kaonavi.Config{
		Name: "kaonavi", Connection: "kaonavi", Client: o.client, Poller: job.NewPoller(), DryRun: s.dryRun, AskVendor: s.askVendor,
		Preimage: s.preimage, Plan: o.book,
	})}}
	return o
}

// wire is the way to the simulator, which is switched off with o.off.
func (o *office) wire(s setup) transport.Config {
	return transport.Config{
		Connection: "kaonavi", Vendor: api.Vendor, BaseURL: base(o.T), Base: wire{o, o.box},
		DryRun: s.dryRun, AskVendor: s.askVendor, Blank: api.Blank,
		OnSent: func(r call.Request) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.sent = append(o.sent, r.Operation.Name+" "+r.Operation.Effect.String())
		},
	}
}

func (o *office) door(c transport.Config) *transport.Door {
	o.Helper()
	door, err := transport.Open(c)
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(door.Close)
	return door
}

func base(t *testing.T) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// wire hands requests to a handler in the process; an aborted answer is a broken connection.
type wire struct {
	o *office
	h http.Handler
}

func (w wire) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	w.o.mu.Lock()
	off := w.o.off
	w.o.mu.Unlock()
	if off {
		w.o.Errorf("%s %s was sent with the network off", r.Method, r.URL.Path)
		return nil, io.ErrUnexpectedEOF
	}
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
	in.URL.Path, in.URL.RawPath = strings.TrimPrefix(in.URL.Path, "/api"), ""
	in.Host = r.URL.Host
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, in)
	return rec.Result(), nil
}

func (o *office) script(body string) bindingtest.Script {
	return bindingtest.Script{Body: body, Modules: []vm.Module{o.module}, Host: &bindingtest.Doubts{}}
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

// state is a part of the company as it is now, as JSON.
func (o *office) state(path ...string) string {
	o.Helper()
	var v any
	if err := json.Unmarshal(o.box.Snapshot(), &v); err != nil {
		o.Fatal(err)
	}
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	raw, err := json.Marshal(v)
	if err != nil {
		o.Fatal(err)
	}
	return string(raw)
}

// is fails the test unless the part of the company is want.
func (o *office) is(want string, path ...string) {
	o.Helper()
	if got := o.state(path...); got != want {
		o.Errorf("%v is %s, want %s", path, got, want)
	}
}

// writes are the operations sent that were no reads.
func (o *office) writes() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, s := range o.sent {
		if !strings.HasSuffix(s, " read") {
			out = append(out, s)
		}
	}
	return out
}

// picture is one pixel as a PNG, as base64.
func picture() string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
