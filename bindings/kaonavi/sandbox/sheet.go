package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// The record types (§8.1, B).
const (
	single   = 0 // 単一レコード
	multiple = 1 // 複数レコード
)

// sheet is one sheet with its records.
type sheet struct {
	id         int
	name       string
	recordType int
	fields     []*field
	updated    time.Time
	rows       map[string]*rows // by member; who has none is not there (§8.3)
}

// rows is what one member has on a sheet.
type rows struct {
	Records []*record `json:"records"`
	Updated time.Time `json:"updated"`
}

// record is one record; its place is all that names it (§8.3).
type record struct {
	Values values        `json:"values"`
	Files  map[int]*file `json:"files,omitempty"` // by item
}

// sheetOf returns the sheet with an id as it stands in a path, nil when there is none.
func (c *company) sheetOf(id string) *sheet {
	i := slices.IndexFunc(c.sheets, func(s *sheet) bool { return strconv.Itoa(s.id) == id })
	if i < 0 {
		return nil
	}
	return c.sheets[i]
}

// fileField returns a sheet's item for files, nil when there is none with this id.
func (s *sheet) fileField(id string) *field {
	for _, f := range s.fields {
		if strconv.Itoa(f.id) == id && f.detail == attach {
			return f
		}
	}
	return nil
}

const (
	noSheet = "シートが存在しません。"
	noField = "ファイル添付項目が存在しません。"
)

// readSheet is シート情報 取得 (§8.3).
func (s *Sandbox) readSheet(q *request) answer {
	sheet := s.company.sheetOf(q.id(0))
	if sheet == nil {
		return s.errorsOf(404, "sheet_id: "+noSheet)
	}
	list := []object{}
	for _, p := range s.company.members.List {
		r := sheet.rows[p.Code]
		if r == nil || !sinceDay(r.Updated, q.since) {
			continue
		}
		row := object{{"code", p.Code}, {"records", sheet.show(r, q.at, s.options.Variant)}}
		if s.options.Variant.RowTimes {
			row = append(row, pair{"updated_at", moment(r.Updated)})
		}
		list = append(list, row)
	}
	return ok(object{
		{"id", sheet.id}, {"name", sheet.name}, {"record_type", sheet.recordType},
		{"updated_at", moment(sheet.updated)}, {"member_data", list},
	})
}

func (s *sheet) show(r *rows, now time.Time, v Variant) []object {
	out := []object{}
	for _, record := range r.Records {
		all := values{}
		for id, texts := range record.Values {
			all[id] = texts
		}
		for id, f := range record.Files {
			all[id] = []string{f.Name} // how a read shows a file is not told (D)
		}
		out = append(out, object{{"custom_fields", all.show(s.fields, now, v.AllFields)}})
	}
	return out
}

// tidy drops records with nothing in them, and members without a record.
func (s *sheet) tidy(code string) {
	r := s.rows[code]
	if r == nil {
		return
	}
	r.Records = slices.DeleteFunc(r.Records, func(r *record) bool { return len(r.Values)+len(r.Files) == 0 })
	if len(r.Records) == 0 {
		delete(s.rows, code)
	}
}

// RemoveSheet removes a sheet, as an administrator does on the screen; what
// tasks want of it then ends as NG (§5). It reports whether it was there.
func (s *Sandbox) RemoveSheet(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	before := len(s.company.sheets)
	s.company.sheets = slices.DeleteFunc(s.company.sheets, func(sheet *sheet) bool { return sheet.id == id })
	s.touch()
	return len(s.company.sheets) < before
}
