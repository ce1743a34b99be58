package sandbox_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/sansan/sandbox"
)

// sentences checks what an upload is told about its first bad row.
func sentences(t *testing.T, a answer, want string) {
	t.Helper()
	if want == "" {
		if a.status != 200 || len(a.body) > 0 {
			t.Errorf("got %d %s", a.status, a.body)
		}
		return
	}
	if rows := a.table(','); len(rows) != 1 || !strings.Contains(rows[0][4], want) || rows[0][3] != "false" {
		t.Errorf("got %q, want %q", rows, want)
	}
}

// TestUserRules is the table ユーザオブジェクト, row by row.
func TestUserRules(t *testing.T) {
	o := open(t, sandbox.Options{})
	other := o.get("organization/users").table(',')[4]
	tests := []struct {
		cells map[int]string // of a user to add, from 1
		want  string
	}{
		{nil, ""},
		{map[int]string{1: ""}, "TempId は必須です"},
		{map[int]string{1: "u-1"}, "TempId に使用できない文字"},
		{map[int]string{1: strings.Repeat("a", 256)}, ""},
		{map[int]string{1: strings.Repeat("a", 257)}, "TempId が長すぎます"},
		{map[int]string{3: ""}, "DepartmentId は必須です"},
		{map[int]string{3: "1"}, "指定された部署が存在しません"},
		{map[int]string{3: "tempId:d1"}, "指定された部署が存在しません"},
		{map[int]string{3: "0000000001;0000000099"}, "指定された部署が存在しません"},
		{map[int]string{3: "0000000001;"}, "指定された部署が存在しません"},
		{map[int]string{3: "0000000001;0000000002"}, ""},
		{map[int]string{4: ""}, "UserId は必須です"},
		{map[int]string{4: "a.-_&9"}, ""},
		{map[int]string{4: "a b"}, "UserId に使用できない文字"},
		{map[int]string{4: strings.Repeat("a", 21)}, "UserId が長すぎます"},
		{map[int]string{4: other[3]}, "UserId は既に使用されています"},
		{map[int]string{5: ""}, "UserName は必須です"},
		{map[int]string{5: strings.Repeat("名", 60)}, ""},
		{map[int]string{5: strings.Repeat("名", 61)}, "UserName が長すぎます"},
		{map[int]string{6: strings.Repeat("な", 257)}, "AlternativeName が長すぎます"},
		{map[int]string{7: ""}, "Email は必須です"},
		{map[int]string{7: "名@example.com"}, "Email に使用できない文字"},
		{map[int]string{7: strings.Repeat("a", 61)}, "Email が長すぎます"},
		{map[int]string{7: strings.ToUpper(other[6])}, "Email は既に使用されています"},
		{map[int]string{8: "ｓ@example.com"}, "SubEmail に使用できない文字"},
		{map[int]string{8: strings.Repeat("a", 61)}, "SubEmail が長すぎます"},
		{map[int]string{9: ""}, "EffectiveDateFrom は必須です"},
		{map[int]string{9: "2026-03-31"}, "本日以降"},
		{map[int]string{9: "2026-04-01"}, ""},
		{map[int]string{9: "2026-04-01T00:00:00+09:00"}, ""},
		{map[int]string{9: "2026/05/01"}, "本日以降"},
		{map[int]string{10: "2"}, ""}, {map[int]string{10: "3"}, "Culture の値が不正です"},
		{map[int]string{11: "2"}, "MailFormat の値が不正です"},
		{map[int]string{12: other[11]}, "SamlNameId は既に使用されています"},
		{map[int]string{13: "3"}, "UserType の値が不正です"},
		{map[int]string{14: "2"}, "CanUpdateData の値が不正です"},
		{map[int]string{15: "3"}, ""}, {map[int]string{15: "4"}, "DataDownloadPrivilege の値が不正です"},
		{map[int]string{16: "true"}, "EmailDeliveryPrivilege の値が不正です"},
		{map[int]string{17: "なんでも"}, ""},
		{map[int]string{18: "2"}, ""}, {map[int]string{18: "3"}, "DealPrivilege の値が不正です"},
		{map[int]string{19: "2"}, "ApiIntegrationPrivilege の値が不正です"},
		{map[int]string{20: "２"}, "UsageStatisticsPrivilege の値が不正です"},
		{map[int]string{21: "2"}, "OrganizationTreeDownloadPrivilege の値が不正です"},
		{map[int]string{22: "1"}, "追加と同時に削除はできません"},
		{map[int]string{22: "2"}, "DeleteFlag の値が不正です"},
		{map[int]string{5: "", 10: "x"}, "UserName は必須です;Culture の値が不正です"},
	}
	for _, tt := range tests {
		t.Log(tt.cells)
		sentences(t, o.post("check", parts("user", newUser(tt.cells))), tt.want)
	}
	if other[11] == "" {
		t.Error("the other user has no SamlNameId: the rule is not tried")
	}
	twice := newUser(nil) + newUser(map[int]string{4: "second", 7: "second@example.com"})
	sentences(t, o.post("check", parts("user", twice)), "TempId が重複しています")
	same := newUser(nil) + newUser(map[int]string{1: "u2"})
	sentences(t, o.post("check", parts("user", same)), "UserId は既に使用されています;Email は既に使用されています")
}

