package api

import (
	"bytes"
	"cmp"
	"encoding/json"

	"dandori/runtime/plan"
)

// Write says what the import changes: of an edit the fields that differ, of what
// goes the whole row as it was. It is one request, and two more where the vendor
// is asked first whether the departments may be sent in part.
func (p *Plan) Write() plan.Write {
	r := p.client.requestOf(startImport)
	w := plan.Write{
		Connection: r.Connection, Vendor: r.Vendor, Operation: startImport.Name,
		Requests: map[string]int{startImport.Of: 1}, Changes: []plan.Change{},
	}
	if p.whole != nil {
		w.Requests[checkImport.Of] += 2
	}
	for k := range p.form.parts {
		w.Present += len(p.draft.now[k])
	}
	for _, e := range p.form.given {
		if c, differs := e.change(); differs {
			w.Changes = append(w.Changes, c)
		}
	}
	return w
}

// change is what the import does to one row.
func (e *entry) change() (c plan.Change, differs bool) {
	k := e.place.kind
	id := e.record[idKey(k)]
	c = plan.Change{Of: k.String(), Key: id, Name: label(k, e.now)}
	switch {
	case e.now == nil:
		c.Key, c.Name = e.record["tempId"], label(k, e.record)
		c.Now = rowOf(k, e.record, filled(k, e.record))
	case e.row.deletes():
		c.Was = rowOf(k, e.now, filled(k, e.now))
	default:
		keys := []string{idKey(k)}
		next := Record{idKey(k): id}
		for _, r := range rules(k) {
			text := e.record[r.key]
			if text == e.now[r.key] || text == "" && r.blank == keeps || r.key == idKey(k) || r.key == "tempId" || r.key == "deleteFlag" {
				continue
			}
			keys, next[r.key] = append(keys, r.key), text
		}
		if len(keys) == 1 {
			return c, false
		}
		c.Was, c.Now = rowOf(k, e.now, keys), rowOf(k, next, keys)
	}
	return c, true
}

// label is what people call a row that goes by an id of Sansan's: a user's
// name and userId, or mail address where that is blank.
func label(k Kind, r Record) string {
	if k == Departments {
		return r["departmentName"]
	}
	code := cmp.Or(r["userId"], r["email"])
	if code == "" || r["userName"] == "" {
		return cmp.Or(r["userName"], code)
	}
	return r["userName"] + " (" + code + ")"
}

// filled are the keys of what is in a row.
func filled(k Kind, r Record) []string {
	var keys []string
	for _, key := range Keys(k) {
		if r[key] != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// rowOf is a row as scripts write it: blanks are null, which clears, and a
// user's departments a list.
func rowOf(k Kind, r Record, keys []string) json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range keys {
		var value any
		switch {
		case r[key] == "":
		case k == Users && key == "departmentId":
			value = references(r[key])
		default:
			value = r[key]
		}
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(&b, key)
		b.WriteByte(':')
		writeJSON(&b, value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// Change is what SetEmailClient changes; was is nil when it was never made.
func (c *Client) Change(was *EmailClient, is EmailClient) (plan.Write, error) {
	r := c.requestOf(setEmailClient)
	w := plan.Write{
		Connection: r.Connection, Vendor: r.Vendor, Operation: setEmailClient.Name,
		Requests: map[string]int{setEmailClient.Of: 1}, Changes: []plan.Change{},
	}
	if was != nil {
		w.Present = 1
		if *was == is {
			return w, nil
		}
	}
	change := plan.Change{Key: "emailClient"}
	var err error
	if was != nil {
		change.Was, err = json.Marshal(was)
	}
	if err == nil {
		change.Now, err = json.Marshal(is)
	}
	w.Changes = append(w.Changes, change)
	return w, err
}
