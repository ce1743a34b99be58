package workflow

import (
	"errors"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/schedule"
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

func (f *Files) decode(r *reader, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		var g Glob
		switch item.Kind {
		case yaml.SequenceNode:
			r.expected(item, say.T("a pattern of files such as inbox/*.csv"))
			continue
		case yaml.MappingNode:
			r.value(item, elem(&g))
			if len(g.Match) == 0 {
				r.at(item, say.T("this trigger has no match"), say.T("add match: inbox/*.csv"))
			}
		default:
			r.value(item, elem(&g.Match))
		}
		*f = append(*f, g)
	}
}

func (s *Schedule) decode(r *reader, n *yaml.Node) {
	text, ok := r.text(n)
	if !ok {
		return
	}
	if _, err := schedule.Parse(text); err != nil {
		r.refused(n, err)
		return
	}
	for _, trap := range schedule.Traps(text) {
		r.warn(n, trap)
	}
	*s = Schedule(text)
}

// refused reports an error of another package at n.
func (r *reader) refused(n *yaml.Node, err error) {
	var e *call.Error
	if errors.As(err, &e) {
		r.at(n, e.Text, e.Hint)
		return
	}
	r.at(n, say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)})
}

// outside reports whether a path of YAML leaves the project.
func outside(p string) bool {
	p = strings.ReplaceAll(p, `\`, "/")
	clean := path.Clean(p)
	return path.IsAbs(p) || clean == ".." || strings.HasPrefix(clean, "../") || len(p) > 1 && p[1] == ':'
}
