package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dandori/runtime/call"
)

func TestWrongRowsAreNamedAllAtOnce(t *testing.T) {
	for _, w := range []struct {
		op, rows string
		problems []string
	}{
		{"users.add", `[{"email":"a@example.jp","password":"****"},{"nmae":"x","zzz":1},7,{"email":"A@example.jp","is_active":"yes"}]`, []string{
			`users[0].password: "****" only stands for a password that is not shown; sent, it would become the password`,
			`users[1].nmae: is no field that Kaonavi knows; did you mean "name"?`,
			`users[1].zzz: is no field of a user; there are email, password, member_code, name, type, role, is_active, password_locked, use_smartphone, use_secure`,
			`users[1].email: is missing`,
			`users[2]: a row must be an object`,
			`users[3].email: "a@example.jp" is there already, in users[0]`,
			`users[3].is_active: must be true, false or "-"`,
		}},
		{"departments.add", `[{"department_code1":"1","department_name1":"営業"},{"department_code2":"2","department_name2":"課"},{"department_code1":1,"department_name1":"","department":"x","departmnt_name1":"y"},{"department_code1":"9","department_name1":"他","department_code2":"1","department_name2":"課"}]`, []string{
			`users[1].department_code1: is missing`,
			`users[1].department_name1: is missing`,
			`users[2].department: is no field of a department; there are department_code1, department_name1 and so on, leader_member_code, leader_member_name, memo`,
			`users[2].departmnt_name1: is no field that Kaonavi knows; did you mean "department_name1"?`,
			`users[2].department_code1: a code must be a string: a number loses its leading zeros`,
			`users[2].department_name1: is missing`,
			`users[2].department_code1: "1" is there already, in users[0]`,
			`users[3].department_code2: "1" is there already, in users[0]`,
		}},
		{"members.update", `[{"member_code":"a1","46":"x","definition_":"y"},{"member_name":"x"},{"member_code":"a1","definition_2":["x"]},{"member_code":12},{"member_cod":"a2","definiton_3":"x","member_kana":"x"}]`, []string{
			`users[0].46: is no field of a row; did you mean definition_46?`,
			`users[0].definition_: is no field of a row; there are member_code, member_name, and columns by their number, as in definition_46`,
			`users[1].member_code: is missing`,
			`users[2].definition_2: a value must be a string, a number or a boolean`,
			`users[2].member_code: "a1" is there already, in users[0]`,
			`users[3].member_code: a code must be a string: a number loses its leading zeros`,
			`users[4].definiton_3: is no field that Kaonavi knows; did you mean "definition_3"?`,
			`users[4].member_cod: is no field that Kaonavi knows; did you mean "member_code"?`,
			`users[4].member_code: is missing`,
		}},
	} {
		_, err := Parse(op(t, w.op), "users", items(t, w.rows))
		e := asCall(t, err, call.TypeError)
		equal(t, w.op, e.Errors, w.problems)
		for _, p := range w.problems {
			if !strings.Contains(e.Error(), p) {
				t.Errorf("%s: the text lacks %q", w.op, p)
			}
		}
		if e.Text.Ja == e.Text.En || e.Operation != w.op {
			t.Errorf("%s: %+v", w.op, e)
		}
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	list := make([]json.RawMessage, 300)
	for i := range list {
		list[i] = json.RawMessage(`{}`)
	}
	_, err := Parse(op(t, "members.add"), "rows", list)
	e := asCall(t, err, call.TypeError)
	if len(e.Errors) != 300 || strings.Count(e.Error(), "\n") != mostProblems+1 || !strings.Contains(e.Text.Ja, "ほか 280 件") {
		t.Errorf("%d errors\n%s", len(e.Errors), e.Text.Ja)
	}
}

// Rows go back as they were read, less what the vendor sets.
func TestRowsAsTheyWereRead(t *testing.T) {
	for name, list := range map[string]string{
		"members.update":         `[{"member_code":"a0001","member_name":"藤井 健","member_kana":"フジイ","definition_46":null,"last_modified_by":"x","last_modified_at":"2018/03/13 17:50:43"}]`,
		"users.replaceAll":       `[{"email":"a@example.jp","created_at":"2016-10-07 10:54:12","last_logined_at":"","password_modified_at":"","last_modified_by":"","last_modified_at":""}]`,
		"departments.replaceAll": `[{"department_code1":"1","department_name1":"本部","department_code2":"","department_name2":null,"memo":"x"}]`,
	} {
		raw, _ := json.Marshal(rows(t, op(t, name), list))
		for _, stamp := range []string{"last_modified", "member_kana", "last_logined_at", "created_at", "password_modified_at"} {
			if strings.Contains(string(raw), stamp) {
				t.Errorf("%s sends %s", name, raw)
			}
		}
	}
	_, err := Parse(op(t, "members.add"), "rows", items(t, `[{"member_code":"a","member_kana":"フジイ"}]`))
	asCall(t, err, call.TypeError) // nobody reads somebody who is new
	raw, _ := json.Marshal(rows(t, op(t, "users.add"), `[{"email":"a@example.jp","created_at":"2016-10-07 10:54:12"}]`))
	if !strings.Contains(string(raw), "created_at") {
		t.Errorf("users.add sends %s", raw)
	}
}

func TestASheetMayHoldSeveralRowsAMember(t *testing.T) {
	const twice = `[{"member_code":"a","definition_1":"x"},{"member_code":"a","definition_1":"y"}]`
	if _, err := Parse(op(t, "sheet.add"), "rows", items(t, twice)); err != nil {
		t.Error(err)
	}
	_, err := Parse(op(t, "members.add"), "rows", items(t, twice))
	asCall(t, err, call.TypeError)
}

func TestCodes(t *testing.T) {
	o := op(t, "sheet.clear")
	got, err := ParseCodes(o, "codes", []string{"a1", "00123"})
	if raw, _ := json.Marshal(got); err != nil || string(raw) != `[{"member_code":"a1"},{"member_code":"00123"}]` {
		t.Errorf("%s, %v", raw, err)
	}
	_, err = ParseCodes(o, "codes", []string{"a1", " ", "a1"})
	equal(t, "problems", asCall(t, err, call.TypeError).Errors, []string{
		`codes[1]: a member code cannot be empty`, `codes[2]: "a1" is there already, in codes[0]`,
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{userBody, departmentBody, sheetBody, `[{"department_code99":"x"}]`, `[{}]`, `[null,1,"x",[]]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		var raw []json.RawMessage
		if json.Unmarshal([]byte(list), &raw) != nil {
			return
		}
		for _, o := range Operations() {
			if o.Kind == None {
				continue
			}
			out, err := Parse(o, "rows", raw)
			if err == nil && !json.Valid(body(o, out, true)) {
				t.Errorf("%s sends %s", o.Name, body(o, out, true))
			}
			if err != nil && len(err.(*call.Error).Errors) == 0 {
				t.Errorf("%s: an error without a problem", o.Name)
			}
			if now, _ := json.Marshal(raw); err == nil {
				if gone, err := Absent(o, Table{Rows: now}, out); err != nil || gone.Count != 0 {
					t.Errorf("%s: %d of the same rows are gone: %v, %v", o.Name, gone.Count, gone.Names, err)
				}
			}
		}
	})
}

func ExampleParse() {
	update, _ := Lookup("members.update")
	_, err := Parse(update, "rows", []json.RawMessage{json.RawMessage(`{"member_code": "a0262", "46": "2017/04/12"}`)})
	fmt.Println(err)
	// Output:
	// nothing was sent for members.update: 1 problem in 1 row
	//   rows[0].46: is no field of a row; did you mean definition_46?
}
