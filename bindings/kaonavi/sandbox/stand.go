package sandbox

import (
	"dandori/bindings/simulator"
)

// stands returns an error for a company that cannot be: it holds after every
// write, and what is loaded must hold it.
func (c *company) stands() error {
	if len(c.members.List) != len(c.members.ByKey) || c.members.Has("") || len(c.users.List) != len(c.users.ByKey) || len(c.hooks.List) != len(c.hooks.ByKey) {
		return simulator.Broken("a key stands twice")
	}
	before := len(c.departments.List)
	if c.sortDepartments(); len(c.departments.List) != before || len(c.departments.ByKey) != before {
		return simulator.Broken("a department hangs in the air")
	}
	for _, d := range c.departments.List {
		if d.Code == "" || d.Leader != "" && !c.members.Has(d.Leader) {
			return simulator.Broken("department %q led by %q", d.Code, d.Leader)
		}
	}
	for _, p := range c.members.List {
		if err := c.personStands(p); err != nil {
			return err
		}
	}
	for _, u := range c.users.List {
		if u.ID < 1 || u.ID > c.userIDs || u.role().ID == 0 || u.Member != "" && !c.members.Has(u.Member) {
			return simulator.Broken("user %d of member %q", u.ID, u.Member)
		}
	}
	for _, h := range c.hooks.List {
		if h.ID < 1 || h.ID > c.hookIDs {
			return simulator.Broken("webhook %d", h.ID)
		}
	}
	if err := c.permissionsStand(); err != nil {
		return err
	}
	return c.sheetsStand()
}

func (c *company) personStands(p *person) error {
	for _, code := range append([]string{p.Department}, p.Subs...) {
		if code != "" && !c.departments.Has(code) {
			return simulator.Broken("department %q of member %q", code, p.Code)
		}
	}
	for _, code := range p.Subs {
		if code == "" {
			return simulator.Broken("a blank department of member %q", p.Code)
		}
	}
	if !valuesStand(p.Values, c.fields) {
		return simulator.Broken("the items of member %q", p.Code)
	}
	return nil
}

func (c *company) permissionsStand() error {
	for kind, list := range c.permissions {
		for _, p := range list {
			if advanced()[kind] == 0 || p == nil || !c.users.Has(p.User) {
				return simulator.Broken("permissions of type %q", kind)
			}
		}
	}
	for key, b := range c.blobs {
		if b == nil {
			return simulator.Broken("file %q", key)
		}
	}
	return nil
}

func (c *company) sheetsStand() error {
	for _, s := range c.sheets {
		for code, r := range s.rows {
			if !c.members.Has(code) || len(r.Records) == 0 || len(r.Records) > 1 && s.recordType == single {
				return simulator.Broken("%d records of member %q on sheet %d", len(r.Records), code, s.id)
			}
			for _, record := range r.Records {
				if !valuesStand(record.Values, s.fields) || !filesStand(record.Files, s.fields) {
					return simulator.Broken("the items of member %q on sheet %d", code, s.id)
				}
			}
		}
	}
	return nil
}

func valuesStand(v values, fields []*field) bool {
	for id, texts := range v {
		if f := fieldOf(fields, id); f == nil || f.readOnly() || len(texts) == 0 {
			return false
		}
	}
	return true
}

func filesStand(files map[int]*file, fields []*field) bool {
	for id, a := range files {
		if f := fieldOf(fields, id); f == nil || f.detail != attach || a == nil {
			return false
		}
	}
	return true
}
