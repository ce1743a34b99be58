package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The types of roles (§8.6).
const (
	administrator = "Adm"
	ordinary      = "一般"
)

// role is what a user may do. They cannot be changed by the API (§8.6).
type role struct {
	ID         int
	Name, Type string
}

func roles() []role {
	return []role{{1, "カオナビ管理者", administrator}, {2, "マネージャー", ordinary}, {3, "一般ユーザー", ordinary}}
}

// user is an account that may log in (§8.5).
type user struct {
	ID         int        `json:"id"`
	Email      string     `json:"email"`
	Password   string     `json:"password"`
	Member     string     `json:"member,omitempty"`
	Role       int        `json:"role"`
	LastLogin  *time.Time `json:"lastLogin,omitempty"`
	Active     bool       `json:"active"`
	Locked     bool       `json:"locked"`
	Smartphone bool       `json:"smartphone"`
}

func byID(u *user) int { return u.ID }

func (u *user) role() role {
	for _, r := range roles() {
		if r.ID == u.Role {
			return r
		}
	}
	return role{}
}

func (r role) show() object { return object{{"id", r.ID}, {"name", r.Name}, {"type", r.Type}} }

// show is the user as it is read; what is created or changed has no last_login_at (§8.5, B).
func (u *user) show(read bool) object {
	o := object{{"id", u.ID}, {"email", u.Email}, {"member_code", orNone(u.Member)}, {"role", u.role().show()}}
	if read {
		var at any
		if u.LastLogin != nil {
			at = moment(*u.LastLogin)
		}
		o = append(o, pair{"last_login_at", at})
	}
	return append(o, pair{"is_active", u.Active}, pair{"password_locked", u.Locked}, pair{"use_smartphone", u.Smartphone})
}

// readRoles is ロール 取得 (§8.6).
func (s *Sandbox) readRoles(*request) answer {
	list := []object{}
	for _, r := range roles() {
		list = append(list, r.show())
	}
	return ok(object{{"role_data", list}})
}

// readUsers is ユーザー情報 取得 (§8.5).
func (s *Sandbox) readUsers(*request) answer {
	list := []object{}
	for _, u := range s.company.users.List {
		list = append(list, u.show(true))
	}
	return ok(object{{"user_data", list}})
}

func (s *Sandbox) readUser(q *request) answer {
	u := s.company.users.ByKey[number(q.id(0))]
	if u == nil {
		return s.errorsOf(http.StatusNotFound, "user_id: "+noUser)
	}
	return ok(u.show(true))
}

const noUser = "ユーザーが存在しません。"

// number is an id of a path, 0 for what is none.
func number(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil || id != strconv.Itoa(n) {
		return 0
	}
	return n
}

// planUserCreation is ユーザー情報 登録 (§8.5).
func planUserCreation(w *work) (any, func()) {
	u := &user{ID: w.company.userIDs + 1, Active: true}
	i := w.item()
	i.must("email")
	i.must("password")
	if !i.has("role") {
		i.wrong(missing, "role", "必須項目です。")
	}
	w.readUser(u)
	return u.show(false), func() {
		w.company.userIDs++
		w.company.users.Add(u)
	}
}

// planUserUpdate is ユーザー情報 更新 (§8.5): what is left out stays (D).
func planUserUpdate(w *work) (any, func()) {
	old := w.company.users.ByKey[number(w.id(0))]
	if old == nil {
		w.wrong(lost, "user_id", noUser)
		return nil, nil
	}
	u := *old
	for _, key := range []string{"email", "password"} {
		if i := w.item(); i.has(key) {
			i.must(key)
		}
	}
	w.readUser(&u)
	return u.show(false), func() { *old = u }
}

func (w *work) readUser(u *user) {
	i := w.item()
	i.only("email", "member_code", "password", "role", "is_active", "password_locked", "use_smartphone")
	if i.has("email") {
		u.Email, _ = i.m["email"].(string)
	}
	if i.has("password") {
		u.Password, _ = i.m["password"].(string)
	}
	if i.has("member_code") {
		u.Member = i.orNull("member_code")
	}
	u.Active, u.Locked = i.flag("is_active", u.Active), i.flag("password_locked", u.Locked)
	u.Smartphone = i.flag("use_smartphone", u.Smartphone)
	w.readRole(i, u)
	w.placeUser(i, u)
}

func (w *work) readRole(i item, u *user) {
	if !i.has("role") {
		return
	}
	m, isObject := i.m["role"].(map[string]any)
	if !isObject {
		i.wrong(misshapen, "role", "オブジェクトを指定してください。")
		return
	}
	r := item{w.check, "role", m}
	r.only("id")
	u.Role, _ = r.number("id")
	if !r.has("id") {
		r.wrong(missing, "id", "必須項目です。")
	} else if u.role().ID == 0 {
		r.wrong(invalid, "id", "ロールが存在しません。")
	}
}

// placeUser checks what depends on the data. That a login is an address, and
// nobody else's, is not told (D).
func (w *work) placeUser(i item, u *user) {
	if u.Email != "" && !strings.Contains(u.Email, "@") {
		i.wrong(invalid, "email", "メールアドレスの形式が正しくありません。")
	}
	if slices.ContainsFunc(w.company.users.List, func(o *user) bool { return o.ID != u.ID && strings.EqualFold(o.Email, u.Email) }) {
		i.wrong(conflicting, "email", "ログインIDが既に存在します。")
	}
	if u.Member != "" && !w.company.members.Has(u.Member) {
		i.wrong(conflicting, "member_code", "社員番号が存在しません。")
	}
}

// planUserDeletion is ユーザー情報 削除 (§8.5).
func planUserDeletion(w *work) (any, func()) {
	id := number(w.id(0))
	if !w.company.users.Has(id) {
		w.wrong(lost, "user_id", noUser)
	}
	return nil, func() { w.company.removeUser(id) }
}
