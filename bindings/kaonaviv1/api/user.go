package api

import (
	"slices"
	"strings"

	"dandori/runtime/say"
)

// What 2.3 lists for a user. Which of them are required the document has lost:
// the vendor decides, but without a login id nobody could say whose row it is.
func userFields() []string {
	return []string{"email", "password", "member_code", "name", "type", "role", "is_active", "password_locked", "use_smartphone", "use_secure"}
}

// What 2.2 answers beside those, and the vendor sets. created_at may be sent by
// users.add (2.4) and by nothing else.
func userStamps() []string {
	return []string{"last_logined_at", "password_modified_at", "created_at", "last_modified_by", "last_modified_at"}
}

func (c *checker) user(row Row) {
	if !(c.op.Function == 4 && text(row["created_at"]) != "") {
		delete(row, "created_at")
	}
	for _, k := range sortedKeys(row) {
		switch {
		case slices.Contains(userFields(), k), k == "created_at":
		case slices.Contains(userStamps(), k):
			delete(row, k)
		default:
			c.strange(k, userFields(), say.T("is no field of a user; there are %s", strings.Join(userFields(), ", ")))
		}
	}
	if text(row["email"]) == "" {
		c.problem("email", say.T("is missing"))
	}
	c.unique(strings.ToLower(text(row["email"])), "email")
	if text(row["password"]) == Mask {
		c.problem("password", say.T(`"****" only stands for a password that is not shown; sent, it would become the password`))
	}
	for _, k := range []string{"is_active", "password_locked", "use_smartphone", "use_secure"} {
		c.flag(row, k)
	}
}

// flag accepts true, false and "-", which the vendor's own sample sends (2.3).
func (c *checker) flag(row Row, key string) {
	raw, there := row[key]
	if there && !slices.Contains([]string{"true", "false", `"-"`, "null"}, string(raw)) {
		c.problem(key, say.T(`must be true, false or "-"`))
	}
}
