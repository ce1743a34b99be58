package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// sheetRead is what a read of one sheet has found.
type sheetRead struct {
	headers object
	lines   []sheetLine
}

// sheetLine is one record as it was when it was read.
type sheetLine struct {
	member       member
	values       object // by column
	by, modified string
}

// read reads a whole sheet: on sheet 0 all members, on the others those who have records.
func (c *company) read(s *sheet, at time.Time) *sheetRead {
	out := &sheetRead{headers: s.headers()}
	for _, m := range c.members.List {
		for _, r := range s.records[m.code] {
			line := sheetLine{member: *m, values: s.values(r, at), by: r.by}
			if !r.at.IsZero() {
				line.modified = slashed(r.at)
			}
			out.lines = append(out.lines, line)
		}
	}
	return out
}

// readable are the columns that the API shows.
func (s *sheet) readable() []column {
	return slices.DeleteFunc(slices.Clone(s.columns), func(c column) bool { return c.kind == kindRadar })
}

func (s *sheet) values(r *record, at time.Time) object {
	var out object
	for _, c := range s.readable() {
		value := r.values[c.id]
		if c.compute != nil {
			value = c.compute(r.values, at)
		}
		out = append(out, field{c.key(), value})
	}
	return out
}

func (s *sheet) headers() object {
	out := object{{"member_code", "社員番号"}, {"member_name", "氏名"}, {"member_kana", "フリガナ"}}
	for _, c := range s.readable() {
		out = append(out, field{c.key(), c.name})
	}
	return append(out, field{"last_modified_by", "最終更新ユーザー"}, field{"last_modified_at", "最終更新日時"})
}

// rows returns the rows as functions 8 and 14 show them; only the latter shows kana.
func (r *sheetRead) rows(kana bool) []object {
	out := []object{}
	for _, l := range r.lines {
		o := object{{"member_code", l.member.code}, {"member_name", l.member.name}}
		if kana {
			o = append(o, field{"member_kana", l.member.kana})
		}
		o = append(o, l.values...)
		out = append(out, append(o, field{"last_modified_by", l.by}, field{"last_modified_at", l.modified}))
	}
	return out
}

// readSheet is function 8.
func (s *Sandbox) readSheet(q *request) answer {
	sheet := s.company.sheets[q.sheet]
	if sheet == nil {
		return s.noSheet()
	}
	read := s.company.read(sheet, q.at)
	body := object{{"status", stateOK}}
	if q.dryRun || s.options.Variant.SheetHeaders {
		body = append(body, field{"headers", read.headers})
	}
	if !q.dryRun {
		body = append(body, field{"data", read.rows(false)})
	}
	return answer{status: http.StatusOK, body: body}
}

func (s *Sandbox) noSheet() answer {
	return errorsOf(s.options.ErrorStatus, "sheet_idが存在しません。")
}

func (c *company) sheetIDs() []string { return slices.Sorted(maps.Keys(c.sheets)) }
