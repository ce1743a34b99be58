package api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// before is what is known of the state before an import: it tells a
// department that was added from one of the same name that was there.
type before struct {
	Departments []string `json:"departments"` // the ids
}

// Note returns what Settled needs to know of the state before the import, to be
// kept where a crash cannot take it.
func (p *Plan) Note() ([]byte, error) { return json.Marshal(p.before) }

// Settled reports whether an import has been done, by what can be read back
// (one or two requests), and the results that it has had then. false says that it cannot be
// told, or not yet, for the job may still wait in line; never that it was not done.
//
// A user is known by userId, which never changes, or by userUuid; a department by its
// id, a new one by name, parent and that it was not there before. note is
// Plan.Note of the same import; without it no new department is found.
func (c *Client) Settled(ctx context.Context, i Import, note []byte) ([]ImportResult, bool, error) {
	s := &settlement{made: map[string]string{}}
	if len(note) > 0 {
		s.before = &before{}
		if err := json.Unmarshal(note, s.before); err != nil {
			return nil, false, err
		}
	}
	var err error
	if s.departments, err = c.Departments(ctx, "comma"); err != nil {
		return nil, false, err
	}
	if i.Users != nil {
		if s.users, err = c.Users(ctx, "comma"); err != nil {
			return nil, false, err
		}
	}
	return s.results, s.allDepartments(i.Departments) && s.allUsers(i.Users), nil
}

// settlement is an import beside what is there now.
type settlement struct {
	before             *before
	departments, users []Record
	made               map[string]string // tempId, in small letters: the id of the department that was added
	results            []ImportResult
}

// allDepartments finds departments with their parents first: a new one may be below another new one.
func (s *settlement) allDepartments(given []json.RawMessage) bool {
	rows := rowsOf(Departments, given)
	for range rows { // each pass finds at least one more, or none is to be found
		for _, row := range rows {
			if temp := strings.ToLower(row.text("tempId")); row.text("departmentId") == "" && s.made[temp] == "" {
				s.made[temp] = s.added(row)
			}
		}
	}
	for _, row := range rows {
		id := row.text("departmentId")
		if id == "" {
			id = s.made[strings.ToLower(row.text("tempId"))]
		} else if !s.edited(Departments, s.departments, row) {
			return false
		}
		if id == "" {
			return false
		}
		s.completed(Departments, id, row)
	}
	return true
}

// added is the id of the one department that was not there before and is like
// the row, "" when there is none or not only one.
func (s *settlement) added(row Row) string {
	found := ""
	for _, now := range s.departments {
		id := now["departmentId"]
		if s.before == nil || slices.Contains(s.before.Departments, id) || !s.same(Departments, row, now) {
			continue
		}
		if found != "" {
			return ""
		}
		found = id
	}
	return found
}

func (s *settlement) allUsers(given []json.RawMessage) bool {
	for _, row := range rowsOf(Users, given) {
		id := row.text("userUuid")
		if id == "" {
			now := find(s.users, "userId", row.text("userId"))
			if now == nil || !s.same(Users, row, now) {
				return false
			}
			id = now["userUuid"]
		} else if !s.edited(Users, s.users, row) {
			return false
		}
		s.completed(Users, id, row)
	}
	return true
}

// edited reports whether a row about somebody who was there is as it says, or gone.
func (s *settlement) edited(k Kind, all []Record, row Row) bool {
	now := find(all, idKey(k), row.text(idKey(k)))
	if row.deletes() {
		return now == nil
	}
	return now != nil && s.same(k, row, now)
}

func find(all []Record, key, value string) Record {
	for _, row := range all {
		if value != "" && strings.EqualFold(row[key], value) {
			return row
		}
	}
	return nil
}

func (s *settlement) completed(k Kind, id string, row Row) {
	s.results = append(s.results, ImportResult{Type: k.String(), ID: id, TempID: row.text("tempId"), Completed: true, Errors: []string{}})
}

func rowsOf(k Kind, given []json.RawMessage) []Row {
	rows := make([]Row, len(given))
	for i, raw := range given {
		rows[i], _ = parseRow(place{kind: k, row: i}, raw)
	}
	return rows
}

// same reports whether now is what the row says. What the row leaves out, or
// leaves blank for the vendor to fill, is not compared.
func (s *settlement) same(k Kind, row Row, now Record) bool {
	for _, r := range rules(k) {
		cell, given := row[r.key]
		adds := row.text(idKey(k)) == ""
		switch {
		case !given, r.key == "tempId", r.key == "deleteFlag", r.key == idKey(k), r.key == "salesforceIntegrationPrivilege":
		case cell.Text == "" && (adds || !cell.Clear):
		case !s.sameCell(r.key, cell.Text, now[r.key]):
			return false
		}
	}
	return true
}

// sameCell compares by value: references by the departments that they mean,
// dates in any spelling, mail addresses in any case, text without blanks around it.
func (s *settlement) sameCell(key, sent, now string) bool {
	sent, now = strings.TrimSpace(sent), strings.TrimSpace(now)
	switch key {
	case "departmentId", "parentDepartmentId":
		return slices.Equal(s.resolved(sent), s.resolved(now))
	case "effectiveDateFrom":
		a, readable := dateOf(sent)
		b, shown := dateOf(now)
		return readable && shown && a.Equal(b)
	case "email", "subEmail":
		return strings.EqualFold(sent, now)
	}
	return sent == now
}

// resolved are the ids that a cell of references means, in order. A new
// department that is not found stays what it was called, which equals no id.
func (s *settlement) resolved(cell string) []string {
	refs := references(cell)
	for i, ref := range refs {
		if temp, ok := newReference(ref); ok && s.made[strings.ToLower(temp)] != "" {
			refs[i] = s.made[strings.ToLower(temp)]
		}
	}
	slices.Sort(refs)
	return refs
}

// EmailClientIs reports whether the setting is e: one request. false says that it cannot be told.
func (c *Client) EmailClientIs(ctx context.Context, e EmailClient) (*EmailClient, bool, error) {
	now, err := c.EmailClient(ctx)
	if err != nil || now == nil {
		return nil, false, err
	}
	encoded := e.EmailClient != ClientSoftware || now.Encoding == e.Encoding
	return now, now.EmailClient == e.EmailClient && encoded, nil
}
