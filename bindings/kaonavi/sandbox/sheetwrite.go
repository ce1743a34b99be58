package sandbox

import (
	"maps"
)

// sheetEntry is one member of a body and the records that it names.
type sheetEntry struct {
	code    string
	records []values
}

// planSheet is シート情報 一括更新, 部分更新 and 追加 (§8.3).
func planSheet(m mode) func(*work) (any, func()) {
	return func(w *work) (any, func()) {
		s := w.company.sheetOf(w.id(0))
		if s == nil {
			w.wrong(lost, "sheet_id", noSheet)
			return nil, nil
		}
		if m == create && s.recordType == single {
			w.wrong(invalid, "sheet_id", "複数レコードのシートのみ追加できます。")
		}
		body := w.item()
		body.only("member_data")
		codes := seen{}
		var entries []sheetEntry
		for _, i := range body.items("member_data") {
			i.only("code", "records")
			codes.once(i, "code", "社員番号")
			e := sheetEntry{code: i.must("code")}
			for _, r := range i.items("records") {
				r.only("custom_fields")
				e.records = append(e.records, readValues(r, s.fields, m == patch && s.recordType == single))
			}
			w.placeRecords(i, s, e, m)
			entries = append(entries, e)
		}
		return nil, func() { w.putRecords(s, entries, m) }
	}
}

func (w *work) placeRecords(i item, s *sheet, e sheetEntry, m mode) {
	switch n := len(e.records); {
	case s.recordType == single && n > 1:
		i.wrong(invalid, "records", "単一レコードのシートには1件のみ指定できます。")
	case n == 0 && i.has("records") && (s.recordType == single || m == create):
		i.wrong(invalid, "records", "1件以上指定してください。")
	}
	if !w.company.members.Has(e.code) {
		i.wrong(conflicting, "code", "社員番号が存在しません。")
	}
}

func (w *work) putRecords(s *sheet, entries []sheetEntry, m mode) {
	sent := map[string]bool{}
	for _, e := range entries {
		sent[e.code] = true
		r := s.rows[e.code]
		if r == nil {
			r = &rows{}
			s.rows[e.code] = r
		}
		r.Updated = w.now
		w.putRows(s, r, e.records, m)
		s.tidy(e.code)
	}
	if m == replace {
		maps.DeleteFunc(s.rows, func(code string, _ *rows) bool { return !sent[code] })
	}
	s.updated = w.now
}

// putRows changes one member's records. Files cannot be written here (§7.1):
// they stay with the record at their place, unless Variant.RecordsDropFiles (D).
func (w *work) putRows(s *sheet, r *rows, records []values, m mode) {
	old := r.Records
	switch {
	case m == create:
		r.Records = old
	case m == patch && s.recordType == single && len(old) > 0:
		old[0].Values.take(records[0])
		return
	default:
		r.Records = nil
	}
	for n, v := range records {
		next := &record{Values: values{}}
		next.Values.take(v)
		if m != create && n < len(old) && !w.variant.RecordsDropFiles {
			next.Files = old[n].Files
		}
		r.Records = append(r.Records, next)
	}
}
