package sandbox

import (
	"time"
)

// deleteFromSheet is function 16. The document promises no dry run for it, so
// there is none: a rehearsal would delete.
func (s *Sandbox) deleteFromSheet(q *request) answer {
	sheet := s.company.sheets[q.sheet]
	if sheet == nil {
		return s.noSheet()
	}
	return accepted(s.accept(q, &job{change: &sheetDeletion{sheet: sheet, rows: q.rows}}), asString)
}

// sheetDeletion deletes members (sheet 0) or what they have on one sheet.
type sheetDeletion struct {
	sheet *sheet
	rows  []row
}

func (d *sheetDeletion) sent() []row { return d.rows }

func (d *sheetDeletion) prepare(c *company, _ time.Time) (func(), []string) {
	k := &check{list: listData}
	seen := map[string]bool{}
	var codes []string
	for k.i, k.row = range d.rows {
		code := k.required("member_code")
		k.only(func(key string) bool { return key == "member_code" })
		switch {
		case code == "":
		case seen[code]:
			k.wrong("member_code", "社員番号が重複しています。")
		case !c.members.Has(code):
			k.wrong("member_code", "社員番号が存在しません。")
		}
		seen[code] = true
		codes = append(codes, code)
	}
	return func() { d.commit(c, codes) }, k.problems
}

func (d *sheetDeletion) commit(c *company, codes []string) {
	if d.sheet.id == basicSheet {
		c.removeMembers(codes)
		return
	}
	for _, code := range codes {
		delete(d.sheet.records, code)
	}
}
