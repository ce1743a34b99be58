package api

import (
	"encoding/json"
	"slices"
	"strings"

	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
)

// Row is a user or department as a script gives it to an import: some cells,
// by key. A cell that is missing means: keep what is there.
type Row map[string]Cell

// Cell is one value of a Row.
type Cell struct {
	Text  string
	Clear bool // null was given: make it blank
}

func (r Row) text(key string) string { return r[key].Text }

// deletes reports whether the row asks for its removal.
func (r Row) deletes() bool { return r.text("deleteFlag") == "1" }

// parseRow reads an object, nil if it is none: strings, integers, null, and for departmentId an array of ids.
func parseRow(at place, raw json.RawMessage) (Row, problems) {
	var cells map[string]json.RawMessage
	if json.Unmarshal(raw, &cells) != nil || cells == nil {
		return nil, problems{at.problem("", say.T("must be an object"))}
	}
	row, found := Row{}, problems{}
	for _, key := range sortedKeys(cells) {
		if !slices.Contains(Keys(at.kind), key) {
			found = append(found, at.problem(key, unknownKey(at.kind, key)))
			continue
		}
		cell, ok := parseCell(key, cells[key])
		if !ok {
			found = append(found, at.problem(key, say.T("must be a string, an integer or null")))
			continue
		}
		row[key] = cell
	}
	return row, found
}

func parseCell(key string, raw json.RawMessage) (Cell, bool) {
	var text string
	var number json.Number
	var list []string
	switch {
	case string(raw) == "null":
		return Cell{Clear: true}, true
	case json.Unmarshal(raw, &text) == nil && raw[0] == '"':
		return Cell{Text: text}, true
	case json.Unmarshal(raw, &number) == nil && !strings.ContainsAny(number.String(), ".eE"):
		return Cell{Text: number.String()}, true
	case key == "departmentId" && json.Unmarshal(raw, &list) == nil:
		return Cell{Text: strings.Join(list, ";")}, true
	}
	return Cell{}, false
}

func unknownKey(k Kind, key string) say.Text {
	best, distance := "", len(key)/3+2
	for _, known := range Keys(k) {
		if d := levenshtein.ComputeDistance(strings.ToLower(key), strings.ToLower(known)); d < distance {
			best, distance = known, d
		}
	}
	if best == "" {
		return say.T("a %s has no such column; it has %s", kindText(k.String()), strings.Join(Keys(k), ", "))
	}
	return say.T("a %s has no such column (did you mean %s?)", kindText(k.String()), best)
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// references splits a cell that joins ids with semicolons and brings the prefix
// of new departments to the spelling of the document's examples: "tempId:x1".
func references(cell string) []string {
	var refs []string
	for _, ref := range strings.Split(cell, ";") {
		if ref = strings.TrimSpace(ref); ref == "" {
			continue
		}
		if id, ok := newReference(ref); ok {
			ref = tempPrefix + id
		}
		refs = append(refs, ref)
	}
	return refs
}

// tempPrefix stands before the TempId of a new department where another row refers to it.
const tempPrefix = "tempId:"

// newReference returns the TempId that ref refers to.
func newReference(ref string) (id string, ok bool) {
	if len(ref) < len(tempPrefix) || !strings.EqualFold(ref[:len(tempPrefix)], tempPrefix) {
		return "", false
	}
	return ref[len(tempPrefix):], true
}
