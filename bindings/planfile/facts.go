package planfile

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/say"
)

// fact is a line about the plan that is read back.
type fact struct {
	label say.Text
	of    func(File) string
	take  func(f *File, text string) bool
}

// title labels the first line of a file, which says what the file was written
// as: whatever it is saved as later, that decides whether its texts are guarded.
func title() say.Text { return say.T("Plan of dandori") }

func facts() []fact {
	return []fact{
		{say.T("Workflow or script"), func(f File) string { return f.Name }, func(f *File, text string) bool { f.Name = text; return text != "" }},
		{say.T("Dry run"), func(f File) string { return f.Run }, func(f *File, text string) bool { f.Run = text; return true }},
		{say.T("Made at"), func(f File) string { return f.Made.Format(time.RFC3339) }, func(*File, string) bool { return true }}, // Excel likes to write times its own way
		{say.T("Made by"), func(f File) string { return f.By }, func(f *File, text string) bool { f.By = text; return true }},
		{say.T("Parameters"), func(f File) string { return string(f.Params) }, func(f *File, text string) bool {
			if text == "" {
				return true
			}
			f.Params = json.RawMessage(text)
			return json.Valid(f.Params)
		}},
		{say.T("On the sandbox"), func(f File) string { return strings.Join(f.Sandbox, ", ") }, func(f *File, text string) bool {
			f.Sandbox = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
			return true
		}},
	}
}

// cover are the lines above the table that are read back.
func (f File) cover(format Format, l say.Lang) [][2]string {
	out := [][2]string{{title().In(l), string(format[1:])}}
	for _, one := range facts() {
		out = append(out, [2]string{one.label.In(l), one.of(f)})
	}
	return out
}

func (f File) notes(l say.Lang) (out [][2]string) {
	for _, n := range f.Notes {
		out = append(out, [2]string{n.Label.In(l), n.Text.In(l)})
	}
	return out
}

// signature is the place for it.
func (f File) signature(l say.Lang) [][2]string {
	return [][2]string{{}, {say.T("Approved by").In(l), ""}, {say.T("Approved on").In(l), ""}}
}

func number(n int) string { return strconv.Itoa(n) }

func parseNumber(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0
}
