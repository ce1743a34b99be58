package api

import (
	"slices"
	"strings"
)

func departmentCells(d Department, ordered bool) cells {
	var c cells
	c.text("name", &d.Name, asWritten)
	c.text("parent_code", d.ParentCode, asWritten)
	c.text("leader_member_code", d.LeaderMemberCode, asWritten)
	if d.Order != nil && ordered {
		c.add("", "order", *d.Order, d.Order.String())
	}
	c.text("memo", d.Memo, asWritten)
	return c
}

// departments compares 所属ツリー. Where no order is sent, it does not count.
func (c *comparison) departments(d *Draft, now Table, known Known) error {
	sent, there, err := both[Department](d.all(), now)
	if err != nil {
		return err
	}
	c.write.Present = len(there)
	key := func(x Department) string { return x.Code }
	was, _ := by(there, key)
	for _, x := range sent {
		is, ok := was[x.Code]
		if !ok {
			c.change(x.Code, nil, departmentCells(x, true).filled().shape(pair{"code", x.Code}))
			continue
		}
		if before, after, differ := diff(departmentCells(is, x.Order != nil), departmentCells(x, true), true); differ {
			c.change(x.Code, before.shape(pair{"code", x.Code}), after.shape(pair{"code", x.Code}))
		}
	}
	named := d.all().named()
	for _, x := range there {
		if !named[x.Code] {
			c.change(x.Code, departmentCells(x, true).filled().shape(pair{"code", x.Code}), nil)
		}
	}
	members, err := known.codes(listMembers)
	left := codesIn(there, key).without(codesIn(sent, key))
	for i, x := range sent {
		c.row(i, x.Code)
		c.mangled("code", x.Code, left)
		c.unknownCode("leader_member_code", orEmpty(x.LeaderMemberCode), members)
	}
	return err
}

func permissionShape(p Permission) any {
	if len(p.AddCodes)+len(p.ExclusionCodes) == 0 {
		return nil // as if there were no setting
	}
	return shape{{"user_id", p.UserID}, {"add_codes", noneNil(p.AddCodes)}, {"exclusion_codes", noneNil(p.ExclusionCodes)}}
}

func noneNil(codes []string) []string { return append([]string{}, codes...) }

// permissions compares 拡張アクセス設定 of one type, by users.
func (c *comparison) permissions(d *Draft, now Table, known Known) error {
	sent, there, err := both[Permission](d.all(), now)
	if err != nil {
		return err
	}
	c.write.Present = len(there)
	was, _ := by(there, func(p Permission) string { return p.UserID.String() })
	for _, p := range sent {
		is := was[p.UserID.String()]
		if !sameSet(p.AddCodes, is.AddCodes) || !sameSet(p.ExclusionCodes, is.ExclusionCodes) {
			c.change(p.UserID.String(), permissionShape(is), permissionShape(p))
		}
	}
	named := d.all().named()
	for _, p := range there {
		if !named[p.UserID.String()] {
			c.change(p.UserID.String(), permissionShape(p), nil)
		}
	}
	return c.judgePermissions(sent, known)
}

func (c *comparison) judgePermissions(sent []Permission, known Known) error {
	list, unknown := listMembers, c.unknownCode
	if c.at.Permission == ByDepartment {
		list, unknown = listDepartments, c.unknownDepartment
	}
	there, err := known.codes(list)
	if err != nil {
		return err
	}
	users, err := known.ids(listUsers)
	for i, p := range sent {
		c.row(i, "")
		if p.UserID > 0 {
			c.row(i, p.UserID.String())
			c.unknownUser("user_id", p.UserID.String(), users)
		}
		for _, code := range p.AddCodes {
			unknown("add_codes", code, there)
		}
		for _, code := range p.ExclusionCodes {
			unknown("exclusion_codes", code, there)
		}
	}
	return err
}

func optionShape(o Option) shape {
	s := shape{}
	if o.ID != nil {
		s = append(s, pair{"id", *o.ID})
	}
	return append(s, pair{"name", o.Name})
}

// options compares the choices of a field. Each goes by the label that people
// know it by now, a new one by its own.
func (c *comparison) options(d *Draft, now Table) error {
	sent, there, err := both[Option](d.all(), now)
	if err != nil {
		return err
	}
	c.write.Present = len(there)
	kept := map[Int]bool{}
	for i, o := range sent {
		at := -1
		if o.ID != nil {
			at = slices.IndexFunc(there, func(is Option) bool { return is.ID != nil && *is.ID == *o.ID })
		}
		switch {
		case at >= 0:
			kept[*o.ID] = true
			if was := there[at]; plain(was.Name) != plain(o.Name) {
				c.change(was.Name, optionShape(was), optionShape(o))
			}
		case o.ID != nil:
			c.row(i, strings.TrimSpace(o.Name))
			c.unknownOption(o.ID.String())
		default:
			c.change(o.Name, nil, optionShape(o))
		}
	}
	for _, o := range there {
		if o.ID == nil || !kept[*o.ID] {
			c.change(o.Name, optionShape(o), nil)
		}
	}
	c.order(there, sent, kept)
	return nil
}

// order notes that choices will stand in another order, which is that of the
// array (8.6): of those that are kept, or because a new one comes before one of them.
func (c *comparison) order(there, sent []Option, kept map[Int]bool) {
	var was, next []Int
	for _, o := range there {
		if o.ID != nil && kept[*o.ID] {
			was = append(was, *o.ID)
		}
	}
	for _, o := range sent {
		next = append(next, orZero(o.ID)) // new ones are none
	}
	if len(was) == 0 || slices.Equal(was, next[:min(len(was), len(next))]) {
		return
	}
	c.change("", orderShape(there), orderShape(sent))
	c.write.Changes[len(c.write.Changes)-1].Of = "order"
}

func orderShape(options []Option) shape {
	names := []string{}
	for _, o := range options {
		names = append(names, plain(o.Name))
	}
	return shape{{"order", names}}
}
