package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// result is one row of 組織インポート結果オブジェクト.
type result struct {
	kind      int // 0 department, 1 user
	id, temp  string
	completed bool
	errors    []string
}

// row writes the result as CSV has it.
func (r result) row(v Variants) []string {
	completed := strconv.FormatBool(r.completed)
	if v.CapitalBools {
		completed = strings.ToUpper(completed[:1]) + completed[1:]
	}
	return []string{strconv.Itoa(r.kind), r.id, r.temp, completed, strings.Join(r.errors, ";")}
}

// judge returns one result for each row of u, Completed where the row is sound.
// When departments have errors, users are not looked at, and have none.
func (o organisation) judge(u upload, today string) []result {
	results := o.judgeDepartments(u.departments)
	if !sound(results) {
		return results
	}
	return append(results, o.judgeUsers(u, today)...)
}

func sound(results []result) bool {
	return !slices.ContainsFunc(results, func(r result) bool { return !r.completed })
}

// judgement is one upload being judged.
type judgement struct {
	organisation
	newDepartments map[string]int // TempId of departments that are added: how many rows have it
	removed        map[string]bool
	seen           map[string]int // "column:value": how many rows have it
}

func (o organisation) judgement(departments [][]string) *judgement {
	j := &judgement{organisation: o, newDepartments: map[string]int{}, removed: map[string]bool{}, seen: map[string]int{}}
	for _, row := range departments {
		if len(row) != departmentWidth {
			continue
		}
		if row[departmentID] == "" {
			j.newDepartments[row[departmentTemp]]++
		}
		j.removed[row[departmentID]] = row[departmentID] != "" && row[departmentDelete] == "1"
	}
	return j
}

func (o organisation) judgeDepartments(rows [][]string) []result {
	j := o.judgement(rows)
	results := make([]result, len(rows))
	for i, row := range rows {
		edit := len(row) > departmentID && row[departmentID] != ""
		errors := flaws(departmentColumns[:], row, edit)
		if len(row) == departmentWidth {
			errors = append(errors, j.department(row, edit)...)
		}
		results[i] = result{kind: 0, id: cell(row, departmentID), temp: cell(row, departmentTemp), completed: len(errors) == 0, errors: errors}
	}
	return results
}

// department returns what is wrong with a department beyond the table of columns.
func (j *judgement) department(row []string, edit bool) []string {
	var errors []string
	note := func(wrong bool, sentence string) {
		if wrong {
			errors = append(errors, sentence)
		}
	}
	id, parent := row[departmentID], row[departmentParent]
	if edit {
		_, _, exists := find(j.departments, departmentID, id)
		note(!exists, "指定された部署が存在しません")
		note(j.again("DepartmentId", id), "DepartmentId が重複しています")
	} else {
		note(row[departmentTemp] != "" && j.again("TempId", row[departmentTemp]), "TempId が重複しています")
		note(row[departmentDelete] == "1", "追加と同時に削除はできません")
	}
	note(parent != "" && !j.departmentExists(parent), "指定された親部署が存在しません")
	note(edit && row[departmentDelete] != "1" && parent != "" && j.below(parent, id), "親部署に自部署または配下の部署を指定できません")
	if edit && row[departmentDelete] == "1" {
		note(j.hasChildren(id), "配下に部署が存在するため削除できません")
		note(j.hasUsers(id), "ユーザが所属しているため削除できません")
	}
	return errors
}

// again reports whether an earlier row has the same value in the column.
func (j *judgement) again(column, value string) bool {
	j.seen[column+":"+value]++
	return j.seen[column+":"+value] > 1
}

// departmentExists: an id that is there and stays, or tempId: and the TempId of one that is added.
func (j *judgement) departmentExists(reference string) bool {
	if temp, isNew := strings.CutPrefix(reference, "tempId:"); isNew {
		return temp != "" && j.newDepartments[temp] > 0
	}
	_, _, ok := find(j.departments, departmentID, reference)
	return ok && !j.removed[reference]
}

// below reports whether department id is ancestor of, or the same as, department from, as things are now.
func (j *judgement) below(from, id string) bool {
	for range len(j.departments) + 1 {
		if from == id {
			return true
		}
		row, _, ok := find(j.departments, departmentID, from)
		if !ok {
			return false
		}
		from = row[departmentParent]
	}
	return true
}

func (j *judgement) hasChildren(id string) bool {
	_, _, ok := find(j.departments, departmentParent, id)
	return ok
}

func (j *judgement) hasUsers(id string) bool {
	return slices.ContainsFunc(j.users, func(u []string) bool {
		return slices.Contains(strings.Split(u[userDepartments], ";"), id)
	})
}

func cell(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}
