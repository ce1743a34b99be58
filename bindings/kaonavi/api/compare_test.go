package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/plan"
)

// planForm is members' 項目 of every kind.
func planForm() *Form {
	return MemberLayout{CustomFields: []Field{
		{ID: 1, Name: "制服サイズ", Type: "enum", TypeDetail: "pull_down", Enum: Labels{"M", "L"}},
		{ID: 2, Name: "言語", Type: "enum", TypeDetail: "check_box", Enum: Labels{"英語", "中国語", "日本語"}},
		{ID: 3, Name: "勤続", Type: "calc", TypeDetail: "calc_formula"},
		{ID: 4, Name: "面談日", Type: "date", TypeDetail: "date"},
		{ID: 5, Name: "等級", Type: "number", TypeDetail: "number_box"},
		{ID: 6, Name: "予備", Type: "string"}, {ID: 7, Name: "予備", Type: "string"},
	}}.Form()
}

const planMembers = `[
	{"id":1,"code":"E1","name":"甲","mail":"a@x","entered_date":"2024-01-05","retired_date":"","birthday":null,"age":40,"years_of_service":"2年",
		"department":{"code":"D1","name":"a b","names":["a","b"]},"sub_departments":[{"code":"D2","name":"x"},{"code":"D3","name":"y"}],"face_image":null,
		"custom_fields":[{"id":1,"name":"制服サイズ","values":["M"]},{"id":2,"name":"言語","values":["英語","中国語"]},{"id":3,"name":"勤続","values":["9"]},{"id":4,"name":"面談日","values":["2024-01-05"]},{"id":5,"name":"等級","values":["1"]},{"id":7,"name":"予備","values":["z"]}]},
	{"id":2,"code":"00123","name":"乙","mail":"b@x","department":{"code":"D1"},"sub_departments":[],"custom_fields":[]},
	{"id":3,"code":"E3","name":"丙","nickname":"","mail":"","sub_departments":[],"custom_fields":[]}]`

func table(rows string) Table { return Table{Rows: json.RawMessage(rows)} }

// lines are changes as a test writes them.
func told(changes []plan.Change) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, string(c.Action())+" "+c.Key+" "+string(c.Was)+" → "+string(c.Now))
	}
	return out
}

// Nobody says what a replacement of fields does to members who are left out: who signs should know.
func TestMembersLeftOutOfAReplacement(t *testing.T) {
	for rows, want := range map[string]int{`[{"code":"00123","name":"乙"}]`: 1, `[{"code":"00123","name":"乙"},{"code":"E1"},{"code":"E3"}]`: 0} {
		got, err := planned{op: replaceFields, rows: rows, now: planMembers, form: planForm()}.compare(t, Target{})
		if err != nil || len(got.Warnings) != want || want > 0 && !strings.Contains(got.Warnings[0].En, "there are 2 of them") {
			t.Errorf("%s: %v, %v", rows, got.Warnings, err)
		}
	}
}

