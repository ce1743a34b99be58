package workflow

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Folders are the project-relative folders that a workflow's script may use.
type Folders struct {
	Read  *[]Path   `yaml:"read"`  // nil: inbox and out
	Write *[]Target `yaml:"write"` // nil: out
}

// Path is a project-relative path with "/" between its parts.
type Path string

func (p *Path) decode(r *reader, n *yaml.Node) {
	s, ok := r.text(n)
	if !ok {
		return
	}
	clean := path.Clean(strings.ReplaceAll(s, `\`, "/"))
	switch top, _, _ := strings.Cut(clean, "/"); {
	case s == "":
		r.expected(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: n.Line, Column: n.Column}, say.T("a path such as inbox"))
	case outside(s):
		r.at(n, say.T("%q leaves the project", s), say.T("write a path relative to the folder of dandori.yaml"))
	case top == ".dandori" || top == ".git" || strings.HasPrefix(top, ".env"):
		r.at(n, say.T("no workflow may use %s", top))
	default:
		*p = Path(clean)
	}
}

// Target is a Path that may be written.
type Target Path

func (t *Target) decode(r *reader, n *yaml.Node) {
	var p Path
	p.decode(r, n)
	switch top, _, _ := strings.Cut(string(p), "/"); top {
	case ConfigFile, Folder, "scripts", "node_modules":
		r.at(n, say.T("no workflow may write %s", top))
	default:
		*t = Target(p)
	}
}

// Readable returns the folders that may be read.
func (f Folders) Readable() []string {
	if f.Read == nil {
		return []string{"inbox", "out"}
	}
	return strs(*f.Read)
}

// Writable returns the folders that may be written.
func (f Folders) Writable() []string {
	if f.Write == nil {
		return []string{"out"}
	}
	return strs(*f.Write)
}

func strs[T ~string](paths []T) []string {
	out := []string{}
	for _, p := range paths {
		if p != "" {
			out = append(out, string(p))
		}
	}
	return out
}
