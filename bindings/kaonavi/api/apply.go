package api

import "slices"

// apply returns now as the draft leaves it.
func (d *Draft) apply(now Table) (Table, error) {
	switch d.op.Kind {
	case Members:
		return d.applyMembers(now)
	}
	return now, nil
}

func (d *Draft) applyMembers(now Table) (Table, error) {
	there, err := Read[Member](now)
	if err != nil {
		return now, err
	}
	named := Part{draft: d, last: len(d.rows)}.named()
	if d.op.Name == deleteMembers {
		return now.with(slices.DeleteFunc(there, func(m Member) bool { return named[m.Code] }))
	}
	sent, err := sentIn[Member](Part{draft: d, last: len(d.rows)})
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
