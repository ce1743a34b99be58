package api

import (
	"bytes"
	"encoding/json"
	"regexp"
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
	if s, plain := plainString(raw); plain {
		return s
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

const deepest = 6 // levels of an error's shape; what lies below is not looked at

func messagesIn(raw json.RawMessage) []string { return flatten(nil, "", raw, 0) }

// flatten adds the messages in raw to list, whatever their shape: one, a list,
// or objects of them. What stands in an object is told with its key.
func flatten(list []string, key string, raw json.RawMessage, depth int) []string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || depth > deepest {
		return list
	}
	switch raw[0] {
	case '[':
		var items []json.RawMessage
		_ = json.Unmarshal(raw, &items) // raw came out of a valid document
		for _, item := range items {
			list = flatten(list, key, item, depth+1)
		}
	case '{':
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members)
		for _, k := range sortedKeys(members) {
			list = flatten(list, joined(key, k), members[k], depth+1)
		}
	default:
		list = add(list, key, text(raw))
	}
	return list
}

func joined(outer, key string) string {
	if outer == "" {
		return key
	}
	return outer + "." + key
}

func add(list []string, key, s string) []string {
	if s = shortened(s, 300); s == "" {
		return list
	}
	if key != "" {
		s = key + ": " + s
	}
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// fieldIn returns the field that errors name, as a member called field or as the
// key of an object of messages; "" when they name none, as strings do.
func fieldIn(raw json.RawMessage) string {
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

var tags = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<[^>]*>`)

// pageText is how a page of text or HTML begins, on one line.
func pageText(page string) string { return shortened(tags.ReplaceAllString(page, " "), 80) }

func shortened(s string, most int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
