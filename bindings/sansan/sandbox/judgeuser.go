package sandbox

import (
	"slices"
	"strings"
)

func (o organisation) judgeUsers(u upload, today string) []result {
	j := o.judgement(u.departments)
	results := make([]result, len(u.users))
	for i, row := range u.users {
		edit := len(row) > userUUID && row[userUUID] != ""
		errors := flaws(userColumns[:], row, edit)
		if len(row) == userWidth {
			errors = append(errors, j.user(row, edit, today)...)
		}
		results[i] = result{kind: 1, id: cell(row, userUUID), temp: cell(row, userTemp), completed: len(errors) == 0, errors: errors}
	}
	return results
}

// user returns what is wrong with a user beyond the table of columns.
func (j *judgement) user(row []string, edit bool, today string) []string {
	var errors []string
	if edit {
		errors = j.editedUser(row, today)
	} else {
		errors = j.addedUser(row, today)
	}
	for reference := range strings.SplitSeq(row[userDepartments], ";") {
		if row[userDepartments] != "" && !j.departmentExists(reference) {
			errors = append(errors, "指定された部署が存在しません")
		}
	}
	for _, c := range []int{userEmail, userSaml} {
		if row[c] != "" && j.taken(row, c) {
			errors = append(errors, userColumns[c].name+" は既に使用されています")
		}
	}
	return errors
}

func (j *judgement) addedUser(row []string, today string) []string {
	var errors []string
	if row[userTemp] != "" && j.again("TempId", row[userTemp]) {
		errors = append(errors, "TempId が重複しています")
	}
	if row[userLogin] != "" && j.taken(row, userLogin) {
		errors = append(errors, "UserId は既に使用されています")
	}
	if row[userDelete] == "1" {
		errors = append(errors, "追加と同時に削除はできません")
	}
	if day, ok := startDay(row[userFrom]); row[userFrom] != "" && (!ok || day < today) {
		errors = append(errors, "EffectiveDateFrom には本日以降の日付を指定してください")
	}
	return errors
}

func (j *judgement) editedUser(row []string, today string) []string {
	if !isUUID(row[userUUID]) {
		return []string{"UserUuid の形式が不正です"}
	}
	before, _, ok := find(j.users, userUUID, row[userUUID])
	if !ok {
		return []string{"指定されたユーザが存在しません"}
	}
	var errors []string
	if j.again("UserUuid", strings.ToLower(row[userUUID])) {
		errors = append(errors, "UserUuid が重複しています")
	}
	if row[userLogin] != "" && row[userLogin] != before[userLogin] {
		errors = append(errors, "UserId は変更できません")
	}
	day, ok := startDay(row[userFrom])
	switch {
	case row[userFrom] == "":
	case !ok || day < today:
		errors = append(errors, "EffectiveDateFrom には本日以降の日付を指定してください")
	case before[userFrom] <= today && day != before[userFrom]:
		errors = append(errors, "EffectiveDateFrom は利用開始後に変更できません")
	}
	return errors
}

// taken reports whether another user, there already or in an earlier row, has the same value in the column.
func (j *judgement) taken(row []string, column int) bool {
	there := slices.ContainsFunc(j.users, func(u []string) bool {
		return strings.EqualFold(u[column], row[column]) && !strings.EqualFold(u[userUUID], row[userUUID])
	})
	return j.again(userColumns[column].name, strings.ToLower(row[column])) || there
}
