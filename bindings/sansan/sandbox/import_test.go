package sandbox_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"dandori/bindings/sansan/sandbox"
)

// table reads the CSV of an answer.
func (a answer) table(delimiter rune) [][]string {
	a.t.Helper()
	if a.status != 200 || a.header.Get("Content-Type") != "text/csv" {
		a.t.Fatalf("got %d %v: %s", a.status, a.header, a.body)
	}
	r := csv.NewReader(bytes.NewReader(a.body))
	r.Comma = delimiter
	rows, err := r.ReadAll()
	if err != nil {
		a.t.Fatal(err)
	}
	return rows
}

const boundary = "ABC123"

// parts writes a multipart body of pairs of name and CSV, as the document shows it.
func parts(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + pairs[i] + "\"; filename=\"a.csv\"\r\n\r\n" + pairs[i+1] + "\r\n")
	}
	return b.String() + "--" + boundary + "--\r\n"
}

func (o *office) post(path, body string) answer {
	return o.do("POST", "/v2.3/organization/"+path, `multipart/form-data; boundary="`+boundary+`"`, strings.NewReader(body))
}

// row writes one CSV line of the width of a department (7) or user (22).
func row(width int, cells map[int]string) string {
	all := make([]string, width)
	for i, c := range cells {
		all[i-1] = c
	}
	return strings.Join(all, ",") + "\r\n"
}

// newUser is a sound row that adds a user; cells, counted from 1, replace its own.
func newUser(cells map[int]string) string {
	base := map[int]string{1: "u1", 3: "0000000002", 4: "new.user", 5: "髙橋 﨑子", 7: "new@example.com", 9: "2026-05-01"}
	for i, c := range cells {
		base[i] = c
	}
	return row(22, base)
}

func newDepartment(cells map[int]string) string {
	base := map[int]string{1: "d1", 3: "新しい部署"}
	for i, c := range cells {
		base[i] = c
	}
	return row(7, base)
}

// imported runs an import to its end and returns its last status and its results.
func (o *office) imported(body string) (status float64, results [][]string) {
	o.t.Helper()
	id := o.post("jobs", body).object()["importId"].(string)
	o.pass(time.Hour)
	status = o.get("organization/jobs/" + id).object()["importStatus"].(float64)
	return status, o.get("organization/jobs/" + id + "/result").table(',')
}

func TestOrganisationIsListed(t *testing.T) {
	o := open(t, sandbox.Options{})
	for delimiter, comma := range map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', "space": ' '} {
		users, departments := o.get("organization/users", "delimiter", delimiter).table(comma), o.get("organization/departments", "delimiter", delimiter).table(comma)
		if len(users) != 40 || len(users[0]) != 22 || len(departments) != 12 || len(departments[0]) != 7 {
			t.Errorf("%s: %d users, %d departments", delimiter, len(users), len(departments))
		}
		ids := map[string]bool{}
		for _, d := range departments {
			if ids[d[1]] = true; len(d[1]) != 10 || d[0] != "" || d[6] != "" {
				t.Errorf("department %q", d)
			}
		}
		for _, u := range users {
			for id := range strings.SplitSeq(u[2], ";") {
				if !ids[id] {
					t.Errorf("user %s is in department %s", u[3], id)
				}
			}
			if u[0] != "" || len(u[1]) != 36 || u[21] != "" {
				t.Errorf("user %q", u)
			}
		}
	}
	o.get("organization/users", "delimiter", ",").refused(400, "invalid_value delimiter")
}

// TestColumnsAreThoseOfTheDocument counts them; their order is that of its tables.
func TestColumnsAreThoseOfTheDocument(t *testing.T) {
	o, fields := open(t, sandbox.Options{Variants: sandbox.Variants{HeaderRow: true}}), sandbox.Fields()
	users, departments := o.get("organization/users").table(','), o.get("organization/departments").table(',')
	if !slices.Equal(users[0], fields["User"]) || len(users[0]) != 22 || users[0][16] != "SalesforceIntegrationPrivilege" {
		t.Errorf("users have %q", users[0])
	}
	if !slices.Equal(departments[0], fields["Department"]) || len(departments[0]) != 7 {
		t.Errorf("departments have %q", departments[0])
	}
	results := o.post("check", parts("department", newDepartment(map[int]string{3: ""}))).table(',')
	if !slices.Equal(results[0], fields["ImportResult"]) || len(results[0]) != 5 {
		t.Errorf("results have %q", results[0])
	}
}

