package sandbox

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// §8.2: the keys of a member, in the order of the table.
func TestMembersHaveTheDocumentsKeys(t *testing.T) {
	d := open(t, Options{Size: 40})
	list := d.get("members")
	if list["updated_at"] == nil || len(list.rows("member_data")) != 40 {
		t.Fatalf("%v members at %v", len(list.rows("member_data")), list["updated_at"])
	}
	_, raw := d.send("GET", "members", "")
	last := 0
	for _, key := range []string{
		"id", "code", "name", "name_kana", "mail", "entered_date", "retired_date", "gender", "birthday", "age",
		"years_of_service", "department", "sub_departments", "face_image", "custom_fields",
	} {
		at := strings.Index(string(raw[last:]), `"`+key+`":`)
		if at < 0 {
			t.Fatalf("%s is not there, or not after what stands before it", key)
		}
		last += at
	}
	var faces, none, retired, several int
	for _, m := range list.rows("member_data") {
		if m["face_image"] != nil {
			faces++
		}
		if m["birthday"] == nil {
			none++
		}
		if m["retired_date"] != "" {
			retired++
		}
		if strings.Contains(fieldText(m, idSkills), ",") {
			several++
		}
	}
	if faces == 0 || none == 0 || retired == 0 || several == 0 {
		t.Errorf("%d pictures, %d without birthday, %d retired, %d with several skills", faces, none, retired, several)
	}
}

// §8.2: age and years of service are counted, departments written out (§7.3).
func TestWhatIsComputed(t *testing.T) {
	d := open(t, Options{})
	d.done("POST members", people(`"code":"X1","entered_date":"2023-01-20","birthday":"1990-04-02","department":{"code":"D-32"},"sub_departments":[{"code":"0110"}]`))
	m := d.member("X1")
	if m["age"] != 35.0 || m["years_of_service"] != "3年2ヵ月" || at(m, "department", "name") != "東支社 横浜支店 窓口係" ||
		joined(at(m, "department", "names")) != "東支社,横浜支店,窓口係" || at(m, "sub_departments", 0, "code") != "0110" {
		t.Errorf("%v", m)
	}
	d.done("PATCH members", people(`"code":"X1","retired_date":"2025-01-19"`))
	if m := d.member("X1"); m["years_of_service"] != "1年11ヵ月" {
		t.Errorf("%v", m["years_of_service"])
	}
	if fieldText(d.member("X1"), idState) != "未完了" {
		t.Error("the formula is not calculated")
	}
	d.done("PATCH members", people(`"code":"X1",`+fields(idUniform, "M", idIssued, "2026-01-01")))
	if fieldText(d.member("X1"), idState) != "完了" {
		t.Error("the formula is not calculated again")
	}
}

func TestCreateMembers(t *testing.T) {
	d := open(t, Options{})
	d.done("POST members", people(
		`"code":"X1","name":"山田 太郎","name_kana":"ヤマダ タロウ","mail":"taro@example.co.jp","entered_date":"2026-04-01","gender":"男性","birthday":null,`+
			fields(idUniform, "LL", idSkills, "英語,簿記", idCommute, "12000.5", idStart, "2026-04"), `"code":"X2"`))
	m := d.member("X1")
	if m["name"] != "山田 太郎" || m["birthday"] != nil || m["age"] != nil || m["department"] != nil || fieldText(m, idSkills) != "英語,簿記" || fieldText(m, idCommute) != "12000.5" {
		t.Errorf("%v", m)
	}
	if m := d.member("X2"); m["entered_date"] != "" || m["years_of_service"] != "" || m["id"] == d.member("X1")["id"] || fieldText(m, idUniform) != "" {
		t.Errorf("%v", m)
	}
	d.fails("POST members", people(`"code":"X3"`, `"code":"E1001"`), "member_data[1].code: 社員番号が既に存在します。")
}

// PATCH changes what is sent; "" and [""] clear.
func TestUpdateMembers(t *testing.T) {
	d := open(t, Options{})
	before := d.member("E1001")
	d.done("PATCH members", people(`"code":"E1001","name":"新 名前",`+fields(idUniform, "S")))
	after := d.member("E1001")
	if after["name"] != "新 名前" || fieldText(after, idUniform) != "S" {
		t.Errorf("%v", after)
	}
	for _, key := range []string{"id", "mail", "entered_date", "department", "face_image", "birthday"} {
		if !reflect.DeepEqual(before[key], after[key]) {
			t.Errorf("%s was %v, is %v", key, before[key], after[key])
		}
	}
	d.done("PATCH members", people(`"code":"E1001","mail":"","entered_date":"","department":null,"sub_departments":[],`+fields(idUniform, "", idSkills, "")))
	if m := d.member("E1001"); m["mail"] != "" || m["entered_date"] != "" || m["department"] != nil || fieldText(m, idUniform)+fieldText(m, idSkills) != "" || m["name"] != "新 名前" {
		t.Errorf("%v", m)
	}
	d.fails("PATCH members", people(`"code":"nobody"`), "member_data[0].code: 社員番号が存在しません。")
}

