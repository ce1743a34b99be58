package compile

import (
	"github.com/evanw/esbuild/pkg/api"

	"dandori/runtime/say"
)

// How deep a source may nest. esbuild's parser calls itself for each level, and
// an overflow of its stack would end the process, with all that it serves: that takes
// some hundred thousand levels.
const (
	mostBrackets = 20_000
	mostTokens   = 100_000 // one after the other without the end of a statement, an item or a block
)

// tooDeep reports whether a source nests so deep that no person has written it.
// Strings and comments are not told apart: no text has that many brackets open either.
func tooDeep(text string) bool {
	var open []byte
	tokens := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '(', c == '[', c == '{':
			open = append(open, c)
			tokens++
		case c == ';' && len(open) > 0 && open[len(open)-1] == '(': // for (;;) ends nothing
		case c == '}', c == ';', c == ',':
			tokens = 0
		case c == '/', c == '+' && i > 0 && isWord(text[i-1]): // as in base64; sums do not nest
		case c < 0x80 && !isWord(c): // a token ends here
			tokens++
		}
		switch text[i] {
		case ')', ']', '}':
			open = open[:max(0, len(open)-1)]
		}
		if len(open) > mostBrackets || tokens > mostTokens {
			return true
		}
	}
	return false
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$'
}

func notCompiled(name string) api.Message {
	m := ours(say.T("the file nests too deep to be compiled"), asData())
	m.Location = &api.Location{File: name, Line: 1}
	return m
}

func asData() say.Text {
	return say.T("data that a program has written is better read from a CSV or JSON file when the script runs")
}
