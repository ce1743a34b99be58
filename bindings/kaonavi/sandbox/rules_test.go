package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What a member's values may not be; each is told at once, and alone.
func TestWhatMembersMayNotHave(t *testing.T) {
	d := open(t, Options{})
	for _, c := range []struct{ body, reason string }{
		{`[]`, "オブジェクトではありません"},
		{`{"member_data":[]} x`, "オブジェクトではありません"},
		{`{}`, "member_data: 必須項目です。"},
		{`{"member_data":{}}`, "member_data: 配列"},
		{`{"member_data":[1]}`, "member_data[0]: オブジェクト"},
		{`{"member_data":[],"x":1}`, "x: 使用できない"},
		{people(`"code":1`), "code: 文字列"},
		{people(`"name":"x"`), "member_data[0].code: 必須項目です。"},
		{people(`"code":""`), "code: 必須項目です。"},
		{people(`"code":"E1001","age":3`), "age: 使用できない"},
		{people(`"code":"E1001","name":null`), "name: 文字列"},
		{people(`"code":"` + strings.Repeat("あ", 51) + `"`), "code: 50文字以内"},
		{people(`"code":"E1001","mail":"` + strings.Repeat("あ", 101) + `"`), "mail: 100文字以内"},
		{people(`"code":"E1001","entered_date":"2026/04/01"`), "entered_date: 日付"},
		{people(`"code":"E1001","birthday":"2026-02-30"`), "birthday: 日付"},
		{people(`"code":"E1001","gender":"男"`), "gender: 選択肢"},
		{people(`"code":"E1001","department":"0110"`), "department: オブジェクト"},
		{people(`"code":"E1001","department":{"code":"0110","name":"x"}`), "department.name: 使用できない"},
		{people(`"code":"E1001","department":{}`), "department.code: 必須"},
		{people(`"code":"E1001","sub_departments":[{"code":"0110"},{"code":"0110"}]`), "重複"},
		{people(`"code":"E1001"`, `"code":"E1001"`), "member_data[1].code: 社員番号が重複"},
		{people(`"code":"E1001",` + fields(idUniform, "XL")), "custom_fields[0].values: 選択肢に存在しない"},
		{people(`"code":"E1001",` + fields(idUniform, "S,M")), "複数の値"},
		{people(`"code":"E1001",` + fields(idSkills, "英語,英語")), "値が重複"},
		{people(`"code":"E1001",` + fields(idSkills, "英語,")), "選択肢に存在しない"},
		{people(`"code":"E1001",` + fields(idExtension, strings.Repeat("1", 21))), "20文字以内"},
		{people(`"code":"E1001",` + fields(idCommute, "千円")), "数値"},
		{people(`"code":"E1001",` + fields(idCommute, "null")), "数値"},
		{people(`"code":"E1001",` + fields(idCommute, "007")), "数値"},
		{people(`"code":"E1001",` + fields(idIssued, "2026-4-1")), "日付"},
		{people(`"code":"E1001",` + fields(idStart, "2026-13")), "年月"},
		{people(`"code":"E1001",` + fields(idState, "完了")), "更新できない項目"},
		{people(`"code":"E1001",` + fields(999, "x")), "項目IDが存在しません"},
		{people(`"code":"E1001",` + fields(idUniform, "S", idUniform, "M")), "項目IDが重複"},
		{people(`"code":"E1001","custom_fields":[{"id":501,"values":"M"}]`), "values: 配列"},
		{people(`"code":"E1001","custom_fields":[{"id":501,"values":[1]}]`), "values[0]: 文字列"},
		{people(`"code":"E1001","custom_fields":[{"id":501,"values":[]}]`), "値を指定"},
		{people(`"code":"E1001","custom_fields":[{"id":501,"name":"制服サイズ","values":["M"]}]`), "name: 使用できない"},
		{people(`"code":"E1001","custom_fields":[{"values":["M"]}]`), "id: 必須"},
		{people(`"code":"E1001","custom_fields":[{"id":"501","values":["M"]}]`), "id: 整数"},
	} {
		d.refused("PATCH members", c.body, http.StatusBadRequest, c.reason)
	}
	d.fails("PATCH members", people(`"code":"E1001","department":{"code":"x"}`), "department.code: 所属コードが存在しません。")
	d.fails("PATCH members", people(`"code":"E1001","sub_departments":[{"code":"x"}]`), "sub_departments[0].code")
}

// Only the first kind of problems is told, but all of that kind.
func TestFirstKindOfProblemsOnly(t *testing.T) {
	d := open(t, Options{})
	missing, unlike, twice := `"name":"x"`, `"code":"E1001","gender":"?"`, `"code":"E1001"`
	for _, c := range []struct{ body, first string }{
		{people(`"code":"","x":1`, missing, unlike, twice), "member_data[0].x: "},
		{people(missing, `"code":"`+strings.Repeat("x", 51)+`"`, unlike, twice), "member_data[0].code: 必須"},
		{people(`"code":"`+strings.Repeat("x", 51)+`"`, unlike, twice), "member_data[0].code: 50文字"},
		{people(unlike, twice), "member_data[0].gender: "},
		{people(twice, twice, `"code":"nobody"`), "member_data[1].code: 社員番号が重複"},
	} {
		_, out := d.ask("PATCH members", c.body)
		if list := strings.Split(out.texts("errors"), "\n"); len(list) != 1 || !strings.HasPrefix(list[0], c.first) {
			t.Errorf("%s: %v, want %s alone", c.body, list, c.first)
		}
	}
	_, out := d.ask("PATCH members", people(missing, missing, unlike))
	if list := strings.Split(out.texts("errors"), "\n"); len(list) != 2 {
		t.Errorf("not both that are missing, or more: %v", list)
	}
}

// §4, §14: which problems are told at once is not known; each reading can be had.
func TestWhenProblemsAreTold(t *testing.T) {
	missing, wrong, absent := people(`"name":"x"`), people(`"code":"E1001","gender":"?"`), people(`"code":"nobody"`)
	for checks, late := range map[Checks][]string{
		ChecksLayout: {absent}, ChecksAll: {}, ChecksFew: {wrong, absent}, ChecksNone: {missing, wrong, absent},
	} {
		t.Run(fmt.Sprint(checks), func(t *testing.T) {
			d := open(t, Options{Variant: Variant{Checks: checks}})
			for _, body := range []string{missing, wrong, absent} {
				status, _ := d.ask("PATCH members", body)
				isLate := false
				for _, l := range late {
					isLate = isLate || l == body
				}
				if isLate != (status == http.StatusOK) {
					t.Errorf("%s: %d", body, status)
				}
				if isLate {
					d.fails("PATCH members", body, "member_data[0].")
				}
			}
		})
	}
}

func TestKeysThatAreIgnoredToOrder(t *testing.T) {
	d := open(t, Options{Variant: Variant{IgnoreUnknown: true}})
	d.done("PATCH members", people(`"code":"E1001","age":3,"name":"x","department":{"code":"0110","name":"y"}`))
	d.get("members?page=2")
	if d.member("E1001")["name"] != "x" {
		t.Error("the rest was not done")
	}
}