// PUT blanks what its members leave out, and nobody else's.
func TestReplaceMembersFields(t *testing.T) {
	d := open(t, Options{})
	other, sheet, face := d.member("E1002"), d.records(contactSheet, "E1001"), d.member("E1001")["face_image"]
	d.done("PUT members", people(`"code":"E1001","name":"残る 名前"`))
	m := d.member("E1001")
	if m["name"] != "残る 名前" || m["mail"] != "" || m["department"] != nil || m["birthday"] != nil || fieldText(m, idExtension) != "" || !reflect.DeepEqual(m["face_image"], face) {
		t.Errorf("%v", m)
	}
	if !reflect.DeepEqual(d.member("E1002"), other) || !reflect.DeepEqual(d.records(contactSheet, "E1001"), sheet) || len(d.s.Members()) != 12 {
		t.Error("somebody else, or a sheet, has changed")
	}
	d.fails("PUT members", people(`"code":"nobody"`), "社員番号が存在しません。")
	d = open(t, Options{Variant: Variant{PutBlanksAll: true}})
	d.done("PUT members", people(`"code":"E1001"`))
	if m := d.member("E1002"); m["name"] != "" || m["code"] != "E1002" {
		t.Errorf("%v", m)
	}
}

// PUT overwrite: the body is the whole company.
func TestReplaceAllMembers(t *testing.T) {
	d := open(t, Options{})
	d.done("PUT members/overwrite", people(`"code":"E1002","name":"残る"`, `"code":"X1","name":"新しい"`))
	if got := d.s.Members(); !slices.Equal(got, []string{"E1002", "X1"}) {
		t.Errorf("%v", got)
	}
	if d.member("E1002")["mail"] != "" {
		t.Error("what was left out is still there")
	}
}

// Who was registered after the request was made stays.
func TestReplaceAllSparesWhoCameLater(t *testing.T) {
	d := open(t, Options{Course: func(j Job) Course { return Course{Run: time.Duration(j.Nth) * time.Second} }})
	d.ok("POST members", people(`"code":"X1"`)) // ends in a second
	d.pass(500 * time.Millisecond)
	d.ok("PUT members/overwrite", people(`"code":"X2"`))
	d.pass(time.Minute)
	if got := d.s.Members(); !slices.Equal(got, []string{"X1", "X2"}) {
		t.Errorf("%v", got)
	}
}

// Deletion takes along sheets, leadership, permissions and the user of type 一般.
func TestDeleteMembers(t *testing.T) {
	d := open(t, Options{})
	adm := d.get("users").row("user_data", "member_code", "E1001")
	plain := d.get("users").row("user_data", "member_code", "E1005")
	d.done("PUT advanced_permissions/member", `{"advanced_permission_data":[{"user_id":1,"add_codes":["E1001","E1002"],"exclusion_codes":["E1005"]}]}`)
	d.done("POST members/delete", `{"codes":["E1001","E1005"]}`)
	if slices.Contains(d.s.Members(), "E1001") || d.records(contactSheet, "E1001") != nil {
		t.Error("the member is still there")
	}
	users := d.get("users")
	if got := users.row("user_data", "id", adm["id"]); got == nil || got["member_code"] != nil {
		t.Errorf("the administrator is %v", got)
	}
	if got := users.row("user_data", "id", plain["id"]); got != nil {
		t.Errorf("the user is %v", got)
	}
	p := d.get("advanced_permissions/member")
	if at(p, "advanced_permission_data", 0, "add_codes", 0) != "E1002" || joined(at(p, "advanced_permission_data", 0, "exclusion_codes")) != "" {
		t.Errorf("%v", p)
	}
	for _, dep := range d.get("departments").rows("department_data") {
		if dep["leader_member_code"] == "E1001" {
			t.Errorf("%v", dep)
		}
	}
	d.fails("POST members/delete", `{"codes":["E1002","E1001"]}`, "codes[1]: 社員番号が存在しません。")
	d.refused("POST members/delete", `{"codes":["E1002","E1002"]}`, http.StatusBadRequest, "重複")
}

func TestMembersSince(t *testing.T) {
	d := open(t, Options{Size: 40})
	d.done("PATCH members", people(`"code":"E1007","name":"今日の人"`))
	got := d.get("members?updated_since=2026-04-01")
	if list := got.rows("member_data"); len(list) != 1 || list[0]["code"] != "E1007" || got["updated_at"] != "2026-04-01 09:30:02" {
		t.Errorf("%v", got)
	}
	d.refused("GET members?updated_since=2026/04/01", "", http.StatusBadRequest, "updated_since")
	d.refused("GET members?page=2", "", http.StatusBadRequest, "page")
	d.refused("GET members/E1001", "", http.StatusNotFound, "URL")
	d = open(t, Options{Size: 40, Variant: Variant{NoSince: true, NoRetired: true}})
	d.refused("GET members?updated_since=2026-04-01", "", http.StatusBadRequest, "updated_since")
	if n := len(d.get("members").rows("member_data")); n >= 40 {
		t.Errorf("%d members, the retired among them", n)
	}
}
