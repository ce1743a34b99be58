package api

import (
	"strings"
	"unicode/utf8"

	"dandori/bindings/charset"
	"dandori/runtime/say"
)

// form is what an import uploads.
type form struct {
	encoding, delimiter string
	given               []*entry
	parts               map[Kind][]byte
	found               problems // characters that the encoding lacks
}

// newForm makes the CSVs; along are departments to send as they are.
func newForm(i Import, d *draft, along []Record) *form {
	f := &form{encoding: orDefault(i.Encoding, "utf8"), delimiter: orDefault(i.Delimiter, "comma"), given: d.entries, parts: map[Kind][]byte{}}
	if i.Departments != nil {
		f.write(Departments, d, along)
	}
	if i.Users != nil {
		f.write(Users, d, nil)
	}
	return f
}

func orDefault(s, byDefault string) string {
	if s == "" {
		return byDefault
	}
	return s
}

func (f *form) write(k Kind, d *draft, along []Record) {
	var rows []Record
	places := []place{}
	for _, e := range d.entries {
		if e.place.kind == k {
			rows, places = append(rows, e.record), append(places, e.place)
		}
	}
	rows = append(rows, along...)
	if f.encoding != "sjis" {
		f.parts[k] = []byte(writeTable(k, rows, f.delimiter))
		return
	}
	f.parts[k] = f.writeSjis(k, rows, places)
}

// writeSjis encodes row by row, as Windows-31J, which is what Japanese systems mean by sjis, so that a character that sjis lacks is named with its place.
func (f *form) writeSjis(k Kind, rows []Record, places []place) []byte {
	var b []byte
	for i, row := range rows {
		line := writeTable(k, []Record{row}, f.delimiter)
		encoded, bad := charset.EncodeCP932(b, []byte(line))
		if bad >= 0 {
			at := place{kind: k, row: i, id: row[idKey(k)]}
			if i < len(places) {
				at = places[i]
			}
			f.lacks(at, row, line[bad:])
			continue
		}
		b = encoded
	}
	return b
}

// lacks notes that cp932 lacks the character that rest begins with.
func (f *form) lacks(at place, row Record, rest string) {
	c, _ := utf8.DecodeRuneInString(rest)
	column := ""
	for _, key := range Keys(at.kind) {
		if column == "" && strings.ContainsRune(row[key], c) {
			column = key
		}
	}
	reason := say.T("holds %s (U+%04X), which sjis does not have; send it with encoding utf8", string(c), c)
	if same, ok := charset.Lookalike(c); ok {
		reason = say.T("holds %s (U+%04X), which sjis does not have; write %s (U+%04X) instead, or send it with encoding utf8", string(c), c, string(same), same)
	}
	f.found = append(f.found, at.problem(column, reason))
}

// untouched is every department that no row of the import names, to be sent as it is.
func (d *draft) untouched() []Record {
	var rows []Record
	for _, now := range d.order {
		if d.touches(Departments, now["departmentId"]) {
			continue
		}
		row := Record{}
		for _, key := range Keys(Departments) {
			row[key] = now[key]
		}
		row["tempId"], row["deleteFlag"] = "", ""
		rows = append(rows, row)
	}
	return rows
}
