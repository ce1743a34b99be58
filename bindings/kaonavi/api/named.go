package api

import (
	"encoding/json"
	"strings"

	"dandori/runtime/plan"
)

// name gives each change the name that people know its row by, as far as what
// was read anyhow shows it. What is a member's goes by the member.
func (c *comparison) name(now Table, known Known) error {
	if len(c.write.Changes) == 0 {
		return nil
	}
	names, err := c.names(now, known)
	for i := range c.write.Changes {
		change := &c.write.Changes[i]
		change.Name = names[c.owner(change.Key)]
		if change.Name == "" && (c.op.Kind == Members || c.op.Kind == Departments) {
			change.Name = newName(*change)
		}
	}
	return err
}

// names are the names by the keys of changes.
func (c *comparison) names(now Table, known Known) (map[string]string, error) {
	type coded struct{ Code, Name string }
	byCode := func(r coded) (key, name string) { return r.Code, r.Name }
	switch c.op.Kind {
	case Members, Departments:
		return labels(now, byCode)
	case Records, Faces, Files:
		return labels(known[listMembers], byCode)
	case Permissions:
		return labels(known[listUsers], func(u User) (key, name string) { return orZero(u.ID).String(), u.Email })
	}
	return nil, nil
}

func labels[T any](t Table, of func(T) (key, name string)) (map[string]string, error) {
	names := map[string]string{}
	if t.Rows == nil { // the vendor did not let it be read
		return names, nil
	}
	for row, err := range Each[T](t) {
		if err != nil {
			return nil, unreadable(err)
		}
		key, name := of(row)
		names[key] = name
	}
	return names, nil
}

func orZero(id *Int) Int {
	if id == nil {
		return 0
	}
	return *id
}

// owner is whose a change is: of a file, which goes by its member's code and its
// name, the member.
func (c *comparison) owner(key string) string {
	if i := strings.LastIndexByte(key, '/'); c.op.Kind == Files && i >= 0 {
		return key[:i]
	}
	return key
}

// newName is the name that a new row will have.
func newName(c plan.Change) string {
	var row struct{ Name string }
	_ = json.Unmarshal(c.Now, &row) // a row without one
	return row.Name
}
