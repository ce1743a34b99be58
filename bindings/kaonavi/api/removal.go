package api

import (
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Removal is what a write would remove.
type Removal struct {
	Count int      // what goes: members, departments, records, codes of a setting, choices
	Names []string // whose: codes, ids of users, labels of choices; in the order of the list, each once
}

// Removes compares t, what is there (Client.Present), with what a replacement
// would leave. On a sheet each record less counts; a setting loses codes.
func (d *Draft) Removes(t Table) (Removal, error) {
	p := d.all()
	switch d.op.Kind {
	case Members, Departments:
		return absent(p, t, func(m struct{ Code string }) string { return m.Code })
	case Records:
		return recordsLess(p, t)
	case Permissions:
		return codesLess(p, t)
	case Options:
		return optionsLess(p, t)
	}
	return Removal{}, nil
}

// Given is the removal of what a script names itself.
func Given(names ...string) Removal { return Removal{Count: len(names), Names: names} }

func (r *Removal) add(name string, count int) {
	if count > 0 {
		r.Count += count
		r.Names = append(r.Names, name)
	}
}

func absent[T any](p Part, t Table, key func(T) string) (r Removal, err error) {
	named := p.named()
	for row, err := range Each[T](t) {
		if err != nil {
			return r, unreadable(err)
		}
		if !named[key(row)] {
			r.add(key(row), 1)
		}
	}
	return r, nil
}

func unreadable(err error) error {
	return say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
}

func recordsLess(p Part, t Table) (r Removal, err error) {
	sent, now, err := both[SheetRow](p, t)
	if err != nil {
		return r, err
	}
	next, _ := by(sent, func(s SheetRow) string { return s.Code })
	s := sheetSame{same: same{whole: true}}
	for _, row := range now {
		r.add(row.Code, len(s.filled(row.Records))-len(next[row.Code].Records))
	}
	return r, nil
}

func codesLess(p Part, t Table) (r Removal, err error) {
	sent, now, err := both[Permission](p, t)
	if err != nil {
		return r, err
	}
	next, _ := by(sent, func(s Permission) string { return s.UserID.String() })
	for _, row := range now {
		is := next[row.UserID.String()]
		r.add(row.UserID.String(), missing(row.AddCodes, is.AddCodes)+missing(row.ExclusionCodes, is.ExclusionCodes))
	}
	return r, nil
}

// missing counts what of now is not in next.
func missing(now, next []string) int {
	there := map[string]bool{}
	for _, code := range next {
		there[code] = true
	}
	n := 0
	for _, code := range now {
		if !there[code] {
			n++
		}
	}
	return n
}

// optionsLess goes by ids: a choice that is sent without its id is a new one, whatever its name.
func optionsLess(p Part, t Table) (r Removal, err error) {
	sent, now, err := both[Option](p, t)
	if err != nil {
		return r, err
	}
	for _, o := range now {
		kept := slices.ContainsFunc(sent, func(s Option) bool { return s.ID != nil && o.ID != nil && *s.ID == *o.ID })
		if !kept {
			r.add(o.Name, 1)
		}
	}
	return r, nil
}

// Allowance is how much may go: what the script allows, and what its workflow does.
type Allowance struct {
	Script   int
	Workflow *int // nil: the workflow has no guard
}

// Allow returns an error that names what would go when r is more than both of a allow.
func (c *Client) Allow(op Operation, r Removal, a Allowance) error {
	switch {
	case a.Workflow != nil && r.Count > *a.Workflow:
		return call.New(call.PermissionError, "%s would remove %d {2:row|rows}, and the workflow's guard allows %d: %s", op.Name, r.Count, *a.Workflow, r.who()).
			WithHint("if that is meant, raise remove under guard in the workflow's file").
			Of(c.request(op.Operation))
	case r.Count > a.Script:
		return call.New(call.PermissionError, "%s would remove %d {2:row|rows}, and %d {3:is|are} allowed: %s", op.Name, r.Count, a.Script, r.who()).
			WithHint("if that is meant, pass { remove: %d } as the last argument", r.Count).
			Of(c.request(op.Operation))
	}
	return nil
}

func (r Removal) who() say.Text {
	const most = 20
	if len(r.Names) <= most {
		return say.Raw(strings.Join(r.Names, ", "))
	}
	return say.T("%s (and %d more)", strings.Join(r.Names[:most], ", "), len(r.Names)-most)
}
