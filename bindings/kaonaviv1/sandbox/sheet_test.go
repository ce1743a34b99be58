package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// rowsOf reads a sheet and returns its rows without what no write may name.
func rowsOf(d *desk, sheet string) []map[string]any {
	d.t.Helper()
	rows := d.ok("/v1.0/sheet/"+sheet, "").rows("data")
	for _, r := range rows {
		maps.DeleteFunc(r, func(key string, _ any) bool {
			return key == "last_modified_by" || key == "last_modified_at" || key == "definition_10" || key == "definition_76"
		})
	}
	return rows
}

func data(t *testing.T, rows ...map[string]any) string {
	t.Helper()
	if rows == nil {
		rows = []map[string]any{}
	}
	return encode(t, map[string]any{"data": rows})
}

// one is a body with one row: member_code and "key=value" pairs.
func one(t *testing.T, code string, pairs ...string) string {
	t.Helper()
	row := map[string]any{"member_code": code}
	for _, p := range pairs {
		key, value, _ := strings.Cut(p, "=")
		row[key] = value
	}
	return data(t, row)
}

// records returns the records of a member in the snapshot.
func (d *desk) records(sheet, code string) []map[string]any {
	d.t.Helper()
	return d.state().rows("sheets", sheet, code)
}

// What is read, sent back whole, is valid and changes nothing: on every sheet, for several seeds.
func TestSheetReadAndSentBackChangesNothing(t *testing.T) {
	for seed := range uint64(4) {
		d := open(t, Options{Seed: seed, Size: 60})
		for _, sheet := range []string{"0", "1001", "1002", "1003"} {
			before := string(d.s.Snapshot())
			d.done("/v1.2/sheet/"+sheet+"/data/overwrite", data(t, rowsOf(d, sheet)...))
			if after := string(d.s.Snapshot()); after != before {
				t.Errorf("seed %d, sheet %s changed", seed, sheet)
			}
			d.done("/v1.2/sheet/"+sheet+"/data/update", data(t, rowsOf(d, sheet)...))
			if after := string(d.s.Snapshot()); after != before {
				t.Errorf("seed %d, sheet %s changed by an update", seed, sheet)
			}
		}
	}
}

func TestSheetReadsWhoHasRecords(t *testing.T) {
	d := open(t, Options{Size: 60})
	if got := len(rowsOf(d, "0")); got != 60 {
		t.Errorf("sheet 0 has %d rows", got)
	}
	grades := rowsOf(d, "1003")
	if len(grades) == 0 || len(grades) >= 60 {
		t.Errorf("sheet 1003 has %d rows", len(grades))
	}
	if _, shown := grades[0]["definition_75"]; shown {
		t.Error("the radar chart is shown")
	}
	d.refused("/v1.0/sheet/9999", "", http.StatusBadRequest, "sheet_id")
	d.refused("/v1.0/sheet/00", "", http.StatusBadRequest, "sheet_id")
}

func TestMemberIsAdded(t *testing.T) {
	d := open(t, Options{Size: 3})
	body := one(t, "a0262", "member_name=カオナビ太郎", "definition_0=201", "definition_7=2017-04-12", "definition_10=")
	d.fails("/v1.0/sheet/0/data/add", body, "data[0].definition_10: 計算項目")
	d.done("/v1.0/sheet/0/data/add", one(t, "a0262", "member_name=カオナビ太郎", "definition_0=201", "definition_7=2010-06-14"))
	rows := d.ok("/v1.0/sheet/0", "").rows("data")
	got := rows[len(rows)-1]
	if got["member_name"] != "カオナビ太郎" || got["definition_7"] != "2010/06/14" || got["definition_10"] != "6" ||
		got["last_modified_by"] != "API" || got["definition_11"] != "" {
		t.Errorf("the member is %v", got)
	}
	d.fails("/v1.0/sheet/0/data/add", one(t, "a0262", "member_name=x"), "data[0].member_code: 社員番号が既に存在")
	d.fails("/v1.0/sheet/0/data/add", one(t, "a0263"), "data[0].member_name: 必須")
}

