package api

import (
	"encoding/json"
	"slices"
)

// apply returns now as the draft leaves it.
func (d *Draft) apply(now Table) (Table, error) {
	switch d.op.Kind {
	case Members:
		return d.applyMembers(now)
	case Records:
		return d.applyRecords(now)
	case Faces:
		return d.applyFaces(now)
	case Files:
		return d.applyFiles(now)
	}
	return now.with(d.Rows()) // a replacement is all there will be
}

// applyFaces adds who has a picture now.
func (d *Draft) applyFaces(now Table) (Table, error) {
	there, err := Read[Face](now)
	if err != nil {
		return now, err
	}
	was := codesIn(there, func(f Face) string { return f.Code })
	for _, r := range d.rows {
		if !was[r.key] {
			there = append(there, Face{Code: r.key})
		}
	}
	return now.with(there)
}

// applyFiles adds the names of the files that are there now.
func (d *Draft) applyFiles(now Table) (Table, error) {
	sent, there, err := both[FileRow](d.all(), now)
	if err != nil {
		return now, err
	}
	for _, r := range sent {
		i := slices.IndexFunc(there, func(x FileRow) bool { return x.Code == r.Code })
		if i < 0 {
			i, there = len(there), append(there, FileRow{Code: r.Code})
		}
		for _, f := range r.Records {
			if !slices.ContainsFunc(there[i].Records, func(x File) bool { return x.Name == f.Name }) {
				there[i].Records = append(there[i].Records, File{Name: f.Name})
			}
		}
	}
	return now.with(there)
}

// apply returns the list with the account in it as it was sent, but for its secrets.
func (a *Account) apply(now Table) (Table, error) {
	rows, err := Read[map[string]json.RawMessage](now)
	if err != nil {
		return now, err
	}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(a.body, &sent); err != nil {
		return now, err
	}
	delete(sent, "password")
	if a.at.ID == "" {
		return now.with(append(rows, sent))
	}
	for _, row := range rows {
		if text(row["id"]) != a.at.ID {
			continue
		}
		for key, value := range sent {
			row[key] = value
		}
	}
	return now.with(rows)
}

// apply returns the list without what is deleted.
func (d *Deletion) apply(now Table) (Table, error) {
	rows, err := Read[map[string]json.RawMessage](now)
	if err != nil {
		return now, err
	}
	return now.with(slices.DeleteFunc(rows, func(row map[string]json.RawMessage) bool { return text(row["id"]) == d.id }))
}

func (d *Draft) applyMembers(now Table) (Table, error) {
	there, err := Read[Member](now)
	if err != nil {
		return now, err
	}
	named := d.all().named()
	if d.op.Name == deleteMembers {
		return now.with(slices.DeleteFunc(there, func(m Member) bool { return named[m.Code] }))
	}
	sent, err := sentIn[Member](d.all())
	if err != nil {
		return now, err
	}
	next, _ := by(sent, func(m Member) string { return m.Code })
	if d.op.Name == replaceMembers {
		there = slices.DeleteFunc(there, func(m Member) bool { return !named[m.Code] })
	}
	known := map[string]bool{}
	for i, m := range there {
		known[m.Code] = true
		if named[m.Code] {
			there[i] = m.with(next[m.Code], d.op.replaces())
		}
	}
	for _, m := range sent {
		if !known[m.Code] {
			there = append(there, m)
		}
	}
	return now.with(there)
}

// with is m after a write of next: whole blanks what next does not name.
func (m Member) with(next Member, whole bool) Member {
	if whole {
		next.ID, next.Age, next.YearsOfService, next.FaceImage = m.ID, m.Age, m.YearsOfService, m.FaceImage
		return next
	}
	for was, is := range map[**string]*string{
		&m.Name: next.Name, &m.NameKana: next.NameKana, &m.Mail: next.Mail, &m.EnteredDate: next.EnteredDate,
		&m.RetiredDate: next.RetiredDate, &m.Gender: next.Gender, &m.Birthday: next.Birthday,
	} {
		if is != nil {
			*was = is
		}
	}
	if next.Department != nil {
		m.Department = next.Department
	}
	if next.SubDepartments != nil {
		m.SubDepartments = next.SubDepartments
	}
	m.CustomFields = merged(m.CustomFields, next.CustomFields)
	return m
}

// merged are the values of 項目 after a write of those that it names.
func merged(was, next []FieldValue) []FieldValue {
	was = slices.Clone(was)
	for _, v := range next {
		was = put(was, v.ID, v.Values)
	}
	return was
}
