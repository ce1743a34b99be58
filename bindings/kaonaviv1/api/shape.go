package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// text reads a string, number or boolean as text; "" for anything else. Numbers keep their digits.
func text(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || string(raw) == "null" {
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func isObject(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && raw[0] == '{'
}

const deepest = 6 // levels of an error's shape; what lies below is not looked at

// flatten adds the messages in raw to list, whatever their shape: one, a list,
// objects, or objects of lists by field. Each message is there once.
func flatten(list []string, raw json.RawMessage, depth int) []string {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || depth > deepest:
		return list
	case raw[0] == '[':
		var items []json.RawMessage
		_ = json.Unmarshal(raw, &items) // raw came out of a valid document
		for _, item := range items {
			list = flatten(list, item, depth+1)
		}
		return list
	case raw[0] == '{':
		return flattenObject(list, raw, depth+1)
	default:
		return add(list, text(raw))
	}
}

// flattenObject takes an object's scalars for one message ("code: E1, message:
// …") and looks into its other members.
func flattenObject(list []string, raw json.RawMessage, depth int) []string {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(raw, &members)
	var own []string
	for _, k := range sortedKeys(members) {
		if s := text(members[k]); s != "" {
			own = append(own, k+": "+s)
			continue
		}
		for _, s := range flatten(nil, members[k], depth) {
			list = add(list, k+": "+s)
		}
	}
	return add(list, strings.Join(own, ", "))
}

func add(list []string, s string) []string {
	s = strings.TrimSpace(s)
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// field returns the first field that errors names: as a member called field,
// or as the key of an object of lists. "" when it names none.
func field(raw json.RawMessage) string {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = []json.RawMessage{raw}
	}
	for _, item := range items {
		var members map[string]json.RawMessage
		if json.Unmarshal(item, &members) != nil {
			continue
		}
		if f := text(members["field"]); f != "" {
			return f
		}
		for _, k := range sortedKeys(members) {
			if text(members[k]) == "" {
				return k
			}
		}
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
