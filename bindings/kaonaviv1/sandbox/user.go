package sandbox

import (
	"net/http"
	"slices"
	"time"

	"dandori/bindings/simulator"
)

// user is an account that may log in.
type user struct {
	email, password, memberCode, name string
	kind                              string // 種別: Adm or 一般
	role                              string
	flags                             [4]bool // in the order of userFlags
	created, lastLogin, passwordAt    string
	by, at                            string
}

// userFlags are the yes-or-no parameters of a user, each with what it is when it is not told.
func userFlags() [4]userFlag {
	return [4]userFlag{{"is_active", true}, {"password_locked", false}, {"use_smartphone", false}, {"use_secure", false}}
}

type userFlag struct {
	key   string
	usual bool
}

// untold is what the sample of 2.3 sends for flags that it leaves to the vendor.
const untold = "-"

// masked is what is shown of every password (2.2).
const masked = "****"

// readUsers is function 2.
func (s *Sandbox) readUsers(q *request) answer {
	body := object{{"headers", object{
		{"email", "ログインid"}, {"password", "パスワード"}, {"member_code", "社員番号"}, {"name", "氏名"},
		{"type", "アカウント種別"}, {"role", "ロール"}, {"is_active", "アカウント状態"}, {"password_locked", "パスワードロック"},
		{"use_smartphone", "スマホオプション"}, {"use_secure", "セキュアアクセス"}, {"last_logined_at", "最終ログイン日時"},
		{"password_modified_at", "パスワード変更日時"}, {"created_at", "アカウント作成日時"},
		{"last_modified_by", "最終更新ユーザー"}, {"last_modified_at", "最終更新日時"},
	}}}
	if !q.dryRun {
		rows := []object{}
		for _, u := range s.company.users.List {
			rows = append(rows, u.row())
		}
		body = append(body, field{"users", rows})
	}
	return answer{status: http.StatusOK, body: body}
}

func (u *user) row() object {
	o := object{
		{"email", u.email}, {"password", masked}, {"member_code", u.memberCode},
		{"name", u.name}, {"type", u.kind}, {"role", u.role},
	}
	for i, flag := range userFlags() {
		o = append(o, field{flag.key, u.flags[i]})
	}
	return append(o, field{"created_at", u.created}, field{"last_logined_at", u.lastLogin},
		field{"password_modified_at", u.passwordAt}, field{"last_modified_by", u.by}, field{"last_modified_at", u.at})
}

func (s *Sandbox) overwriteUsers(q *request) answer { return s.writeUsers(q, overwrite) } // function 3
func (s *Sandbox) addUsers(q *request) answer       { return s.writeUsers(q, add) }       // function 4

func (s *Sandbox) writeUsers(q *request, m mode) answer {
	return s.write(q, &userChange{mode: m, rows: q.rows}, asNumber)
}

// userChange replaces all users or adds some; a user's key is the email.
type userChange struct {
	mode mode
	rows []row
}

func (w *userChange) sent() []row { return w.rows }

func (w *userChange) prepare(c *company, at time.Time) (func(), []string) {
	k := &check{list: listUsers}
	next := simulator.NewKeyed(func(u *user) string { return u.email })
	if w.mode == add {
		for _, u := range c.users.List {
			next.Add(u)
		}
	}
	for k.i, k.row = range w.rows {
		u := w.read(k, c, at)
		switch {
		case u.email == "":
		case next.Has(u.email) && w.mode == add && c.users.Has(u.email):
			k.wrong("email", "ログインIDが既に存在します。")
		case next.Has(u.email):
			k.wrong("email", "ログインIDが重複しています。")
		default:
			next.Add(u)
		}
	}
	return func() { c.users = next }, k.problems
}

// read returns the user that a row makes of the one that is there, if any.
func (w *userChange) read(k *check, c *company, at time.Time) *user {
	k.only(w.allows)
	email := k.required("email")
	u := &user{email: email, created: dashed(at)}
	for f, flag := range userFlags() {
		u.flags[f] = flag.usual
	}
	if old := c.users.ByKey[email]; old != nil {
		*u = *old
	}
	if password := k.required("password"); password != u.password {
		u.password, u.passwordAt = password, dashed(at)
	}
	u.name, u.memberCode = k.required("name"), k.text("member_code")
	u.kind, u.role = k.required("type"), k.required("role")
	u.by, u.at = byAPI, slashed(at)
	k.member(c, u)
	k.choices(u)
	k.flags(u)
	if created := k.text("created_at"); created != "" {
		u.created = k.moment(created)
	}
	return u
}

// member checks that the user's member is there.
func (k *check) member(c *company, u *user) {
	if u.memberCode != "" && !c.members.Has(u.memberCode) {
		k.wrong("member_code", "社員番号が存在しません。")
	}
}

// choices checks what must be one of a list.
func (k *check) choices(u *user) {
	if u.kind != "" && u.kind != administrator && u.kind != ordinary {
		k.wrong("type", "アカウント種別が存在しません。")
	}
	if u.role != "" && !slices.Contains(roles(), u.role) {
		k.wrong("role", "ロールが存在しません。")
	}
}

func (w *userChange) allows(key string) bool {
	for _, flag := range userFlags() {
		if key == flag.key {
			return true
		}
	}
	return slices.Contains([]string{"email", "password", "member_code", "name", "type", "role"}, key) ||
		key == "created_at" && w.mode == add
}

func (k *check) flags(u *user) {
	for f, flag := range userFlags() {
		switch value := k.row[flag.key].(type) {
		case bool:
			u.flags[f] = value
		default:
			if _, given := k.row[flag.key]; given && value != untold {
				k.wrong(flag.key, "trueまたはfalseを指定してください。")
			}
		}
	}
}

// moment reads created_at, which the samples write in two ways, and returns it in the first.
func (k *check) moment(text string) string {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006/01/02 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format("2006-01-02 15:04:05")
		}
	}
	k.wrong("created_at", "日時の形式が正しくありません。")
	return ""
}
