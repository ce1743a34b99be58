package cli

import (
	"strings"
	"testing"
)

func TestTheCaretStandsUnderThePlace(t *testing.T) {
	long := strings.Repeat("あ", 200)
	for _, c := range []struct {
		line   string
		column int
		shown  string
		width  int
	}{
		{"abc", 1, "abc", 0}, {"abc", 3, "abc", 2}, {"日本x", 3, "日本x", 4}, {"𠮷x", 3, "𠮷x", 2}, {"\tx", 2, " x", 1}, {"a", 9, "a", 1}, {"", 1, "", 0},
		{"a\x1b[2Jb\u009b", 6, "a [2Jb ", 5},
		{long + "x" + long, 201, "…" + long[:3*besides] + "x" + long[:3*(besides-1)] + "…", 1 + 2*besides},
		{long, 1, long[:3*besides] + "…", 0},
	} {
		if shown, width := excerpt(c.line, c.column); shown != c.shown || width != c.width {
			t.Errorf("%q, column %d: %q, %d; want %q, %d", c.line, c.column, shown, width, c.shown, c.width)
		}
	}
}
