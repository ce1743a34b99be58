package api

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"dandori/runtime/say"
)

// One row is one department, with the codes and names of all that it belongs
// to: department_code1, department_name1, …2 and on, as deep as the tree goes (2.5).
var level = regexp.MustCompile(`^department_(code|name)([1-9][0-9]?)$`)

func departmentFields() []string {
	return []string{"leader_member_code", "leader_member_name", "memo"}
}

func (c *checker) department(row Row) {
	deepest := 1
	for _, k := range sortedKeys(row) {
		m := level.FindStringSubmatch(k)
		if m == nil {
			if !slices.Contains(departmentFields(), k) {
				c.strange(k, append(departmentFields(), codeKey(1), nameKey(1)), say.T("is no field of a department; there are department_code1, department_name1 and so on, leader_member_code, leader_member_name, memo"))
			}
			continue
		}
		if n, _ := strconv.Atoi(m[2]); text(row[k]) != "" {
			deepest = max(deepest, n)
		}
	}
	for n := 1; n <= deepest; n++ {
		c.code(row, codeKey(n))
		if text(row[nameKey(n)]) == "" {
			c.problem(nameKey(n), say.T("is missing"))
		}
	}
	c.unique(departmentCode(row), codeKey(deepest))
}

func codeKey(n int) string { return fmt.Sprintf("department_code%d", n) }
func nameKey(n int) string { return fmt.Sprintf("department_name%d", n) }

// departmentCode is the code of the department that the row is about: its deepest one.
func departmentCode(row Row) string {
	code := ""
	for n := 1; text(row[codeKey(n)]) != ""; n++ {
		code = text(row[codeKey(n)])
	}
	return code
}

// departmentName is the name of the same.
func departmentName(row Row) string {
	name := ""
	for n := 1; text(row[codeKey(n)]) != ""; n++ {
		name = text(row[nameKey(n)])
	}
	return name
}
