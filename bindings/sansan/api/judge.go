package api

import (
	"strings"
	"time"

	"dandori/runtime/say"
)

// judge finds what single cells do not show: doubles, references, dates and the tree.
func (d *draft) judge() {
	for _, key := range []string{"tempId", "userUuid", "userId", "email", "samlNameId"} {
		d.judgeUnique(Users, key)
	}
	for _, key := range []string{"tempId", "departmentId"} {
		d.judgeUnique(Departments, key)
	}
	for _, e := range d.entries {
		switch {
		case e.now == nil && e.row.deletes():
			d.complain(e, "deleteFlag", say.T("deletes, but there is nothing to delete: %s is missing", idKey(e.place.kind)))
		case e.now != nil && e.row.text("tempId") != "":
			d.complain(e, "tempId", say.T("is for new rows only; this row names an existing one"))
		}
		if e.place.kind == Users {
			d.judgeUser(e)
		} else {
			d.judgeDepartment(e)
		}
	}
}

// judgeUnique finds values that two rows share, or a row and somebody who is there.
func (d *draft) judgeUnique(k Kind, key string) {
	owners := map[string]Record{} // who has the value after the import, of those that it does not touch
	for id, row := range d.now[k] {
		if v := strings.ToLower(row[key]); v != "" && key != idKey(k) && !d.touches(k, id) {
			owners[v] = row
		}
	}
	first := map[string]*entry{}
	for _, e := range d.entries {
		v := strings.ToLower(e.record[key])
		if e.place.kind != k || v == "" {
			continue
		}
		if other := first[v]; other != nil {
			d.complain(e, key, say.T("is the same as in %s", other.place))
		} else if owner := owners[v]; owner != nil {
			d.complain(e, key, say.T("is taken by %s", owner[idKey(k)]))
		}
		first[v] = e
	}
}

func (d *draft) judgeUser(e *entry) {
	d.judgeReferences(e, "departmentId")
	d.judgeStart(e)
	if e.now != nil && e.record["userId"] != e.now["userId"] {
		d.complain(e, "userId", say.T("cannot be changed after the user was added"))
	}
}

// judgeStart looks at EffectiveDateFrom. Reading gives the past date of those
// who have begun, and the vendor refuses past dates; so what did not change goes out blank, which is no change.
func (d *draft) judgeStart(e *entry) {
	const key = "effectiveDateFrom"
	to, ok := dateOf(e.record[key])
	if !ok {
		return
	}
	if was, known := dateOf(e.now[key]); known && to.Equal(was) {
		e.record[key] = ""
		return
	} else if known && !was.After(d.today) {
		d.complain(e, key, say.T("cannot be changed: the user began on %s", was.Format(time.DateOnly)))
		return
	}
	if to.Before(d.today) {
		d.complain(e, key, say.T("must be today (%s, in Japan) or later", d.today.Format(time.DateOnly)))
	}
}

// judgeReferences looks for the departments that a cell names.
func (d *draft) judgeReferences(e *entry, key string) {
	if _, given := e.row[key]; !given {
		return
	}
	for _, ref := range references(e.record[key]) {
		if d.department(ref) == nil {
			d.complain(e, key, d.unknownDepartment(ref))
		} else if target := d.entryOf(ref); target != nil && target.row.deletes() && !e.row.deletes() {
			d.complain(e, key, say.T("names department %s, which this import deletes", ref))
		}
	}
}

// department is the department behind a reference after the import, nil when there is none.
func (d *draft) department(ref string) Record {
	if e := d.entryOf(ref); e != nil {
		return e.record
	}
	return d.now[Departments][strings.ToLower(ref)]
}

// entryOf is the row of this import that a reference means, nil when none does.
func (d *draft) entryOf(ref string) *entry {
	if id, ok := newReference(ref); ok && id != "" {
		return d.byTemp[strings.ToLower(id)]
	}
	if ref == "" {
		return nil
	}
	return d.byID[Departments][strings.ToLower(ref)]
}

// unknownDepartment helps with the two usual slips: lost zeros (Excel drops
// them) and a new department without its prefix.
func (d *draft) unknownDepartment(ref string) say.Text {
	if d.entryOf(tempPrefix+ref) != nil {
		return say.T("names department %s, which is unknown (did you mean %s?)", ref, tempPrefix+ref)
	}
	for id, row := range d.now[Departments] {
		if strings.TrimLeft(id, "0") == strings.TrimLeft(strings.ToLower(ref), "0") {
			return say.T("names department %s, which is unknown (did you mean %s?)", ref, row["departmentId"])
		}
	}
	return say.T("names department %s, which is unknown", ref)
}
