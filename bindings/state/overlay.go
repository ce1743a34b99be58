package state

import (
	"encoding/json"
	"slices"
	"strings"

	"dandori/runtime/call"
)

// overlay holds the changes of a run that the store does not hold yet, by key.
// It lives on the loop: changes are put into it as the script asks for them,
// replayed or not.
type overlay map[string]*change

// change is the last change of a key.
type change struct {
	value json.RawMessage // nil: deleted
}

func (o overlay) put(key string, value json.RawMessage) *change {
	c := &change{value: value}
	o[key] = c
	return c
}

// below returns the changes of keys that begin with prefix.
func (o overlay) below(prefix string) overlay {
	found := overlay{}
	for key, c := range o {
		if strings.HasPrefix(key, prefix) {
			found[key] = c
		}
	}
	return found
}

// over returns the keys that there are when the changes are made to the keys of
// the store: sorted, without dandori's own.
func (o overlay) over(kept []string) []string {
	keys := []string{}
	for _, key := range kept {
		if _, changed := o[key]; !changed && !strings.HasPrefix(key, call.OwnKeys) {
			keys = append(keys, key)
		}
	}
	for key, c := range o {
		if c.value != nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
