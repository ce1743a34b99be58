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
