package api

import (
	"slices"
	"strings"

	"dandori/runtime/say"
)

// sheetRows is a sheet's rows on their way to being compared.
type sheetRows struct {
	form   *Form
	single bool
}

func (d *Draft) sheetRows(now Table) sheetRows {
	return sheetRows{d.form, d.form != nil && d.form.single || d.form == nil && text(now.Head["record_type"]) == Int(Single).String()}
}

// records compares a sheet. Of single records an update names fields; whatever
// else is written to a sheet is all that its member has there.
func (c *comparison) records(d *Draft, now Table, known Known) error {
	sent, there, err := both[SheetRow](d.all(), now)
	if err != nil {
		return err
	}
	s := d.sheetRows(now)
	c.write.Present = len(there)
	was, _ := by(there, func(r SheetRow) string { return r.Code })
	for _, r := range sent {
		c.sheetRow(s, was[r.Code], r, d.recordsAfter(s, was[r.Code].Records, r.Records))
	}
	if d.op.replaces() {
		named := d.all().named()
		for _, r := range there {
			if !named[r.Code] {
				c.change(r.Code, s.shape(r.Code, r.Records), nil)
			}
		}
	}
	return c.judgeRecords(d, s, there, known)
}

// sheetRow compares one member's row; was is zero for who has none, next is
// what will be there.
func (c *comparison) sheetRow(s sheetRows, was, sent SheetRow, next []Record) {
	whole := c.op.Name != updateRecords
	if !s.single || len(was.Records) == 0 || whole && len(next) == 0 {
		if s.spelled(was.Records) != s.spelled(next) {
			c.change(sent.Code, s.shape(sent.Code, was.Records), s.shape(sent.Code, next))
		}
		return
	}
	if !whole {
		next = sent.Records
	}
	if before, after, differ := diff(s.cells(was.Records), s.cells(next), whole); differ {
		c.change(sent.Code, before.shape(pair{"code", sent.Code}), after.shape(pair{"code", sent.Code}))
	}
}

// cells are the values of a single record.
func (s sheetRows) cells(records []Record) cells {
	var c cells
	for _, r := range records[:min(len(records), 1)] {
		c.custom(s.form, r.CustomFields)
	}
	return c
}

// spelled is a list of records in one spelling; those without anything in them are left out.
func (s sheetRows) spelled(records []Record) string {
	var b strings.Builder
	for _, r := range s.filled(records) {
		var c cells
		c.custom(s.form, r.CustomFields)
		c = c.filled()
		slices.SortFunc(c, func(x, y cell) int { return strings.Compare(x.key(), y.key()) })
		for _, x := range c {
			b.WriteString(x.key() + "\x01" + x.same + "\x02")
		}
		b.WriteString("\x03")
	}
	return b.String()
}

// shape is a member's row as scripts write it, nil when there is nothing in it.
func (s sheetRows) shape(code string, records []Record) any {
	records = s.filled(records)
	switch {
	case len(records) == 0:
		return nil
	case s.single:
		return s.cells(records).filled().shape(pair{"code", code})
	}
	list := []shape{}
	for _, r := range records {
		var c cells
		c.custom(s.form, r.CustomFields)
		list = append(list, c.filled().shape())
	}
	return shape{{"code", code}, {"records", list}}
}

// filled leaves out records in which nobody has put anything, be it a file.
func (s sheetRows) filled(records []Record) []Record {
	calculated := func(id Int) bool {
		return s.form != nil && !s.form.ids[id].Writable() && !s.form.ids[id].file()
	}
	var out []Record
	for _, r := range records {
		if slices.ContainsFunc(r.CustomFields, func(v FieldValue) bool { return len(full(v.Values)) > 0 && !calculated(v.ID) }) {
			out = append(out, r)
		}
	}
	return out
}

func (c *comparison) judgeRecords(d *Draft, s sheetRows, there []SheetRow, known Known) error {
	members, err := known.codes(listMembers)
	if err != nil {
		return err
	}
	if members != nil {
		for _, r := range there {
			members[r.Code] = true // whoever has a row there is a member, listed or not
		}
	}
	sent, err := sentIn[SheetRow](d.all())
	for i, r := range sent {
		c.row(i, r.Code)
		c.unknownCode("code", r.Code, members)
		if s.single && c.op.Name == addRecords {
			c.problem("records", say.T("a member has one record on this sheet: use update"))
		} else if s.single && len(r.Records) > 1 {
			c.problem("records", say.T("a member has one record on this sheet"))
		}
	}
	return err
}

// applyRecords returns a sheet as the draft leaves it.
func (d *Draft) applyRecords(now Table) (Table, error) {
	sent, there, err := both[SheetRow](d.all(), now)
	if err != nil {
		return now, err
	}
	s, was := d.sheetRows(now), map[string]int{}
	if d.op.replaces() {
		named := d.all().named()
		there = slices.DeleteFunc(there, func(r SheetRow) bool { return !named[r.Code] })
	}
	for i, r := range there {
		was[r.Code] = i
	}
	for _, r := range sent {
		i, is := was[r.Code]
		if !is {
			i, there = len(there), append(there, SheetRow{Code: r.Code})
		}
		there[i].Records = d.recordsAfter(s, there[i].Records, r.Records)
	}
	return now.with(slices.DeleteFunc(there, func(r SheetRow) bool { return len(r.Records) == 0 }))
}

func (d *Draft) recordsAfter(s sheetRows, was, sent []Record) []Record {
	switch {
	case d.op.Name == addRecords:
		sent = append(slices.Clone(was), sent...)
	case d.op.Name == updateRecords && s.single && len(was) > 0 && len(sent) > 0:
		sent = []Record{{CustomFields: merged(was[0].CustomFields, sent[0].CustomFields)}}
	default:
		sent = s.withFiles(was, sent)
	}
	return s.filled(sent)
}

// withFiles are the records with the files that are at their places now: that
// they stay there is inferred (D).
func (s sheetRows) withFiles(was, sent []Record) []Record {
	sent = slices.Clone(sent)
	for i := range min(len(was), len(sent)) {
		for _, v := range was[i].CustomFields {
			if s.form != nil && s.form.ids[v.ID].file() {
				sent[i].CustomFields = append(slices.Clip(sent[i].CustomFields), v)
			}
		}
	}
	return sent
}