// 2.9 on sheet 0: who is absent goes with all that is tied to them.
func TestMemberOverwriteDeletesTheAbsent(t *testing.T) {
	d := open(t, Options{Size: 60})
	rows := rowsOf(d, "0")
	d.done("/v1.0/sheet/0/data/overwrite", data(t, append(rows[:2], map[string]any{"member_code": "z1", "member_name": "新 人"})...))
	if got := d.s.Members(); !slices.Equal(got, []string{"a0001", "a0002", "z1"}) {
		t.Fatalf("members are %v", got)
	}
	for sheet, all := range d.state().at("sheets").(map[string]any) {
		for code := range all.(map[string]any) {
			if !slices.Contains([]string{"a0001", "a0002", "z1"}, code) {
				t.Errorf("sheet %s still has records of %s", sheet, code)
			}
		}
	}
	// a0001 is an administrator; the other users were members that are gone.
	if users := d.state().at("users").(map[string]any); len(users) != 2 {
		t.Errorf("users are %v", users)
	}
	for _, row := range d.ok("/v1.0/department", "").rows("departments") {
		if code := row["leader_member_code"]; code != "" && code != "a0001" && code != "a0002" {
			t.Errorf("%v leads a department still", code)
		}
	}
}

func TestMemberOverwriteBlanksWhatIsLeftOut(t *testing.T) {
	d := open(t, Options{Size: 1})
	d.done("/v1.0/sheet/0/data/overwrite", one(t, "a0001", "member_name=改 名", "definition_11=L"))
	if got := d.records("0", "a0001"); len(got) != 1 || len(got[0]) != 1 || got[0]["definition_11"] != "L" {
		t.Errorf("the record is %v", got)
	}
	if name := d.state().at("members", "a0001"); name != "改 名" {
		t.Errorf("the name is %v", name)
	}
}

func TestUpdateTouchesOnlyWhatIsSent(t *testing.T) {
	d := open(t, Options{Size: 5})
	before := d.state()
	d.done("/v1.2/sheet/0/data/update", one(t, "a0003", "definition_9=00012", "definition_11="))
	was, is := before.rows("sheets", "0", "a0003")[0], d.records("0", "a0003")[0]
	was["definition_9"] = "00012"
	delete(was, "definition_11")
	if encode(t, was) != encode(t, is) {
		t.Errorf("the record should be %v and is %v", was, is)
	}
	for _, code := range []string{"a0001", "a0002", "a0004", "a0005"} {
		if encode(t, before.rows("sheets", "0", code)) != encode(t, d.records("0", code)) {
			t.Errorf("%s has changed too", code)
		}
	}
	d.fails("/v1.2/sheet/0/data/update", one(t, "a0009", "definition_11=L"), "data[0].member_code: 社員番号が存在しません")
	d.fails("/v1.2/sheet/0/data/update", one(t, "a0001", "member_name="), "data[0].member_name: 必須")
}

func TestUpdateVariants(t *testing.T) {
	d := open(t, Options{Size: 5, Variant: Variant{UpdateBlanks: true, UpdateAppends: true}})
	d.done("/v1.2/sheet/0/data/update", one(t, "a0003", "definition_11=L"))
	if got := d.records("0", "a0003"); len(got[0]) != 1 {
		t.Errorf("UpdateBlanks kept %v", got)
	}
	before := len(d.records("1002", "a0003"))
	d.done("/v1.2/sheet/1002/data/update", one(t, "a0003", "definition_63=株式会社後"))
	if got := len(d.records("1002", "a0003")); got != before+1 {
		t.Errorf("UpdateAppends: %d records before, %d after", before, got)
	}

	d = open(t, Options{Size: 5})
	d.done("/v1.2/sheet/1002/data/update", one(t, "a0003", "definition_63=株式会社後"))
	if got := d.records("1002", "a0003"); len(got) != 1 || len(got[0]) != 1 {
		t.Errorf("without a variant an update leaves the records sent, not %v", got)
	}
}

