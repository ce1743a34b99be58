package kaonaviv1_test

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
	"dandori/bindings/kaonaviv1"
	"dandori/bindings/kaonaviv1/api"
	"dandori/bindings/kaonaviv1/sandbox"
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
	version   string // "" is v1.2
	dryRun    bool
	askVendor bool
	guard     *int
	preimage  bool
	limits    bool // the vendor's: else none on either side
	unlimited bool // the client keeps none all the same
}

// office is a script's connection to a simulated company, in a bubble of time of its own.
type office struct {
	*testing.T
	box    *sandbox.Sandbox
	book   *plan.Book
	module vm.Module

	mu   sync.Mutex
	sent []string // operations as scripts write them, with the effect
}

// in runs f in an office, in a bubble of time.
func in(t *testing.T, s setup, f func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(open(t, s)) })
}

func open(t *testing.T, s setup) *office {
	t.Helper()
	if s.version == "" {
		s.version = api.V12
	}
	s.box.Limits.Off = !s.limits
	if s.box.Size == 0 {
		s.box.Size = 12
	}
	o := &office{T: t, box: sandbox.New(s.box), book: plan.NewBook(plan.Config{Guard: plan.Guard{Remove: s.guard}})}
	door := o.door(s)
	t.Cleanup(door.Close)
	client, err := api.New(api.Config{Door: door, Connection: "kaonavi-v1", BaseURL: base(t), Version: s.version})
	if err != nil {
		t.Fatal(err)
	}
	o.module = vm.Module{Name: "dandori/connections", Exports: []vm.Export{kaonaviv1.Export(kaonaviv1.Config{
		Name: "kaonaviV1", Connection: "kaonavi-v1", Client: client, Poller: job.NewPoller(), DryRun: s.dryRun, AskVendor: s.askVendor, Plan: o.book,
		Preimage: s.preimage,
	})}}
	return o
}

func (o *office) door(s setup) *transport.Door {
	o.Helper()
	cred := api.Credentials{Connection: "kaonavi-v1", BaseURL: base(o.T), Version: s.version, Key: "1234567890abcdef", Secret: "1234567890abcdef"}
	c := transport.Config{
		Connection: "kaonavi-v1", Vendor: api.Vendor, BaseURL: base(o.T), Base: wire{http.StripPrefix("/api", o.box)},
		Token:  &transport.TokenConfig{Header: api.TokenHeader, Fetch: cred.Fetch, Vault: quota.NewTokens()},
		DryRun: s.dryRun, AskVendor: s.askVendor, Blank: api.Blank,
		OnSent: func(r call.Request) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.sent = append(o.sent, r.Operation.Name+" "+r.Operation.Effect.String())
		},
	}
	if s.limits && !s.unlimited {
		c.Ledger = quota.NewLimits(quota.Config{Limits: []quota.Limit{
			{Requests: api.RequestsPerHour, Per: time.Hour}, {Requests: api.TokensPerHour, Per: time.Hour, Of: call.TokenClass},
		}})
	}
	door, err := transport.Open(c)
	if err != nil {
		o.Fatal(err)
	}
	return door
}

func base(t *testing.T) *url.URL {
	u, err := url.Parse("https://kaonavi.test/api")
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

// state is a part of the company as it is now.
func (o *office) state(path ...string) any {
	o.Helper()
	var v any
	if err := json.Unmarshal(o.box.Snapshot(), &v); err != nil {
		o.Fatal(err)
	}
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
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
