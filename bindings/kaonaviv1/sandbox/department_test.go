package sandbox

import (
	"slices"
	"strings"
	"testing"
)

func codes(d *desk) []string {
	var out []string
	for _, row := range d.ok("/v1.0/department", "").rows("departments") {
		deepest := ""
		for n := 1; row[codeKey(n)] != nil; n++ {
			deepest = row[codeKey(n)].(string)
		}
		out = append(out, deepest)
	}
	return out
}

func TestDepartmentsAreOneRowEach(t *testing.T) {
	d := open(t, Options{Size: 40})
	rows := d.ok("/v1.0/department", "").rows("departments")
	if len(rows) != 18 {
		t.Fatalf("%d departments", len(rows))
	}
	second := rows[1]
	if second["department_code1"] != "100" || second["department_code2"] != "110" || second["department_name2"] != "経営企画部" {
		t.Errorf("the second row is %v", second)
	}
	for _, row := range rows {
		if code := row["leader_member_code"]; code != "" && d.state().at("members", code.(string)) != row["leader_member_name"] {
			t.Errorf("%v is not the name of %v", row["leader_member_name"], code)
		}
	}
}

// The sample of 2.6 has one row with four levels: the levels above become departments too.
func TestDepartmentOverwriteReplacesTheTree(t *testing.T) {
	d := open(t, Options{Size: 40})
	d.done("/v1.0/department/overwrite", sampleDepartments)
	if got := codes(d); !slices.Equal(got, []string{"1000", "1100", "1110", "1111"}) {
		t.Errorf("departments are %v", got)
	}
	rows := d.ok("/v1.0/department", "").rows("departments")
	if rows[0]["memo"] != "" || rows[3]["memo"] != "2017年度売上目標:3億" || rows[3]["leader_member_code"] != "a0001" {
		t.Errorf("rows are %v", rows)
	}
	for _, m := range d.ok("/v1.0/sheet/0", "").rows("data") {
		if m["definition_0"] != "" || m["definition_2"] != "" {
			t.Errorf("%v is still in department %v, %v", m["member_code"], m["definition_0"], m["definition_2"])
		}
	}
}

func TestDepartmentReadAndSentBackChangesNothing(t *testing.T) {
	d := open(t, Options{Size: 40})
	before := string(d.s.Snapshot())
	rows := d.ok("/v1.0/department", "").rows("departments")
	slices.Reverse(rows) // a child may come before its parent
	d.done("/v1.0/department/overwrite", encode(t, map[string]any{"departments": rows}))
	if after := string(d.s.Snapshot()); after != before {
		t.Errorf("departments were %s\nand are %s", before, after)
	}
}

func TestDepartmentIsAdded(t *testing.T) {
	d := open(t, Options{Size: 4})
	d.done("/v1.0/department/add", `{"departments":[{"department_code1":"200","department_name1":"営業本部(salesDiv.)","department_code2":"209","department_name2":"第九営業部","department_code3":"","department_name3":""}]}`)
	if got := d.state().at("departments", "209").(map[string]any); got["parent"] != "200" || got["name"] != "第九営業部" {
		t.Errorf("the department is %v", got)
	}
	if len(codes(d)) != 19 {
		t.Errorf("departments are %v", codes(d))
	}
}

func TestDepartmentErrorsNameRowAndField(t *testing.T) {
	d := open(t, Options{Size: 4})
	const known = `"department_code1":"200","department_name1":"営業本部(salesDiv.)"`
	for row, reason := range map[string]string{
		`{}`:                       "departments[0].department_code1: 必須",
		`{"department_code1":"7"}`: "departments[0].department_name1: 必須",
		`{"department_code2":"7","department_name2":"x"}`: "departments[0].department_code1: 必須",
		`{"department_code1":7,"department_name1":"x"}`:   "departments[0].department_code1: 文字列",
		`{` + known + `}`: "departments[0].department_code1: 所属コードが重複",
		`{` + known + `,"department_code2":"110","department_name2":"経営企画部"}`:                             "departments[0].department_code2: 所属コードが別の階層",
		`{"department_code1":"200","department_name1":"別","department_code2":"7","department_name2":"x"}`: "departments[0].department_name1: 所属名が",
		`{"department_code1":"7","department_name1":"x","leader_member_code":"a0009"}`:                    "departments[0].leader_member_code: 社員番号",
		`{"department_code1":"7","department_name1":"x","memo":1}`:                                        "departments[0].memo: 文字列",
		`{"department_code1":"7","department_name1":"x","department_code01":"1"}`:                         "departments[0].department_code01: 使用できない",
		`{"department_code1":"7","department_name1":"x","code":"1"}`:                                      "departments[0].code: 使用できない",
	} {
		d.fails("/v1.0/department/add", `{"departments":[`+row+`]}`, reason)
	}
	two := strings.Replace(sampleDepartments, `}]}`, `},`+sampleDepartments[len(`{"departments":[`):], 1)
	d.fails("/v1.0/department/overwrite", two, "departments[1].department_code4: 所属コードが重複")
	d.fails("/v1.0/department/overwrite", strings.Replace(sampleDepartments, `}]}`,
		`},{"department_code1":"1000","department_name1":"別名"}]}`, 1), "departments[1].department_name1: 所属名が")
}
