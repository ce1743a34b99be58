package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// printJSON writes v to stdout as one line of JSON.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printResult writes what a script returned for people: indented, nothing for null.
func printResult(w io.Writer, result json.RawMessage) {
	if len(result) == 0 || string(result) == "null" {
		return
	}
	var b bytes.Buffer
	if json.Indent(&b, result, "", "  ") != nil {
		b.Reset()
		b.Write(result)
	}
	_, _ = fmt.Fprintln(w, b.String())
}

// finding is a problem as check --json prints it.
type finding struct {
	File    *string `json:"file"`
	Line    *int    `json:"line"`
	Column  *int    `json:"column"`
	Message string  `json:"message"`
	Hint    *string `json:"hint"`
}

func found(p workflow.Problem, l say.Lang) finding {
	return finding{optional(p.File), optional(p.Line), optional(p.Column), p.Message.In(l), optional(p.Hint.In(l))}
}

// optional is v for JSON: null where there is nothing.
func optional[T comparable](v T) *T {
	var nothing T
	if v == nothing {
		return nil
	}
	return &v
}

// printTable writes rows in columns that are as wide as their widest cell on a
// terminal, where a Japanese character is two wide.
func printTable(w io.Writer, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}