func TestCSVVariants(t *testing.T) {
	plain := open(t, sandbox.Options{}).get("organization/departments").body
	tests := []struct {
		variants sandbox.Variants
		begins   string
	}{
		{sandbox.Variants{}, ",0000000001,営業本部,eigyo honbu,,1,\r\n,0000000002,"},
		{sandbox.Variants{BOM: true}, "\ufeff,0000000001,"},
		{sandbox.Variants{HeaderRow: true}, "TempId,DepartmentId,DepartmentName,DepartmentNamePhonetic,ParentDepartmentId,Order,DeleteFlag\r\n,0000000001"},
		{sandbox.Variants{QuoteAll: true}, `"","0000000001","営業本部","eigyo honbu","","1",""` + "\r\n"},
		{sandbox.Variants{LF: true}, ",0000000001,営業本部,eigyo honbu,,1,\n,"},
		{sandbox.Variants{ShortRows: true}, ",0000000001,営業本部,eigyo honbu,,1\r\n"},
		{sandbox.Variants{DeleteFlag0: true}, ",0000000001,営業本部,eigyo honbu,,1,0\r\n"},
	}
	for _, tt := range tests {
		if a := open(t, sandbox.Options{Variants: tt.variants}).get("organization/departments"); !strings.HasPrefix(string(a.body), tt.begins) {
			t.Errorf("%+v: got %.120q", tt.variants, a.body)
		}
	}
	if bytes.Contains(plain, []byte("\ufeff")) {
		t.Error("a mark by default")
	}
}