func TestSheetOfOneRecord(t *testing.T) {
	d := open(t, Options{Size: 5})
	d.done("/v1.2/sheet/1001/data/delete", one(t, "a0002"))
	d.done("/v1.2/sheet/1001/data/add", one(t, "a0002", "definition_46=2017/04/12", "member_name=誰でも"))
	if got := d.records("1001", "a0002"); len(got) != 1 || got[0]["definition_46"] != "2017/04/12" {
		t.Errorf("the record is %v", got)
	}
	if name := d.state().at("members", "a0002"); name == "誰でも" {
		t.Error("another sheet renamed the member")
	}
	d.fails("/v1.2/sheet/1001/data/add", one(t, "a0002", "definition_47=x"), "data[0].member_code: シート情報が既に存在")
	d.fails("/v1.2/sheet/1001/data/add", one(t, "b1", "definition_47=x"), "data[0].member_code: 社員番号が存在")
	d.done("/v1.2/sheet/1001/data/overwrite", one(t, "a0004", "definition_47=x"))
	if got := encode(t, d.state().at("sheets", "1001")); got != `{"a0004":[{"definition_47":"x"}]}` {
		t.Errorf("after the overwrite the sheet is %s", got)
	}
}

func TestSheetOfSeveralRecords(t *testing.T) {
	d := open(t, Options{Size: 5})
	before := len(d.records("1002", "a0002"))
	row := func(company string) map[string]any {
		return map[string]any{"member_code": "a0002", "definition_63": company}
	}
	d.done("/v1.2/sheet/1002/data/add", data(t, row("甲"), row("乙")))
	if got := d.records("1002", "a0002"); len(got) != before+2 || got[before+1]["definition_63"] != "乙" {
		t.Errorf("records are %v", got)
	}
	d.done("/v1.2/sheet/1002/data/overwrite", data(t, row("丙"), row("丁")))
	if got := encode(t, d.state().at("sheets", "1002")); got != `{"a0002":[{"definition_63":"丙"},{"definition_63":"丁"}]}` {
		t.Errorf("after the overwrite the sheet is %s", got)
	}
}

func TestDeleteOnSheet0DeletesMembersAndElsewhereRecords(t *testing.T) {
	d := open(t, Options{Size: 9})
	d.done("/v1.2/sheet/1003/data/delete", data(t, map[string]any{"member_code": "a0005"}, map[string]any{"member_code": "a0006"}))
	if got := len(d.records("1003", "a0005")) + len(d.records("1003", "a0006")); got != 0 || len(d.s.Members()) != 9 {
		t.Errorf("%d records are left, members are %v", got, d.s.Members())
	}
	d.done("/v1.2/sheet/0/data/delete", one(t, "a0005"))
	if slices.Contains(d.s.Members(), "a0005") || len(d.records("1002", "a0005")) > 0 {
		t.Error("a0005 is still there")
	}
	for email, u := range d.state().at("users").(map[string]any) {
		if u.(map[string]any)["member_code"] == "a0005" {
			t.Errorf("the user %s of a0005 is still there", email)
		}
	}
	d.fails("/v1.2/sheet/0/data/delete", one(t, "a0005"), "data[0].member_code: 社員番号が存在")
	d.fails("/v1.2/sheet/0/data/delete", one(t, "a0001", "member_name=x"), "data[0].member_name: 使用できない")
	d.fails("/v1.2/sheet/0/data/delete", data(t, map[string]any{"member_code": "a0001"}, map[string]any{"member_code": "a0001"}), "data[1].member_code: 社員番号が重複")
	for _, function := range []string{"delete", "update", "add", "overwrite"} {
		d.refused("/v1.2/sheet/77/data/"+function, one(t, "a0001"), http.StatusBadRequest, "sheet_id")
	}
}

// An administrator's user outlives the member.
func TestAdministratorOutlivesTheMember(t *testing.T) {
	d := open(t, Options{Size: 9})
	d.done("/v1.2/sheet/0/data/delete", one(t, "a0001"))
	for _, u := range d.ok("/v1.0/user", "").rows("users") {
		if u["member_code"] == "a0001" {
			t.Errorf("the user is still tied to a0001: %v", u)
		}
	}
	if got := len(d.state().at("users").(map[string]any)); got != 4 {
		t.Errorf("%d users are left", got)
	}
}

