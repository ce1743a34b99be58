package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// What each kind of write changes, and what it leaves: a second write of the same has nothing to change.
func TestCompare(t *testing.T) {
	const members = `[{"member_code":"a1","member_name":"甲","definition_1":"x","definition_2":"2024/1/5","last_modified_at":"t"},{"member_code":"a2","member_name":"乙"}]`
	const rows = `[{"member_code":"a1","member_name":"甲","definition_1":"x"},{"member_code":"a1","definition_1":"y"},{"member_code":"a2","definition_1":"z"},{"member_code":"a3","definition_1":""}]`
	const users = `[{"email":"a@x","password":"****","name":"甲","type":"1","is_active":true,"last_modified_at":"t"},{"email":"b@x","name":"乙"}]`
	for _, w := range []struct {
		op, sent, now string
		want          []string
	}{
		{"members.update", `[{"member_code":"a1","definition_1":"x","definition_2":"2024-01-05 00:00:00"}]`, members, nil},
		{"members.update", `[{"member_code":"a1","definition_1":"","definition_2":"2024/1/6"},{"member_code":"a9","definition_1":"n"}]`, members, []string{
			`update a1 {"definition_1":"x","definition_2":"2024/1/5","member_code":"a1"} → {"definition_1":null,"definition_2":"2024/1/6","member_code":"a1"}`,
			`add a9  → {"definition_1":"n","member_code":"a9"}`}},
		{"members.replaceAll", `[{"member_code":"a1","member_name":"甲","definition_1":"x"},{"member_code":"a3","member_name":"丙"}]`, members, []string{
			`update a1 {"definition_2":"2024/1/5","member_code":"a1"} → {"definition_2":null,"member_code":"a1"}`, `add a3  → {"member_code":"a3","member_name":"丙"}`,
			`remove a2 {"member_code":"a2","member_name":"乙"} → `}},
		{"members.delete", `["a2","a9"]`, members, []string{`remove a2 {"member_code":"a2","member_name":"乙"} → `}},
		{"sheet.replaceAll", `[{"member_code":"a1","definition_1":"x"},{"member_code":"a2","definition_1":"w"}]`, rows, []string{
			`update a2 {"definition_1":"z","member_code":"a2"} → {"definition_1":"w","member_code":"a2"}`, `remove a1#2 {"definition_1":"y","member_code":"a1"} → `}},
		{"sheet.clear", `["a1"]`, rows, []string{`remove a1 {"definition_1":"x","member_code":"a1","member_name":"甲"} → `, `remove a1#2 {"definition_1":"y","member_code":"a1"} → `}},
		{"sheet.add", `[{"member_code":"a1","definition_1":"n"}]`, rows, []string{`add a1  → {"definition_1":"n","member_code":"a1"}`}},
		{"users.replaceAll", `[{"email":"A@x","name":"改","password":"秘密","is_active":"-"}]`, users, []string{
			`update a@x {"email":"a@x","name":"甲"} → {"email":"a@x","name":"改","password":"****"}`, `remove b@x {"email":"b@x","name":"乙"} → `}},
		{"users.add", `[{"email":"c@x","password":"秘密","name":"丙"}]`, users, []string{`add c@x  → {"email":"c@x","name":"丙"}`}},
		{"departments.replaceAll", `[{"department_code1":"1","department_name1":"本社","memo":""}]`, `[{"department_code1":"1","department_name1":"本社","memo":"m"},{"department_code1":"1","department_name1":"本社","department_code2":"2","department_name2":"営業"}]`, []string{
			`update 1 {"department_code1":"1","department_name1":"本社","memo":"m"} → {"department_code1":"1","department_name1":"本社","memo":null}`,
			`remove 2 {"department_code1":"1","department_code2":"2","department_name1":"本社","department_name2":"営業"} → `}},
		{"departments.replaceAll", `[{"department_code1":"1","department_name1":"東京本社","memo":"m"},{"department_code1":"2","department_name1":"営業"}]`, `[{"department_code1":"1","department_name1":"本社","memo":"m"},{"department_code1":"1","department_name1":"本社","department_code2":"2","department_name2":"営業"}]`, []string{
			`update 1 {"department_code1":"1","department_name1":"本社"} → {"department_code1":"1","department_name1":"東京本社"}`,
			`update 2 {"department_code1":"1","department_code2":"2","department_name1":"本社","department_name2":"営業"} → {"department_code1":"2","department_code2":null,"department_name1":"営業","department_name2":null}`}},
	} {
		o, now := op(t, w.op), Table{Rows: json.RawMessage(w.now)}
		next := rowsOf(t, o, w.sent)
		c := client(t, &server{}, V12)
		got, err := c.Compare(o, "7", now, next)
		var said []string
		for _, x := range got.Changes {
			said = append(said, string(x.Action())+" "+x.Key+" "+string(x.Was)+" → "+string(x.Now))
		}
		if err != nil || !slices.Equal(said, w.want) {
			t.Errorf("%s %s:\n got %q, %v\nwant %q", w.op, w.sent, said, err, w.want)
		}
		if strings.Contains(strings.Join(said, ""), "秘密") {
			t.Errorf("%s tells a password", w.op)
		}
		left, err := Leave(o, now, next)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.Compare(o, "7", left, next); err != nil || !strings.HasSuffix(w.op, "add") && w.op != "users.replaceAll" && len(again.Changes) > 0 {
			t.Errorf("%s again: %+v, %v", w.op, again.Changes, err)
		}
	}
}

// Names that people know rows by stand beside their keys.
func TestChangesAreNamed(t *testing.T) {
	for _, w := range []struct{ op, sent, now, want string }{
		{"members.update", `[{"member_code":"a1","member_name":"改"}]`, `[{"member_code":"a1","member_name":"甲"}]`, "a1 甲"},
		{"members.add", `[{"member_code":"a1","member_name":"新"}]`, `[]`, "a1 新"},
		{"sheet.clear", `["a1"]`, `[{"member_code":"a1","member_name":"甲","definition_1":"x"}]`, "a1 甲"},
		{"users.replaceAll", `[]`, `[{"email":"B@x","name":"乙"}]`, "b@x 乙"},
		{"departments.replaceAll", `[{"department_code1":"1","department_name1":"東京本社"}]`, `[{"department_code1":"1","department_name1":"本社"},{"department_code1":"1","department_name1":"本社","department_code2":"2","department_name2":"営業"}]`, "1 本社, 2 営業"},
	} {
		o := op(t, w.op)
		got, err := client(t, &server{}, V12).Compare(o, "7", Table{Rows: json.RawMessage(w.now)}, rowsOf(t, o, w.sent))
		var names []string
		for _, c := range got.Changes {
			names = append(names, c.Key+" "+c.Name)
		}
		if err != nil || strings.Join(names, ", ") != w.want {
			t.Errorf("%s: %q, %v, want %q", w.op, names, err, w.want)
		}
	}
}

func rowsOf(t *testing.T, o Operation, list string) Rows {
	t.Helper()
	var rows Rows
	var err error
	if o.Function == 16 {
		var codes []string
		if err := json.Unmarshal([]byte(list), &codes); err != nil {
			t.Fatal(err)
		}
		rows, err = ParseCodes(o, "codes", codes)
	} else {
		var items []json.RawMessage
		if err := json.Unmarshal([]byte(list), &items); err != nil {
			t.Fatal(err)
		}
		rows, err = Parse(o, "rows", items)
	}
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
