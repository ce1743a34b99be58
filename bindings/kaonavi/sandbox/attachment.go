package sandbox

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// readFiles is 添付ファイル 取得 (§8.3): only records that have a file.
func (s *Sandbox) readFiles(q *request) answer {
	sheet, f := s.company.fileField(q.ids)
	if f == nil {
		return s.errorsOf(404, "custom_field_id: "+noField)
	}
	list := []object{}
	for _, p := range s.company.members.List {
		records := []object{}
		for _, record := range sheet.rows[p.Code].records() {
			if a := record.Files[f.id]; a != nil && sinceDay(a.At, q.since) {
				records = append(records, object{{"file_name", a.Name}, {"download_url", s.link(q, a)}, {"updated_at", moment(a.At)}})
			}
		}
		if len(records) > 0 {
			list = append(list, object{{"code", p.Code}, {"records", records}})
		}
	}
	return ok(object{{"member_data", list}})
}

// records is none for who has no rows.
func (r *rows) records() []*record {
	if r == nil {
		return nil
	}
	return r.Records
}

// fileField returns sheet and item of a path, nil and nil when either is not there.
func (c *company) fileField(ids []string) (*sheet, *field) {
	s := c.sheetOf(ids[0])
	if s == nil {
		return nil, nil
	}
	return s, s.fileField(ids[1])
}

// upload is one file of a body.
type upload struct {
	code, name string
	data       []byte
}

// planFiles is 添付ファイル 登録 and 更新 (§8.3).
func planFiles(m mode) func(*work) (any, func()) {
	return func(w *work) (any, func()) {
		s, f := w.company.fileField(w.ids)
		if f == nil {
			w.wrong(lost, "custom_field_id", noField)
			return nil, nil
		}
		body := w.item()
		body.only("member_data")
		codes := seen{}
		var uploads []upload
		for _, i := range body.items("member_data") {
			i.only("code", "records")
			codes.once(i, "code", "社員番号")
			uploads = append(uploads, w.readUploads(i, s, f, m)...)
		}
		if len(uploads) > maxFiles {
			body.wrong(long, "member_data", fmt.Sprintf("%d件以内で指定してください。", maxFiles))
		}
		return nil, func() { w.putFiles(s, f, uploads, m) }
	}
}

func (w *work) readUploads(i item, s *sheet, f *field, m mode) []upload {
	var out []upload
	code, names := i.must("code"), seen{}
	if !w.company.members.Has(code) {
		i.wrong(conflicting, "code", "社員番号が存在しません。")
	}
	for _, r := range i.items("records") {
		r.only("file_name", "base64_content")
		names.once(r, "file_name", "ファイル名")
		u := upload{code: code, name: r.must("file_name"), data: readBase64(r, "base64_content")}
		if extension := strings.ToLower(path.Ext(u.name)); u.name != "" && !allowed(extension) {
			r.wrong(invalid, "file_name", "使用できない拡張子です。")
		}
		s.placeFile(r, f, u, m)
		out = append(out, u)
	}
	switch {
	case s.recordType == single && len(out) > 1:
		i.wrong(invalid, "records", "単一レコードのシートには1件のみ指定できます。")
	case i.has("records") && len(out) == 0:
		i.wrong(invalid, "records", "1件以上指定してください。")
	}
	return out
}

// placeFile checks what the member has already.
func (s *sheet) placeFile(i item, f *field, u upload, m mode) {
	held := s.holding(f, u)
	has := slices.ContainsFunc(s.rows[u.code].records(), func(r *record) bool { return r.Files[f.id] != nil })
	switch {
	case m == create && s.recordType == single && has:
		i.wrong(conflicting, "file_name", "ファイルが既に登録されています。")
	case m == create && len(held) > 0:
		i.wrong(conflicting, "file_name", "同名のファイルが既に登録されています。")
	case m == patch && len(held) == 0:
		i.wrong(conflicting, "file_name", "同名のファイルが登録されていません。")
	case m == patch && len(held) > 1:
		i.wrong(conflicting, "file_name", "同名のファイルが複数登録されています。")
	}
}

// holding returns the member's records that hold a file of this name.
func (s *sheet) holding(f *field, u upload) []*record {
	var out []*record
	for _, r := range s.rows[u.code].records() {
		if a := r.Files[f.id]; a != nil && a.Name == u.name {
			out = append(out, r)
		}
	}
	return out
}

func (w *work) putFiles(s *sheet, f *field, uploads []upload, m mode) {
	for _, u := range uploads {
		r := s.rows[u.code]
		if r == nil {
			r = &rows{}
			s.rows[u.code] = r
		}
		r.Updated, s.updated = w.now, w.now
		target := s.target(r, f, u, m)
		if target.Files == nil {
			target.Files = map[int]*file{}
		}
		target.Files[f.id] = &file{Name: u.name, Key: w.company.keep(u.data), At: w.now}
	}
}

// target is the record that gets a file: on a sheet of several records a new
// one for each that is added (§8.3, B).
func (s *sheet) target(r *rows, f *field, u upload, m mode) *record {
	if m == patch {
		return s.holding(f, u)[0]
	}
	if s.recordType == multiple || len(r.Records) == 0 {
		r.Records = append(r.Records, &record{Values: values{}})
	}
	return r.Records[len(r.Records)-1]
}