// TestEditingUsers begins with the row as read, as a careful client would.
func TestEditingUsers(t *testing.T) {
	o := open(t, sandbox.Options{})
	users := o.get("organization/users").table(',')
	begun, future := users[4], users[2]
	tests := []struct {
		row   []string
		cells map[int]string
		want  string
	}{
		{begun, map[int]string{9: ""}, ""},
		{begun, nil, "本日以降"}, // what was read cannot be sent back: the start has passed
		{begun, map[int]string{9: "2027-01-01"}, "利用開始後に変更できません"},
		{future, nil, ""},
		{future, map[int]string{9: "2027-01-01"}, ""},
		{begun, map[int]string{9: "", 4: "renamed"}, "UserId は変更できません"},
		{begun, map[int]string{9: "", 4: ""}, "UserId は必須です"},
		{begun, map[int]string{9: "", 1: "u1"}, "編集時は TempId に空白"},
		{begun, map[int]string{9: "", 7: future[6]}, "Email は既に使用されています"},
		{begun, map[int]string{9: "", 2: "00000000-0000-4000-8000-000000000000"}, "指定されたユーザが存在しません"},
		{begun, map[int]string{9: "", 2: "5"}, "UserUuid の形式が不正です"},
		{begun, map[int]string{9: "", 2: strings.ToUpper(begun[1])}, ""},
		{begun, map[int]string{9: "", 22: "1"}, ""},
	}
	for i, tt := range tests {
		t.Log(i)
		sentences(t, o.post("check", parts("user", changed(tt.row, tt.cells))), tt.want)
	}
	twice := changed(begun, map[int]string{9: ""})
	sentences(t, o.post("check", parts("user", twice+twice)), "UserUuid が重複しています")
}

// changed is a row that was read, with cells, counted from 1, replaced.
func changed(read []string, cells map[int]string) string {
	all := map[int]string{}
	for i, c := range read {
		all[i+1] = c
	}
	maps.Copy(all, cells)
	return row(len(read), all)
}

// TestBlanksOfAnEdit: some mean no change, the others erase.
func TestBlanksOfAnEdit(t *testing.T) {
	for _, keeps := range []bool{false, true} {
		o := open(t, sandbox.Options{Variants: sandbox.Variants{BlankKeeps: keeps}})
		before := o.get("organization/users").table(',')[0]
		edit := map[int]string{2: before[1], 3: before[2], 4: before[3], 5: "改名 太郎", 7: before[6]}
		if status, results := o.imported(parts("user", row(22, edit))); status != 2 {
			t.Fatalf("got %v %q", status, results)
		}
		want := slices.Clone(before)
		want[4] = "改名 太郎"
		if !keeps {
			want[5], want[7], want[11] = "", "", "" // AlternativeName, SubEmail, SamlNameId
		}
		if got := o.get("organization/users").table(',')[0]; !slices.Equal(got, want) {
			t.Errorf("keeps is %v: got %q, want %q", keeps, got, want)
		}
		if before[5] == "" || before[11] == "" || before[12] != "1" {
			t.Errorf("there is nothing to erase in %q", before)
		}
	}
}

// TestDepartmentRules is the table 部署オブジェクト. Departments 0000000001 to 12 are there;
// 2 and 3 lie under 1, 4 under 2; 12 is empty.
func TestDepartmentRules(t *testing.T) {
	o := open(t, sandbox.Options{})
	add := func(cells map[int]string) string { return newDepartment(cells) }
	edit := func(id string, cells map[int]string) string {
		all := map[int]string{2: id, 3: "部署"}
		maps.Copy(all, cells)
		return row(7, all)
	}
	tests := []struct {
		rows string
		want string
	}{
		{add(nil), ""},
		{add(map[int]string{1: ""}), "TempId は必須です"},
		{add(map[int]string{1: "ｄ"}), "TempId に使用できない文字"},
		{add(nil) + add(nil), "TempId が重複しています"},
		{add(map[int]string{3: ""}), "DepartmentName は必須です"},
		{add(map[int]string{3: strings.Repeat("部", 30)}), ""},
		{add(map[int]string{3: strings.Repeat("部", 31)}), "DepartmentName が長すぎます"},
		{add(map[int]string{4: "eigyo 1bu"}), ""},
		{add(map[int]string{4: "Eigyo"}), "DepartmentNamePhonetic に使用できない文字"},
		{add(map[int]string{4: strings.Repeat("a", 257)}), "DepartmentNamePhonetic が長すぎます"},
		{add(map[int]string{5: "0000000012"}), ""},
		{add(map[int]string{5: "12"}), "指定された親部署が存在しません"},
		{add(map[int]string{5: "tempId:d9"}), "指定された親部署が存在しません"},
		{add(map[int]string{5: "d1"}), "指定された親部署が存在しません"},
		{add(map[int]string{6: "first"}), "Order に使用できない文字"},
		{add(map[int]string{7: "1"}), "追加と同時に削除はできません"},
		{add(map[int]string{7: "yes"}), "DeleteFlag の値が不正です"},
		{edit("0000000012", nil), ""},
		{edit("12", nil), "指定された部署が存在しません"},
		{edit("0000000012", map[int]string{1: "d1"}), "編集時は TempId に空白"},
		{edit("0000000012", nil) + edit("0000000012", nil), "DepartmentId が重複しています"},
		{edit("0000000001", map[int]string{5: "0000000004"}), "親部署に自部署または配下の部署を指定できません"},
		{edit("0000000001", map[int]string{5: "0000000001"}), "親部署に自部署または配下の部署を指定できません"},
		{edit("0000000004", map[int]string{5: "0000000012"}), ""},
		{edit("0000000012", map[int]string{7: "1"}), ""},
		{edit("0000000002", map[int]string{7: "1"}), "配下に部署が存在するため削除できません;ユーザが所属しているため削除できません"},
		{edit("0000000004", map[int]string{7: "1"}), "ユーザが所属しているため削除できません"},
		{edit("0000000012", map[int]string{7: "1"}) + add(map[int]string{5: "0000000012"}), "指定された親部署が存在しません"},
		{"a,b\r\n", "列数が不正です"},
	}
	for i, tt := range tests {
		t.Log(i)
		sentences(t, o.post("check", parts("department", tt.rows)), tt.want)
	}
}

