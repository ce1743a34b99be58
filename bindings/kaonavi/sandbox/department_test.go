package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// tree writes department_data: code, name and parent of each.
func tree(rows ...string) string {
	var out []string
	for i := 0; i < len(rows); i += 3 {
		parent := "null"
		if rows[i+2] != "" {
			parent = fmt.Sprintf("%q", rows[i+2])
		}
		out = append(out, fmt.Sprintf(`{"code":%q,"name":%q,"parent_code":%s}`, rows[i], rows[i+1], parent))
	}
	return `{"department_data":[` + strings.Join(out, ",") + `]}`
}

// §8.4: keys and nulls; codes keep their zeros.
func TestDepartmentsAsTheyAreRead(t *testing.T) {
	d := open(t, Options{Size: 40})
	list := d.get("departments")
	top, below := list.row("department_data", "code", "D-30"), list.row("department_data", "code", "0121")
	if len(top) != 6 || top["parent_code"] != nil || top["memo"] != "2026年度に移転予定" || top["order"] != 3.0 {
		t.Errorf("%v", top)
	}
	if below["parent_code"] != "0120" || below["memo"] != nil || below["order"] != 1.0 || below["name"] != "採用グループ" {
		t.Errorf("%v", below)
	}
	led := 0
	for _, dep := range list.rows("department_data") {
		if dep["leader_member_code"] != nil {
			led++
		}
	}
	if led == 0 {
		t.Error("nobody leads anything")
	}
}

// PUT is the whole tree; who was in a department that is gone has none.
func TestReplaceDepartments(t *testing.T) {
	d := open(t, Options{})
	d.done("PATCH members", people(
		`"code":"E1001","department":{"code":"0121"},"sub_departments":[{"code":"D-30"},{"code":"0110"}]`,
		`"code":"E1002","department":{"code":"0110"},"sub_departments":[]`))
	d.done("PUT departments", `{"department_data":[
		{"code":"0110","name":"新企画部","parent_code":"D-10","leader_member_code":"E1002","order":20,"memo":"メモ"},
		{"code":"N-1","name":"新設","parent_code":"D-10","order":10},
		{"code":"D-10","name":"本社","parent_code":null,"leader_member_code":null,"memo":""}]}`)
	var codes []string
	for _, dep := range d.get("departments").rows("department_data") {
		codes = append(codes, dep["code"].(string))
	}
	if strings.Join(codes, " ") != "D-10 N-1 0110" {
		t.Errorf("%v", codes)
	}
	m := d.member("E1001")
	if m["department"] != nil || at(m, "sub_departments", 0, "name") != "本社 新企画部" || at(m, "sub_departments", 1) != nil {
		t.Errorf("%v", m)
	}
	if dep := d.get("departments").row("department_data", "code", "0110"); dep["leader_member_code"] != "E1002" || dep["order"] != 20.0 || dep["memo"] != "メモ" {
		t.Errorf("%v", dep)
	}
	for _, p := range d.get("advanced_permissions/department").rows("advanced_permission_data") {
		if joined(p["add_codes"])+joined(p["exclusion_codes"]) != "" {
			t.Errorf("a department that is gone is still in %v", p)
		}
	}
	d.done("PUT departments", `{"department_data":[]}`)
	if len(d.get("departments").rows("department_data")) != 0 {
		t.Error("something is left")
	}
}

func TestWhatDepartmentsRefuse(t *testing.T) {
	d := open(t, Options{})
	for reason, body := range map[string]string{
		"department_data: 必須":         `{}`,
		"department_data[0].name: 必須": `{"department_data":[{"code":"1"}]}`,
		"所属コードが重複":                    tree("1", "a", "", "1", "b", ""),
		"親所属が存在しません":                  tree("1", "a", "9"),
		"[0].parent_code: 親所属が循環":     tree("1", "a", "1"),
		"[1].parent_code: 親所属が循環":     tree("1", "a", "2", "2", "b", "3", "3", "c", "1"),
		"children: 使用できない":            `{"department_data":[{"code":"1","name":"a","children":[]}]}`,
		"order: 整数":                   `{"department_data":[{"code":"1","name":"a","order":"1"}]}`,
	} {
		d.refused("PUT departments", body, http.StatusBadRequest, reason)
	}
	d.fails("PUT departments", `{"department_data":[{"code":"1","name":"a","leader_member_code":"nobody"}]}`, "leader_member_code: 社員番号")
	d = open(t, Options{Variant: Variant{KeepInUse: true}})
	d.fails("PUT departments", `{"department_data":[]}`, "削除できません")
}
