package vm

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dandori/runtime/call"
)

func TestAStackIsShownInPart(t *testing.T) {
	_, f := run(t, "const f = () => f() + 1; f()", nil)
	if f == nil {
		t.Fatal("it did not fail")
	}
	lines := strings.Split(f.Stack, "\n")
	if len(lines) != shownFrames+1 || !strings.HasPrefix(lines[shownFrames], "… (+") {
		t.Errorf("%d lines, the last is %s", len(lines), lines[len(lines)-1])
	}
}

func TestWhatTheEngineCannotParseIsNoFault(t *testing.T) {
	r := New(Config{Host: liveHost{}})
	_, err := r.Run(t.Context(), Program{Name: "a.js", Code: "(async function(){ '\\u{10ffff}' })"})
	if f := r.Failure(err); f == nil || f.Name != "Config" || !strings.Contains(f.Message, "the engine cannot run this script") {
		t.Fatalf("got %+v", f)
	}
}

// An interrupt may hit our own scripts, too: when it comes between two steps
// of the user's, while the error for the next one is made.
func TestAnInterruptOfOurOwnCodeIsNoFault(t *testing.T) {
	stopped := errors.New("stopped")
	r := New(Config{Host: liveHost{}})
	var cancel context.CancelCauseFunc
	r.ctx, cancel = context.WithCancelCause(t.Context())
	cancel(stopped)
	r.js.Interrupt(stopped)
	err := r.protect(func() error { r.Class(call.VendorError); return nil })
	if !errors.Is(err, stopped) {
		t.Fatalf("got %v", err)
	}
}
