package sandbox

import (
	"slices"
	"strings"
)

// apply does what u says, which judge found sound, and returns the organisation
// that comes of it, with one result for each row.
func (o organisation) apply(u upload, ids ids, keepAll bool) (organisation, []result) {
	o.departments, o.users, o.gone = slices.Clone(o.departments), slices.Clone(o.users), slices.Clone(o.gone)
	made := map[string]string{} // tempId:… → DepartmentId
	for _, row := range u.departments {
		if row[departmentID] == "" {
			made["tempId:"+row[departmentTemp]] = departmentNumber(o.nextID)
			o.nextID++
		}
	}
	var results []result
	for _, row := range u.departments {
		results = append(results, o.applyDepartment(row, made, keepAll))
	}
	for _, row := range u.users {
		results = append(results, o.applyUser(row, made, ids, keepAll))
	}
	return o, results
}

func (o *organisation) applyDepartment(row []string, made map[string]string, keepAll bool) result {
	temp, id := row[departmentTemp], row[departmentID]
	row = slices.Clone(row)
	if parent, isNew := made[row[departmentParent]]; isNew {
		row[departmentParent] = parent
	}
	row[departmentTemp] = ""
	_, at, exists := find(o.departments, departmentID, id)
	switch {
	case !exists:
		id = made["tempId:"+temp]
		row[departmentID] = id
		o.departments = append(o.departments, row)
	case row[departmentDelete] == "1":
		o.departments = slices.Delete(o.departments, at, at+1)
	default:
		o.departments[at] = merge(departmentColumns[:], o.departments[at], row, keepAll)
	}
	return result{kind: 0, id: id, temp: temp, completed: true}
}

func (o *organisation) applyUser(row []string, made map[string]string, ids ids, keepAll bool) result {
	temp, id := row[userTemp], row[userUUID]
	row = slices.Clone(row)
	references := strings.Split(row[userDepartments], ";")
	for i, r := range references {
		if department, isNew := made[r]; isNew {
			references[i] = department
		}
	}
	row[userTemp], row[userDepartments] = "", strings.Join(references, ";")
	if day, ok := startDay(row[userFrom]); ok {
		row[userFrom] = day
	}
	_, at, exists := find(o.users, userUUID, id)
	switch {
	case !exists:
		id = ids.uuid(userID, o.nextUser)
		o.nextUser++
		o.users = append(o.users, newUser(row, id))
	case row[userDelete] == "1":
		if n := slices.Index(o.seeded, o.users[at][userUUID]); n >= 0 {
			o.gone[n] = true
		}
		o.users = slices.Delete(o.users, at, at+1)
	default:
		row[userUUID], row[userSalesforce] = o.users[at][userUUID], ""
		o.users[at] = merge(userColumns[:], o.users[at], row, keepAll)
	}
	return result{kind: 1, id: id, temp: temp, completed: true}
}

// newUser fills the blanks of an added user with what the document names: no
// rights, mail in HTML, and the language of the caller, here always Japanese.
func newUser(row []string, id string) []string {
	row[userUUID], row[userSalesforce] = id, ""
	for i, c := range userColumns {
		if c.values != nil && row[i] == "" {
			row[i] = "0"
		}
	}
	return row
}