// What a write of members changes: only what really differs, by name, in the shape that scripts send.
func TestMembersCompared(t *testing.T) {
	c := newVendor(t).client()
	for _, w := range []struct {
		op, rows string
		want     []string
	}{
		{"members.update", `[{"code":"E1","name":"甲","mail":"a@x","fields":{"制服サイズ":"M"}}]`, nil},
		{"members.update", `[{"code":"E1","fields":{"言語":["中国語","英語"],"等級":"1.0","面談日":"2024-01-05"},"sub_departments":[{"code":"D3"},{"code":"D2"}]}]`, nil},
		{"members.update", `[{"code":"E3","mail":null,"birthday":"","department":null,"fields":{"制服サイズ":null}}]`, nil},
		{"members.update", `[{"code":"E1","name":"甲","mail":"c@x","fields":{"制服サイズ":"L","言語":["英語"],"等級":null}},{"code":"E3","name":"丙"}]`, []string{
			`update E1 {"code":"E1","mail":"a@x","fields":{"制服サイズ":"M","言語":["英語","中国語"],"等級":"1"}} → {"code":"E1","mail":"c@x","fields":{"制服サイズ":"L","言語":["英語"],"等級":null}}`}},
		{"members.update", `[{"code":"E1","department":{"code":"D2"},"sub_departments":[],"custom_fields":[{"id":7,"values":[""]}]}]`, []string{
			`update E1 {"code":"E1","department":{"code":"D1"},"sub_departments":[{"code":"D2"},{"code":"D3"}],"custom_fields":[{"id":7,"values":["z"]}]} → {"code":"E1","department":{"code":"D2"},"sub_departments":null,"custom_fields":[{"id":7,"values":[""]}]}`}},
		{"members.create", `[{"code":"E9","name":"丁","mail":"","fields":{"制服サイズ":"M"}}]`, []string{`add E9  → {"code":"E9","name":"丁","fields":{"制服サイズ":"M"}}`}},
		{"members.replaceFields", `[{"code":"00123","name":"乙"}]`, []string{
			`update 00123 {"code":"00123","name":"乙","mail":"b@x","department":{"code":"D1"}} → {"code":"00123","name":"乙","mail":null,"department":null}`}},
		{"members.replaceAll", `[{"code":"E3","name":"丙"},{"code":"00123","name":"乙","mail":"b@x","department":{"code":"D1"},"fields":{"制服サイズ":"M"}},{"code":"E4"}]`, []string{
			`update 00123 {"code":"00123","name":"乙","mail":"b@x","department":{"code":"D1"},"fields":{"制服サイズ":null}} → {"code":"00123","name":"乙","mail":"b@x","department":{"code":"D1"},"fields":{"制服サイズ":"M"}}`,
			`add E4  → {"code":"E4"}`,
			`remove E1 {"code":"E1","name":"甲","mail":"a@x","entered_date":"2024-01-05","department":{"code":"D1"},"sub_departments":[{"code":"D2"},{"code":"D3"}],"fields":{"制服サイズ":"M","言語":["英語","中国語"],"面談日":"2024-01-05","等級":"1"},"custom_fields":[{"id":7,"values":["z"]}]} → `}},
	} {
		d, err := c.Draft(op(t, w.op), Target{}, Rows{Argument: "rows", Items: items(t, w.rows), Form: planForm()})
		if err != nil {
			t.Errorf("%s %s: %v", w.op, w.rows, err)
			continue
		}
		got, err := d.Compare(table(planMembers), nil)
		if err != nil || !slices.Equal(told(got.Changes), w.want) {
			t.Errorf("%s %s:\n got %q, %v\nwant %q", w.op, w.rows, told(got.Changes), err, w.want)
		}
		if got.Present != 3 || got.Requests["updates"] != 1 || got.Operation != w.op || got.Vendor != Vendor || got.Connection != "kaonavi" {
			t.Errorf("%+v", got)
		}
	}
}

// Whatever is wrong with a write is told at once, by what was given and by what is there.
func TestMembersThatCannotBeWritten(t *testing.T) {
	c := newVendor(t).client()
	known := Known{"departments.list": table(`[{"code":"D1","name":"x"},{"code":"007","name":"y"}]`)}
	for _, w := range []struct {
		op, rows string
		want     []string
	}{
		{"members.update", `[{"code":"E8"},{"code":"123"},{"code":"E1","mail":"B@X","department":{"code":"7"},"sub_departments":[{"code":"D9"}],"fields":{"制服サイズ":"XL"}},{"code":"E3","mail":"n@x"},{"code":"00123","mail":"n@x"}]`, []string{
			"rows[0].code (E8): there is no member E8 in Kaonavi",
			"rows[1].code (123): there is no 123 in Kaonavi, but 00123: its leading zeros were lost, as in Excel",
			`rows[2].fields.制服サイズ (E1): "XL" is none of the choices; did you mean "L"?`,
			"rows[2].department.code (E1): there is no 7 in Kaonavi, but 007: its leading zeros were lost, as in Excel",
			"rows[2].sub_departments[0].code (E1): there is no department D9 in Kaonavi",
			"rows[4].mail (00123): is also that of E3"}},
		// What Kaonavi sends may be sent back, also when it is newer than this client; anything else it would ignore.
		{"members.update", `[{"code":"E1","nickname":"x"},{"code":" ","zzz":1},{"code":"E3","namae":"x"}]`, []string{
			"rows[1].code: is missing",
			"rows[1].zzz: is no field that Kaonavi knows; there are code, name, name_kana, mail, entered_date, retired_date, gender, birthday, department, sub_departments, custom_fields, fields",
			`rows[2].namae (E3): is no field that Kaonavi knows; did you mean "name"?`}},
		{"members.create", `[{"code":"E1"},{"code":"123"},{"code":"E9","mail":"a@x"}]`, []string{
			"rows[0].code (E1): is there already in Kaonavi", "rows[1].code (123): there is no 123 in Kaonavi, but 00123: its leading zeros were lost, as in Excel", "rows[2].mail (E9): is also that of E1"}},
		{"members.replaceAll", `[{"code":"E1","mail":"b@x"},{"code":"123"}]`, []string{"rows[1].code (123): there is no 123 in Kaonavi, but 00123: its leading zeros were lost, as in Excel"}},
	} {
		d, _ := c.Draft(op(t, w.op), Target{}, Rows{Argument: "rows", Items: items(t, w.rows), Form: planForm()})
		_, err := d.Compare(table(planMembers), known)
		if e := asCall(t, err, call.TypeError); !slices.Equal(e.Errors, w.want) {
			t.Errorf("%s:\n got %q\nwant %q", w.op, e.Errors, w.want)
		}
	}
}
