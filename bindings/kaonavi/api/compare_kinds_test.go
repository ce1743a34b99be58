package api

import (
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/plan"
)

func formOf(s SheetLayout) *Form { return s.Form() }

func licences(recordType Int) *Form {
	return formOf(SheetLayout{ID: 77, Name: "資格", RecordType: recordType, CustomFields: []Field{
		{ID: 880, Name: "資格名", Type: "string"}, {ID: 881, Name: "取得日", Type: "date", TypeDetail: "date"},
		{ID: 884, Name: "証明書", Type: "string", TypeDetail: "attach_file"}, {ID: 889, Name: "年数", Type: "calc", TypeDetail: "calc_formula"},
	}})
}

// planned is what one write of each kind would say.
type planned struct {
	op, rows, now string
	form          *Form
	known         Known
	want          []string // changes, or problems
}

func (w planned) compare(t *testing.T, at Target) (plan.Write, error) {
	t.Helper()
	rows := Rows{Argument: "rows", Items: items(t, w.rows), Form: w.form}
	d, err := newVendor(t).client().Draft(op(t, w.op), at, rows)
	if d == nil {
		t.Fatal(err)
	}
	return d.Compare(table(w.now), w.known)
}

// What every other kind of write changes. A removal has nothing afterwards, an addition nothing before.
func TestKindsCompared(t *testing.T) {
	const single = `[{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["簿記"]},{"id":881,"values":["2024-01-05"]},{"id":889,"values":["3"]}]}]},{"code":"E2","records":[{"custom_fields":[{"id":880,"values":["英検"]}]}]}]`
	const multi = `[{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["簿記"]}]},{"custom_fields":[{"id":880,"values":["英検"]},{"id":884,"values":["a.pdf"]}]}]}]`
	const tree = `[{"code":"D1","name":"本社","parent_code":null,"leader_member_code":null,"order":1,"memo":null},{"code":"D2","name":"営業","parent_code":"D1","leader_member_code":"E1","order":1,"memo":"x"}]`
	for _, w := range []planned{
		{"sheet.update", `[{"code":"E1","fields":{"資格名":"簿記","取得日":"2024-01-06"}},{"code":"E2","fields":{"取得日":null}},{"code":"E3","fields":{"資格名":"英検","取得日":""}}]`, single, licences(Single), nil, []string{
			`update E1 {"code":"E1","fields":{"取得日":"2024-01-05"}} → {"code":"E1","fields":{"取得日":"2024-01-06"}}`, `add E3  → {"code":"E3","fields":{"資格名":"英検"}}`}},
		{"sheet.replaceAll", `[{"code":"E1","fields":{"資格名":"簿記"}}]`, single, licences(Single), nil, []string{
			`update E1 {"code":"E1","fields":{"資格名":"簿記","取得日":"2024-01-05"}} → {"code":"E1","fields":{"資格名":"簿記","取得日":null}}`, `remove E2 {"code":"E2","fields":{"資格名":"英検"}} → `}},
		{"sheet.update", `[{"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}}]}]`, multi, licences(Multiple), nil, nil},
		{"sheet.update", `[{"code":"E1","records":[{"fields":{"資格名":"英検"}},{"fields":{"資格名":"簿記"}}]}]`, multi, licences(Multiple), nil, []string{
			`update E1 {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}}]} → {"code":"E1","records":[{"fields":{"資格名":"英検"}},{"fields":{"資格名":"簿記"}}]}`}},
		{"sheet.replaceAll", `[{"code":"E1","records":[{"fields":{"資格名":"簿記"}},{}]}]`, multi, licences(Multiple), nil, []string{ // the file stays, and its record
			`update E1 {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}}]} → {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{}]}`}},
		{"members.update", `[{"code":"E1","mail":"s@x","name":"改"},{"code":"E2","mail":"S@X"}]`, `[{"code":"E1","mail":"s@x","name":"甲"},{"code":"E2","mail":"s@x"}]`, nil, nil, []string{ // nobody's mail is new
			`update E1 {"code":"E1","name":"甲"} → {"code":"E1","name":"改"}`, `update E2 {"code":"E2","mail":"s@x"} → {"code":"E2","mail":"S@X"}`}},
		{"sheet.replaceAll", `[{"code":"E1","records":[{"fields":{"資格名":"簿記"}}]}]`, `[{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["簿記"]}]},{"custom_fields":[{"id":889,"values":["3"]}]}]}]`, licences(Multiple), nil, nil},
		{"sheet.update", `[{"code":"E1","records":[]}]`, multi, licences(Multiple), nil, []string{`remove E1 {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}}]} → `}},
		{"sheet.add", `[{"code":"E1","records":[{"fields":{"資格名":"中検"}}]},{"code":"E2","records":[{"fields":{"資格名":"英検"}}]}]`, multi, licences(Multiple), nil, []string{
			`update E1 {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}}]} → {"code":"E1","records":[{"fields":{"資格名":"簿記"}},{"fields":{"資格名":"英検"}},{"fields":{"資格名":"中検"}}]}`,
			`add E2  → {"code":"E2","records":[{"fields":{"資格名":"英検"}}]}`}},
		{"sheet.update", `[{"code":"E2","records":[{"custom_fields":[{"id":880,"values":["英検"]}]}]}]`, `[]`, nil, nil, []string{`add E2  → {"code":"E2","records":[{"custom_fields":[{"id":880,"values":["英検"]}]}]}`}},

		{"departments.replaceAll", tree, tree, nil, nil, nil},
		{"departments.replaceAll", `[{"code":"D1","name":"本社","memo":""},{"code":"D3","name":"技術","parent_code":"D1","order":2}]`, tree, nil, nil, []string{
			`add D3  → {"code":"D3","name":"技術","parent_code":"D1","order":2}`, `remove D2 {"code":"D2","name":"営業","parent_code":"D1","leader_member_code":"E1","order":1,"memo":"x"} → `}},
		{"departments.replaceAll", `[{"code":"D1","name":"本社","order":1},{"code":"D2","name":"営業部","order":4}]`, tree, nil, nil, []string{
			`update D2 {"code":"D2","name":"営業","parent_code":"D1","leader_member_code":"E1","order":1,"memo":"x"} → {"code":"D2","name":"営業部","parent_code":null,"leader_member_code":null,"order":4,"memo":null}`}},

		{"advancedPermissions.replaceAll", `[{"user_id":1,"add_codes":["E2","E1"]},{"user_id":2,"add_codes":[]},{"user_id":3,"exclusion_codes":["E1"]},{"user_id":5,"add_codes":["E1"]}]`,
			`[{"user_id":1,"add_codes":["E1","E2"],"exclusion_codes":[]},{"user_id":2,"add_codes":["E1"],"exclusion_codes":[]},{"user_id":4,"add_codes":["E1"],"exclusion_codes":[]},{"user_id":5,"add_codes":[],"exclusion_codes":["E1"]}]`, nil, nil, []string{
				`remove 2 {"user_id":2,"add_codes":["E1"],"exclusion_codes":[]} → `, `add 3  → {"user_id":3,"add_codes":[],"exclusion_codes":["E1"]}`,
				`update 5 {"user_id":5,"add_codes":[],"exclusion_codes":["E1"]} → {"user_id":5,"add_codes":["E1"],"exclusion_codes":[]}`, `remove 4 {"user_id":4,"add_codes":["E1"],"exclusion_codes":[]} → `}},

		{"enumOptions.replaceAll", `[{"id":2,"name":"B"},{"id":1,"name":"A改"},{"name":"D"}]`, `[{"id":1,"name":"A"},{"id":2,"name":"B"},{"id":3,"name":"C"}]`, nil, nil, []string{
			`update A {"id":1,"name":"A"} → {"id":1,"name":"A改"}`, `add D  → {"name":"D"}`, `remove C {"id":3,"name":"C"} → `, `update  {"order":["A","B","C"]} → {"order":["B","A改","D"]}`}},
		{"enumOptions.replaceAll", `[{"id":2,"name":"B"},{"id":1,"name":"A"}]`, `[{"id":1,"name":"A"},{"id":2,"name":"B"}]`, nil, nil, []string{`update  {"order":["A","B"]} → {"order":["B","A"]}`}},
		{"enumOptions.replaceAll", `[{"id":1,"name":"A"},{"name":"D"},{"id":2,"name":"B"}]`, `[{"id":1,"name":"A"},{"id":2,"name":"B"}]`, nil, nil, []string{`add D  → {"name":"D"}`, `update  {"order":["A","B"]} → {"order":["A","D","B"]}`}},
		{"enumOptions.replaceAll", `[{"id":1,"name":"A"},{"id":3,"name":"C"},{"name":"D"}]`, `[{"id":1,"name":"A"},{"id":2,"name":"B"},{"id":3,"name":"C"}]`, nil, nil, []string{`add D  → {"name":"D"}`, `remove B {"id":2,"name":"B"} → `}},

		{"members.faceImages.update", `[{"code":"E1","base64_face_image":"` + gif + `"}]`, `[{"code":"E1","file_name":"a.jpg","download_url":"https://x","updated_at":"2026-04-01 09:30:00"}]`, nil, nil, []string{
			`update E1 {"code":"E1","file_name":"a.jpg","updated_at":"2026-04-01 09:30:00"} → {"code":"E1","size":29,"sha256":"` + gifSum + `"}`}},
		{"members.faceImages.add", `[{"code":"E2","base64_face_image":"` + gif + `"}]`, `[]`, nil, nil, []string{`add E2  → {"code":"E2","size":29,"sha256":"` + gifSum + `"}`}},
		{"sheet.attachments.add", `[{"code":"E1","records":[{"file_name":"b.pdf","base64_content":"eA=="},{"file_name":"c.pdf","base64_content":"eA=="}]}]`, `[{"code":"E1","records":[{"file_name":"a.pdf"}]}]`, nil, nil, []string{
			`add E1/b.pdf  → {"code":"E1","records":[{"file_name":"b.pdf","size":1,"sha256":"` + xSum + `"}]}`, `add E1/c.pdf  → {"code":"E1","records":[{"file_name":"c.pdf","size":1,"sha256":"` + xSum + `"}]}`}},
		{"sheet.attachments.update", `[{"code":"E1","records":[{"file_name":"a.pdf","base64_content":"eA=="}]}]`, `[{"code":"E1","records":[{"file_name":"a.pdf","download_url":"https://x","updated_at":"t"}]}]`, nil, nil, []string{
			`update E1/a.pdf {"code":"E1","records":[{"file_name":"a.pdf","updated_at":"t"}]} → {"code":"E1","records":[{"file_name":"a.pdf","size":1,"sha256":"` + xSum + `"}]}`}},
	} {
		got, err := w.compare(t, target)
		if err != nil || !slices.Equal(told(got.Changes), w.want) {
			t.Errorf("%s %s:\n got %q, %v\nwant %q", w.op, w.rows, told(got.Changes), err, w.want)
		}
	}
}

