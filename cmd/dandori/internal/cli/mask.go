package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"dandori/runtime/compile"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// mask replaces what may tell something about people by marks of its kind and
// length. What stays: names that look like those of fields, operations and
// connections, and the words of dandori's own sentences.
type mask struct {
	words       map[string]bool // that the script is written in
	connections []string
}

const (
	shownItems = 3   // of a list
	shownKeys  = 100 // of an object
	longestKey = 60
)

var (
	wordForm    = regexp.MustCompile(`[A-Za-z_$][A-Za-z0-9_$]*`)
	nameForm    = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)
	mailForm    = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	dateForm    = regexp.MustCompile(`^\d{4}[-/]\d{1,2}[-/]\d{1,2}$`)
	instantForm = regexp.MustCompile(`^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d`)
	numberForm  = regexp.MustCompile(`^[-+]?[\d.,() -]*\d$`)
	digitForm   = regexp.MustCompile(`[0-9]`)
	versionForm = regexp.MustCompile(`^v\d+(\.\d+)*$`)
	zeroForm    = regexp.MustCompile(`^-?0(\.0*)?$`)
)

func newMask(p *compile.Program, run queue.Run) *mask {
	m := &mask{words: map[string]bool{}, connections: run.Spec.Uses}
	for _, w := range wordForm.FindAllString(string(p.Code), -1) {
		m.words[w] = true
	}
	return m
}

// text is the mark of a text.
func (m *mask) text(s string) string {
	kind := "text"
	switch {
	case s == "":
		return ""
	case mailForm.MatchString(s):
		kind = "mail"
	case dateForm.MatchString(s):
		return "<date>"
	case instantForm.MatchString(s):
		return "<time>"
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "https://"):
		kind = "address"
	case numberForm.MatchString(s):
		kind = "digits"
	}
	return fmt.Sprintf("<%s %d>", kind, utf8.RuneCountInString(s))
}

// sentence is a sentence as dandori says it, without what it says it about;
// of one that is not dandori's own nothing is left.
func (m *mask) sentence(t say.Text) string {
	if t.IsZero() {
		return ""
	}
	return m.message(t.En)
}

// message is the same for a sentence in one language.
func (m *mask) message(s string) string {
	if format, ok := say.Known(s); ok {
		return format
	}
	return m.text(s)
}

// json is a value with its form kept: the names of its fields, if known knows
// them, and how long everything is. What is no JSON is told by its length.
func (m *mask) json(text []byte, known func(string) bool) any {
	if len(text) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil || dec.More() {
		return fmt.Sprintf("<%d bytes>", len(text))
	}
	return m.value(v, known)
}

func (m *mask) value(v any, known func(string) bool) any {
	switch v := v.(type) {
	case string:
		return m.text(v)
	case json.Number:
		if zeroForm.MatchString(v.String()) {
			return json.Number("0")
		}
		return json.Number(digitForm.ReplaceAllString(strings.TrimLeft(v.String(), "-"), "9"))
	case []any:
		out := []any{}
		for i, one := range v {
			if i == shownItems {
				out = append(out, fmt.Sprintf("<and %d more>", len(v)-i))
				break
			}
			out = append(out, m.value(one, known))
		}
		return out
	case map[string]any:
		return m.object(v, known)
	}
	return v // true, false, null
}

func (m *mask) object(v map[string]any, known func(string) bool) map[string]any {
	out := map[string]any{}
	for i, key := range slices.Sorted(maps.Keys(v)) {
		if i == shownKeys {
			out["…"] = fmt.Sprintf("<and %d more>", len(v)-i)
			break
		}
		shown := key
		if !known(key) {
			shown = fmt.Sprintf("%s #%d", m.text(key), i)
		}
		out[shown] = m.value(v[key], known)
	}
	return out
}

// field reports whether a key looks like the name of a field, as those of the vendors do.
func (m *mask) field(key string) bool { return len(key) <= longestKey && nameForm.MatchString(key) }

// own reports whether a key is a name that the script itself is written with,
// not one that it makes from what it reads.
func (m *mask) own(key string) bool { return m.field(key) && m.words[key] }

// keysOf returns how the keys of what a call asks and brings back are told.
func (m *mask) keysOf(kind string) func(string) bool {
	head, _, _ := strings.Cut(kind, ".")
	if strings.HasPrefix(head, "sansan") || strings.HasPrefix(head, "kaonavi") {
		return m.field
	}
	return m.own
}

// args are the arguments of a call, whose own names are dandori's.
func (m *mask) args(kind string, text []byte) any {
	known := m.keysOf(kind)
	var args map[string]json.RawMessage
	if json.Unmarshal(text, &args) != nil {
		return m.json(text, known)
	}
	out := map[string]any{}
	for key, value := range args {
		if m.field(key) {
			out[key] = m.json(value, known)
		}
	}
	return out
}

// label is a short name of the vendors' or dandori's, such as a code or a state.
func (m *mask) label(s string) string {
	if s == "" || m.field(s) && m.plain(s) {
		return s
	}
	return m.text(s)
}

// plain reports whether s is written as codes are: in one case, or as a name in a program.
func (m *mask) plain(s string) bool {
	return s == strings.ToUpper(s) || strings.ContainsAny(s, "_") || m.words[s] || slices.Contains(labels, s)
}

// labels are short words of the vendors' answers and of dandori.
var labels = []string{"ok", "ng", "error", "running", "waiting", "queued", "paused", "succeeded", "failed", "cancelled", "Error", "TypeError", "RangeError", "VendorError", "JobFailed", "ConnectionError", "TimeoutError", "PermissionError", "Rejected"}

// target is what a call is about: a connection's name, or a file.
func (m *mask) target(s string) string {
	if s == "" || slices.Contains(m.connections, s) {
		return s
	}
	return "<path " + path.Ext(s) + ">"
}

// path is a request's path up to the first word after its version, which names
// what it is about; behind that are codes of people.
func (m *mask) path(p string) string {
	p, query, _ := strings.Cut(p, "?")
	parts := strings.Split(p, "/")
	shown := slices.IndexFunc(parts, versionForm.MatchString) + 2
	for i := shown; i < len(parts); i++ {
		parts[i] = "*"
	}
	p = strings.Join(parts, "/")
	if query == "" {
		return p
	}
	var keys []string
	for one := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(one, "=")
		if !m.field(key) {
			key = "*"
		}
		keys = append(keys, key+"=*")
	}
	return p + "?" + strings.Join(keys, "&")
}
