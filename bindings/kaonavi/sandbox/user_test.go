package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// §8.5: what is read, and that there is no password in it.
func TestUsersAsTheyAreRead(t *testing.T) {
	d := open(t, Options{Size: 40})
	list := d.get("users").rows("user_data")
	never := 0
	for _, u := range list {
		if len(u) != 8 || u["password"] != nil || at(u, "role", "type") == nil {
			t.Errorf("%v", u)
		}
		if u["last_login_at"] == nil {
			never++
		}
	}
	if list[0]["member_code"] != nil || at(list[0], "role", "type") != "Adm" || list[2]["member_code"] != "E1005" || never == 0 {
		t.Errorf("%v; %d never logged in", list[:3], never)
	}
	if one := d.get("users/3"); fmt.Sprint(one) != fmt.Sprint(reply(list[2])) {
		t.Errorf("%v, in the list %v", one, list[2])
	}
	for _, id := range []string{"999", "x", "03", "0"} {
		d.refused("GET users/"+id, "", http.StatusNotFound, "ユーザー")
	}
}

func TestCreateUpdateAndDeleteUsers(t *testing.T) {
	d := open(t, Options{})
	made := d.ok("POST users", `{"email":"new@example.co.jp","member_code":"E1002","password":"Passw0rd","role":{"id":3}}`)
	if made["is_active"] != true || made["password_locked"] != false || made["use_smartphone"] != false || at(made, "role", "name") != "一般ユーザー" {
		t.Errorf("%v", made)
	}
	if _, has := made["last_login_at"]; has {
		t.Error("what is created tells of logins")
	}
	path := fmt.Sprint("users/", made["id"])
	if got := d.get(path); got["email"] != "new@example.co.jp" || got["member_code"] != "E1002" {
		t.Errorf("%v", got)
	}
	d.ok("PATCH "+path, `{"email":"other@example.co.jp","member_code":null,"role":{"id":1},"is_active":false,"password_locked":true,"use_smartphone":true}`)
	if got := d.get(path); got["email"] != "other@example.co.jp" || got["member_code"] != nil || at(got, "role", "type") != "Adm" || got["is_active"] != false || got["password_locked"] != true || got["use_smartphone"] != true {
		t.Errorf("%v", got)
	}
	if !strings.Contains(string(d.s.Snapshot()), "Passw0rd") {
		t.Error("a PATCH without a password has changed it")
	}
	if status, raw := d.send("DELETE", path, ""); status != http.StatusNoContent || len(raw) != 0 {
		t.Errorf("%d %s", status, raw)
	}
	d.refused("GET "+path, "", http.StatusNotFound, "ユーザー")
	d.refused("DELETE "+path, "", http.StatusNotFound, "ユーザー")
	if again := d.ok("POST users", `{"email":"new@example.co.jp","password":"p","role":{"id":3}}`); again["id"] == made["id"] {
		t.Error("an id is given twice")
	}
}

func TestWhatUsersRefuse(t *testing.T) {
	d := open(t, Options{})
	good := `"email":"x@example.co.jp","password":"p","role":{"id":3}`
	for reason, body := range map[string]string{
		"email: 必須":       `{"password":"p","role":{"id":3}}`,
		"password: 必須":    `{"email":"x@example.co.jp","role":{"id":3}}`,
		"role: 必須":        `{"email":"x@example.co.jp","password":"p"}`,
		"role.id: 必須":     `{"email":"x@example.co.jp","password":"p","role":{}}`,
		"ロールが存在しません":      `{"email":"x@example.co.jp","password":"p","role":{"id":9}}`,
		"role: オブジェクト":    `{"email":"x@example.co.jp","password":"p","role":3}`,
		"role.name: 使用":   `{"email":"x@example.co.jp","password":"p","role":{"id":3,"name":"x"}}`,
		"メールアドレスの形式":      `{"email":"x","password":"p","role":{"id":3}}`,
		"ログインIDが既に存在":     `{"email":"Admin@example.co.jp","password":"p","role":{"id":3}}`,
		"社員番号が存在":         `{` + good + `,"member_code":"nobody"}`,
		"is_active: true": `{` + good + `,"is_active":"-"}`,
		"name: 使用できない":    `{` + good + `,"name":"x"}`,
	} {
		d.refused("POST users", body, http.StatusBadRequest, reason)
	}
	d.refused("PATCH users/3", `{"email":"admin@example.co.jp"}`, http.StatusBadRequest, "既に存在")
	d.refused("PATCH users/3", `{"email":""}`, http.StatusBadRequest, "必須")
	d.refused("PATCH users/3", `{"password":""}`, http.StatusBadRequest, "必須")
	d.refused("PATCH users/999", `{}`, http.StatusNotFound, "ユーザー")
}

func TestRoles(t *testing.T) {
	d := open(t, Options{})
	kinds := map[any]int{}
	for _, r := range d.get("roles").rows("role_data") {
		if r["id"] == nil || r["name"] == "" {
			t.Errorf("%v", r)
		}
		kinds[r["type"]]++
	}
	if kinds["Adm"] != 1 || kinds["一般"] != 2 {
		t.Errorf("%v", kinds)
	}
}
