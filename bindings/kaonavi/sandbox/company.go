package sandbox

import (
	"maps"
	"slices"
	"time"

	"dandori/bindings/simulator"
)

// company is all that the vendor keeps for a customer.
type company struct {
	fields      []*field // of the members
	members     simulator.Keyed[string, *person]
	memberIDs   int // given so far
	membersAt   time.Time
	sheets      []*sheet
	departments simulator.Keyed[string, *department]
	users       simulator.Keyed[int, *user]
	userIDs     int
	permissions map[string][]*permission // by advanced_type
	optionIDs   int
	hooks       simulator.Keyed[int, *hook]
	hookIDs     int
	blobs       map[string]*blob
	secret      []byte // download links are signed with it
}

// removeMembers takes members away with all that is tied to them (§8.2).
func (c *company) removeMembers(gone map[string]bool, now time.Time) {
	if len(gone) == 0 {
		return
	}
	c.members.Remove(func(p *person) bool { return gone[p.Code] })
	c.membersAt = now
	for _, s := range c.sheets {
		maps.DeleteFunc(s.rows, func(code string, _ *rows) bool { return gone[code] })
	}
	for _, d := range c.departments.List {
		if gone[d.Leader] {
			d.Leader = ""
		}
	}
	for _, u := range slices.Clone(c.users.List) {
		switch {
		case gone[u.Member] && u.role().Type == ordinary:
			c.removeUser(u.ID)
		case gone[u.Member]:
			u.Member = ""
		}
	}
	c.forgetCodes("member", gone)
}

// removeUser takes a user away with its permissions.
func (c *company) removeUser(id int) {
	c.users.Remove(func(u *user) bool { return u.ID == id })
	for kind, list := range c.permissions {
		c.permissions[kind] = slices.DeleteFunc(list, func(p *permission) bool { return p.User == id })
	}
}

// forgetCodes takes codes out of the permissions of one type.
func (c *company) forgetCodes(kind string, gone map[string]bool) {
	lost := func(code string) bool { return gone[code] }
	for _, p := range c.permissions[kind] {
		p.Add, p.Exclude = slices.DeleteFunc(p.Add, lost), slices.DeleteFunc(p.Exclude, lost)
	}
}

// leaveLostDepartments blanks the departments of members whose department is gone (§8.4: not told, D).
func (c *company) leaveLostDepartments(now time.Time) {
	lost := func(code string) bool { return !c.departments.Has(code) }
	for _, p := range c.members.List {
		subs := slices.DeleteFunc(slices.Clone(p.Subs), lost)
		if p.Department != "" && lost(p.Department) || len(subs) < len(p.Subs) {
			p.Updated, c.membersAt = now, now
		}
		if lost(p.Department) {
			p.Department = ""
		}
		p.Subs = subs
	}
}
