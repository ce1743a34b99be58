package sandbox

import (
	"maps"
	"slices"
	"time"
)

// company is all that the vendor keeps for a customer.
type company struct {
	fields      []*field // of the members
	members     keyed[string, *person]
	memberIDs   int // given so far
	membersAt   time.Time
	sheets      []*sheet
	departments keyed[string, *department]
	users       keyed[int, *user]
	userIDs     int
	permissions map[string][]*permission // by advanced_type
	optionIDs   int
	hooks       keyed[int, *hook]
	hookIDs     int
	blobs       map[string]*blob
	secret      []byte // download links are signed with it
}

// removeMembers takes members away with all that is tied to them (§8.2).
func (c *company) removeMembers(gone map[string]bool, now time.Time) {
	if len(gone) == 0 {
		return
	}
	c.members.remove(func(p *person) bool { return gone[p.Code] })
	c.membersAt = now
	for _, s := range c.sheets {
		maps.DeleteFunc(s.rows, func(code string, _ *rows) bool { return gone[code] })
	}
	for _, d := range c.departments.list {
		if gone[d.Leader] {
			d.Leader = ""
		}
	}
	for _, u := range slices.Clone(c.users.list) {
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
	c.users.remove(func(u *user) bool { return u.ID == id })
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
	lost := func(code string) bool { return !c.departments.has(code) }
	for _, p := range c.members.list {
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

// keyed is a list that keeps the order in which its items came and finds them by a key.
type keyed[K comparable, T any] struct {
	key   func(T) K
	list  []T
	byKey map[K]T
}

func newKeyed[K comparable, T any](key func(T) K, items ...T) keyed[K, T] {
	k := keyed[K, T]{key: key, byKey: map[K]T{}}
	for _, item := range items {
		k.add(item)
	}
	return k
}

func (k *keyed[K, T]) has(key K) bool {
	_, ok := k.byKey[key]
	return ok
}

// add appends an item; its key must be new.
func (k *keyed[K, T]) add(item T) {
	k.list = append(k.list, item)
	k.byKey[k.key(item)] = item
}

func (k *keyed[K, T]) remove(gone func(T) bool) {
	k.list = slices.DeleteFunc(k.list, func(item T) bool {
		if !gone(item) {
			return false
		}
		delete(k.byKey, k.key(item))
		return true
	})
}