// Who signs a plan needs names beside the codes: those that were read anyhow.
func TestChangesAreNamed(t *testing.T) {
	known := Known{listMembers: table(`[{"code":"E1","name":"甲"},{"code":"E2","name":"乙"}]`), listUsers: table(`[{"id":2,"email":"b@x"},{"id":"4","email":"d@x"}]`)}
	const tree = `[{"code":"D1","name":"本社"},{"code":"D2","name":"営業","parent_code":"D1"}]`
	for _, w := range []struct {
		planned
		names string
	}{
		{planned{"members.update", `[{"code":"E1","name":"改"}]`, `[{"code":"E1","name":"甲"}]`, nil, known, nil}, "E1 甲"},
		{planned{"members.create", `[{"code":"E9","name":"新"}]`, `[]`, nil, known, nil}, "E9 新"},
		{planned{"sheet.update", `[{"code":"E2","fields":{"資格名":"英検"}}]`, `[]`, licences(Single), known, nil}, "E2 乙"},
		{planned{"sheet.update", `[{"code":"E2","fields":{"資格名":"英検"}}]`, `[]`, licences(Single), nil, nil}, "E2 "}, // members are not to be read
		{planned{"departments.replaceAll", `[{"code":"D1","name":"東京本社"},{"code":"D3","name":"技術"}]`, tree, nil, known, nil}, "D1 本社, D3 技術, D2 営業"},
		{planned{"advancedPermissions.replaceAll", `[{"user_id":2,"add_codes":["E1"]}]`, `[{"user_id":4,"add_codes":["E1"],"exclusion_codes":[]}]`, nil, known, nil}, "2 b@x, 4 d@x"},
		{planned{"members.faceImages.add", `[{"code":"E2","base64_face_image":"` + gif + `"}]`, `[]`, nil, known, nil}, "E2 乙"},
		{planned{"sheet.attachments.add", `[{"code":"E1","records":[{"file_name":"b.pdf","base64_content":"eA=="}]}]`, `[]`, nil, known, nil}, "E1/b.pdf 甲"},
	} {
		got, err := w.compare(t, target)
		var names []string
		for _, c := range got.Changes {
			names = append(names, c.Key+" "+c.Name)
		}
		if err != nil || strings.Join(names, ", ") != w.names {
			t.Errorf("%s: %q, %v, want %q", w.op, names, err, w.names)
		}
	}
}

