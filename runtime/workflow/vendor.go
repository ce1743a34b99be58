package workflow

import (
	"regexp"

	"gopkg.in/yaml.v3"
)

// vendor is what a kind of connection takes.
type vendor struct {
	kind        Kind
	versions    *regexp.Regexp
	version     string   // the default
	shown       string   // what versions there are, for people
	credentials []string // needed without a sandbox
	extra       []string
	classes     []string // of operations that limits may be of
}

var vendors = []vendor{
	{Sansan, regexp.MustCompile(`^v\d+(\.\d+)?$`), "v2.3", "v2.3", []string{"apiKey"}, []string{"appId"}, nil},
	{Kaonavi, regexp.MustCompile(`^v2(\.\d+)?$`), "v2.0", "v2.0", []string{"consumerKey", "consumerSecret"}, []string{"company"}, []string{"updates", "token"}},
	{KaonaviV1, regexp.MustCompile(`^v1\.[012]$`), "v1.2", "v1.0, v1.1, v1.2", []string{"consumerKey", "consumerSecret"}, []string{"company"}, []string{"token"}},
}

// vendorOf reads kind ahead of the rest, since it decides which keys there are.
func vendorOf(n *yaml.Node) (vendor, bool) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "kind" {
			continue
		}
		for _, v := range vendors {
			if n.Content[i+1].Value == string(v.kind) {
				return v, true
			}
		}
	}
	return vendor{}, false
}

// Practice returns a connection on the sandbox, called as a kind is: what a
// shipped example uses where the project has no connection of that name.
func Practice(name string) (Connection, bool) {
	for _, v := range vendors {
		if name == string(v.kind) {
			return Connection{Name: name, Kind: v.kind, Version: v.version, Sandbox: true}, true
		}
	}
	return Connection{}, false
}
