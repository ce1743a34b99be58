package api

import (
	"regexp"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

const (
	memberCode = "member_code"
	memberName = "member_name"
)

var (
	// definition_46: 46 is the column's id, which only the administrator's page shows (2.8).
	definition = regexp.MustCompile(`^definition_[0-9]+$`)
	// member_kana stands in a sample of what is read (2.14), and among no parameters.
	memberKey = regexp.MustCompile(`^member_[a-z_]+$`)
	digits    = regexp.MustCompile(`^[0-9]+$`)
)

// SheetID reads the id of a sheet other than the members' own, sheet 0.
func SheetID(id string) (string, error) {
	if !digits.MatchString(id) {
		return "", call.New(call.TypeError, "sheet id %q is no number", id).
			WithHint("the administrator's page 公開API情報確認 shows the ids of all sheets")
	}
	id = strings.TrimLeft(id, "0")
	if id == "" {
		return "", call.New(call.TypeError, "sheet 0 holds the members themselves: use members in place of sheet(0)")
	}
	return id, nil
}

// slip is how many letters off a key is none that is read, but one that was mistyped.
const slip = 3

func rowFields() []string { return []string{memberCode, memberName, "definition_1"} }

func (c *checker) sheetRow(row Row) {
	for _, k := range sortedKeys(row) {
		switch {
		case k == memberCode, k == memberName, definition.MatchString(k):
		case k == "last_modified_by", k == "last_modified_at", memberKey.MatchString(k) && c.op.changes() && nearest(k, rowFields(), slip) == "":
			delete(row, k)
		case digits.MatchString(k):
			c.problem(k, say.T("is no field of a row; did you mean definition_%s?", k))
		default:
			c.strange(k, rowFields(), say.T("is no field of a row; there are member_code, member_name, and columns by their number, as in definition_46"))
		}
	}
	code := c.code(row, memberCode)
	if c.op.Kind == Members {
		// The other sheets may hold several rows a member.
		c.unique(code, memberCode)
	}
}
