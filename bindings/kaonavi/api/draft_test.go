package api

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// What goes out for what was given: without what only Kaonavi sets, and with its own blanks for null.
func TestRowsAsTheyAreSent(t *testing.T) {
	c := newVendor(t).client()
	for _, w := range []struct{ op, given, sent string }{
		{"members.update", `{"id":3,"code":"E1","age":41,"years_of_service":"3年","face_image":{"updated_at":"x"},"name":"","birthday":null,
			"department":{"code":"D1","name":"a b","names":["a","b"]},"sub_departments":[{"code":"D2","name":"x"}],
			"custom_fields":[{"id":501,"name":"制服サイズ","values":["M"]},{"id":502,"values":[]},{"id":503,"values":null},{"id":504,"values":[null]},{"id":"505","values":["a","b"]}],"nickname":"x"}`,
			`{"birthday":"","code":"E1","custom_fields":[{"id":501,"values":["M"]},{"id":502,"values":[""]},{"id":503,"values":[""]},{"id":504,"values":[""]},{"id":505,"values":["a","b"]}],
			"department":{"code":"D1"},"name":"","nickname":"x","sub_departments":[{"code":"D2"}]}`},
		{"members.create", `{"code":"0012"}`, `{"code":"0012"}`},
		{"members.update", `{"code":"E1","sub_departments":null,"department":null,"custom_fields":null}`, `{"code":"E1","custom_fields":[],"department":{"code":""},"sub_departments":[]}`},
		{"members.update", `{"code":"E1","sub_departments":[]}`, `{"code":"E1","sub_departments":[]}`},
		{"sheet.update", `{"code":"E1","updated_at":"x","records":[{"custom_fields":[{"id":880,"name":"n","values":["a"]}]}]}`, `{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["a"]}]}]}`},
		{"sheet.update", `{"code":"E1","records":[]}`, `{"code":"E1","records":[]}`}, // all of a member's records go
		{"members.faceImages.update", `{"code":"E1","file_name":"x","download_url":"https://x","base64_face_image":"` + gif + `"}`, `{"base64_face_image":"` + gif + `","code":"E1"}`},
		{"sheet.attachments.update", `{"code":"E1","records":[{"file_name":"履歴書.PDF","base64_content":"eA==","updated_at":"x"}]}`, `{"code":"E1","records":[{"base64_content":"eA==","file_name":"履歴書.PDF"}]}`},
		{"departments.replaceAll", `{"code":"D1","name":"x","parent_code":null,"leader_member_code":null,"order":1,"memo":null}`, `{"code":"D1","name":"x","order":1}`},
		{"departments.replaceAll", `{"code":"D1","name":"x","parent_code":"","memo":""}`, `{"code":"D1","memo":"","name":"x"}`},
		{"advancedPermissions.replaceAll", `{"user_id":"1","add_codes":["E1"]}`, `{"add_codes":["E1"],"exclusion_codes":[],"user_id":1}`},
		{"enumOptions.replaceAll", `{"id":41,"name":"正社員"}`, `{"id":41,"name":"正社員"}`},
		{"enumOptions.replaceAll", `{"name":"嘱託"}`, `{"name":"嘱託"}`},
	} {
		d, err := c.Draft(op(t, w.op), target, given(items(t, "["+w.given+"]")))
		if err != nil {
			t.Errorf("%s %s: %v", w.op, w.given, err)
			continue
		}
		if got := canonical(t, string(d.Rows()[0])); got != canonical(t, w.sent) {
			t.Errorf("%s:\n got %s\nwant %s", w.op, got, canonical(t, w.sent))
		}
	}
}

