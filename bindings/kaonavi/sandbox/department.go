package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dandori/bindings/simulator"
)

// department is one node of the tree. Only what is now is kept: there is no history.
type department struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"` // "" at the top
	Leader string `json:"leader,omitempty"` // a member's code
	Order  int    `json:"order"`            // among its siblings
	Memo   string `json:"memo,omitempty"`
}

func byCode(d *department) string { return d.Code }

// path returns the names from the top down to d.
func (d *department) path(c *company) []string {
	names := []string{d.Name}
	for d.Parent != "" {
		d = c.departments.ByKey[d.Parent]
		names = append(names, d.Name)
	}
	slices.Reverse(names)
	return names
}

// reference is the department as members show it (§7.3).
func (d *department) reference(c *company) object {
	names := d.path(c)
	return object{{"code", d.Code}, {"name", strings.Join(names, " ")}, {"names", names}}
}

// readDepartments is 所属ツリー 取得 (§8.4).
func (s *Sandbox) readDepartments(*request) answer {
	list := []object{}
	for _, d := range s.company.departments.List {
		list = append(list, object{
			{"code", d.Code}, {"name", d.Name}, {"parent_code", orNone(d.Parent)},
			{"leader_member_code", orNone(d.Leader)}, {"order", d.Order}, {"memo", orNone(d.Memo)},
		})
	}
	return ok(object{{"department_data", list}})
}

// orNone is null for a blank.
func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// planDepartments is 所属ツリー 一括更新 (§8.4): what is not in the body goes.
func planDepartments(w *work) (any, func()) {
	body := w.item()
	body.only("department_data")
	codes, list := seen{}, []*department{}
	items := body.items("department_data")
	for n, i := range items {
		i.only("code", "name", "parent_code", "leader_member_code", "order", "memo")
		codes.once(i, "code", "所属コード")
		d := &department{
			Code: i.must("code"), Name: i.must("name"), Parent: i.orNull("parent_code"),
			Leader: i.orNull("leader_member_code"), Memo: i.orNull("memo"),
		}
		d.Order = n + 1
		if i.m["order"] != nil {
			d.Order, _ = i.number("order")
		}
		if d.Leader != "" && !w.company.members.Has(d.Leader) {
			i.wrong(conflicting, "leader_member_code", "社員番号が存在しません。")
		}
		list = append(list, d)
	}
	tree := simulator.NewKeyed(byCode, list...)
	for n, d := range list {
		checkParents(items[n], d, tree)
	}
	if w.variant.KeepInUse {
		w.checkInUse(tree)
	}
	return nil, func() { w.putDepartments(list) }
}

// checkParents follows a department's parents up to the top.
func checkParents(i item, d *department, tree simulator.Keyed[string, *department]) {
	at := d
	for steps := 0; at.Parent != ""; steps++ {
		next := tree.ByKey[at.Parent]
		switch {
		case next == nil && at == d:
			i.wrong(invalid, "parent_code", "親所属が存在しません。")
			return
		case next == nil:
			return // noted where it is
		case steps > len(tree.List):
			i.wrong(invalid, "parent_code", "親所属が循環しています。")
			return
		}
		at = next
	}
}

func (w *work) checkInUse(tree simulator.Keyed[string, *department]) {
	for _, p := range w.company.members.List {
		for _, code := range append([]string{p.Department}, p.Subs...) {
			if code != "" && !tree.Has(code) {
				w.wrong(conflicting, "department_data", fmt.Sprintf("所属しているメンバーがいるため削除できません(%s)。", code))
				return
			}
		}
	}
}

func (w *work) putDepartments(list []*department) {
	c := w.company
	slices.SortStableFunc(list, func(a, b *department) int { return cmp.Compare(a.Order, b.Order) })
	gone := map[string]bool{}
	for _, d := range c.departments.List {
		gone[d.Code] = true
	}
	for _, d := range list {
		delete(gone, d.Code)
	}
	c.departments = simulator.NewKeyed(byCode, list...)
	c.sortDepartments()
	c.leaveLostDepartments(w.now)
	c.forgetCodes("department", gone)
}

// sortDepartments lists each department before those below it, siblings in order.
func (c *company) sortDepartments() {
	below := map[string][]*department{}
	for _, d := range c.departments.List {
		below[d.Parent] = append(below[d.Parent], d)
	}
	list := make([]*department, 0, len(c.departments.List))
	var visit func(parent string)
	visit = func(parent string) {
		for _, d := range below[parent] {
			list = append(list, d)
			visit(d.Code)
		}
	}
	visit("")
	c.departments.List = list
}
