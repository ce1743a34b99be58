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
	name   string
	named  bool
	values map[int]string // also the blanks that the row names
}

func (w *sheetChange) prepare(c *company, at time.Time) (func(), []string) {
	k := &check{list: listData}
	var entries []entry
	next := map[string][]*record{}
	for i, r := range w.rows {
		e := w.read(k, c, i, r)
		w.place(k, c, i, e, next)
		rec := w.record(e, at)
		w.pair(k, i, rec)
		entries = append(entries, e)
		next[e.code] = append(next[e.code], rec)
	}
	return func() { w.commit(c, entries, next) }, k.problems
}

// read takes one row apart and checks each value by itself.
func (w *sheetChange) read(k *check, c *company, i int, r row) entry {
	e := entry{code: k.required(i, r, "member_code"), values: map[int]string{}}
	_, e.named = r["member_name"]
	if w.sheet.id == basicSheet && (e.named || w.mode != update) {
		e.name = k.required(i, r, "member_name")
	} else {
		k.text(i, r, "member_name") // on other sheets it stands there for the reader
	}
	for _, key := range slices.Sorted(maps.Keys(r)) {
		if key == "member_code" || key == "member_name" {
			continue
		}
		col, known := w.sheet.columnOf(key)
		if !known {
			k.wrong(i, key, unknownKey(key))
			continue
		}
		value, problem := col.value(r[key], c)
		if problem != "" {
			k.wrong(i, key, problem)
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
func (w *sheetChange) place(k *check, c *company, i int, e entry, next map[string][]*record) {
	exists, basic := c.members.has(e.code), w.sheet.id == basicSheet
	switch {
	case e.code == "":
	case len(next[e.code]) > 0 && !w.sheet.multiple:
		k.wrong(i, "member_code", "社員番号が重複しています。")
	case basic && w.mode == add && exists:
		k.wrong(i, "member_code", "社員番号が既に存在します。")
	case !exists && !(basic && w.mode != update):
		k.wrong(i, "member_code", "社員番号が存在しません。")
	case !basic && w.mode == add && !w.sheet.multiple && len(w.sheet.records[e.code]) > 0:
		k.wrong(i, "member_code", "シート情報が既に存在します。")
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
func (w *sheetChange) pair(k *check, i int, r *record) {
	seen := map[string]bool{}
	for _, col := range w.sheet.columns {
		code := r.values[col.id]
		if col.kind != kindDepartment || code == "" {
			continue
		}
		if seen[code] {
			k.wrong(i, col.key(), "兼務情報に主務と同じ所属を登録することはできません")
		}
		seen[code] = true
	}
}

func (w *sheetChange) commit(c *company, entries []entry, next map[string][]*record) {
	if w.mode == overwrite {
		w.clear(c, next)
	}
	for _, e := range entries {
		m := c.members.byKey[e.code]
		if m == nil {
			m = &member{code: e.code}
			c.members.add(m)
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
	for _, m := range c.members.all() {
		if next[m.code] == nil {
			gone = append(gone, m.code)
		}
	}
	c.removeMembers(gone)
}
