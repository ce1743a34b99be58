package sandbox

import (
	"strings"
	"testing"
)

func aUser(more string) string {
	return `{"users":[{"email":"x@example.jp","password":"Test1234","member_code":"a0001","name":"追加 太郎","type":"一般","role":"一般ユーザー"` + more + `}]}`
}

func TestUsersAreReadWithMaskedPasswords(t *testing.T) {
	d := open(t, Options{Size: 40})
	answer := d.ok("/v1.0/user", "")
	users := answer.rows("users")
	if len(users) != 11 || answer.at("headers", "email") != "ログインid" {
		t.Fatalf("%d users, headers %v", len(users), answer["headers"])
	}
	for _, u := range users {
		if u["password"] != "****" {
			t.Errorf("%v shows the password %v", u["email"], u["password"])
		}
	}
}

func TestUserIsAdded(t *testing.T) {
	d := open(t, Options{Size: 4})
	d.done("/v1.0/user/add", aUser(`,"created_at":"2016/10/07 10:54:12","is_active":false,"use_secure":true,"password_locked":"-"`))
	users := d.ok("/v1.0/user", "").rows("users")
	got := users[len(users)-1]
	if got["email"] != "x@example.jp" || got["created_at"] != "2016-10-07 10:54:12" || got["is_active"] != false ||
		got["use_secure"] != true || got["password_locked"] != false || got["use_smartphone"] != false {
		t.Errorf("the user is %v", got)
	}
	d.fails("/v1.0/user/add", aUser(""), "users[0].email: ログインIDが既に存在します。")
}

func TestUserOverwriteRemovesTheAbsent(t *testing.T) {
	d := open(t, Options{Size: 40})
	admin := d.state().at("users", "admin@example.co.jp").(map[string]any)
	d.done("/v1.0/user/overwrite", strings.Replace(aUser(""), `}]}`,
		`},{"email":"admin@example.co.jp","password":"New12345","name":"管理者","type":"Adm","role":"カオナビ管理者","is_active":"-","use_smartphone":true}]}`, 1))
	users := d.state().at("users").(map[string]any)
	if len(users) != 2 {
		t.Fatalf("%d users are left: %v", len(users), users)
	}
	now := users["admin@example.co.jp"].(map[string]any)
	if now["password"] != "New12345" || now["name"] != "管理者" || !strings.Contains(now["flags"].(string), "is_active use_smartphone") {
		t.Errorf("the administrator was %v and is %v", admin, now)
	}
}

// What is left out, or sent as "-", stays as it is; times of login and creation stay anyway.
func TestUserOverwriteKeepsWhatIsNotTold(t *testing.T) {
	d := open(t, Options{Size: 1})
	d.done("/v1.0/user/add", aUser(`,"is_active":false,"use_secure":true`))
	d.done("/v1.0/user/overwrite", aUser(`,"is_active":"-"`))
	got := d.ok("/v1.0/user", "").rows("users")[0]
	if got["is_active"] != false || got["use_secure"] != true || got["created_at"] != "2017-06-13 17:00:02" ||
		got["password_modified_at"] != "2017-06-13 17:00:02" || got["last_modified_at"] != "2017/06/13 17:00:04" {
		t.Errorf("the user is %v", got)
	}
}

// The trap of 2.2: the mask is a password like any other when it is sent back.
func TestMaskSentBackIsSet(t *testing.T) {
	d := open(t, Options{Size: 1})
	d.done("/v1.0/user/overwrite", strings.Replace(aUser(""), "Test1234", "****", 1))
	if got := d.state().at("users", "x@example.jp").(map[string]any)["password"]; got != "****" {
		t.Errorf("the password is %v", got)
	}
}

func TestUserErrorsNameRowAndField(t *testing.T) {
	d := open(t, Options{Size: 4})
	for body, reason := range map[string]string{
		strings.Replace(aUser(""), `"x@example.jp"`, `""`, 1):                    "users[0].email: 必須",
		strings.Replace(aUser(""), `"email"`, `"mail"`, 1):                       "users[0].mail: 使用できない",
		strings.Replace(aUser(""), `"Test1234"`, `null`, 1):                      "users[0].password: ",
		strings.Replace(aUser(""), `"Test1234"`, `1234`, 1):                      "users[0].password: 文字列",
		strings.Replace(aUser(""), `"追加 太郎"`, `""`, 1):                           "users[0].name: 必須",
		strings.Replace(aUser(""), `"a0001"`, `"a0009"`, 1):                      "users[0].member_code: 社員番号が存在",
		strings.Replace(aUser(""), `"一般"`, `"admin"`, 1):                         "users[0].type: ",
		strings.Replace(aUser(""), `"一般ユーザー"`, `"無い"`, 1):                        "users[0].role: ",
		aUser(`,"is_active":"true"`):                                             "users[0].is_active: ",
		aUser(`,"is_active":null`):                                               "users[0].is_active: ",
		aUser(`,"use_secure":1`):                                                 "users[0].use_secure: ",
		aUser(`,"created_at":"2016-13-07 10:54:12"`):                             "users[0].created_at: ",
		aUser(`,"last_logined_at":""`):                                           "users[0].last_logined_at: 使用できない",
		strings.Replace(aUser(""), `}]}`, `},`+aUser("")[len(`{"users":[`):], 1): "users[1].email: ログインIDが重複",
	} {
		d.fails("/v1.0/user/add", body, reason)
	}
	d.fails("/v1.0/user/overwrite", aUser(`,"created_at":"2016-10-07 10:54:12"`), "users[0].created_at: 使用できない")
}
