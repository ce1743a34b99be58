package api

import (
	"encoding/json"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Removal is what a write would remove.
type Removal struct {
	Count int      // rows
	Names []string // of whom: member codes, login ids or department codes, in the order of the list, each once
}

// Absent compares what is there with what op, a replaceAll, would leave.
//
// A row is told by its login id, department code or member code. On sheets with
// several rows a member each row less counts; rows without any value do not.
func Absent(op Operation, now Table, next Rows) (Removal, error) {
	var rows []Row
	if err := json.Unmarshal(now.Rows, &rows); err != nil {
		return Removal{}, say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
	}
	left := map[string]int{}
	for _, row := range next {
		left[keyOf(op.Kind, row)]++
	}
	var r Removal
	named := map[string]bool{}
	for _, row := range rows {
		key := keyOf(op.Kind, row)
		if left[key] > 0 {
			left[key]--
			continue
		}
		if op.Kind == Records && blank(row) {
			continue
		}
		r.Count++
		if !named[key] {
			named[key], r.Names = true, append(r.Names, key)
		}
	}
	return r, nil
}

// Given is the removal of what a script names itself.
func Given(codes []string) Removal { return Removal{Count: len(codes), Names: codes} }

// Allow returns an error that names who would go when r is more than the script allows.
func (c *Client) Allow(op Operation, r Removal, most int) error {
	if r.Count <= most {
		return nil
	}
	return call.New(call.PermissionError, "%s would remove %d {2:row|rows}, and %d {3:is|are} allowed: %s", op.Name, r.Count, most, r.who()).
		WithHint("if that is meant, pass { remove: %d } as the last argument", r.Count).
		Of(c.request(op.Operation))
}

func (r Removal) who() say.Text {
	const most = 20
	if len(r.Names) <= most {
		return say.Raw(strings.Join(r.Names, ", "))
	}
	return say.T("%s (and %d more)", strings.Join(r.Names[:most], ", "), len(r.Names)-most)
}

// keyOf is what tells rows of that kind apart.
func keyOf(k Kind, row Row) string {
	switch k {
	case Users:
		return strings.ToLower(text(row["email"]))
	case Departments:
		return departmentCode(row)
	default:
		return text(row[memberCode])
	}
}

func blank(row Row) bool {
	for k, v := range row {
		if definition.MatchString(k) && text(v) != "" {
			return false
		}
	}
	return true
}
