package workflow

import (
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Kind names a vendor and, for Kaonavi, the generation of its API.
type Kind string

// The kinds of connections.
const (
	Sansan    Kind = "sansan"
	Kaonavi   Kind = "kaonavi"
	KaonaviV1 Kind = "kaonavi-v1"
)

func (Kind) choices() []string { return []string{string(Sansan), string(Kaonavi), string(KaonaviV1)} }

// Pace is how close to a limit requests are sent (design §8).
type Pace string

func (Pace) choices() []string { return []string{"safe", "full"} }

// Limit is a number of requests in a time. Of narrows it to a class of operations.
type Limit struct {
	Requests Count    `yaml:"requests"`
	Per      Duration `yaml:"per"`
	Of       string   `yaml:"of"`
}

// Connection is one account of one vendor, as dandori.yaml has it.
type Connection struct {
	Name string // its key, in kebab-case
	Line int    // where it begins in dandori.yaml

	Kind        Kind     `yaml:"kind"`
	Version     string   `yaml:"version"`
	Sandbox     bool     `yaml:"sandbox"` // a simulator inside the process in place of the vendor
	APIKey      Secret   `yaml:"apiKey"`
	AppID       Secret   `yaml:"appId"`
	Key         Secret   `yaml:"consumerKey"`
	KeySecret   Secret   `yaml:"consumerSecret"`
	Company     Template `yaml:"company"` // connections of one company share its limits
	BaseURL     Template `yaml:"baseURL"` // the part before the version
	Limits      []Limit  `yaml:"limits"`
	Share       Percent  `yaml:"share"` // of the limits; 0 is all
	Pace        Pace     `yaml:"pace"`
	Proxy       Secret   `yaml:"proxy"` // an address, or "none"
	CA          Template `yaml:"ca"`    // a PEM file, project-relative
	MaxResponse Size     `yaml:"maxResponse"`
}

// shared are the keys that every kind takes.
var shared = []string{"kind", "version", "sandbox", "baseURL", "limits", "share", "pace", "proxy", "ca", "maxResponse"}

var connectionName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// reserved are the words that no variable of a module can be called: scripts
// import a connection by its name.
var reserved = strings.Fields(`arguments await break case catch class const continue debugger default delete do else enum eval
	export extends false finally for function if implements import in instanceof interface let new null package private
	protected public return static super switch this throw true try typeof undefined var void while with yield`)

func (c *Connections) decode(r *reader, n *yaml.Node) {
	exports := map[string]string{}
	r.pairs(n, nil, func(key, value *yaml.Node) {
		if !connectionName.MatchString(key.Value) {
			r.at(key, say.T("%q cannot name a connection", key.Value), say.T("use small letters, digits and -, as kaonavi-v1"))
			return
		}
		if slices.Contains(reserved, key.Value) {
			r.at(key, say.T("%q cannot name a connection", key.Value), say.T("scripts import it by that name, and it is a word of JavaScript; choose another one, as my-%s", key.Value))
			return
		}
		one := Connection{Name: key.Value, Line: key.Line}
		if other, taken := exports[one.Export()]; taken {
			r.at(key, say.T("scripts would know %q and %q by one name, %s", key.Value, other, one.Export()))
		}
		exports[one.Export()] = key.Value
		one.decode(r, key, value)
		*c = append(*c, one)
	})
}

// Export returns the name under which scripts import the connection: kaonavi-v1 is kaonaviV1.
func (c Connection) Export() string {
	parts := strings.Split(c.Name, "-")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

func (c *Connection) decode(r *reader, key, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.expected(n, say.T("keys and values such as kind: sansan"))
		return
	}
	fields, names := fieldsOf(reflect.TypeFor[Connection]())
	v, known := vendorOf(n)
	if known {
		names = slices.Concat(shared, v.credentials, v.extra)
	}
	nodes := map[string]*yaml.Node{}
	r.pairs(n, names, func(key, value *yaml.Node) {
		if nodes[key.Value] = value; isNull(value) {
			r.at(value, say.T("%s has no value", key.Value))
			return
		}
		r.value(value, elem(c).FieldByIndex(fields[key.Value].index))
	})
	switch {
	case nodes["kind"] == nil:
		r.at(key, say.T("connection %q has no kind", c.Name), say.T("add kind: with one of %s", strings.Join(c.Kind.choices(), ", ")))
	case known:
		c.check(r, key, v, nodes)
	}
}

// check looks at what the keys mean together.
func (c *Connection) check(r *reader, key *yaml.Node, v vendor, nodes map[string]*yaml.Node) {
	if node := nodes["version"]; c.Version != "" && !v.versions.MatchString(c.Version) {
		r.at(node, say.T("%[1]s has no version %[2]q", v.kind, c.Version), say.T("known here: %s", v.shown))
	}
	if c.Version == "" {
		c.Version = v.version
	}
	for _, name := range v.credentials {
		switch {
		case nodes[name] == nil && !c.Sandbox:
			r.at(key, say.T("connection %[1]q has no %[2]s", c.Name, name), say.T("add %[1]s: ${NAME} with the variable in .env, or sandbox: true to practise without the vendor", name))
		case nodes[name] != nil && c.Sandbox:
			r.warn(nodes[name], say.T("%s is not used: the connection is on the sandbox", name))
		}
	}
	c.checkLiterals(r, nodes)
	if c.BaseURL.Literal() && !c.BaseURL.IsZero() {
		if _, problem := parseBase(c.BaseURL.raw); problem != nil {
			r.at(nodes["baseURL"], *problem)
		}
	}
	c.checkLimits(r, v, nodes["limits"])
}

// checkLiterals warns of keys that stand in the file, but not of those of a simulator on this machine.
func (c *Connection) checkLiterals(r *reader, nodes map[string]*yaml.Node) {
	if u, err := url.Parse(c.BaseURL.raw); err == nil && loopback(u.Hostname()) {
		return
	}
	for _, s := range []struct {
		key  string
		text Secret
	}{{"apiKey", c.APIKey}, {"consumerSecret", c.KeySecret}} {
		if !s.text.IsZero() && s.text.Literal() && !c.Sandbox {
			r.warn(nodes[s.key], say.T("%s stands in the file as it is, where everybody who has the project reads it", s.key),
				say.T("write ${NAME} and keep the key in .env"))
		}
	}
}

func (c *Connection) checkLimits(r *reader, v vendor, n *yaml.Node) {
	for i, l := range c.Limits {
		at := n
		if n.Kind == yaml.SequenceNode {
			at = n.Content[i]
		}
		if (l.Requests == 0 || l.Per == 0) && (at.Kind == yaml.MappingNode || isNull(at)) {
			r.at(at, say.T("a limit needs requests and per"), say.T("write it as { requests: 10, per: 1s }"))
		}
		if l.Of != "" && !slices.Contains(v.classes, l.Of) {
			r.at(at, say.T("%[1]s has no limit of %[2]q", v.kind, l.Of), ofWhat(l.Of, v.classes))
		}
	}
}

// ofWhat says what a limit may be of.
func ofWhat(word string, classes []string) say.Text {
	if len(classes) == 0 {
		return say.T("leave out of: its limits count every request")
	}
	return meant(word, classes)
}
