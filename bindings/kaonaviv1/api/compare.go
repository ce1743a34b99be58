package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"dandori/runtime/plan"
)

// Compare says what a write of op with these rows changes of now, the list of
// what it is about. Rows that are added need no list. Of several rows of a
// member on one sheet each goes by its place: E1, E1#2.
//
// What 2.15 does with columns that are left out is not said: they are taken to stay.
func (c *Client) Compare(op Operation, sheet string, now Table, next Rows) (plan.Write, error) {
	r := c.request(op.Operation)
	w := plan.Write{Connection: r.Connection, Vendor: r.Vendor, Operation: op.Name, Requests: map[string]int{op.Of: 1}, Changes: []plan.Change{}}
	if op.Kind == Records {
		w.Target = sheet
	}
	rows := []Row{}
	if now.Rows != nil {
		var err error
		if rows, err = now.rows(); err != nil {
			return w, err
		}
	}
	w.Present = len(rows)
	d := &difference{comparison: comparison{op: op, sent: next, now: rows}}
	switch op.Function {
	case 3, 6, 9:
		d.replaced()
	case 15:
		d.updated(false)
	case 16:
		d.removed()
	default:
		for _, row := range next {
			d.note(keyed{keyOf(op.Kind, row), row}, nil, d.shown(row))
		}
	}
	w.Changes = append(w.Changes, d.changes...)
	return w, d.err
}

// difference gathers the rows that differ.
type difference struct {
	comparison
	changes []plan.Change
	err     error
}

// named gives each row its key; the second one of a member has its place behind it.
func (d *difference) named(rows []Row) (keys []string, by map[string]Row) {
	by, count := map[string]Row{}, map[string]int{}
	for _, row := range rows {
		key := keyOf(d.op.Kind, row)
		if count[key]++; count[key] > 1 {
			key = fmt.Sprintf("%s#%d", key, count[key])
		}
		keys, by[key] = append(keys, key), row
	}
	return keys, by
}

// updated compares each row that is sent with the one there: whole, with all of it.
func (d *difference) updated(whole bool) {
	_, there := d.named(d.now)
	keys, sent := d.named(d.sent)
	for _, key := range keys {
		was, is := there[key]
		if !is {
			d.note(keyed{key, sent[key]}, nil, d.shown(sent[key]))
			continue
		}
		d.changed(key, was, sent[key], whole)
	}
}

func (d *difference) replaced() {
	d.updated(true)
	_, sent := d.named(d.sent)
	keys, there := d.named(d.now)
	for _, key := range keys {
		if _, stays := sent[key]; !stays && !(d.op.Kind == Records && blank(there[key])) {
			d.note(keyed{key, there[key]}, d.shown(there[key]), nil)
		}
	}
}

func (d *difference) removed() {
	named := map[string]bool{}
	for _, row := range d.sent {
		named[keyOf(d.op.Kind, row)] = true
	}
	keys, there := d.named(d.now)
	for _, key := range keys {
		if named[keyOf(d.op.Kind, there[key])] && !(d.op.Kind == Records && blank(there[key])) {
			d.note(keyed{key, there[key]}, d.shown(there[key]), nil)
		}
	}
}

// changed notes the fields in which a row differs.
func (d *difference) changed(key string, was, next Row, whole bool) {
	before, after := Row{}, Row{}
	for field, value := range next {
		switch {
		case field == "password" && text(value) != "":
			after[field] = json.RawMessage(`"` + Mask + `"`) // whether it differs, nobody is shown
		case d.compared(field, value) && !sameValue(value, was[field]):
			before[field], after[field] = orNull(was[field]), orNull(value)
		}
	}
	for field, value := range d.shown(was) {
		if _, sent := next[field]; whole && !sent && d.compared(field, value) && text(value) != "" && d.blanked(field) {
			before[field], after[field] = value, json.RawMessage("null")
		}
	}
	if len(after) == 0 {
		return
	}
	for field, value := range was {
		if _, differs := after[field]; d.key(field) && !differs {
			before[field], after[field] = value, d.keyAfter(field, value, next)
		}
	}
	d.note(keyed{key, was}, before, after)
}

// blanked reports whether a replacement that leaves the field out blanks it: of
// users nobody says so (2.3).
func (d *difference) blanked(field string) bool {
	return d.op.Kind != Users && (definition.MatchString(field) || slices.Contains(departmentFields(), field))
}

// keyAfter is what a row's key is afterwards: a department has its ancestors in
// its key, and other ones where it has moved.
func (d *difference) keyAfter(field string, was json.RawMessage, next Row) json.RawMessage {
	if d.op.Kind == Departments {
		return orNull(next[field])
	}
	return was
}

// key reports whether a row is known by the field.
func (d *difference) key(field string) bool {
	switch d.op.Kind {
	case Users:
		return field == "email"
	case Departments:
		return level.MatchString(field)
	}
	return field == memberCode
}

// shown is a row as it could be sent again, without what is blank, a password or the vendor's own.
func (d *difference) shown(row Row) Row {
	out := Row{}
	for field, value := range row {
		own := definition.MatchString(field) || field == memberCode || field == memberName
		switch d.op.Kind {
		case Users:
			own = slices.Contains(userFields(), field) && field != "password"
		case Departments:
			own = level.MatchString(field) || slices.Contains(departmentFields(), field)
		}
		if own && text(value) != "" {
			out[field] = value
		}
	}
	return out
}

// keyed is a row with its key, for its name.
type keyed struct {
	key string
	row Row
}

// name is what people call the row: of what is a member's, the member's name.
func (n keyed) name(k Kind) string {
	switch k {
	case Users:
		return text(n.row["name"])
	case Departments:
		return departmentName(n.row)
	}
	return text(n.row[memberName])
}

func (d *difference) note(of keyed, was, now Row) {
	before, err := rawOf(was)
	if err == nil {
		var after json.RawMessage
		if after, err = rawOf(now); err == nil && !bytes.Equal(before, after) {
			d.changes = append(d.changes, plan.Change{Key: of.key, Name: of.name(d.op.Kind), Was: before, Now: after})
		}
	}
	if err != nil {
		d.err = err
	}
}

func rawOf(row Row) (json.RawMessage, error) {
	if row == nil {
		return nil, nil
	}
	return json.Marshal(row)
}

func orNull(raw json.RawMessage) json.RawMessage {
	if text(raw) == "" {
		return json.RawMessage("null")
	}
	return raw
}

// Leave is now as a write of op with these rows would leave it.
func Leave(op Operation, now Table, next Rows) (Table, error) {
	rows, err := now.rows()
	if err != nil {
		return now, err
	}
	d := &difference{comparison: comparison{op: op, sent: next, now: rows}}
	switch op.Function {
	case 3, 6, 9:
		rows = next
	case 15:
		rows = d.merged()
	case 16:
		named := map[string]bool{}
		for _, row := range next {
			named[keyOf(op.Kind, row)] = true
		}
		rows = slices.DeleteFunc(rows, func(r Row) bool { return named[keyOf(op.Kind, r)] })
	default:
		rows = append(rows, next...)
	}
	now.Rows, err = json.Marshal(append([]Row{}, rows...))
	return now, err
}

// merged are the rows that are there with what is sent in them.
func (d *difference) merged() []Row {
	keys, there := d.named(d.now)
	added, sent := d.named(d.sent)
	for _, key := range added {
		if there[key] == nil {
			keys, there[key] = append(keys, key), Row{}
		}
		for field, value := range sent[key] {
			there[key][field] = value
		}
	}
	rows := []Row{}
	for _, key := range keys {
		rows = append(rows, there[key])
	}
	return rows
}
