package workflow

import (
	"bytes"
	"encoding/json"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Params are the parameters of a workflow, in the file's order.
type Params []Param

// Param is one parameter: what a person fills in when a run is started.
type Param struct {
	Name        string
	Type        ParamType `yaml:"type"`        // default: string
	Description string    `yaml:"description"` // one line, for people
	Required    bool      `yaml:"required"`
	Enum        []literal `yaml:"enum"`    // the only values
	Pattern     string    `yaml:"pattern"` // a regular expression that the whole text must match
	Default     literal   `yaml:"default"`

	place Problem // of its name
}

// ParamType is the type of a parameter's value.
type ParamType string

// The types: a date is an ISO date or an RFC 3339 instant, as text; a file is a project-relative path.
const (
	String  ParamType = "string"
	Number  ParamType = "number"
	Boolean ParamType = "boolean"
	Date    ParamType = "date"
	File    ParamType = "file"
)

func (ParamType) choices() []string {
	return []string{string(String), string(Number), string(Boolean), string(Date), string(File)}
}

// literal is a value of YAML that is read once its parameter's type is known.
type literal struct {
	node *yaml.Node
	json json.RawMessage
}

func (l *literal) decode(_ *reader, n *yaml.Node) { l.node = n }

func (ps *Params) decode(r *reader, n *yaml.Node) {
	r.pairs(n, nil, func(key, value *yaml.Node) {
		p := Param{Name: key.Value, place: r.place(key)}
		if !isParamName(p.Name) {
			r.at(key, say.T("%q cannot name a parameter", p.Name), say.T("use letters, digits and _"))
		}
		p.read(r, key, value)
		*ps = append(*ps, p)
	})
}

func (p *Param) read(r *reader, key, n *yaml.Node) {
	r.mapping(n, elem(p))
	if p.Type == "" {
		p.Type = String
	}
	for i := range p.Enum {
		r.literal(p, &p.Enum[i], false)
	}
	if p.Pattern != "" {
		if _, err := regexp.Compile(p.Pattern); err != nil {
			r.at(child(n, "pattern"), say.T("%q is not a regular expression: %s", p.Pattern, err))
			p.Pattern = ""
		}
	}
	if p.Default.node != nil {
		r.literal(p, &p.Default, true)
	}
	if p.Required && p.Default.node != nil {
		r.at(key, say.T("parameter %q is required and has a default: it can be one of both", p.Name))
	}
}

// literal reads a value of the parameter's own declaration.
func (r *reader) literal(p *Param, l *literal, enum bool) {
	value, bad := p.ofNode(l.node)
	if bad == nil && enum {
		bad = p.allows(value)
	}
	if bad != nil {
		r.at(l.node, bad.Message, bad.Hint)
		return
	}
	l.json = value
}

// ofNode returns the JSON of a value that stands in YAML or JSON.
func (p *Param) ofNode(n *yaml.Node) (json.RawMessage, *Problem) {
	tag := n.ShortTag()
	fits := map[ParamType][]string{
		String: {"!!str"}, Number: {"!!int", "!!float"}, Boolean: {"!!bool"}, Date: {"!!str", "!!timestamp"}, File: {"!!str"},
	}[p.Type]
	if n.Kind != yaml.ScalarNode || !contains(fits, tag) {
		return nil, p.mismatch(n.Value)
	}
	return p.ofText(n.Value)
}

var decimal = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d+)?$`)

// ofText returns the JSON of a value that was typed.
func (p *Param) ofText(s string) (json.RawMessage, *Problem) {
	switch p.Type {
	case Number:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !decimal.MatchString(s) {
			return nil, p.mismatch(s)
		}
		if f == math.Trunc(f) && math.Abs(f) >= 1<<53 {
			return nil, &Problem{Message: say.T("parameter %[1]s: %[2]s has more digits than a number keeps", p.Name, s), Hint: say.T("give it the type string")}
		}
		return quoted(f), nil
	case Boolean:
		if s != "true" && s != "false" {
			return nil, p.mismatch(s)
		}
		return json.RawMessage(s), nil
	case Date:
		if !isDate(s) {
			return nil, p.mismatch(s)
		}
	case File:
		if s == "" || outside(s) {
			return nil, p.outside(s)
		}
		s = path.Clean(strings.ReplaceAll(s, `\`, "/"))
	}
	return quoted(s), nil
}

// outside says of a file that no run may have it.
func (p *Param) outside(file string) *Problem {
	return &Problem{Message: say.T("parameter %[1]s: the file %[2]q lies outside the project", p.Name, file), Hint: say.T("only files of the project's folder can be used")}
}

// allows checks the choices and the pattern.
func (p *Param) allows(value json.RawMessage) *Problem {
	if len(p.Enum) > 0 {
		var known []string
		for _, l := range p.Enum {
			if bytes.Equal(l.json, value) {
				return nil
			}
			known = append(known, string(l.json))
		}
		return &Problem{Message: say.T("parameter %[1]s: %[2]s is not one of %[3]s", p.Name, value, strings.Join(known, ", "))}
	}
	var s string
	if p.Pattern != "" && json.Unmarshal(value, &s) == nil && !regexp.MustCompile(`^(?:`+p.Pattern+`)$`).MatchString(s) {
		return &Problem{Message: say.T("parameter %[1]s: %[2]s does not match %[3]s", p.Name, value, p.Pattern)}
	}
	return nil
}

func (p *Param) mismatch(got string) *Problem {
	want := map[ParamType]say.Text{
		String: say.T("a text"), Number: say.T("a number such as 12 or 0.5"), Boolean: say.T("true or false"),
		Date: say.T("a date such as 2025-01-31"), File: say.T("a file of the project"),
	}[p.Type]
	return &Problem{Message: say.T("parameter %[1]s: expected %[2]s, not %[3]q", p.Name, want, got), Hint: say.Raw(p.Description)}
}

func isDate(s string) bool {
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		return true
	}
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil
}

// quoted is v as JSON, without the escapes that HTML would want.
func quoted(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // strings and finite numbers always encode
	return bytes.TrimSpace(b.Bytes())
}

// DefaultValue returns the default as JSON, nil if there is none.
func (p Param) DefaultValue() json.RawMessage { return p.Default.json }
