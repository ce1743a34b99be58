package sandbox

import (
	"time"

	"dandori/bindings/simulator"
)

// company is all that the vendor keeps for a customer.
type company struct {
	members     simulator.Keyed[string, *member]
	sheets      map[string]*sheet // by id; "0" is the basic information
	departments *tree
	users       simulator.Keyed[string, *user]
}

// member is a person of the company. What a person has on sheet 0 is a record like on the others.
type member struct{ code, name, kana string }

// roles are those that a user may have; functions of v1 cannot change them.
func roles() []string {
	return []string{"カオナビ管理者", "マネージャー", "一般ユーザー"}
}

const (
	administrator = "Adm" // the type in the document's sample
	ordinary      = "一般"
	byAPI         = "API" // who modified what came in through the API
)

// removeMembers takes members away with all that is tied to them.
func (c *company) removeMembers(codes []string) {
	gone := map[string]bool{}
	for _, code := range codes {
		gone[code] = true
	}
	c.members.Remove(func(m *member) bool { return gone[m.code] })
	for _, s := range c.sheets {
		for code := range gone {
			delete(s.records, code)
		}
	}
	c.users.Remove(func(u *user) bool { return gone[u.memberCode] && u.kind != administrator })
	for _, u := range c.users.List {
		if gone[u.memberCode] {
			u.memberCode = ""
		}
	}
	for _, d := range c.departments.byCode {
		if gone[d.leader] {
			d.leader = ""
		}
	}
}

// leaveLostDepartments blanks the departments of members whose department is gone.
func (c *company) leaveLostDepartments() {
	basic := c.sheets[basicSheet]
	for _, records := range basic.records {
		for _, col := range basic.columns {
			if col.kind == kindDepartment && c.departments.byCode[records[0].values[col.id]] == nil {
				delete(records[0].values, col.id)
			}
		}
	}
}

// japan is the vendor's time zone.
func japan(t time.Time) time.Time { return t.In(time.FixedZone("JST", 9*60*60)) }

// The two ways in which the samples write a time (2.2).
func dashed(t time.Time) string  { return japan(t).Format("2006-01-02 15:04:05") }
func slashed(t time.Time) string { return japan(t).Format("2006/01/02 15:04:05") }
