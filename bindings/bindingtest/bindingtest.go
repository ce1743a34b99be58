// Package bindingtest runs a few lines of JavaScript against modules, so that
// the test of a binding is those lines and what they should give.
package bindingtest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dandori/runtime/clock"
	"dandori/runtime/vm"

	"time"
)

// Script is one script to run.
type Script struct {
	// Body is the body of an async function. The exports of the modules are in scope by their names.
	Body    string
	Modules []vm.Module
	Params  json.RawMessage
	Host    vm.Host                     // nil does every call and keeps nothing
	Console func(level, message string) // nil drops what console prints
	Ctx     context.Context             // nil is the test's
}

// Run runs s and returns what its body returned, as JSON, or what ended it.
func Run(t testing.TB, s Script) (string, *vm.Failure) {
	t.Helper()
	if s.Host == nil {
		s.Host = Host{}
	}
	if s.Ctx == nil {
		s.Ctx = t.Context()
	}
	r := vm.New(vm.Config{Host: s.Host, Modules: s.Modules, Params: s.Params, Console: s.Console})
	out, err := r.Run(s.Ctx, vm.Program{Name: "script.js", Code: source(s)})
	return string(out), r.Failure(err)
}

// Want runs s and fails the test unless it returns want, as JSON.
func Want(t testing.TB, s Script, want string) {
	t.Helper()
	got, f := Run(t, s)
	if f != nil {
		t.Fatalf("%s: %s\n%s\n%s", f.Name, f.Message, f.Stack, s.Body)
	}
	if got != want {
		t.Fatalf("got  %s\nwant %s\n%s", got, want, s.Body)
	}
}

// WantError runs s and fails the test unless it ends with an error of this name
// whose message holds each of the parts. It returns the failure.
func WantError(t testing.TB, s Script, name string, parts ...string) *vm.Failure {
	t.Helper()
	got, f := Run(t, s)
	if f == nil {
		t.Fatalf("did not fail: %s\n%s", got, s.Body)
	}
	for _, part := range parts {
		if !strings.Contains(f.Message, part) {
			t.Fatalf("%q is not in the message: %s\n%s", part, f.Message, s.Body)
		}
	}
	if f.Name != name {
		t.Fatalf("got a %s (%s), want a %s\n%s", f.Name, f.Message, name, s.Body)
	}
	return f
}

func source(s Script) string {
	var b strings.Builder
	b.WriteString(`(async function (open) { "use strict"; `)
	for _, m := range s.Modules {
		for _, e := range m.Exports {
			if strings.Contains(s.Body, e.Name) {
				fmt.Fprintf(&b, "const %s = open(%q, %q); ", e.Name, m.Name, e.Name)
			}
		}
	}
	b.WriteString("return { default: async (params) => {\n" + s.Body + "\n} }; })")
	return b.String()
}

// Host does every call and keeps nothing.
type Host struct{}

// Ask implements vm.Host.
func (Host) Ask(a vm.Asked) { a.Work(Step, a.Deliver) }

// Step readies nothing: for hosts of tests, which keep no journal.
func Step(ctx context.Context) context.Context { return ctx }

// Now implements vm.Host.
func (Host) Now() time.Time { return clock.Now() }

// Random implements vm.Host: the same bytes each time.
func (Host) Random(p []byte) {
	for i := range p {
		p[i] = byte(i * 7)
	}
}
