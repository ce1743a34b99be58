package schedule

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// field is one of the five, with its bounds and, where there are some, names.
type field struct {
	name     say.Text
	min, max int
	names    []string
}

const (
	minute = iota
	hour
	dayOfMonth
	month
	dayOfWeek
)

// fieldsOf lists the five in their order. Sunday may be written as 0 and as 7.
func fieldsOf() []field {
	return []field{
		{say.Text{En: "minute", Ja: "分"}, 0, 59, nil},
		{say.Text{En: "hour", Ja: "時"}, 0, 23, nil},
		{say.Text{En: "day of the month", Ja: "日"}, 1, 31, nil},
		{say.Text{En: "month", Ja: "月"}, 1, 12, strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
		{say.Text{En: "day of the week", Ja: "曜日"}, 0, 7, strings.Fields("sun mon tue wed thu fri sat")},
	}
}

var part = regexp.MustCompile(`^(\*|([0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?)(?:/([0-9]{1,3}))?$`)

// span is a part of a field between commas.
type span struct {
	all      bool // *
	from, to int
	step     int // 1 where none is written
}

// cronFields returns the five fields of text for the library, which knows no
// seventh day of the week and takes an empty list for none at all.
func cronFields(text string) ([]string, error) {
	found := strings.Fields(strings.ToLower(text))
	fields := fieldsOf()
	if len(found) != len(fields) {
		return nil, call.New(call.Config, "a schedule has five fields (minute hour day month weekday), not %d", len(found)).
			WithHint("as \"0 6 * * 1-5\": 6:00 from Monday to Friday")
	}
	for i, f := range fields {
		spans, bad, ok := f.spans(found[i])
		if !ok {
			return nil, call.New(call.Config, "%[1]s: %[2]q does not fit into %[3]d-%[4]d", f.name, bad, f.min, f.max)
		}
		found[i] = f.write(spans)
	}
	return found, nil
}

// spans reads one field; where it is not ok, bad is the first part that cannot be read.
func (f field) spans(text string) (spans []span, bad string, ok bool) {
	for p := range strings.SplitSeq(text, ",") {
		s, ok := f.span(p)
		if !ok {
			return nil, p, false
		}
		spans = append(spans, s)
	}
	return spans, "", true
}

func (f field) span(text string) (span, bool) {
	m := part.FindStringSubmatch(text)
	if m == nil {
		return span{}, false
	}
	s := span{all: m[1] == "*", from: f.min, to: f.highest(), step: 1}
	if m[4] != "" {
		s.step, _ = strconv.Atoi(m[4])
	}
	if s.all {
		return s, s.step > 0
	}
	fits := true
	s.from, fits = f.number(m[2])
	switch {
	case m[3] != "":
		var known bool
		s.to, known = f.number(m[3])
		fits = fits && known
	case m[4] == "":
		s.to = s.from
	}
	return s, fits && s.step > 0 && s.from <= s.to
}

// highest is where * ends: the seventh day of the week is the zeroth again.
func (f field) highest() int {
	if f.max == 7 {
		return 6
	}
	return f.max
}

func (f field) number(text string) (int, bool) {
	if i := slices.Index(f.names, text); i >= 0 {
		return i + f.min, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= f.min && n <= f.max
}

// write returns a field with the same meaning in the library's syntax.
func (f field) write(spans []span) string {
	var out []string
	for _, s := range spans {
		if s.all && s.step == 1 {
			return "*"
		}
		for _, n := range s.values() {
			out = append(out, strconv.Itoa(n%f.modulus()))
		}
	}
	return strings.Join(out, ",")
}

func (f field) modulus() int {
	if f.max == 7 {
		return 7
	}
	return f.max + 1
}

func (s span) values() []int {
	var out []int
	for n := s.from; n <= s.to; n += s.step {
		out = append(out, n)
	}
	return out
}