const (
	gifSum = "1f117ab884befddb6b06149ee2aa019d76d02b8635c49d734031d69d2d0d7f93"
	xSum   = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
)

// What a look at the company shows to be wrong, all of it at once.
func TestKindsThatCannotBeWritten(t *testing.T) {
	known := Known{listMembers: table(`[{"code":"E1"},{"code":"00123"}]`), listDepartments: table(`[{"code":"D1"},{"code":"007"}]`), listUsers: table(`[{"id":1},{"id":2}]`)}
	const lost = "there is no %s in Kaonavi, but %s: its leading zeros were lost, as in Excel"
	lostOf := func(code, whole string) string {
		return strings.Replace(strings.Replace(lost, "%s", code, 1), "%s", whole, 1)
	}
	for _, w := range []planned{
		{"sheet.update", `[{"code":"E8","fields":{"取得日":"秘密"}},{"code":"123","fields":{}},{"code":"E5","fields":{"資格名":"x"}},{"code":"E1","records":[{},{}]}]`,
			`[{"code":"E5","records":[{"custom_fields":[{"id":880,"values":["退職"]}]}]}]`, licences(Single), known, []string{
				`rows[0].records[0].fields.取得日 (E8): "秘密" is no date as YYYY-MM-DD`, "rows[0].code (E8): there is no member E8 in Kaonavi", "rows[1].code (123): " + lostOf("123", "00123"),
				"rows[3].records (E1): a member has one record on this sheet"}},
		{"sheet.add", `[{"code":"E1","records":[{"fields":{"資格名":"x"}}]}]`, `[]`, licences(Single), known, []string{"rows[0].records (E1): a member has one record on this sheet: use update"}},
		{"departments.replaceAll", `[{"code":"D1","name":"x","leader_member_code":"E7"},{"code":"7","name":"y","leader_member_code":"123"}]`, `[{"code":"D1","name":"x"},{"code":"007","name":"y"}]`, nil, known, []string{
			"rows[0].leader_member_code (D1): there is no member E7 in Kaonavi", "rows[1].code (7): " + lostOf("7", "007"), "rows[1].leader_member_code (7): " + lostOf("123", "00123")}},
		{"departments.replaceAll", `[{"code":"007","name":"y"},{"code":"D1","name":"x","parent_code":"7"}]`, `[]`, nil, known, []string{"rows[1].parent_code (D1): " + lostIn("7", "007")}},
		{"advancedPermissions.replaceAll", `[{"user_id":9,"add_codes":["D1","7"],"exclusion_codes":["D9"]}]`, `[]`, nil, known, []string{
			"rows[0].user_id (9): there is no user 9 in Kaonavi", "rows[0].add_codes (9): " + lostOf("7", "007"), "rows[0].exclusion_codes (9): there is no department D9 in Kaonavi"}},
		{"enumOptions.replaceAll", `[{"id":5,"name":"A"}]`, `[{"id":1,"name":"A"}]`, nil, nil, []string{"rows[0].id (A): the field has no choice with id 5"}},
		{"members.faceImages.add", `[{"code":"E1","base64_face_image":"` + gif + `"},{"code":"E9","base64_face_image":"` + gif + `"}]`, `[{"code":"E1"}]`, nil, known, []string{
			"rows[0].code (E1): has a face image already: use update", "rows[1].code (E9): there is no member E9 in Kaonavi"}},
		{"members.faceImages.update", `[{"code":"E1","base64_face_image":"` + gif + `"}]`, `[]`, nil, known, []string{"rows[0].code (E1): has no face image yet: use add"}},
		{"sheet.attachments.add", `[{"code":"E1","records":[{"file_name":"a.pdf","base64_content":"eA=="}]}]`, `[{"code":"E1","records":[{"file_name":"a.pdf"}]}]`, nil, known, []string{
			"rows[0].records[0].file_name (E1): the member has a file of this name already: use update"}},
		{"sheet.attachments.update", `[{"code":"E9","records":[{"file_name":"a.pdf","base64_content":"eA=="}]},{"code":"E1","records":[{"file_name":"a.pdf","base64_content":"eA=="}]}]`, `[{"code":"E1","records":[{"file_name":"a.pdf"},{"file_name":"a.pdf"}]}]`, nil, known, []string{
			"rows[0].code (E9): there is no member E9 in Kaonavi", "rows[0].records[0].file_name (E9): the member has no file of this name yet: use add",
			"rows[1].records[0].file_name (E1): the member has 2 files of this name, and Kaonavi does not say which one it would replace"}},
	} {
		_, err := w.compare(t, Target{Sheet: "77", Field: "884", Permission: ByDepartment})
		if e := asCall(t, err, call.TypeError); !slices.Equal(e.Errors, w.want) {
			t.Errorf("%s:\n got %q\nwant %q", w.op, e.Errors, w.want)
		}
	}
}

