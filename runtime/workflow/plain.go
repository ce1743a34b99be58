package workflow

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// plain reports aliases and mappings with odd keys, which no JSON is.
func (r *reader) plain(n *yaml.Node) bool {
	before := len(r.problems)
	if n.Kind == yaml.AliasNode {
		r.value(n, elem(&literal{}))
	}
	if n.Kind == yaml.MappingNode {
		r.pairs(n, nil, func(_, value *yaml.Node) { r.plain(value) })
	} else {
		for _, c := range n.Content {
			r.plain(c)
		}
	}
	return len(r.problems) == before
}

// anyJSON turns a plain node into JSON.
func anyJSON(n *yaml.Node) json.RawMessage {
	switch n.Kind {
	case yaml.MappingNode:
		var values []pair
		for i := 0; i+1 < len(n.Content); i += 2 {
			values = append(values, pair{n.Content[i].Value, anyJSON(n.Content[i+1])})
		}
		return object(values)
	case yaml.SequenceNode:
		items := make([][]byte, len(n.Content))
		for i, c := range n.Content {
			items[i] = anyJSON(c)
		}
		return slices.Concat([]byte("["), bytes.Join(items, []byte(",")), []byte("]"))
	}
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		return json.RawMessage("null")
	case tag == "!!bool":
		return json.RawMessage(strings.ToLower(n.Value))
	case (tag == "!!int" || tag == "!!float") && decimal.MatchString(n.Value):
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return quoted(f)
		}
	}
	return quoted(n.Value)
}

type pair struct {
	name  string
	value json.RawMessage
}

func object(values []pair) json.RawMessage {
	b := []byte{'{'}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, quoted(v.name)...), ':'), v.value...)
	}
	return append(b, '}')
}

// elem is the settable value that p points to.
func elem[T any](p *T) reflect.Value { return reflect.ValueOf(p).Elem() }
