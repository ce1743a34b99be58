package api

import (
	"encoding/json"

	"dandori/runtime/say"
)

// department makes a row of 所属ツリー. What is null is left out (8.4, B).
func (c *checker) department(item json.RawMessage) (string, any) {
	var d Department
	if !c.into(item, &d) {
		return "", nil
	}
	c.key("code", d.Code)
	c.unknown("", d.Rest, d)
	if d.Name == "" {
		c.problem("name", say.T("is missing"))
	}
	if d.ParentCode != nil && *d.ParentCode == "" {
		d.ParentCode = nil
	}
	return d.Code, d
}

// tree checks that what the rows are below is among them, too, and not below
// themselves: what is not in the body is removed.
func (c *checker) tree(rows []row) {
	parent := map[string]string{}
	for _, r := range rows {
		if d, ok := r.value.(Department); ok && d.ParentCode != nil {
			parent[d.Code] = *d.ParentCode
		}
	}
	named := codesIn(rows, func(r row) string { return r.key })
	for c.index = range rows {
		c.code = rows[c.index].key
		above, has := parent[c.code]
		_, there := c.seen[above]
		if whole := named.unmangled(above); has && !there && whole != "" {
			c.problem("parent_code", say.T("%s is not among the departments, but %s: its leading zeros were lost, as in Excel", above, whole))
		} else if has && !there {
			c.problem("parent_code", say.T("%s is not among the departments", above))
		} else if has && below(parent, c.code) {
			c.problem("parent_code", say.T("the department is below itself"))
		}
	}
}

// below reports whether a department is its own ancestor.
func below(parent map[string]string, code string) bool {
	seen := map[string]bool{}
	for at, has := parent[code]; has && !seen[at]; at, has = parent[at] {
		if at == code {
			return true
		}
		seen[at] = true
	}
	return false
}
