package workflow

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Input is what a run was given: values typed as name=value, the fields of a
// form, and a file of values in JSON or YAML. Typed values win over a form's,
// and those over the file's. A schedule gives nothing: the zero Input.
type Input struct {
	Typed    []string                     // "name=value"
	Form     map[string]string            // by parameter; "" is not given. Paths are project-relative
	File     []byte                       // nil: none
	FileName string                       // as the person named it
	Path     func(string) (string, error) // makes a typed path project-relative; nil leaves it
}

// WrongInput is an error of the person who started a run: unknown, missing or ill-typed parameters.
type WrongInput struct{ Problems }

// given is one value and where it came from.
type given struct {
	name  string
	text  string     // typed
	node  *yaml.Node // of the file; nil when typed
	field bool       // of a form
	place Problem
}

// Values returns the parameters as one JSON object, in their order, with
// defaults filled in. The error is *WrongInput with everything that is wrong.
func (ps Params) Values(in Input) (json.RawMessage, error) {
	all, problems := in.given()
	byName := map[string]given{}
	for _, g := range all {
		if !ps.has(g.name) {
			problems = append(problems, ps.unknown(g))
			continue
		}
		byName[g.name] = g
	}
	var values []pair
	for i := range ps {
		value, bad := ps[i].value(byName, in.Path)
		if bad != nil {
			bad.Param = ps[i].Name
			problems = append(problems, *bad)
		} else if value != nil {
			values = append(values, pair{ps[i].Name, value})
		}
	}
	if len(problems) > 0 {
		return nil, &WrongInput{problems}
	}
	return object(values), nil
}

// AnyValues returns what was given for a script that declares nothing: typed
// values are strings, the file's are what they are.
func AnyValues(in Input) (json.RawMessage, error) {
	all, problems := in.given()
	if len(problems) > 0 {
		return nil, &WrongInput{problems}
	}
	var values []pair
	for _, g := range all {
		value := quoted(g.text)
		if g.node != nil {
			value = anyJSON(g.node)
		}
		values = slices.DeleteFunc(values, func(p pair) bool { return p.name == g.name })
		values = append(values, pair{g.name, value})
	}
	return object(values), nil
}

// has reports whether there is a parameter of that name.
func (ps Params) has(name string) bool {
	return slices.ContainsFunc(ps, func(p Param) bool { return p.Name == name })
}

func (ps Params) unknown(g given) Problem {
	var names []string
	for _, p := range ps {
		names = append(names, p.Name)
	}
	bad := g.place
	bad.Param, bad.Message, bad.Hint = g.name, say.T("unknown parameter %q", g.name), meant(g.name, names)
	if len(names) == 0 {
		bad.Hint = say.T("this workflow takes no parameters")
	}
	return bad
}

// value returns p's value, nil if it has none and needs none.
func (p *Param) value(byName map[string]given, typedPath func(string) (string, error)) (json.RawMessage, *Problem) {
	g, ok := byName[p.Name]
	if !ok {
		if p.Required {
			hint := say.T("add -p %s=…", p.Name)
			return nil, &Problem{Message: say.T("parameter %[1]s (%[2]s) is missing", p.Name, p.Type), Hint: hint}
		}
		return p.Default.json, nil
	}
	value, bad := p.taken(g, typedPath)
	if bad == nil {
		bad = p.allows(value)
	}
	if bad == nil {
		return value, nil
	}
	place := g.place
	place.Message, place.Hint = bad.Message, bad.Hint
	return nil, &place
}

func (p *Param) taken(g given, typedPath func(string) (string, error)) (json.RawMessage, *Problem) {
	if g.node != nil {
		return p.ofNode(g.node)
	}
	if p.Type == File && typedPath != nil && !g.field {
		rel, err := typedPath(g.text)
		if err != nil {
			return nil, p.outside(g.text)
		}
		return p.ofText(rel)
	}
	return p.ofText(g.text)
}

// given lists the values in order, the file's first.
func (in Input) given() ([]given, Problems) {
	all, problems := in.fromFile()
	for _, name := range slices.Sorted(maps.Keys(in.Form)) {
		if text := in.Form[name]; text != "" {
			all = append(all, given{name: name, text: text, field: true})
		}
	}
	seen := map[string]bool{}
	for _, arg := range in.Typed {
		name, text, ok := strings.Cut(arg, "=")
		switch {
		case !ok || name == "":
			problems = append(problems, Problem{Message: say.T("-p %s: a parameter is written as name=value", arg)})
		case seen[name]:
			problems = append(problems, Problem{Message: say.T("parameter %s is given twice", name)})
		default:
			all = append(all, given{name: name, text: text})
		}
		seen[name] = true
	}
	return all, problems
}

func (in Input) fromFile() ([]given, Problems) {
	if in.File == nil {
		return nil, nil
	}
	r := newReader(in.FileName, in.File)
	docs := r.documents(in.File)
	if len(docs) > 1 {
		r.at(docs[1], say.T("a file of parameters holds one document"))
	}
	var all []given
	if len(docs) > 0 {
		r.pairs(docs[0], nil, func(key, value *yaml.Node) {
			if r.plain(value) && !isNull(value) {
				all = append(all, given{name: key.Value, node: value, place: r.place(value)})
			}
		})
	}
	return all, r.problems
}
