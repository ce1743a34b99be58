package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"dandori/runtime/say"
)

// draft is an import under way from what a script gave to what is sent.
type draft struct {
	today   time.Time
	known   *Organization
	entries []*entry                   // departments first, each kind in the script's order
	now     map[Kind]map[string]Record // what is there, by id in small letters
	order   []Record                   // the departments that are there, in the vendor's order
	byID    map[Kind]map[string]*entry // rows that edit, by id in small letters
	byTemp  map[string]*entry          // departments that are added, by tempId in small letters
	found   problems
}

// entry is one row of the script.
type entry struct {
	place  place
	row    Row
	now    Record // what it edits; nil when it adds
	record Record // what is sent
}

func newDraft(today time.Time) *draft {
	return &draft{
		today:  today,
		now:    map[Kind]map[string]Record{Users: {}, Departments: {}},
		byID:   map[Kind]map[string]*entry{Users: {}, Departments: {}},
		byTemp: map[string]*entry{},
	}
}

func (d *draft) read(k Kind, rows []json.RawMessage) {
	for i, raw := range rows {
		at := place{kind: k, row: i}
		row, found := parseRow(at, raw)
		at.id = rowID(k, row)
		for _, p := range found {
			p.place = at
			d.found = append(d.found, p)
		}
		if row == nil {
			continue
		}
		e := &entry{place: at, row: row}
		d.entries = append(d.entries, e)
		d.byID[k][strings.ToLower(row.text(idKey(k)))] = e
		if k == Departments {
			d.byTemp[strings.ToLower(row.text("tempId"))] = e
		}
	}
}

// rowID is how a person finds the row again.
func rowID(k Kind, row Row) string {
	for _, key := range []string{"userId", idKey(k), "tempId"} {
		if id := row.text(key); id != "" {
			return id
		}
	}
	return ""
}

// load reads what is there: departments always, users when users change or a
// department is to go, which may have no users.
func (d *draft) load(ctx context.Context, c *Client) error {
	rows, err := d.known.departments(ctx, c)
	if err != nil {
		return err
	}
	d.order = rows
	d.index(Departments, rows)
	if !d.needsUsers() {
		return nil
	}
	if rows, err = d.known.users(ctx, c); err != nil {
		return err
	}
	d.index(Users, rows)
	return nil
}

func (d *draft) needsUsers() bool {
	for _, e := range d.entries {
		if e.place.kind == Users || e.row.deletes() {
			return true
		}
	}
	return false
}

// touches reports whether a row of the import edits what has this id.
func (d *draft) touches(k Kind, id string) bool { return d.byID[k][strings.ToLower(id)] != nil }

func (d *draft) index(k Kind, rows []Record) {
	for _, row := range rows {
		d.now[k][strings.ToLower(row[idKey(k)])] = row
	}
}

func (d *draft) complain(e *entry, key string, reason say.Text) {
	d.found = append(d.found, e.place.problem(key, reason))
}

// fill makes the record of each entry: an edit begins with what is there, an addition with nothing.
func (d *draft) fill() {
	for _, e := range d.entries {
		key := idKey(e.place.kind)
		if id := e.row.text(key); id != "" {
			e.now = d.now[e.place.kind][strings.ToLower(id)]
			if whole := d.unmangled(e.place.kind, id); e.now == nil && whole != "" {
				d.complain(e, key, say.T("is unknown: its leading zeros were lost, as in Excel (did you mean %s?)", whole))
			} else if e.now == nil {
				d.complain(e, key, say.T("is unknown; leave it out to add a new one"))
			}
		}
		e.record = Record{}
		for _, r := range rules(e.place.kind) {
			if e.row.text(key) == "" {
				e.record[r.key] = d.added(e, r)
			} else {
				e.record[r.key] = d.edited(e, r)
			}
		}
	}
}

// unmangled is the id that a spreadsheet has made this one of, "" when there is none.
func (d *draft) unmangled(k Kind, ref string) string {
	for id, row := range d.now[k] {
		if bare := strings.TrimLeft(id, "0"); bare != id && bare == strings.TrimLeft(strings.ToLower(ref), "0") {
			return row[idKey(k)]
		}
	}
	return ""
}

// added is the cell of a new row.
func (d *draft) added(e *entry, r rule) string {
	text := e.row.text(r.key)
	if text == "" && r.add {
		d.complain(e, r.key, say.T("is required"))
	}
	return d.checked(e, r, text)
}

// edited is the cell of a row that is there: missing keeps, null clears.
func (d *draft) edited(e *entry, r rule) string {
	cell, given := e.row[r.key]
	was := e.now[r.key]
	switch {
	case r.key == idKey(e.place.kind) && e.now != nil:
		return was
	case !given && r.blank == keeps:
		return "" // no change, says the document
	case !given:
		return was
	case cell.Text != "":
		return d.checked(e, r, cell.Text)
	case r.blank == refused:
		d.complain(e, r.key, say.T("is required and cannot be cleared"))
	case r.blank == keeps && cell.Clear && r.key != "tempId":
		d.complain(e, r.key, say.T("cannot be cleared: Sansan takes a blank for no change"))
	case r.blank == clears && !cell.Clear && was != "":
		d.complain(e, r.key, say.T("is blank, which would clear it: give null to clear it, or leave it out to keep it"))
	}
	return ""
}

// checked is text in the spelling that is sent; what is wrong with it is noted.
func (d *draft) checked(e *entry, r rule, text string) string {
	if text == "" || e.now != nil && e.now[r.key] == text {
		return text // what the vendor has is not ours to judge
	}
	if reason, wrong := r.wrong(text); wrong {
		d.complain(e, r.key, reason)
		return text
	}
	switch r.key {
	case "departmentId", "parentDepartmentId":
		return strings.Join(references(text), ";")
	case "effectiveDateFrom":
		if t, ok := dateOf(text); ok {
			return t.Format(time.DateOnly)
		}
	}
	return text
}

func (e *entry) removal() Removal {
	name := e.record["userName"]
	if e.place.kind == Departments {
		name = e.record["departmentName"]
	}
	return Removal{e.place.kind.String(), e.record[idKey(e.place.kind)], name}
}