// Everything that is wrong is told at once, by row and field; values stay out of it.
func TestProblemsAreToldAtOnce(t *testing.T) {
	c := newVendor(t).client()
	big := base64.StdEncoding.EncodeToString(make([]byte, 5<<20+1))
	for _, w := range []struct {
		op, given string
		want      []string
	}{
		{"members.update", `[5, {"name":"秘密"}, {"code":" "}, {"code":"E1","entered_date":"2026/04/01"}, {"code":"E1"}, {"code":12}, {"code":"E2","nmae":"秘密","enteredDate":"x"}, {"code":"E3","birthday":"2026-02-30"}]`, []string{
			"rows[0]: a row must be an object", "rows[1].code: is missing", "rows[2].code: is missing", `rows[3].entered_date (E1): "2026/04/01" is no date as YYYY-MM-DD`,
			"rows[4].code (E1): is there already, in rows[3]", "rows[5].code: a code must be a string: a number loses its leading zeros",
			`rows[6].enteredDate (E2): is no field that Kaonavi knows; did you mean "entered_date"?`, `rows[6].nmae (E2): is no field that Kaonavi knows; did you mean "name"?`,
			`rows[7].birthday (E3): "2026-02-30" is no date as YYYY-MM-DD`}},
		{"members.update", `[{"code":"E1","custom_fields":[{"name":"制服サイズ","values":["秘密"]},{"id":5,"values":["x"]},{"id":5,"value":["秘密"]}]}]`, []string{
			"rows[0].custom_fields[0] (E1): a field needs its id; the layouts show it", "rows[0].custom_fields[2] (E1): has field 5 twice",
			`rows[0].custom_fields[2].value (E1): is no field that Kaonavi knows; did you mean "values"?`}},
		{"members.update", `[{"code":"E1","custom_fields":[{"id":5,"values":"秘密"}]},{"code":"E2","sub_departments":[{"code":"D1"},{"code":"D1"},{"code":""}]}]`, []string{
			"rows[0].custom_fields.values: must not be of type string", "rows[1].sub_departments (E2): has D1 twice", "rows[1].sub_departments (E2): has a blank in it"}},
		// A department without its code would take the member out of the one that it is in.
		{"members.update", `[{"code":"E1","department":{"cod":"D1"}},{"code":"E2","department":{}},{"code":"E3","sub_departments":[{"codes":"D1"}]},{"code":"E4","feilds":{}},{"code":"E5","department":"D1"}]`, []string{
			"rows[0].department.code (E1): is missing", `rows[0].department.cod (E1): is no field that Kaonavi knows; did you mean "code"?`, "rows[1].department.code (E2): is missing",
			`rows[2].sub_departments[0].codes (E3): is no field that Kaonavi knows; did you mean "code"?`, "rows[2].sub_departments (E3): has a blank in it",
			`rows[3].feilds (E4): is no field that Kaonavi knows; did you mean "fields"?`, `rows[4].department: must be an object with a code: { code: "D1" }`}},
		{"sheet.update", `[{"code":"E1","records":[{"field":{}}]}]`, []string{`rows[0].records[0].field (E1): is no field that Kaonavi knows; did you mean "fields"?`}},
		{"sheet.add", `[{"code":"E1"},{"code":"E2","records":[]},{"code":"E3","record":[]}]`, []string{
			"rows[0].records (E1): is missing", "rows[1].records (E2): is missing", `rows[2].record (E3): is no field that Kaonavi knows; did you mean "records"?`, "rows[2].records (E3): is missing"}},
		{"sheet.update", `[{"code":"E1"}]`, []string{"rows[0].records (E1): is missing"}},
		{"members.faceImages.add", `[{"code":"E1"},{"code":"E2","base64_face_image":"秘密"},{"code":"E3","base64_face_image":"eHh4"},{"code":"E4","base64_face_image":"` + big + `"}]`, []string{
			"rows[0].base64_face_image (E1): is missing", "rows[1].base64_face_image (E2): must be base64", "rows[2].base64_face_image (E3): must be a picture: jpg, gif or png",
			"rows[3].base64_face_image (E4): has 5242881 bytes; Kaonavi takes 5242880 at most"}},
		{"sheet.attachments.add", `[{"code":"E1"},{"code":"E2","records":[{"base64_content":"eA=="},{"file_name":"a.exe","base64_content":"eA=="},{"file_name":"a.pdf"},{"file_name":"a.pdf","base64_content":"eA=="}]}]`, []string{
			"rows[0].records (E1): is missing", "rows[1].records[0].file_name (E2): is missing", `rows[1].records[1].file_name (E2): Kaonavi takes no files of this kind ("exe"); it takes ` + fileTypes,
			"rows[1].records[2].base64_content (E2): is missing", "rows[1].records[3].file_name (E2): a member's files of one field need different names"}},
		{"departments.replaceAll", `[{"code":"D1","name":"x","parent_code":"D2"},{"code":"D2","name":"x","parent_code":"D1"},{"code":"D3","name":"x","parent_code":"D9"},{"code":"D4","name":"x","parent_code":"D4"},{"code":"D5","parent_code":"D1"},{"code":"D5","name":"x"}]`, []string{
			"rows[0].parent_code (D1): the department is below itself", "rows[1].parent_code (D2): the department is below itself",
			"rows[2].parent_code (D3): D9 is not among the departments", "rows[3].parent_code (D4): the department is below itself",
			"rows[4].name (D5): is missing", "rows[5].code (D5): is there already, in rows[4]"}},
		{"enumOptions.replaceAll", `[{"id":1,"name":"a"},{"id":1,"name":"b"},{"name":"a"},{"name":""}]`, []string{
			"rows[1].id: has 1 twice", "rows[2].name: is the same as in rows[0]", "rows[3].name: is missing"}},
		{"enumOptions.replaceAll", `[]`, []string{"rows[0]: Kaonavi refuses an empty list of choices"}},
		{"advancedPermissions.replaceAll", `[{"add_codes":["E1"]},{"user_id":1,"add_codes":["E1","E1"]},{"user_id":1,"exclusion_codes":[" "]}]`, []string{
			"rows[0].user_id: is missing", "rows[1].add_codes (1): has E1 twice", "rows[2].user_id (1): is there already, in rows[1]", "rows[2].exclusion_codes (1): has a blank in it"}},
	} {
		_, err := c.Draft(op(t, w.op), target, given(items(t, w.given)))
		e := asCall(t, err, call.TypeError)
		if !slices.Equal(e.Errors, w.want) {
			t.Errorf("%s:\n got %q\nwant %q", w.op, e.Errors, w.want)
		}
		lacks(t, e.Error()+e.SayIn(say.Japanese), "秘密")
		if e.Connection != "kaonavi" || e.Operation != w.op || e.Vendor != Vendor {
			t.Errorf("%+v", e)
		}
	}
}

