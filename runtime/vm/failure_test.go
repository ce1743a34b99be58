package vm

import (
	"strings"
	"testing"
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
