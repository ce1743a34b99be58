package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"dandori/runtime/call"
)

// The shapes of section 8, with things in them that nobody knows yet: all comes back as it was.
func TestTypesKeepWhatTheyDoNotKnow(t *testing.T) {
	for name, c := range map[string]struct {
		into any
		raw  string
	}{
		"member": {new(Member), `{"id":3,"code":"E1001","name":"山田","name_kana":"ヤマダ","mail":"a@example.com","entered_date":"2020-04-01","retired_date":"","gender":"女性",
			"age":41,"years_of_service":"3年2ヵ月","department":{"code":"D-30","name":"東支社 横浜支店","names":["東支社","横浜支店"],"new":1},
			"sub_departments":[],"face_image":{"updated_at":"2026-04-01 09:30:00","new":{}},"custom_fields":[{"id":501,"name":"制服サイズ","values":["M"],"new":true}],"nickname":["x"]}`},
		"sheet row":  {new(SheetRow), `{"code":"E1","updated_at":"2026-04-01 09:30:00","records":[{"custom_fields":[{"id":880,"name":"資格名","values":["a","b"]}],"id":7}],"new":null}`},
		"department": {new(Department), `{"code":"D1","name":"x","parent_code":"D0","leader_member_code":"E1","order":1,"memo":"","new":1}`},
		"user":       {new(User), `{"id":1,"email":"a@example.com","member_code":"E1","role":{"id":1,"name":"管理者","type":"Adm","new":1},"last_login_at":"2026-04-01 09:30:00","is_active":true,"password_locked":false,"use_smartphone":false,"use_secure":true}`},
		"permission": {new(Permission), `{"user_id":1,"add_codes":["E1"],"exclusion_codes":[],"new":1}`},
		"choices":    {new(Choices), `{"sheet_name":"基本情報","id":10,"name":"区分","enum_option_data":[{"id":41,"name":"正社員","new":1}],"new":1}`},
		"webhook":    {new(Webhook), `{"id":1,"url":"https://x","events":["member_created"],"secret_token":"s","created_at":"a","updated_at":"b","new":1}`},
		"face":       {new(Face), `{"code":"E1","file_name":"a.jpg","download_url":"https://x","updated_at":"b","new":1}`},
		"file":       {new(FileRow), `{"code":"E1","records":[{"file_name":"a.pdf","download_url":"https://x","updated_at":"b","new":1}],"new":1}`},
		"sheet":      {new(SheetLayout), `{"id":77,"name":"資格","record_type":1,"custom_fields":[{"id":880,"name":"a","required":false,"type":"string","type_detail":"text_box","max_length":100,"enum":[],"read_only":true,"new":1}],"new":1}`},
	} {
		if err := json.Unmarshal([]byte(c.raw), c.into); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		out, err := json.Marshal(c.into)
		if err != nil {
			t.Fatal(err)
		}
		if canonical(t, string(out)) != canonical(t, c.raw) {
			t.Errorf("%s:\n got %s\nwant %s", name, canonical(t, string(out)), canonical(t, c.raw))
		}
	}
}

func TestUnsureReadings(t *testing.T) {
	var m Member
	if err := json.Unmarshal([]byte(`{"code":"E1","id":"3","age":null,"birthday":null,"department":null,"Code":"E2","face_image":null}`), &m); err != nil {
		t.Fatal(err)
	}
	if m.Code != "E1" || *m.ID != 3 || m.Age != nil || m.Birthday != nil || m.Department != nil || string(m.Rest["Code"]) != `"E2"` {
		t.Errorf("%+v", m)
	}
	var f Field
	if err := json.Unmarshal([]byte(`{"name":"x","type":"enum","max_length":null,"enum":["a",null,"b"]}`), &f); err != nil || !slices.Equal(f.Enum, Labels{"a", "b"}) {
		t.Errorf("%+v, %v", f, err)
	}
	if err := json.Unmarshal([]byte(`{"name":"x","enum":null}`), &f); err != nil || len(f.Enum) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
	for raw, want := range map[string]Int{`7`: 7, `"7"`: 7, `""`: 0, `null`: 0, `9007199254740993`: 9007199254740993} {
		var n Int
		if err := json.Unmarshal([]byte(raw), &n); err != nil || n != want {
			t.Errorf("%s: %d, %v", raw, n, err)
		}
	}
	var n Int
	if json.Unmarshal([]byte(`"x"`), &n) == nil || json.Unmarshal([]byte(`1.5`), &n) == nil {
		t.Error("no whole number was taken for one")
	}
}

