package api

import (
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// The organisation of the tests: 営業部 with 営業一課 below it, and 総務部.
const (
	departmentsNow = ",0000000001,営業部,eigyobu,,1,\r\n,0000000002,営業一課,eigyo ikka,0000000001,2,\r\n,0000000003,総務部,,,,\r\n"
	usersNow       = ",AAAA-1,0000000002,ito,伊藤花子,いとう,ito@example.com,sub@example.com,2020-04-01,0,0,saml-ito,0,1,2,1,,0,1,0,1,\r\n" +
		",AAAA-2,0000000001;0000000003,sato,佐藤,,sato@example.com,,2027-01-01,,,,1,,,,,,,,,\r\n"
)

// office is a vendor with that organisation, that takes any import.
type office struct {
	uploads map[string]string // the CSV of each part of the last upload
	bodies  []string
	query   string
	types   []string
	answer  string                          // to an import
	check   func(departments string) string // the answer to a check; nil: all is well
	checks  int
}

func (o *office) serve(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/departments"):
		_, _ = io.WriteString(w, departmentsNow)
	case strings.HasSuffix(path, "/users"):
		_, _ = io.WriteString(w, usersNow)
	case r.Method == http.MethodPost:
		o.query = r.URL.RawQuery
		o.types = append(o.types, r.Header.Get("Content-Type"))
		body, _ := io.ReadAll(r.Body)
		o.bodies = append(o.bodies, string(body))
		o.uploads = parts(r.Header.Get("Content-Type"), string(body))
		if strings.HasSuffix(path, "/check") {
			o.checks++
			if o.check != nil {
				_, _ = io.WriteString(w, o.check(o.uploads["department"]))
			}
			return
		}
		_, _ = io.WriteString(w, o.answer)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func parts(mime, body string) map[string]string {
	_, boundary, _ := strings.Cut(mime, "boundary=")
	all := map[string]string{}
	for r := multipart.NewReader(strings.NewReader(body), boundary); ; {
		p, err := r.NextPart()
		if err != nil {
			return all
		}
		text, _ := io.ReadAll(p)
		all[p.FormName()] = string(text)
	}
}

func newOffice(t testing.TB) (*office, *Client) {
	o := &office{answer: `{"importId": "00000000-0000-0000-0000-000000000000"}`}
	c, _ := newClient(t, o.serve)
	return o, c
}

// objects are the rows of a JSON array.
func objects(t testing.TB, text string) []json.RawMessage {
	t.Helper()
	if text == "" {
		return nil
	}
	var rows []json.RawMessage
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return rows
}

func imported(t testing.TB, users, departments string) Import {
	return Import{Users: objects(t, users), Departments: objects(t, departments)}
}

// sent is the CSV that an import uploads for a kind.
func sent(t testing.TB, k Kind, rows string) string {
	t.Helper()
	o, c := newOffice(t)
	i := imported(t, rows, "")
	if k == Departments {
		i = imported(t, "", rows)
	}
	p, err := c.Plan(t.Context(), i)
	if err != nil {
		t.Fatalf("%s: %v", rows, err)
	}
	if _, err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o.uploads[k.String()]
}

func TestUploads(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		rows string
		want string
	}{
		{"a new department", Departments, `[{"tempId":"d1","departmentName":"新部","parentDepartmentId":"TEMPID:d2","order":3},{"tempId":"d2","departmentName":"a,b"}]`,
			"d1,,新部,,tempId:d2,3,\r\n" + `d2,,"a,b",,,,` + "\r\n"},
		{"an edit keeps what is missing", Departments, `[{"departmentId":"0000000002","departmentName":"営業二課"}]`,
			",0000000002,営業二課,eigyo ikka,0000000001,2,\r\n"},
		{"null clears", Departments, `[{"departmentId":"0000000002","parentDepartmentId":null,"departmentNamePhonetic":null,"order":null}]`,
			",0000000002,営業一課,,,,\r\n"},
		{"nothing", Departments, `[]`, ""},
		{"a new user in two departments", Users, `[{"tempId":"u1","departmentId":["0000000001","0000000003"],"userId":"suzuki","userName":"鈴木","email":"suzuki@example.com","effectiveDateFrom":"2026/4/1","userType":0}]`,
			`u1,,"0000000001;0000000003",suzuki,鈴木,,suzuki@example.com,,2026-04-01,,,,0,,,,,,,,,` + "\r\n"},
		{"an edit of a user", Users, `[{"userUuid":"aaaa-1","userName":"伊藤改"}]`,
			",AAAA-1,0000000002,ito,伊藤改,いとう,ito@example.com,sub@example.com,,,,saml-ito,,,,,,,,,,\r\n"},
		{"a user as it was read", Users, `[{"tempId":"","userUuid":"AAAA-1","departmentId":["0000000002"],"userId":"ito","userName":"伊藤花子","alternativeName":"いとう","email":"ito@example.com","subEmail":"sub@example.com","effectiveDateFrom":"2020-04-01","culture":"0","mailFormat":"0","samlNameId":"saml-ito","deleteFlag":""}]`,
			",AAAA-1,0000000002,ito,伊藤花子,いとう,ito@example.com,sub@example.com,,0,0,saml-ito,,,,,,,,,,\r\n"},
		{"a start that has not come may move", Users, `[{"userUuid":"AAAA-2","effectiveDateFrom":"2026-05-01","subEmail":null}]`,
			`,AAAA-2,"0000000001;0000000003",sato,佐藤,,sato@example.com,,2026-05-01,,,,,,,,,,,,,` + "\r\n"},
		{"a removal", Users, `[{"userUuid":"AAAA-2","deleteFlag":1}]`,
			`,AAAA-2,"0000000001;0000000003",sato,佐藤,,sato@example.com,,,,,,,,,,,,,,,1` + "\r\n"},
	} {
		if got := sent(t, c.kind, c.rows); got != c.want {
			t.Errorf("%s\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestUploadForm(t *testing.T) {
	o, c := newOffice(t)
	i := imported(t, `[{"userUuid":"AAAA-1"}]`, `[{"departmentId":"0000000003"}]`)
	p, err := c.Plan(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		id, err := p.Start(t.Context())
		if err != nil || id != "00000000-0000-0000-0000-000000000000" {
			t.Fatalf("got %q, %v", id, err)
		}
	}
	body, mime := o.bodies[len(o.bodies)-1], o.types[0]
	if o.query != "delimiter=comma&encoding=utf8" {
		t.Errorf("the query is %s", o.query)
	}
	_, boundary, _ := strings.Cut(mime, "multipart/form-data; boundary=")
	if boundary == "" || strings.ContainsAny(boundary, `"-=`) || len(boundary) > 70 {
		t.Errorf("the boundary is %q", boundary)
	}
	if !strings.HasPrefix(body, "--"+boundary+"\r\n"+`Content-Disposition: form-data; name="department"; filename="department.csv"`) ||
		!strings.HasSuffix(body, "\r\n--"+boundary+"--\r\n") || strings.Count(body, boundary) != 3 {
		t.Errorf("the body is %q", body)
	}
	if o.bodies[0] != body {
		t.Error("the same import has other bytes")
	}
}

func TestSjisAndDelimiter(t *testing.T) {
	o, c := newOffice(t)
	i := imported(t, "", `[{"tempId":"d1","departmentName":"髙﨑①㈱～￥"}]`)
	i.Encoding, i.Delimiter = "sjis", "tab"
	p, err := c.Plan(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := "d1\t\t\xfb\xfc\xfa\xb1\x87\x40\x87\x8a\x81\x60\x81\x8f\t\t\t\t\r\n"; !strings.HasPrefix(o.uploads["department"], want) {
		t.Errorf("got %q, want %q", o.uploads["department"], want)
	}
	if o.query != "delimiter=tab&encoding=sjis" {
		t.Errorf("the query is %s", o.query)
	}
	i = imported(t, "", `[{"tempId":"d1","departmentName":"𠮷"},{"tempId":"d2","departmentName":"a〜b"}]`)
	i.Encoding = "sjis"
	_, err = c.Plan(t.Context(), i)
	wantContains(t, asError(t, err, call.TypeError).Error(), "2 problems", "departments[0].departmentName (d1)", "𠮷 (U+20BB7)", "departments[1].departmentName (d2)", "～ (U+FF5E) instead")
}

// Every problem is found at once, with its row and field, and nothing is sent.
func TestProblems(t *testing.T) {
	added := `"tempId":"u9","departmentId":"0000000001","userId":"u9","userName":"n","email":"u9@example.com","effectiveDateFrom":"2026-04-01"`
	for _, c := range []struct {
		name               string
		users, departments string
		want               []string
	}{
		{"required on adding", `[{}]`, `[{}]`, []string{
			"users[0].tempId: is required", "users[0].departmentId", "users[0].userId", "users[0].userName", "users[0].email", "users[0].effectiveDateFrom",
			"departments[0].tempId", "departments[0].departmentName", "8 problems"}},
		{"lengths", `[{` + strings.ReplaceAll(added, `"n"`, `"`+strings.Repeat("鈴", 61)+`"`) + `}]`, `[{"tempId":"` + strings.Repeat("a", 257) + `","departmentName":"` + strings.Repeat("部", 31) + `"}]`,
			[]string{"users[0].userName (u9): has 61 characters, at most 60", "has 257 characters, at most 256", "has 31 characters, at most 30"}},
		{"characters", `[{"tempId":"u-1","departmentId":"0000000001","userId":"あ","userName":"n","email":"ａ@example.com","subEmail":"a b","effectiveDateFrom":"2026-04-01"}]`, `[{"tempId":"d1","departmentName":"x","departmentNamePhonetic":"Eigyo"}]`,
			[]string{"users[0].tempId (あ): may not hold the character '-'", "users[0].userId", "users[0].email", "users[0].subEmail", "departmentNamePhonetic (d1): may not hold the character 'E'"}},
		{"choices", `[{` + added + `,"culture":3,"dataDownloadPrivilege":"4","canUpdateData":"yes","userType":"-1"}]`, `[{"tempId":"d1","departmentName":"x","order":"1.5"}]`,
			[]string{"culture", "must be one of 0, 1, 2", "dataDownloadPrivilege", "canUpdateData", "userType", "order (d1): is \"1.5\""}},
		{"types and names", `[{` + added + `,"username":"x","culture":true,"subEmail":{}}]`, `[7]`,
			[]string{"username (u9): a user has no such column (did you mean userName?)", "culture", "must be a string, an integer or null", "subEmail", "departments[0]: must be an object"}},
		{"an unknown column", "", `[{"tempId":"d1","departmentName":"x","memo":"m"}]`, []string{"memo", "a department has no such column; it has tempId"}},
		{"dates", `[{` + strings.Replace(added, "2026-04-01", "2026-03-31", 1) + `},{"userUuid":"AAAA-1","effectiveDateFrom":"2026-05-01"},{"userUuid":"AAAA-2","effectiveDateFrom":"soon"}]`, "",
			[]string{"users[0].effectiveDateFrom (u9): must be today (2026-04-01, in Japan)", "users[1].effectiveDateFrom (AAAA-1): cannot be changed: the user began on 2020-04-01", "users[2].effectiveDateFrom (AAAA-2): is \"soon\""}},
		{"doubles", `[{` + added + `},{` + added + `},{"userUuid":"AAAA-1"},{"userUuid":"aaaa-1"},{"tempId":"u8","departmentId":"0000000001","userId":"SATO","userName":"n","email":"Sato@example.com","effectiveDateFrom":"2026-04-01","samlNameId":"saml-ito"}]`, `[{"departmentId":"0000000001"},{"departmentId":"0000000001"}]`,
			[]string{"users[1].tempId (u9): is the same as in users[0]", "users[1].email", "users[1].userId", "users[3].userUuid", "users[4].userId (SATO): is taken by AAAA-2", "users[4].email (SATO): is taken", "users[4].samlNameId (SATO)", "departments[1].departmentId"}},
		{"unknown ids", `[{"userUuid":"BBBB"},{` + strings.Replace(added, "0000000001", "1", 1) + `},{"tempId":"u7","departmentId":"tempId:d7;d1","userId":"u7","userName":"n","email":"u7@example.com","effectiveDateFrom":"2026-04-01"}]`,
			`[{"departmentId":"0000000009","departmentName":"x"},{"tempId":"d1","departmentName":"x","parentDepartmentId":"0000000008"}]`,
			[]string{"users[0].userUuid (BBBB): is unknown", "users[1].departmentId (u9): names department 1, which is unknown (did you mean 0000000001?)", "tempId:d7, which is unknown", "department d1, which is unknown (did you mean tempId:d1?)", "departments[0].departmentId (0000000009): is unknown", "0000000008"}},
		{"lost zeros", "", `[{"departmentId":"2","departmentName":"x"}]`, []string{"departments[0].departmentId (2): is unknown: its leading zeros were lost, as in Excel (did you mean 0000000002?)"}},
		{"circles", "", `[{"departmentId":"0000000001","parentDepartmentId":"0000000002"},{"tempId":"d1","departmentName":"x","parentDepartmentId":"tempId:d2"},{"tempId":"d2","departmentName":"y","parentDepartmentId":"tempId:d1"},{"departmentId":"0000000003","parentDepartmentId":"0000000003"}]`,
			[]string{"departments[0].parentDepartmentId (0000000001): would put the department below itself", "departments[1]", "departments[2]", "departments[3]", "4 problems"}},
		{"several parents", "", `[{"departmentId":"0000000003","parentDepartmentId":"0000000001;0000000002"}]`, []string{"names several departments"}},
		{"blanks that would clear", `[{"userUuid":"AAAA-1","alternativeName":"","subEmail":"","samlNameId":"","userName":"","email":null,"culture":null}]`, `[{"departmentId":"0000000002","parentDepartmentId":"","order":""}]`,
			[]string{"alternativeName (AAAA-1): is blank, which would clear it", "subEmail", "samlNameId", "userName (AAAA-1): is required and cannot be cleared", "email", "culture (AAAA-1): cannot be cleared", "parentDepartmentId (0000000002): is blank", "order", "8 problems"}},
		{"what cannot change", `[{"userUuid":"AAAA-1","userId":"other"},{"userUuid":"AAAA-2","tempId":"u1"}]`, "", []string{"users[0].userId (other): cannot be changed", "users[1].tempId"}},
		{"deleting what is new", `[{` + added + `,"deleteFlag":1}]`, `[{"tempId":"d1","departmentName":"x","deleteFlag":"1"}]`, []string{"users[0].deleteFlag (u9): deletes, but there is nothing to delete: userUuid is missing", "departmentId is missing"}},
		{"deleting what is not empty", "", `[{"departmentId":"0000000001","deleteFlag":1},{"departmentId":"0000000002","deleteFlag":1}]`,
			[]string{"departments[0].deleteFlag (0000000001): cannot delete it yet: it has 1 departments and 1 users", "departments[1].deleteFlag (0000000002): cannot delete it yet: it has 0 departments and 1 users"}},
		{"going into what is deleted", `[{"userUuid":"AAAA-1","departmentId":"0000000003"}]`, `[{"departmentId":"0000000003","deleteFlag":1}]`, []string{"users[0].departmentId (AAAA-1): names department 0000000003, which this import deletes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, client := newOffice(t)
			_, err := client.Plan(t.Context(), imported(t, c.users, c.departments))
			e := asError(t, err, call.TypeError)
			wantContains(t, e.Error()+strings.Join(e.Errors, "\n"), c.want...)
			if o.bodies != nil {
				t.Error("something was sent")
			}
			for _, name := range []string{"伊藤", "example.com"} {
				if strings.Contains(e.Error(), name) {
					t.Errorf("%s is in the message: %s", name, e)
				}
			}
		})
	}
}

func TestManyProblems(t *testing.T) {
	rows := strings.TrimSuffix(strings.Repeat(`{"tempId":"","departmentName":"x"},`, 70), ",")
	_, c := newOffice(t)
	_, err := c.Plan(t.Context(), imported(t, "", "["+rows+"]"))
	e := asError(t, err, call.TypeError)
	if len(e.Errors) != 70 || strings.Count(e.Error(), "\n") != 51 {
		t.Errorf("%d errors; %s", len(e.Errors), e)
	}
	wantContains(t, e.SayIn(say.Japanese), "問題が 70 件", "必須です", "ほか 20 件")
}

func TestGuard(t *testing.T) {
	_, c := newOffice(t)
	p, err := c.Plan(t.Context(), imported(t, `[{"userUuid":"AAAA-1","deleteFlag":1},{"userUuid":"AAAA-2","deleteFlag":"1"}]`, ""))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Guard(2); err != nil {
		t.Error(err)
	}
	e := asError(t, p.Guard(1), call.PermissionError)
	wantContains(t, e.Error(), "would delete 2, at most 1", `user AAAA-1 "伊藤花子"`, "AAAA-2")
	wantContains(t, e.Hint.En, "{ remove: 2 }")
	wantContains(t, e.SayIn(say.Japanese), "ユーザ AAAA-1")
}

func TestRehearse(t *testing.T) {
	_, c := newOffice(t)
	p, err := c.Plan(t.Context(), imported(t, `[{"userUuid":"aaaa-1"}]`, `[{"tempId":"d1","departmentName":"x"}]`))
	if err != nil {
		t.Fatal(err)
	}
	got := p.Rehearse(func() string { return "dry-run:1" })
	if len(got) != 2 || got[0].ID != "dry-run:1" || got[0].TempID != "d1" || !got[0].Completed || got[1].ID != "AAAA-1" || got[1].Type != "user" {
		t.Errorf("got %+v", got)
	}
}

func TestStartWithoutImportID(t *testing.T) {
	for _, answer := range []string{"", "{}", `{"importId":""}`, "<html>"} {
		o, c := newOffice(t)
		o.answer = answer
		p, err := c.Plan(t.Context(), imported(t, "", `[]`))
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Start(t.Context())
		asError(t, err, call.ConnectionError) // which makes a doubt of a write that got a 2xx
	}
}

// The vendor answers 200 to wrong rows too: only a body without anything in it
// says that all is well.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		answer, users string
		wrong         int
		checked       bool
	}{
		{"", `[]`, 0, true},
		{"\ufeff\r\n", `[]`, 0, true},
		{"", "", 0, false},
		{"0,,d1,false,DepartmentNameは必須です\r\n", `[]`, 1, false},
		{"1,AAAA-1,,False,a;b\r\n1,AAAA-2,,True,\r\n", `[]`, 1, true},
	} {
		o, client := newOffice(t)
		o.check = func(string) string { return c.answer }
		wrong, checked, err := client.Check(t.Context(), imported(t, c.users, `[]`))
		if err != nil || wrong == nil || len(wrong) != c.wrong || checked != c.checked {
			t.Errorf("%q: got %+v, users checked %t, %v", c.answer, wrong, checked, err)
		}
	}
}

// Whether some departments may be sent without the others is not documented: the
// vendor's check decides, and the others go along only if it wants them.
func TestPartOfTheDepartments(t *testing.T) {
	const edit = `[{"departmentId":"0000000002","departmentName":"営業二課"}]`
	part := ",0000000002,営業二課,eigyo ikka,0000000001,2,\r\n"
	whole := part + ",0000000001,営業部,eigyobu,,1,\r\n,0000000003,総務部,,,,\r\n"
	wrong := "0,0000000002,,false,だめ\r\n"
	for name, c := range map[string]struct {
		check  func(string) string
		sent   string
		checks int
		wrong  int
	}{
		"content":          {nil, part, 1, 0},
		"wants them all":   {func(d string) string { return map[bool]string{false: wrong}[d == whole] }, whole, 2, 0},
		"wrong either way": {func(string) string { return wrong }, part, 2, 1},
	} {
		o, client := newOffice(t)
		o.check = c.check
		got, _, err := client.Check(t.Context(), imported(t, "", edit))
		if err != nil || len(got) != c.wrong || o.checks != c.checks {
			t.Errorf("%s: %+v, %v, %d checks", name, got, err, o.checks)
		}
		p, err := client.Plan(t.Context(), imported(t, "", edit))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Start(t.Context()); err != nil || o.uploads["department"] != c.sent {
			t.Errorf("%s: sent %q, %v", name, o.uploads["department"], err)
		}
	}
}

func TestMatch(t *testing.T) {
	i := imported(t, `[{"tempId":"u1"},{"userUuid":"AAAA-1"},{"tempId":"u2"}]`, `[{"departmentId":"0000000002"}]`)
	got := i.Match([]ImportResult{
		{Type: "user", ID: "aaaa-1", Completed: true},
		{Type: "department", ID: "0000000001", Completed: true}, // sent along
		{Type: "department", ID: "0000000003", Errors: []string{"legacy"}},
		{Type: "department", ID: "0000000002", Completed: true},
		{Type: "user", ID: "NEW", TempID: "u1", Completed: true},
	})
	var all []string
	for _, r := range got {
		all = append(all, r.Type+r.ID+r.TempID+map[bool]string{true: "+", false: "-"}[r.Completed])
	}
	if want := "department0000000002+ userNEWu1+ useraaaa-1+ useru2- department0000000003-"; strings.Join(all, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(all, " "), want)
	}
}

// waiter looks at once, again and again.
type waiter struct{ key string }

func (w *waiter) Wait(ctx context.Context, key string, _ time.Duration, poll func(context.Context) (bool, error)) error {
	w.key = key
	for {
		if done, err := poll(ctx); done || err != nil {
			return err
		}
	}
}

func TestAwait(t *testing.T) {
	for _, c := range []struct {
		states []string
		failed bool
	}{
		{[]string{"0", "1", "1", "2"}, false},
		{[]string{`"0"`, `"2"`}, false},
		{[]string{"0", "9"}, true},
	} {
		states := c.states
		client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/result") {
				_, _ = io.WriteString(w, "0,0000000001,,true,\r\n1,,u1,false,Emailが重複しています\r\n")
				return
			}
			_, _ = io.WriteString(w, `{"importStatus": `+states[0]+`}`)
			states = states[1:]
		})
		w := &waiter{}
		results, err := client.Await(t.Context(), w, "J", true)
		if w.key == "" || len(states) != 0 {
			t.Errorf("key %q, %q left", w.key, states)
		}
		if !c.failed {
			if err != nil || len(results) != 2 {
				t.Errorf("got %+v, %v", results, err)
			}
			continue
		}
		e := asError(t, err, call.JobFailed)
		if e.Job != "J" || e.State != "error" || len(e.Messages) != 1 || !json.Valid(e.Results) {
			t.Errorf("got %+v", e)
		}
		wantContains(t, e.Error(), "import J failed", "1 row", "user u1: Emailが重複しています")
	}
}

func TestStates(t *testing.T) {
	for _, body := range []string{`{"importStatus":3}`, `{}`, `{"importStatus":null}`, `[]`, `{"importStatus":"done"}`} {
		if s, err := parseState([]byte(body)); err == nil {
			t.Errorf("%s is %s", body, s)
		}
	}
}
