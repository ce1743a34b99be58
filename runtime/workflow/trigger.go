package workflow

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// On says what starts a workflow.
type On struct {
	Schedule []Schedule `yaml:"schedule"`
	Files    Files      `yaml:"files"`
}

// Schedule is five cron fields, or "@businessday 06:00", in the project's zone.
type Schedule string

// Files are globs of files of which each complete one starts a run.
type Files []Glob

// Glob matches project-relative files; Done and Failed are the folders that a
// file goes to after its run, "" where it stays.
type Glob struct {
	Match  []Pattern `yaml:"match"`
	Done   Path      `yaml:"done"`
	Failed Path      `yaml:"failed"`
}

// Pattern is a glob over project-relative paths, with ** for any depth.
type Pattern string

func (p *Pattern) decode(r *reader, n *yaml.Node) {
	s, ok := r.text(n)
	switch {
	case !ok:
	case !doublestar.ValidatePattern(s) || s == "":
		r.at(n, say.T("%q is not a pattern of files", s), say.T("write it as inbox/*.csv"))
	case outside(s):
		r.at(n, say.T("%q leaves the project", s), say.T("write a path relative to the folder of dandori.yaml"))
	default:
		*p = Pattern(s)
	}
}

func (f *Files) decode(r *reader, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		var g Glob
		if item.Kind == yaml.MappingNode {
			r.value(item, elem(&g))
			if len(g.Match) == 0 {
				r.at(item, say.T("this trigger has no match"), say.T("add match: inbox/*.csv"))
			}
		} else {
			r.value(item, elem(&g.Match))
		}
		*f = append(*f, g)
	}
}

var (
	businessday = regexp.MustCompile(`^@businessday ([01]\d|2[0-3]):[0-5]\d$`)
	cronPart    = regexp.MustCompile(`^(\*|([0-9a-z]+)(-([0-9a-z]+))?)(/(\d{1,3}))?$`)
)

func (s *Schedule) decode(r *reader, n *yaml.Node) {
	text, ok := r.text(n)
	if !ok {
		return
	}
	if strings.HasPrefix(text, "@") && !businessday.MatchString(text) {
		r.at(n, say.T("%q is not a schedule", text), say.T("write five fields, as \"0 6 * * 1-5\", or \"@businessday 06:00\""))
		return
	}
	if !strings.HasPrefix(text, "@") {
		r.cron(n, text)
	}
	*s = Schedule(text)
}

// cronFields are the five fields with their bounds and, where there are some, names.
var cronFields = []struct {
	name     say.Text
	min, max int
	names    string
}{
	{say.Text{En: "minute", Ja: "分"}, 0, 59, ""},
	{say.Text{En: "hour", Ja: "時"}, 0, 23, ""},
	{say.Text{En: "day of the month", Ja: "日"}, 1, 31, ""},
	{say.Text{En: "month", Ja: "月"}, 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"},
	{say.Text{En: "day of the week", Ja: "曜日"}, 0, 7, "sun mon tue wed thu fri sat"},
}

func (r *reader) cron(n *yaml.Node, text string) {
	fields := strings.Fields(text)
	if len(fields) != len(cronFields) {
		r.at(n, say.T("a schedule has five fields (minute hour day month weekday), not %d", len(fields)), say.T("as \"0 6 * * 1-5\": 6:00 from Monday to Friday"))
		return
	}
	for i, f := range cronFields {
		for _, part := range strings.Split(strings.ToLower(fields[i]), ",") {
			if !cronPartFits(part, f.min, f.max, strings.Fields(f.names)) {
				r.at(n, say.T("%[1]s: %[2]q does not fit into %[3]d-%[4]d", f.name, part, f.min, f.max))
			}
		}
	}
}

func cronPartFits(part string, lowest, highest int, names []string) bool {
	m := cronPart.FindStringSubmatch(part)
	if m == nil || m[6] == "0" {
		return false
	}
	if m[1] == "*" {
		return true
	}
	from, ok := cronNumber(m[2], lowest, names)
	to := from
	if ok && m[4] != "" {
		to, ok = cronNumber(m[4], lowest, names)
	}
	return ok && from >= lowest && to <= highest && from <= to
}

func cronNumber(s string, lowest int, names []string) (int, bool) {
	for i, name := range names {
		if s == name {
			return i + lowest, true
		}
	}
	i, err := strconv.Atoi(s)
	return i, err == nil
}

// outside reports whether a path of YAML leaves the project.
func outside(p string) bool {
	p = strings.ReplaceAll(p, `\`, "/")
	clean := path.Clean(p)
	return path.IsAbs(p) || clean == ".." || strings.HasPrefix(clean, "../") || len(p) > 1 && p[1] == ':'
}