// What is not as described is named by row and field, never by its value.
func TestAListThatIsNotAsDescribed(t *testing.T) {
	for rows, want := range map[string]string{
		`[{"code":"E1"},{"code":12345}]`:                                           "row 1 of Kaonavi's list is not what its document describes: code: must not be of type number",
		`[{"code":"E1","department":{"code":["secret"]}}]`:                         "row 0 of Kaonavi's list is not what its document describes: department.code: must not be of type array",
		`[{"code":"E1","custom_fields":[{"id":"secret"}]}]`:                        "row 0 of Kaonavi's list is not what its document describes: custom_fields.id: must be a whole number",
		`[{"code":"E1","custom_fields":[{"id":1,"values":["a",{"b":"secret"}]}]}]`: "row 0 of Kaonavi's list is not what its document describes: custom_fields.values: must not be of type object",
		`[{"code":"E1"},5]`: "row 1 of Kaonavi's list is not what its document describes: must not be of type number",
		`[null]`:            "row 0 of Kaonavi's list is not what its document describes: it is null",
	} {
		_, err := Read[Member](Table{Rows: json.RawMessage(rows)})
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", rows, err, want)
		}
	}
}

func TestLists(t *testing.T) {
	v := newVendor(t).
		on("GET /members", `{"updated_at":"2026-04-01 09:30:00","member_data":[{"code":"E1"},{"code":"E2"}]}`).
		on("GET /sheets/77", `{"id":77,"name":"資格","record_type":1,"updated_at":"2026-04-01 09:30:00","member_data":[{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}]}`).
		on("GET /sheet_layouts", `{"sheets":[{"id":77,"name":"資格","record_type":1,"custom_fields":[]}]}`).
		on("GET /departments", `[{"code":"D1","name":"x","parent_code":null}]`) // without its envelope
	c := v.client()
	members, err := c.List(background, op(t, "members.list"), Target{}, Query{UpdatedSince: "2026-04-01"})
	if err != nil || members.UpdatedAt() != "2026-04-01 09:30:00" || string(members.Rows) != `[{"code":"E1"},{"code":"E2"}]` {
		t.Errorf("%+v, %v", members, err)
	}
	sheet, err := c.List(background, op(t, "sheet.list"), Target{Sheet: "77"}, Query{})
	if err != nil || text(sheet.Head["name"]) != "資格" || text(sheet.Head["record_type"]) != "1" {
		t.Errorf("%+v, %v", sheet, err)
	}
	rows, err := Read[SheetRow](sheet)
	if err != nil || !reflect.DeepEqual(rows, []SheetRow{{Code: "E1", Records: []Record{{CustomFields: []FieldValue{{ID: 880, Values: []string{"x"}}}}}}}) {
		t.Errorf("%+v, %v", rows, err)
	}
	layouts, err := c.List(background, op(t, "layouts.sheets"), Target{}, Query{Calculated: true})
	if got, err2 := Read[SheetLayout](layouts); err != nil || err2 != nil || len(got) != 1 || got[0].RecordType != Multiple {
		t.Errorf("%+v, %v, %v", got, err, err2)
	}
	departments, err := c.List(background, op(t, "departments.list"), Target{}, Query{})
	if got, err2 := Read[Department](departments); err != nil || err2 != nil || len(got) != 1 || got[0].ParentCode != nil {
		t.Errorf("%+v, %v, %v", got, err, err2)
	}
	want := []string{"GET /members?updated_since=2026-04-01", "GET /sheets/77", "GET /sheet_layouts?get_calc_type=true", "GET /departments"}
	if got := v.whats(); !slices.Equal(got, want) {
		t.Errorf("sent %q", got)
	}
}

