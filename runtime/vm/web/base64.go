package web

import (
	"encoding/base64"
	"strings"

	"github.com/dop251/goja"
)

// toLatin1 is the forgiving-base64 decode of the Infra standard, §7; null when
// the text is no base64.
func (p *platform) toLatin1(c goja.FunctionCall) goja.Value {
	text := strings.Map(dropSpace, c.Argument(0).String())
	if len(text)%4 == 0 {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	}
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return goja.Null()
	}
	return latin1(b)
}

// dropSpace drops ASCII whitespace, for strings.Map.
func dropSpace(c rune) rune {
	if strings.ContainsRune("\t\n\f\r ", c) {
		return -1
	}
	return c
}

// fromLatin1 is the base64 of a string whose code units are bytes; null when one is not.
func (p *platform) fromLatin1(c goja.FunctionCall) goja.Value {
	b, ok := latin1Bytes(c.Argument(0).String())
	if !ok {
		return goja.Null()
	}
	return p.js.ToValue(base64.StdEncoding.EncodeToString(b))
}
