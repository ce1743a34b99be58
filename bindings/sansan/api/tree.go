package api

import (
	"slices"
	"strings"

	"dandori/runtime/say"
)

func (d *draft) judgeDepartment(e *entry) {
	d.judgeReferences(e, "parentDepartmentId")
	parent := e.record["parentDepartmentId"]
	if strings.Contains(parent, ";") {
		d.complain(e, "parentDepartmentId", say.T("names several departments; a department has one parent"))
	}
	if d.isOwnAncestor(e) {
		d.complain(e, "parentDepartmentId", say.T("would put the department below itself"))
	}
	if e.now != nil && e.row.deletes() {
		d.judgeDeletion(e)
	}
}

// isOwnAncestor follows the parents of e as they are after the import.
func (d *draft) isOwnAncestor(e *entry) bool {
	at := e.record
	for range len(d.now[Departments]) + len(d.entries) {
		if at = d.department(at["parentDepartmentId"]); at == nil {
			return false
		}
		if sameDepartment(at, e.record) {
			return true
		}
	}
	return false // a circle elsewhere, found at one of its members
}

func sameDepartment(a, b Record) bool {
	return a["departmentId"] == b["departmentId"] && a["tempId"] == b["tempId"]
}

// judgeDeletion refuses to delete a department that is not empty yet: the
// vendor would refuse too, and does not say in which order it does the rows of a file.
func (d *draft) judgeDeletion(e *entry) {
	id := e.now["departmentId"]
	departments, users := 0, 0
	for _, row := range d.now[Departments] {
		if row["parentDepartmentId"] == id {
			departments++
		}
	}
	for _, row := range d.now[Users] {
		if slices.Contains(references(row["departmentId"]), id) {
			users++
		}
	}
	if departments+users > 0 {
		d.complain(e, "deleteFlag", say.T("cannot delete it yet: it has %d departments and %d users. Import first what moves or deletes them, then delete it in a second import", departments, users))
	}
}