// TestImport is the whole story: check, reserve, wait, fetch the ids, see the change.
func TestImport(t *testing.T) {
	o := open(t, sandbox.Options{JobTime: 4 * time.Second})
	body := parts(
		"department", newDepartment(nil)+newDepartment(map[int]string{1: "d2", 3: "その下の課", 5: "tempId:d1"})+row(7, map[int]string{2: "0000000001", 3: "営業統括本部", 6: "9"}),
		"user", newUser(map[int]string{3: "0000000002;tempId:d2"}),
	)
	if a := o.post("check", body); a.status != 200 || len(a.body) != 0 || a.header.Get("Content-Type") != "text/csv" {
		t.Fatalf("check answers %d %v %s", a.status, a.header, a.body)
	}
	before := o.Snapshot()
	id := o.post("jobs", body).object()["importId"].(string)
	for _, step := range []struct {
		pass   time.Duration
		status float64
	}{{0, 0}, {time.Second - 1, 0}, {1, 1}, {3*time.Second - 1, 1}, {1, 2}, {24 * time.Hour, 2}} {
		o.pass(step.pass)
		if step.status < 2 {
			o.get("organization/jobs/"+id+"/result").refused(400, "invalid_value importId")
		}
		if got := o.get("organization/jobs/" + id).object()["importStatus"]; got != step.status {
			t.Errorf("the status is %v, want %v", got, step.status)
		}
	}
	got := o.get("organization/jobs/" + strings.ToUpper(id) + "/result").table(',')
	users := o.get("organization/users").table(',')
	added := users[len(users)-1]
	want := [][]string{
		{"0", "0000000013", "d1", "true", ""}, {"0", "0000000014", "d2", "true", ""}, {"0", "0000000001", "", "true", ""}, {"1", added[1], "u1", "true", ""},
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := ",0000000002;0000000014,new.user,髙橋 﨑子,,new@example.com,,2026-05-01,0,0,,0,0,0,0,,0,0,0,0,"; !strings.HasSuffix(strings.Join(added, ","), want) {
		t.Errorf("the user added is %q", added)
	}
	departments := o.get("organization/departments").table(',')
	if got := departments[len(departments)-1]; !slices.Equal(got, []string{"", "0000000014", "その下の課", "", "0000000013", "", ""}) {
		t.Errorf("the department added is %q", got)
	}
	if got := departments[0]; !slices.Equal(got, []string{"", "0000000001", "営業統括本部", "", "", "9", ""}) {
		t.Errorf("the department edited is %q", got)
	}
	if bytes.Equal(before, o.Snapshot()) || o.Counts().Imports != 1 {
		t.Errorf("counted %+v", o.Counts())
	}
}

// TestOneBadRowStopsTheImport is all or nothing.
func TestOneBadRowStopsTheImport(t *testing.T) {
	o := open(t, sandbox.Options{})
	before := o.get("organization/departments").body
	body := parts("department", newDepartment(nil)+newDepartment(map[int]string{1: "d2", 3: ""}))
	check := o.post("check", body).table(',')
	status, results := o.imported(body)
	want := [][]string{{"0", "", "d2", "false", "DepartmentName は必須です"}}
	if status != 9 || !slices.EqualFunc(results, want, slices.Equal) || !slices.EqualFunc(check, want, slices.Equal) {
		t.Errorf("got %v %q, check %q", status, results, check)
	}
	if !bytes.Equal(before, o.get("organization/departments").body) || o.Counts().Imports != 0 {
		t.Error("something was imported")
	}
	all := open(t, sandbox.Options{Variants: sandbox.Variants{AllRows: true, CapitalBools: true}})
	if _, results := all.imported(body); len(results) != 2 || results[0][3] != "False" || results[0][4] != "" {
		t.Errorf("got %q", results)
	}
}

func TestUsersAreNotCheckedBehindBadDepartments(t *testing.T) {
	o := open(t, sandbox.Options{})
	bad := o.post("check", parts("department", newDepartment(map[int]string{3: ""}), "user", newUser(map[int]string{5: ""}))).table(',')
	if len(bad) != 1 || bad[0][0] != "0" {
		t.Errorf("got %q", bad)
	}
}

func TestImportsRunOneAfterTheOther(t *testing.T) {
	o := open(t, sandbox.Options{JobTime: 4 * time.Second})
	first := o.post("jobs", parts("department", newDepartment(nil))).object()["importId"].(string)
	// The second needs what the first makes.
	second := o.post("jobs", parts("department", newDepartment(map[int]string{5: "0000000013"}))).object()["importId"].(string)
	if first == second {
		t.Fatal("two imports have one id")
	}
	for _, step := range []struct{ first, second float64 }{{0, 0}, {1, 0}, {1, 0}, {1, 0}, {2, 1}, {2, 1}, {2, 1}, {2, 2}} {
		one, two := o.get("organization/jobs/" + first).object()["importStatus"], o.get("organization/jobs/" + second).object()["importStatus"]
		if one != step.first || two != step.second {
			t.Errorf("the statuses are %v and %v, want %v", one, two, step)
		}
		o.pass(time.Second)
	}
}

func TestUnknownImports(t *testing.T) {
	o := open(t, sandbox.Options{})
	for _, tail := range []string{"", "/result"} {
		o.get("organization/jobs/00000000-0000-0000-0000-000000000000" + tail).refused(404)
		o.get("organization/jobs/7"+tail).refused(400, "invalid_value importId")
	}
}

// TestUploadsAreStrict is the multipart of the document, to the letter.
func TestUploadsAreStrict(t *testing.T) {
	o := open(t, sandbox.Options{})
	good := parts("department", newDepartment(nil))
	if a := o.post("check", good); a.status != 200 || len(a.body) > 0 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	o.post("check", strings.TrimSuffix(good, "\r\n")).refused(400, "invalid_value body")
	o.post("check", strings.ReplaceAll(good, "\r\n", "\n")).refused(400, "invalid_value body")
	o.post("check", "").refused(400, "invalid_value body")
	o.post("check", parts()).refused(400, "invalid_value body")
	o.post("check", parts("departments", "x")).refused(400, "invalid_value departments")
	o.post("check", parts("department", "")).refused(400, "required department")
	o.post("check", parts("user", "a\"b,c\r\n")).refused(400, "invalid_value user")
	o.post("check", parts("user", "\xff\xfe\r\n")).refused(400, "invalid_value user")
	o.post("check", parts("department", newDepartment(nil), "department", newDepartment(nil))).refused(400, "invalid_value department")
	o.post("check", strings.Replace(good, `; filename="a.csv"`, "", 1)).refused(400, "required filename")
	o.do("POST", "/v2.3/organization/check", "text/csv", strings.NewReader(good)).refused(415, "unsupported_media_type")
	o.do("POST", "/v2.3/organization/check", "multipart/form-data", strings.NewReader(good)).refused(400, "required boundary")
	o.do("POST", "/v2.3/organization/check?encoding=cp932", "multipart/form-data; boundary="+boundary, strings.NewReader(good)).refused(400, "invalid_value encoding")
	chunked := struct{ io.Reader }{strings.NewReader(good)} // of unknown length
	o.do("POST", "/v2.3/organization/check", "multipart/form-data; boundary="+boundary, chunked).refused(411)
	lenient := open(t, sandbox.Options{Variants: sandbox.Variants{LenientEnding: true}})
	if a := lenient.post("check", strings.TrimSuffix(good, "\r\n")); a.status != 200 {
		t.Errorf("got %d", a.status)
	}
}

func TestUploadEncodingsAndDelimiters(t *testing.T) {
	body := parts("user", strings.ReplaceAll(newUser(nil), ",", "\t"))
	sjis, err := japanese.ShiftJIS.NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, sandbox.Options{})
	if a := o.post("check?encoding=sjis&delimiter=tab", sjis); a.status != 200 || len(a.body) > 0 {
		t.Errorf("got %d %s", a.status, a.body)
	}
	o.post("check?delimiter=tab", sjis).refused(400, "invalid_value user")
	o.post("check?encoding=sjis&delimiter=tab", parts("user", "\x81\t\xff\r\n")).refused(400, "invalid_value user")
	if bad := o.post("check?encoding=sjis", sjis).table(','); bad[0][4] != "列数が不正です" {
		t.Errorf("got %q", bad)
	}
	strict := open(t, sandbox.Options{Variants: sandbox.Variants{StrictSJIS: true}})
	strict.post("check?encoding=sjis&delimiter=tab", sjis).refused(400, "invalid_value user")
	if bad := o.post("check", parts("user", "\ufeff"+newUser(nil))).table(','); len(bad) != 1 || !strings.HasPrefix(bad[0][4], "TempId に使用できない文字") {
		t.Errorf("a byte order mark gives %q", bad)
	}
}
