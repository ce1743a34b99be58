package journal

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"dandori/runtime/call"
)

// Same reports whether two asks are one and the same. What the effect of the
// operation is called does not matter: it is declared, not asked.
func Same(a, b call.Call) bool {
	return a.Kind == b.Kind && a.Target == b.Target && (bytes.Equal(a.Args, b.Args) || bytes.Equal(canonical(a.Args), canonical(b.Args)))
}

// Differ returns the names of the arguments in which two asks differ, the keys
// of objects within objects behind a dot, without any value. It is empty when
// the arguments are no objects.
func Differ(a, b call.Call) []string {
	return differ("", a.Args, b.Args)
}

func differ(prefix string, a, b json.RawMessage) []string {
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return nil
	}
	both := maps.Clone(x)
	if both == nil {
		both = map[string]json.RawMessage{}
	}
	maps.Copy(both, y)
	var names []string
	for _, key := range slices.Sorted(maps.Keys(both)) {
		if bytes.Equal(canonical(x[key]), canonical(y[key])) {
			continue
		}
		if inner := differ(prefix+key+".", x[key], y[key]); len(inner) > 0 && len(prefix) == 0 {
			names = append(names, inner...)
			continue
		}
		names = append(names, prefix+key)
	}
	return names
}

// canonical returns JSON with sorted keys and without blanks; what is no JSON as it is.
func canonical(raw json.RawMessage) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}
