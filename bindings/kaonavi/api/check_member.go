package api

import (
	"bytes"
	"encoding/json"
	"fmt"

	"dandori/runtime/say"
)

// member makes a row of what was given: without what only Kaonavi sets, so that
// members can be sent as they were read. null clears.
func (c *checker) member(item json.RawMessage) (string, any) {
	var m Member
	if c.bare(item) || !c.into(cleared(item, memberBlanks()), &m) {
		return "", nil
	}
	c.key("code", m.Code)
	c.unknown("", m.Rest, m)
	c.own(m)
	for field, value := range map[string]*string{"entered_date": m.EnteredDate, "retired_date": m.RetiredDate, "birthday": m.Birthday} {
		c.date(field, value)
	}
	m.ID, m.Age, m.YearsOfService, m.FaceImage = nil, nil, nil, nil
	if m.Department != nil {
		c.reference(item, *m.Department)
		m.Department = &DepartmentRef{Code: m.Department.Code}
	}
	var codes []string
	for i, d := range m.SubDepartments {
		c.slips(fmt.Sprintf("sub_departments[%d]", i), d)
		m.SubDepartments[i] = DepartmentRef{Code: d.Code}
		codes = append(codes, d.Code)
	}
	c.distinct("sub_departments", codes)
	c.fields("custom_fields", m.CustomFields)
	return m.Code, m
}

// own checks the members' own fields against the layout (8.1), which may allow
// less than the API. Dates have a form of their own.
func (c *checker) own(m Member) {
	if c.form == nil {
		return
	}
	for _, f := range []struct {
		name  string
		value *string
	}{{"code", &m.Code}, {"name", m.Name}, {"name_kana", m.NameKana}, {"mail", m.Mail}, {"gender", m.Gender}} {
		if rule, known := c.form.core[f.name]; known && orEmpty(f.value) != "" {
			c.judge(f.name, rule, []string{*f.value})
		}
	}
}

// bare refuses a department that is only its code, which is easily written.
func (c *checker) bare(item json.RawMessage) bool {
	var row object
	_ = json.Unmarshal(item, &row) // what cannot be read is told by who reads it
	raw := row["department"]
	is := len(raw) > 2 && raw[0] == '"'
	if is {
		c.problem("department", say.T("must be an object with a code: { code: %q }", text(raw)))
	}
	return is
}

// reference refuses a department that is given without its code: sent, it would
// take the member out of the one that it is in.
func (c *checker) reference(item json.RawMessage, d DepartmentRef) {
	var row struct{ Department object }
	_ = json.Unmarshal(item, &row) // it was read before
	if _, there := row.Department["code"]; !there && row.Department != nil {
		c.problem("department.code", say.T("is missing"))
	}
	c.slips("department", d)
}

// slips is unknown for what is not sent but for its code.
func (c *checker) slips(path string, d DepartmentRef) {
	for _, key := range sortedKeys(d.Rest) {
		if near := nearest(key, []string{"code"}); near != "" {
			c.problem(joined(path, key), say.T("is no field that Kaonavi knows; did you mean %q?", near))
		}
	}
}

// memberBlanks are what clears each field (7.1, B; of departments, D).
func memberBlanks() map[string]string {
	blanks := map[string]string{"department": `{"code":""}`, "sub_departments": `[]`, "custom_fields": `[]`}
	for _, name := range []string{"name", "name_kana", "mail", "entered_date", "retired_date", "gender", "birthday"} {
		blanks[name] = `""`
	}
	return blanks
}

// cleared puts the vendor's own blanks in the place of null.
func cleared(item json.RawMessage, blanks map[string]string) json.RawMessage {
	var members map[string]json.RawMessage
	if !bytes.Contains(item, []byte("null")) || json.Unmarshal(item, &members) != nil {
		return item
	}
	for key, value := range members {
		if blank, known := blanks[key]; known && string(value) == "null" {
			members[key] = json.RawMessage(blank)
		}
	}
	out, err := json.Marshal(members)
	if err != nil {
		return item
	}
	return out
}

// fields checks the values of 項目 and brings them into the form that is sent:
// by id, without the name, [""] for nothing.
func (c *checker) fields(path string, values []FieldValue) {
	seen := map[Int]bool{}
	for i, v := range values {
		at := fmt.Sprintf("%s[%d]", path, i)
		if v.ID <= 0 {
			c.problem(at, say.T("a field needs its id; the layouts show it"))
		} else if seen[v.ID] {
			c.problem(at, say.T("has field %s twice", v.ID.String()))
		}
		seen[v.ID] = true
		c.unknown(at, v.Rest, v)
		values[i].Name = ""
		if len(v.Values) == 0 {
			values[i].Values = []string{""}
		}
	}
}

// sheetRow makes a row of a sheet.
func (c *checker) sheetRow(item json.RawMessage) (string, any) {
	var r SheetRow
	if !c.into(item, &r) {
		return "", nil
	}
	c.key("code", r.Code)
	c.unknown("", r.Rest, r)
	r.UpdatedAt = nil
	if len(r.Records) == 0 && (c.op.Name == addRecords || r.Records == nil) {
		c.problem("records", say.T("is missing"))
	}
	for i, record := range r.Records {
		at := fmt.Sprintf("records[%d]", i)
		c.unknown(at, record.Rest, record)
		c.fields(at+".custom_fields", record.CustomFields)
		r.Records[i].CustomFields = append([]FieldValue{}, record.CustomFields...) // a list, be it empty
	}
	return r.Code, r
}