func TestManyProblemsAreShortened(t *testing.T) {
	rows := "[" + strings.TrimSuffix(strings.Repeat("{},", 70), ",") + "]"
	_, err := newVendor(t).client().Draft(op(t, "members.create"), Target{}, given(items(t, rows)))
	e := asCall(t, err, call.TypeError)
	if len(e.Errors) != 70 || strings.Count(e.Error(), "\n") != 51 {
		t.Errorf("%d errors: %s", len(e.Errors), e)
	}
	contains(t, e.Error(), "70 problems in 70 rows", "and 20 more")
}

func TestTooManyCodesOfOneUser(t *testing.T) {
	codes := strings.TrimSuffix(strings.Repeat(`"x",`, 1001), ",")
	row := items(t, `[{"user_id":1,"add_codes":[`+codes+`]}]`)
	c := newVendor(t).client()
	_, err := c.Draft(op(t, "advancedPermissions.replaceAll"), Target{Permission: ByDepartment}, given(row))
	contains(t, asCall(t, err, call.TypeError).Error(), "has 1001 codes; Kaonavi takes 1000 at most")
	_, err = c.Draft(op(t, "advancedPermissions.replaceAll"), Target{Permission: ByMember}, given(row))
	lacks(t, asCall(t, err, call.TypeError).Error(), "codes; Kaonavi")
}

func TestCodes(t *testing.T) {
	c := newVendor(t).client()
	_, err := c.Codes(op(t, deleteMembers), "codes", []string{"E1", "", "E1"})
	if e := asCall(t, err, call.TypeError); !slices.Equal(e.Errors, []string{"codes[1]: is missing", "codes[2] (E1): is there already, in codes[0]"}) {
		t.Errorf("%q", e.Errors)
	}
	d, err := c.Codes(op(t, deleteMembers), "codes", []string{"E1", `E"2`})
	if err != nil || string(only(t, d).Body()) != `{"codes":["E1","E\"2"]}` {
		t.Errorf("%s, %v", only(t, d).Body(), err)
	}
}

func TestOnlyTasksHaveDrafts(t *testing.T) {
	c := newVendor(t).client()
	for _, name := range []string{"members.list", createUser, deleteMembers, nameTask, deleteWebhook} {
		_, err := c.Draft(op(t, name), Target{}, given(nil))
		asCall(t, err, call.Fault)
	}
}

// What passed the check passes it again, unchanged.
func FuzzDrafts(f *testing.F) {
	f.Add("members.update", []byte(`{"code":"E1","birthday":null,"custom_fields":[{"id":5,"values":[]}]}`))
	f.Add("sheet.update", []byte(`{"code":"E1","records":[{"custom_fields":[]}]}`))
	f.Add("departments.replaceAll", []byte(`{"code":"E1","name":"x","parent_code":""}`))
	f.Add("enumOptions.replaceAll", []byte(`{"id":"1","name":"x"}`))
	c := New(Config{})
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		o, ok := Lookup(name)
		if !ok || !json.Valid(raw) {
			return
		}
		d, err := c.Draft(o, target, given([]json.RawMessage{raw}))
		if err != nil {
			return
		}
		again, err := c.Draft(o, target, given(d.Rows()))
		if err != nil {
			t.Fatalf("%s: %v", d.Rows(), err)
		}
		if string(again.Rows()[0]) != string(d.Rows()[0]) {
			t.Errorf("%s became %s", d.Rows(), again.Rows())
		}
	})
}
