package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

// 1.5: a read answers with its headers only, by query or by body.
func TestDryRunOfAReadHasHeadersOnly(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: -1})
	id := preset(d, "0")
	for path, at := range map[string][]string{
		"/v1.2/user": {"headers", "email"}, "/v1.2/department": {"headers", "department_code3"},
		"/v1.2/sheet/0": {"headers", "definition_0"}, "/v1.2/sheet/0/get/" + id: {"data", "headers", "member_kana"},
	} {
		for _, answer := range []reply{d.ok(path+"?dryrun=1", ""), d.ok(path, `{"dryrun":1}`), d.ok(path+"?dryrun=0", `{"dryrun":"1"}`)} {
			if answer.at(at...) == nil || answer["users"] != nil || answer["departments"] != nil || answer["data"] != nil && answer.at("data", "headers") == nil || answer.at("data", "data") != nil {
				t.Errorf("%s: %v", path, answer)
			}
		}
		if answer := d.ok(path+"?dryrun=0", `{"dryrun":0}`); len(answer.rows("users"))+len(answer.rows("departments"))+len(answer.rows("data"))+len(answer.rows("data", "data")) == 0 {
			t.Errorf("%s with dryrun 0 has no rows: %v", path, answer)
		}
	}
}

// 1.5: updates and adds answer their errors, and change nothing.
func TestDryRunOfAWriteChangesNothing(t *testing.T) {
	d := open(t, Options{Size: 300})
	before := string(d.s.Snapshot())
	for path, body := range map[string]string{
		"/v1.2/user/overwrite":            sampleUsers,
		"/v1.2/user/add":                  sampleUsers,
		"/v1.2/department/overwrite":      sampleDepartments,
		"/v1.2/department/add":            sampleDepartments,
		"/v1.2/sheet/1001/data/overwrite": sampleSheet,
		"/v1.2/sheet/0/data/overwrite":    one(t, "z1", "member_name=x"),
		"/v1.2/sheet/0/data/add":          one(t, "z1", "member_name=x"),
		"/v1.2/sheet/0/data/update":       one(t, "a0001", "definition_11=L"),
		"/v1.2/sheet/1001/data/update":    sampleDryRun,
	} {
		if task := d.write(path+"?dryrun=1", body); task["status"] != "OK" {
			t.Errorf("%s: %v", path, task)
		}
		bad := strings.Replace(strings.NewReplacer(`"a0262"`, `"nobody"`, `"1111"`, `""`, `"z1"`, `""`, `"a0001"`, `"nobody"`).Replace(body), `"dryrun":1,`, "", 1)
		bad = `{"dryrun":1,` + strings.TrimPrefix(bad, "{")
		status, answer := d.post(path, bad)
		if status != http.StatusBadRequest || answer["status"] != "NG" || !strings.Contains(answer.errors(), "[0].") {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	if string(d.s.Snapshot()) != before || d.s.Counts().Applied != 0 {
		t.Error("a dry run changed the company")
	}
}

// The trap of 2.16 and 2.12: the document promises no dry run there, and there is none.
func TestDeleteAndPresetHaveNoDryRun(t *testing.T) {
	d := open(t, Options{Size: 3})
	d.done("/v1.2/sheet/0/data/delete?dryrun=1", `{"dryrun":1,"data":[{"member_code":"a0003"}]}`)
	if len(d.s.Members()) != 2 {
		t.Errorf("members are %v", d.s.Members())
	}
	if id := d.ok("/v1.2/sheet/0/preset?dryrun=1", "").at("data", "progress_id"); id != 2.0 {
		t.Errorf("the preset's id is %v", id)
	}
}

func TestDryRunVariants(t *testing.T) {
	d := open(t, Options{Size: 3, Variant: Variant{DryRunTask: true, DryRunBare: true}})
	d.fails("/v1.2/sheet/0/data/update?dryrun=1", one(t, "a9"), "社員番号が存在しません")
	if answer := d.ok("/v1.2/sheet/0/data/update?dryrun=1", one(t, "a0001")); answer["status"] != "OK" || answer["progress_id"] != nil {
		t.Errorf("the answer is %v", answer)
	}
}