func TestAnUnreadableRowNamesItsOperation(t *testing.T) {
	table, err := newVendor(t).on("GET /roles", `{"role_data":[{"id":"secret"}]}`).client().List(background, op(t, "roles.list"), Target{}, Query{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read[Role](table)
	if e := asCall(t, err, call.ConnectionError); e.Operation != "roles.list" || e.Connection != "kaonavi" {
		t.Errorf("%+v", e)
	}
}

func TestEachStopsWhenItsCallerDoes(t *testing.T) {
	count := 0
	for range Each[Member](Table{Rows: json.RawMessage(`[{"code":"1"},{"code":"2"},5]`)}) {
		if count++; count == 2 {
			break
		}
	}
	if count != 2 {
		t.Errorf("%d rows", count)
	}
	if rows, err := Read[Member](Table{Rows: json.RawMessage(`[]`)}); err != nil || rows == nil || len(rows) != 0 {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestSingleObjects(t *testing.T) {
	v := newVendor(t).
		on("GET /member_layouts", `{"code":{"name":"社員番号","required":true,"type":"string","max_length":50,"enum":[]},"custom_fields":[
			{"id":501,"name":"制服サイズ","required":false,"type":"enum","max_length":null,"enum":["S","M"],"type_detail":"pull_down"},
			{"id":502,"name":"勤続","type":"calc"},{"id":503,"name":"x","type":"string","read_only":true},
			{"id":504,"name":"y","type":"string","type_detail":"attach_file"},{"id":505,"name":"z","type":"enum","enum":[],"type_detail":"check_box"}]}`).
		on("GET /users/9", `{"id":9,"email":"a@example.com","member_code":null,"role":{"id":1,"name":"n","type":"一般"},"last_login_at":null,"is_active":true,"password_locked":false,"use_smartphone":false}`).
		on("GET /roles", `[`)
	c := v.client()
	var layout MemberLayout
	if err := c.Get(background, op(t, memberLayout), Target{}, Query{}, &layout); err != nil {
		t.Fatal(err)
	}
	var writable []bool
	for _, f := range layout.CustomFields {
		writable = append(writable, f.Writable())
	}
	if !layout.Code.Required || *layout.Code.MaxLength != 50 || !slices.Equal(writable, []bool{true, false, false, false, true}) || !layout.CustomFields[4].Many() || layout.CustomFields[0].Many() {
		t.Errorf("%+v, %v", layout, writable)
	}
	var u User
	if err := c.Get(background, op(t, "users.get"), Target{ID: "9"}, Query{}, &u); err != nil || *u.ID != 9 || u.MemberCode != nil || u.Role.Type != "一般" {
		t.Errorf("%+v, %v", u, err)
	}
	v.on("GET /users/8", `{"id":8,"email":{"a":"secret"}}`).on("GET /users/7", `[]`)
	for _, id := range []string{"7", "8"} {
		e := asCall(t, c.Get(background, op(t, "users.get"), Target{ID: id}, Query{}, &u), call.ConnectionError)
		lacks(t, e.Error(), "secret")
	}
}

func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"code":"E1","age":"3","custom_fields":[{"id":1,"values":[null]}],"x":1}`))
	f.Add([]byte(`{"department":{"code":""},"sub_departments":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m, again Member
		if json.Unmarshal(raw, &m) != nil {
			return
		}
		out, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		second, _ := json.Marshal(again)
		if string(second) != string(out) {
			t.Errorf("%s became %s", out, second)
		}
	})
}