func TestDeleting(t *testing.T) {
	o := open(t, sandbox.Options{})
	user := o.get("organization/users").table(',')[1]
	hers := 0
	for _, c := range o.cards("bizCards", wholePeriod...) {
		if c["owner"].(map[string]any)["id"] == user[3] {
			hers++
		}
	}
	status, results := o.imported(parts(
		"department", row(7, map[int]string{2: "0000000012", 3: "新規事業準備室", 7: "1"}),
		"user", changed(user, map[int]string{9: "", 22: "1"}),
	))
	if status != 2 || len(results) != 2 {
		t.Fatalf("got %v %q", status, results)
	}
	if n := len(o.get("organization/users").table(',')); n != 39 {
		t.Errorf("%d users are left", n)
	}
	if n := len(o.get("organization/departments").table(',')); n != 11 {
		t.Errorf("%d departments are left", n)
	}
	if n := len(o.cards("bizCards", wholePeriod...)); n != 300-hers || hers == 0 {
		t.Errorf("%d cards are left of 300, of which %d were hers", n, hers)
	}
	if status, _ := o.imported(parts("user", changed(user, map[int]string{9: "", 22: "1"}))); status != 9 {
		t.Errorf("deleting twice ends in %v", status)
	}
}

func TestEmailClient(t *testing.T) {
	o := open(t, sandbox.Options{})
	const path = "/v2.3/organizationSettings/emailClient"
	if a := o.do("GET", path, "", nil); a.status != 204 || len(a.body) > 0 || a.header.Get("Content-Type") != "" {
		t.Errorf("got %d %v %s", a.status, a.header, a.body)
	}
	tests := []struct{ body, want string }{
		{`{}`, "required emailClient"},
		{`{"emailClient":"outlook"}`, "invalid_value emailClient"},
		{`{"emailClient":"clientSoftware"}`, "required encoding"},
		{`{"emailClient":"clientSoftware","encoding":"utf-8"}`, "invalid_value encoding"},
		{`{"emailClient":"gmail","encoding":"utf8"}`, "invalid_value encoding"},
		{`{"emailClient":"gmail","signature":"x"}`, "invalid_value signature"},
		{`{"emailClient":7}`, "invalid_value body"},
		{`[]`, "invalid_value body"},
		{``, "invalid_value body"},
	}
	for _, tt := range tests {
		o.do("PUT", path, "application/json", strings.NewReader(tt.body)).refused(400, tt.want)
	}
	// The one error of the document that shows what really comes.
	a := o.do("PUT", path, "application/json", strings.NewReader(`{"emailClient":"clientSoftware"}`))
	if !strings.Contains(string(a.body), `"message":"If clientSoftware is specified for emailClient, encoding must be selected."`) {
		t.Errorf("got %s", a.body)
	}
	o.do("PUT", path, "text/plain", strings.NewReader(`{"emailClient":"gmail"}`)).refused(415, "unsupported_media_type")
	for _, body := range []string{`{"emailClient":"clientSoftware","encoding":"utf8"}`, `{"emailClient":"gmail"}`, `{"emailClient":"office365"}`} {
		if a := o.do("PUT", path, "application/json; charset=utf-8", strings.NewReader(body)); a.status != 200 || string(a.body) != body {
			t.Errorf("set %s: got %d %s", body, a.status, a.body)
		}
		if a := o.do("GET", path, "", nil); a.status != 200 || string(a.body) != body {
			t.Errorf("get %s: got %d %s", body, a.status, a.body)
		}
	}
	if c := o.Counts(); c.Settings != 3 {
		t.Errorf("set %d times", c.Settings)
	}
}