func lostIn(code, whole string) string {
	return code + " is not among the departments, but " + whole + ": its leading zeros were lost, as in Excel"
}

func TestAccountsCompared(t *testing.T) {
	c := newVendor(t).client()
	const users = `[{"id":1,"email":"a@x","member_code":"E1","role":{"id":1,"name":"Adm","type":"Adm"},"last_login_at":null,"is_active":true,"password_locked":false,"use_smartphone":false},{"id":2,"email":"b@x","member_code":null,"role":{"id":2}}]`
	const hooks = `[{"id":1,"url":"https://a","events":["member_created"],"secret_token":"秘密","created_at":"t"}]`
	known := Known{listMembers: table(`[{"code":"E1"},{"code":"007"}]`), listRoles: table(`[{"id":1},{"id":2}]`)}
	for _, w := range []struct {
		op, id, given, now string
		want               []string
	}{
		{createUser, "", `{"email":"c@x","member_code":"E1","password":"秘密","role":{"id":1},"is_active":true}`, users, []string{`add c@x  → {"email":"c@x","member_code":"E1","role":{"id":1},"is_active":true}`}},
		{updateUser, "1", `{"email":"A@x","role":{"id":1,"name":"Adm"},"is_active":true}`, users, nil},
		{updateUser, "1", `{"email":"c@x","member_code":null,"password":"秘密","password_locked":true}`, users, []string{
			`update 1 {"id":"1","email":"a@x","member_code":"E1","password_locked":false} → {"id":"1","email":"c@x","member_code":null,"password_locked":true,"password":"***"}`}},
		{createWebhook, "", `{"url":"https://b","events":["member_updated"],"secret_token":"秘密"}`, hooks, []string{`add https://b  → {"url":"https://b","events":["member_updated"]}`}},
		{updateWebhook, "1", `{"url":"https://a","events":["member_created"],"secret_token":"秘密"}`, hooks, nil},
		{updateWebhook, "1", `{"url":"https://b","secret_token":"新秘密"}`, hooks, []string{`update 1 {"id":"1","url":"https://a"} → {"id":"1","url":"https://b","secret_token":"***"}`}},
		{deleteUser, "1", "", users, []string{`remove 1 {"id":"1","email":"a@x","member_code":"E1","role":{"id":1},"is_active":true,"password_locked":false,"use_smartphone":false} → `}},
		{deleteWebhook, "1", "", hooks, []string{`remove 1 {"id":"1","url":"https://a","events":["member_created"]} → `}},

		{createUser, "", `{"email":"A@x","member_code":"7"}`, users, []string{"user.email: is that of another user already", "user.member_code: there is no 7 in Kaonavi, but 007: its leading zeros were lost, as in Excel"}},
		{updateUser, "9", `{"email":"b@x","member_code":"E8"}`, users, []string{"user.email: is that of another user already", "user.member_code: there is no member E8 in Kaonavi", "user: there is no user 9 in Kaonavi"}},
		{updateUser, "1", `{"role":{"id":7}}`, users, []string{"user.role.id: there is no role 7 in Kaonavi; roles.list() shows them"}},
		{updateUser, "1", `{"active":false,"zzz":1}`, users, []string{
			`user.active: is no field that Kaonavi knows; did you mean "is_active"?`, "user.zzz: is no field that Kaonavi knows; there are email, member_code, password, role, is_active, password_locked, use_smartphone"}},
		{updateWebhook, "1", `{"zzz":1}`, hooks, []string{"user.zzz: is no field that Kaonavi knows; there are url, events, secret_token"}},
		{deleteUser, "9", "", users, []string{"id: there is no user 9 in Kaonavi"}},
		{deleteWebhook, "9", "", hooks, []string{"id: there is no webhook 9 in Kaonavi"}},
	} {
		i := Intent(c.Deletion(op(t, w.op), w.id))
		if w.given != "" {
			a, err := c.Account(op(t, w.op), Target{ID: w.id}, "user", []byte(w.given))
			if err != nil {
				t.Fatal(err)
			}
			i = a
		}
		got, err := i.Compare(table(w.now), known)
		said := told(got.Changes)
		if err != nil {
			said = asCall(t, err, call.TypeError).Errors
		} else if got.Requests[""] != 1 {
			t.Errorf("%s: %v", w.op, got.Requests)
		}
		if !slices.Equal(said, w.want) {
			t.Errorf("%s %s:\n got %q\nwant %q", w.op, w.given, said, w.want)
		}
		lacks(t, strings.Join(said, ""), "秘密")
	}
}
