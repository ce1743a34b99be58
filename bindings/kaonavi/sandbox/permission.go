package sandbox

import (
	"fmt"
	"net/http"
)

// permission is one user's 拡張アクセス設定 of one type (§8.7).
type permission struct {
	User    int      `json:"user"`
	Add     []string `json:"add"`
	Exclude []string `json:"exclude"`
}

// advanced are the types and how many codes each list of a user may have (§3, B).
func advanced() map[string]int { return map[string]int{"member": 30000, "department": 1000} }

const noType = "memberまたはdepartmentを指定してください。"

// readPermissions is 拡張アクセス設定 取得 (§8.7).
func (s *Sandbox) readPermissions(q *request) answer {
	if advanced()[q.id(0)] == 0 {
		return s.errorsOf(http.StatusNotFound, "advanced_type: "+noType)
	}
	list := []object{}
	for _, p := range s.company.permissions[q.id(0)] {
		list = append(list, object{{"user_id", p.User}, {"add_codes", orEmpty(p.Add)}, {"exclusion_codes", orEmpty(p.Exclude)}})
	}
	return ok(object{{"advanced_permission_data", list}})
}

func orEmpty(list []string) []string { return append([]string{}, list...) }

// planPermissions is 拡張アクセス設定 一括更新 (§8.7): all of one type are replaced.
func planPermissions(w *work) (any, func()) {
	kind := w.id(0)
	if advanced()[kind] == 0 {
		w.wrong(lost, "advanced_type", noType)
		return nil, nil
	}
	body := w.item()
	body.only("advanced_permission_data")
	users, list := seen{}, []*permission{}
	for _, i := range body.items("advanced_permission_data") {
		i.only("user_id", "add_codes", "exclusion_codes")
		users.once(i, "user_id", "ユーザーID")
		id, given := i.number("user_id")
		switch {
		case !i.has("user_id"):
			i.wrong(missing, "user_id", "必須項目です。")
		case given && !w.company.users.Has(id):
			i.wrong(conflicting, "user_id", noUser)
		}
		list = append(list, &permission{User: id, Add: w.readCodes(i, "add_codes", kind), Exclude: w.readCodes(i, "exclusion_codes", kind)})
	}
	return nil, func() { w.company.permissions[kind] = list }
}

func (w *work) readCodes(i item, key, kind string) []string {
	known := w.company.members.Has
	if kind == "department" {
		known = w.company.departments.Has
	}
	codes, twice := i.texts(key), map[string]bool{}
	if most := advanced()[kind]; len(codes) > most {
		i.wrong(long, key, fmt.Sprintf("%d件以内で指定してください。", most))
	}
	for n, code := range codes {
		at := fmt.Sprintf("%s[%d]", key, n)
		switch {
		case twice[code]:
			i.wrong(repeated, at, "コードが重複しています。")
		case !known(code):
			i.wrong(conflicting, at, "コードが存在しません。")
		}
		twice[code] = true
	}
	return codes
}
