package sandbox

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// mode is what a write does with rows that are there and with rows that are not.
type mode int

const (
	overwrite mode = iota // the body is all there will be
	add                   // what is there must not be in the body
	update                // what is not in the body stays
)

func (s *Sandbox) overwriteSheet(q *request) answer { return s.writeSheet(q, overwrite) } // function 9
func (s *Sandbox) addToSheet(q *request) answer     { return s.writeSheet(q, add) }       // function 10
func (s *Sandbox) updateSheet(q *request) answer    { return s.writeSheet(q, update) }    // function 15

func (s *Sandbox) writeSheet(q *request, m mode) answer {
	sheet := s.company.sheets[q.sheet]
	if sheet == nil {
		return s.noSheet()
	}
	return s.write(q, &sheetChange{mode: m, sheet: sheet, rows: q.rows, variant: s.options.Variant}, asString)
}

// sheetChange writes rows to a sheet.
type sheetChange struct {
	mode    mode
	sheet   *sheet
	rows    []row
	variant Variant
}

// entry is one row, read.
type entry struct {
	code   string
	name   string         // "" when the row leaves it as it is
	values map[int]string // also the blanks that the row names
}

func (w *sheetChange) sent() []row { return w.rows }

func (w *sheetChange) prepare(c *company, at time.Time) (func(), []string) {
	k := &sheetCheck{check: check{list: listData}, sheetChange: w, company: c, next: map[string][]*record{}}
	var entries []entry
	for k.i, k.row = range w.rows {
		e := k.read()
		k.place(e)
		r := w.record(e, at)
		k.pair(r)
		entries = append(entries, e)
		k.next[e.code] = append(k.next[e.code], r)
	}
	return func() { w.commit(c, entries, k.next) }, k.problems
}

// sheetCheck checks the rows of a change against the company.
type sheetCheck struct {
	check
	*sheetChange
	company *company
	next    map[string][]*record // by member: what the rows so far make
}

// read takes one row apart and checks each value by itself.
func (k *sheetCheck) read() entry {
	e := entry{code: k.required("member_code"), values: map[int]string{}}
	_, named := k.row["member_name"]
	if k.sheet.id == basicSheet && (named || k.mode != update) {
		e.name = k.required("member_name")
	} else {
		k.text("member_name") // on other sheets it stands there for the reader
	}
	for _, key := range slices.Sorted(maps.Keys(k.row)) {
		if key == "member_code" || key == "member_name" {
			continue
		}
		col, known := k.sheet.columnOf(key)
		if !known {
			k.wrong(key, unknownKey(key))
			continue
		}
		value, problem := col.value(k.row[key], k.company)
		if problem != "" {
			k.wrong(key, problem)
		}
		e.values[col.id] = value
	}
	return e
}

func unknownKey(key string) string {
	if strings.HasPrefix(key, "definition_") {
		return "このシートに存在しないカラムIDです。"
	}
	return "使用できないパラメータです。"
}

// place checks that the member and its records are there, or are not, as the mode wants it.
func (k *sheetCheck) place(e entry) {
	exists, basic := k.company.members.Has(e.code), k.sheet.id == basicSheet
	switch {
	case e.code == "":
	case len(k.next[e.code]) > 0 && !k.sheet.multiple:
		k.wrong("member_code", "社員番号が重複しています。")
	case basic && k.mode == add && exists:
		k.wrong("member_code", "社員番号が既に存在します。")
	case !exists && !(basic && k.mode != update):
		k.wrong("member_code", "社員番号が存在しません。")
	case !basic && k.mode == add && !k.sheet.multiple && len(k.sheet.records[e.code]) > 0:
		k.wrong("member_code", "シート情報が既に存在します。")
	}
}

// record returns the record that the row makes.
func (w *sheetChange) record(e entry, at time.Time) *record {
	values := map[int]string{}
	if old := w.sheet.records[e.code]; w.mode == update && !w.sheet.multiple && !w.variant.UpdateBlanks && len(old) > 0 {
		maps.Copy(values, old[0].values)
	}
	maps.Copy(values, e.values)
	maps.DeleteFunc(values, func(_ int, v string) bool { return v == "" })
	return &record{values: values, by: byAPI, at: at}
}

// pair keeps 兼務 apart from 主務 (document 2.9): no department may stand twice in a record.
func (k *sheetCheck) pair(r *record) {
	seen := map[string]bool{}
	for _, col := range k.sheet.columns {
		code := r.values[col.id]
		if col.kind != kindDepartment || code == "" {
			continue
		}
		if seen[code] {
			k.wrong(col.key(), "兼務情報に主務と同じ所属を登録することはできません")
		}
		seen[code] = true
	}
}

func (w *sheetChange) commit(c *company, entries []entry, next map[string][]*record) {
	if w.mode == overwrite {
		w.clear(c, next)
	}
	for _, e := range entries {
		m := c.members.ByKey[e.code]
		if m == nil {
			m = &member{code: e.code}
			c.members.Add(m)
		}
		if e.name != "" {
			m.name = e.name
		}
	}
	keep := w.sheet.multiple && (w.mode == add || w.mode == update && w.variant.UpdateAppends)
	for code, records := range next {
		if keep {
			records = append(slices.Clone(w.sheet.records[code]), records...)
		}
		w.sheet.records[code] = records
	}
}

// clear removes what an overwrite does not name: on sheet 0 whole members.
func (w *sheetChange) clear(c *company, next map[string][]*record) {
	if w.sheet.id != basicSheet {
		w.sheet.records = map[string][]*record{}
		return
	}
	var gone []string
	for _, m := range c.members.List {
		if next[m.code] == nil {
			gone = append(gone, m.code)
		}
	}
	c.removeMembers(gone)
}