// 2.9: 兼務 must not be 主務, also when only one of them is sent.
func TestSecondDepartmentMustDiffer(t *testing.T) {
	d := open(t, Options{Size: 3})
	const why = "definition_2: 兼務情報に主務と同じ所属を登録することはできません"
	d.done("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_0=201", "definition_2=202"))
	d.fails("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_2=201"), why)
	d.fails("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_0=202"), why)
	d.fails("/v1.2/sheet/0/data/add", one(t, "z1", "member_name=x", "definition_0=201", "definition_2=201"), why)
	d.fails("/v1.2/sheet/0/data/overwrite", one(t, "z1", "member_name=x", "definition_0=201", "definition_2=201"), why)
	d.done("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_0=202", "definition_2="))
}

func TestValuesAreCheckedByKind(t *testing.T) {
	d := open(t, Options{Size: 3})
	for _, c := range []struct{ sheet, pair, reason string }{
		{"0", "definition_11=XL", "選択肢に存在しない"},
		{"0", "definition_0=999", "所属コードが存在しません"},
		{"0", "definition_7=2017/02/29", "日付の形式"},
		{"0", "definition_7=2017/4/1", "日付の形式"},
		{"0", "definition_7=20170401", "日付の形式"},
		{"0", "definition_46=2017/04/12", "このシートに存在しないカラムID"},
		{"0", "definition_07=x", "このシートに存在しないカラムID"},
		{"0", "definition_=x", "このシートに存在しないカラムID"},
		{"0", "member_kana=カナ", "使用できないパラメータ"},
		{"0", "last_modified_at=2017/06/13 17:56:53", "使用できないパラメータ"},
		{"0", "code=1", "使用できないパラメータ"},
		{"1003", "definition_75=1", "レーダーチャート"},
		{"1003", "definition_76=対象", "計算項目"},
		{"1003", "definition_72=八十", "数値を指定"},
		{"1003", "definition_72=NaN", "数値を指定"},
		{"1003", "definition_71=s", "選択肢に存在しない"},
	} {
		key, _, _ := strings.Cut(c.pair, "=")
		d.fails("/v1.2/sheet/"+c.sheet+"/data/update", one(t, "a0001", c.pair), "data[0]."+key+": "+c.reason)
	}
	d.done("/v1.2/sheet/1003/data/update", `{"data":[{"member_code":"a0001","definition_72":80.5}]}`)
	d.fails("/v1.2/sheet/1003/data/update", `{"data":[{"member_code":"a0001","definition_74":80}]}`, "definition_74: 文字列")
	d.fails("/v1.2/sheet/1003/data/update", `{"data":[{"member_code":"a0001","definition_74":null}]}`, "definition_74: 文字列")
	d.fails("/v1.2/sheet/1003/data/update", `{"data":[{"member_code":1}]}`, "member_code: 文字列")
	d.fails("/v1.2/sheet/1003/data/update", `{"data":[{}]}`, "member_code: 必須")
}

// All that is wrong is told at once, and the good rows are not written either.
func TestTaskIsAllOrNothing(t *testing.T) {
	d := open(t, Options{Size: 3})
	rows := []map[string]any{{"member_code": "a0001", "definition_11": "LL"}}
	for i := range 3 {
		rows = append(rows, map[string]any{"member_code": fmt.Sprintf("a000%d", i), "definition_11": "?"})
	}
	task := d.write("/v1.2/sheet/0/data/update", data(t, rows...))
	want := "data[1].definition_11: 選択肢に存在しない値です。\ndata[1].member_code: 社員番号が存在しません。\n" +
		"data[2].definition_11: 選択肢に存在しない値です。\ndata[2].member_code: 社員番号が重複しています。\n" +
		"data[3].definition_11: 選択肢に存在しない値です。"
	if task["status"] != "NG" || task.errors() != want {
		t.Errorf("the task says\n%s\nwant\n%s", task.errors(), want)
	}
	d.fails("/v1.2/sheet/0/data/update", data(t, rows...), "data[3]")
}
