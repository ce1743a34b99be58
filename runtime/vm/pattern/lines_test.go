package pattern

import (
	"testing"
	"unicode/utf16"
)

func TestLines(t *testing.T) {
	for in, want := range map[string]string{
		`^a$`:        `(?<!` + notEnd + `)a(?!` + notEnd + `)`,
		`[^$.]\^\$.`: `[^$.]\^\$` + notEnd,
		`[\]^]$`:     `[\]^](?!` + notEnd + `)`,
		`あ|(?<名>x)`:  `あ|(?<名>x)`,
		`\`:          `\`,
	} {
		if got := Lines(utf16.Encode([]rune(in)), "gm"); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if got := Lines(utf16.Encode([]rune(`.`)), "ms"); got != "." {
		t.Errorf("with flag s a dot stays one: %s", got)
	}
	for flags, want := range map[string]bool{"m": true, "gim": true, "": false, "gu": false, "mu": false, "mv": false} {
		if AppliesLines(flags) != want {
			t.Errorf("%s: %v", flags, !want)
		}
	}
}
