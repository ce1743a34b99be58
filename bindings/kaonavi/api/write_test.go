package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/transport"
)

// Whether a task is answered with 200, 201 or 202 is not found; its id may be a string.
func TestAcceptedTasks(t *testing.T) {
	for _, answer := range []string{`{"task_id":8870}`, `201 {"task_id":"8870"}`, `202 {"task_id":8870,"errors":["later"]}`} {
		v := newVendor(t).on("PATCH /members", answer)
		c := v.client()
		got, err := c.Send(background, only(t, draft(t, c, "members.update", Target{}, `[{"code":"E1"}]`)))
		if err != nil || got.Task != "8870" || got.Repeated {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
		if h := v.last().header; h.Get("Content-Type") != "application/json" || h.Get("Dry-Run") != "" {
			t.Errorf("headers %v", h)
		}
	}
}

func TestTaskStates(t *testing.T) {
	for answer, want := range map[string]Progress{
		`{"id":1,"status":"OK","messages":[]}`:                     {OK, []string{}},
		`{"id":1,"status":"RUNNING"}`:                              {Running, []string{}},
		`{"id":1,"status":"WAITING","messages":null}`:              {Waiting, []string{}},
		`{"id":1,"status":"NG","messages":["a","b"]}`:              {NG, []string{"a", "b"}},
		`{"id":1,"status":"ERROR","messages":"one"}`:               {Error, []string{"one"}},
		`{"id":1,"status":"ng","messages":[{"code":"E1","x":""}]}`: {NG, []string{"code: E1"}},
	} {
		got, err := newVendor(t).on("GET /tasks/1", answer).client().Task(background, op(t, nameTask), "1")
		if err != nil || got.State != want.State || !slices.Equal(got.Messages, want.Messages) || got.Messages == nil {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
	}
	for answer, class := range map[string]call.Class{`{"status":"DONE"}`: call.ConnectionError, `{}`: call.ConnectionError, `404 {"errors":["x"]}`: call.VendorError} {
		_, err := newVendor(t).on("GET /tasks/1", answer).client().Task(background, op(t, "members.update"), "1")
		if e := asCall(t, err, class); e.Operation != "members.update" {
			t.Errorf("%s: %+v", answer, e)
		}
	}
}

func TestAwait(t *testing.T) {
	v := newVendor(t).on("GET /tasks/7", `{"status":"WAITING"}`, `{"status":"RUNNING"}`, `{"status":"OK"}`)
	w := &hasty{}
	if err := v.client().Await(background, w, op(t, "members.update"), "7"); err != nil || len(v.whats()) != 3 {
		t.Errorf("%v after %v", err, v.whats())
	}
	if err := v.client().Await(background, w, op(t, nameTask), "7"); err != nil {
		t.Error(err)
	}
	if !slices.Equal(w.keys, []string{"kaonavi members.update", ""}) {
		t.Errorf("learned under %q", w.keys)
	}
	// A broken look does not read like a broken write.
	err := newVendor(t).on("GET /tasks/7", `404 `).client().Await(background, w, op(t, "members.update"), "7")
	contains(t, asCall(t, err, call.VendorError).Hint.En, `task("7")`)
}

// Each part is a task of its own, the next one sent when the last is done.
func TestRun(t *testing.T) {
	v := newVendor(t).on("PATCH /members", `{"task_id":1}`, `{"task_id":2}`, `{"task_id":3}`).
		on("GET /tasks/1", `{"status":"RUNNING"}`, `{"status":"OK"}`).on("GET /tasks/2", `{"status":"OK"}`).on("GET /tasks/3", `{"status":"OK"}`)
	c := v.client(sized(Sizes{Rows: 2}))
	var told []int
	d := draft(t, c, "members.update", Target{}, `[{"code":"1"},{"code":"2"},{"code":"3"},{"code":"4"},{"code":"5"}]`)
	if err := c.Run(background, &hasty{}, d, func(p Part) { told = append(told, p.Number) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"PATCH /members", "GET /tasks/1", "GET /tasks/1", "PATCH /members", "GET /tasks/2", "PATCH /members", "GET /tasks/3"}
	if !slices.Equal(v.whats(), want) || !slices.Equal(told, []int{1, 2, 3}) {
		t.Errorf("sent %q, told %v", v.whats(), told)
	}
}

// A task that ends badly tells which rows were in it and what was done before.
func TestFailedTasks(t *testing.T) {
	v := newVendor(t).on("PATCH /members", `{"task_id":1}`, `{"task_id":2}`).
		on("GET /tasks/1", `{"status":"OK"}`).on("GET /tasks/2", `{"status":"NG","messages":["社員番号が存在しません。"]}`)
	c := v.client(sized(Sizes{Rows: 2}))
	d := draft(t, c, "members.update", Target{}, `[{"code":"1"},{"code":"2"},{"code":"3"},{"code":"4"},{"code":"5"}]`)
	e := asCall(t, c.Run(background, &hasty{}, d, nil), call.JobFailed)
	contains(t, e.Error(), "社員番号が存在しません。", "part 2 of 3", "rows 2 to 3: 3, 4;", "were done")
	if e.Job != "2" || e.State != "ng" || canonical(t, string(e.Results)) != `{"keys":["3","4"],"part":2,"parts":3,"rows":[2,4]}` || len(v.whats()) != 4 {
		t.Errorf("%+v, results %s, sent %v", e, e.Results, v.whats())
	}
	first := parts(t, d)[0].failed(call.New(call.JobFailed, "x"))
	contains(t, first.Error(), "part 1 of 3", "nothing was done before")
	one := parts(t, draft(t, newVendorless(Sizes{}), "members.update", Target{}, `[{"code":"1"},{"code":"2"}]`))[0].failed(call.New(call.JobFailed, "x"))
	contains(t, one.Error(), "x (its request had all 2 rows: 1, 2; nothing was done before)")
	e = asCall(t, c.Failure(op(t, "sheet.add"), "5", Progress{State: Error, Messages: []string{}}), call.JobFailed)
	contains(t, e.SayIn(say.Japanese)+e.Hint.Ja, "タスク 5", "サポートデスク")
}

// A delete whose first answer was lost, and whose second task finds nobody, was done.
func TestADeleteThatIsSentAgain(t *testing.T) {
	for now, done := range map[string]bool{`{"member_data":[{"code":"E2"}]}`: true, `{"member_data":[{"code":"E1"}]}`: false} {
		v := newVendor(t).on("POST /members/delete", `502 bad gateway`, `{"task_id":2}`).
			on("GET /tasks/2", `{"status":"NG","messages":["存在しません"]}`).on("GET /members", now)
		c := v.client()
		d, err := c.Codes(op(t, deleteMembers), "codes", []string{"E1"})
		if err != nil {
			t.Fatal(err)
		}
		if err = c.Run(background, &hasty{}, d, nil); (err == nil) != done {
			t.Errorf("%s: %v", now, err)
		}
	}
	// The first time, nobody to delete is an error: a wrong code must show.
	v := newVendor(t).on("POST /members/delete", `{"task_id":2}`).on("GET /tasks/2", `{"status":"NG","messages":["存在しません"]}`).
		on("GET /members", `{"member_data":[]}`)
	c := v.client()
	d, _ := c.Codes(op(t, deleteMembers), "codes", []string{"E1"})
	asCall(t, c.Run(background, &hasty{}, d, nil), call.JobFailed)
}

func TestWhatIsOnceIsNotSentAgain(t *testing.T) {
	for name, want := range map[string]int{"members.create": 1, "members.update": 3, replaceFields: 1} {
		o := op(t, name)
		v := newVendor(t).on(o.Method+" "+o.Path, `502 bad gateway`)
		c := v.client()
		_, err := c.Send(background, only(t, draft(t, c, name, Target{}, `[{"code":"E1"}]`)))
		asCall(t, err, call.InDoubt)
		if len(v.whats()) != want {
			t.Errorf("%s was sent %d times", name, len(v.whats()))
		}
	}
}

// Dry-Run: 1 goes out in a dry run that may ask the vendor, and what it answers is not relied on.
func TestRehearsals(t *testing.T) {
	for answer, want := range map[string]string{`{"task_id":5}`: "5", `204 `: "", `{}`: "", `202 {"ok":true}`: ""} {
		v := newVendor(t).on("PATCH /members", answer)
		c := v.client(func(c *Config) {
			c.Door = v.door(v.base, func(t *transport.Config) { t.DryRun, t.AskVendor = true, true })
		})
		d := draft(t, c, "members.update", Target{}, `[{"code":"E1"}]`)
		got, err := c.Rehearse(background, only(t, d))
		if err != nil || got != want || v.last().header.Get("Dry-Run") != "1" {
			t.Errorf("%s: %q, %v", answer, got, err)
		}
		if _, err := c.Send(background, only(t, d)); asCall(t, err, call.PermissionError) == nil || len(v.whats()) != 1 {
			t.Error("a dry run sent a write")
		}
	}
	for _, answer := range []string{`400 {"errors":["x"]}`, `{"task_id":null,"errors":["x"]}`} {
		c := newVendor(t).on("PATCH /members", answer).client()
		_, err := c.Rehearse(background, only(t, draft(t, c, "members.update", Target{}, `[{"code":"E1"}]`)))
		asCall(t, err, call.VendorError)
	}
	c := newVendor(t).on("PATCH /members", `502 x`).client()
	_, err := c.Rehearse(background, only(t, draft(t, c, "members.update", Target{}, `[{"code":"E1"}]`)))
	asCall(t, err, call.ConnectionError)
	c = newVendor(t).client()
	_, err = c.Rehearse(background, only(t, draft(t, c, replaceMembers, Target{}, `[{"code":"E1"}]`)))
	asCall(t, err, call.Fault)
}

func TestAccounts(t *testing.T) {
	user := `{"id":9,"email":"a@example.com","role":{"id":1,"name":"n","type":"Adm"}}`
	for name, w := range map[string]struct{ method, path, given, sent, answer, shown string }{
		"create":       {"POST", "/users", `{"id":3,"email":"a@example.com","member_code":null,"password":"pw","role":{"id":1,"name":"n","type":"Adm"},"last_login_at":"x","use_secure":true}`, `{"email":"a@example.com","member_code":"","password":"pw","role":{"id":1},"use_secure":true}`, `201 ` + user, user},
		"create empty": {"POST", "/users", `{"email":"A@example.com"}`, `{"email":"A@example.com"}`, `204 `, user},
		"update":       {"PATCH", "/users/9", `{"is_active":false}`, `{"is_active":false}`, user, user},
		"update empty": {"PATCH", "/users/9", `{"is_active":false}`, `{"is_active":false}`, `202 {}`, user},
		"hook":         {"POST", "/webhook", `{"id":1,"url":"https://x","events":["member_created"],"secret_token":"s","created_at":"x"}`, `{"events":["member_created"],"secret_token":"s","url":"https://x"}`, `{"id":2,"url":"https://x"}`, `{"id":2,"url":"https://x"}`},
		"hook empty":   {"POST", "/webhook", `{"url":"https://x","events":["member_created"]}`, `{"events":["member_created"],"url":"https://x"}`, ``, `{"id":5,"url":"https://x"}`},
		"hook update":  {"PATCH", "/webhook/4", `{"events":["member_deleted"]}`, `{"events":["member_deleted"]}`, ``, `{"id":4,"url":"https://x"}`},
	} {
		v := newVendor(t).on(w.method+" "+w.path, w.answer).on("GET /users", `{"user_data":[{"id":8,"email":"b@example.com"},`+user+`]}`).
			on("GET /webhook", `{"webhook_data":[{"id":4,"url":"https://x"},{"id":5,"url":"https://x"},{"id":6,"url":"https://y"}]}`)
		c := v.client()
		o := accountOperation(w.method, w.path)
		id := ""
		if i := strings.LastIndexByte(w.path, '/'); i > 0 {
			id = w.path[i+1:]
		}
		a, err := c.Account(o, Target{ID: id}, "it", json.RawMessage(w.given))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := c.Save(background, a)
		if err != nil || canonical(t, string(got)) != canonical(t, w.shown) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
		if sent := v.sent[0].body; canonical(t, sent) != w.sent {
			t.Errorf("%s: sent %s", name, sent)
		}
	}
}

func accountOperation(method, path string) Operation {
	o, _ := Lookup(map[string]string{"POST /users": createUser, "PATCH /users": updateUser, "POST /webho": createWebhook, "PATCH /webho": updateWebhook}[method+" "+path[:6]])
	return o
}

// A user who was created is not reported as a failure because the list cannot be read.
func TestSavedButNotShown(t *testing.T) {
	v := newVendor(t).on("POST /users", `204 `).on("GET /users", `403 `)
	c := v.client()
	a, err := c.Account(op(t, createUser), Target{}, "user", json.RawMessage(`{"email":"a@example.com"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Save(background, a); got != nil || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	c := newVendor(t).client()
	for _, w := range []struct {
		op, given string
		want      []string
	}{
		{createUser, `{"password":"秘密"}`, []string{"user.email: is missing"}},
		{createUser, `{"email":"秘密","role":{}}`, []string{"user.email: must be a mail address", "user.role.id: is missing"}},
		{createUser, `{"email":"a@x","isActive":false}`, []string{`user.isActive: is no field that Kaonavi knows; did you mean "is_active"?`}},
		{updateUser, `{"is_active":"秘密"}`, []string{"user.is_active: must not be of type string"}},
		{createWebhook, `{"url":"http://x","events":[]}`, []string{"user.url: must begin with https://", "user.events: is missing"}},
		{createWebhook, `{"events":["member_created","member_created"]}`, []string{"user.url: must begin with https://", "user.events: has member_created twice"}},
		{createWebhook, `{"url":"https://x","events":["member_create"]}`, []string{`user.events: "member_create" is none of the choices; did you mean "member_created"?`}},
		{createUser, `{"email":"a@x","role":{"id":1,"nmae":"x"}}`, []string{`user.role.nmae: is no field that Kaonavi knows; did you mean "name"?`}},
		{updateWebhook, `{"events":[]}`, []string{"user.events: is missing"}},
	} {
		_, err := c.Account(op(t, w.op), Target{}, "user", json.RawMessage(w.given))
		if e := asCall(t, err, call.TypeError); !slices.Equal(e.Errors, w.want) || strings.Contains(e.Error(), "秘密") {
			t.Errorf("%s: %q, want %q", w.given, e.Errors, w.want)
		}
	}
}

func TestOnlyUsersAndWebhooksAreAccounts(t *testing.T) {
	for _, name := range []string{"members.create", "users.list", nameTask, deleteUser} {
		_, err := newVendorless(Sizes{}).Account(op(t, name), Target{}, "user", json.RawMessage(`{}`))
		asCall(t, err, call.Fault)
	}
}

func TestDeletes(t *testing.T) {
	for answer, ok := range map[string]bool{`204 `: true, `{}`: true, `202 {"id":9}`: true, `404 {"errors":["x"]}`: false, `403 `: false} {
		err := newVendor(t).on("DELETE /users/9", answer).client().Delete(background, op(t, deleteUser), "9")
		if (err == nil) != ok {
			t.Errorf("%s: %v", answer, err)
		}
	}
	// Sent again after a lost answer: who is gone was deleted.
	v := newVendor(t).do("DELETE /webhook/9", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }).on("DELETE /webhook/9", `404 {"errors":["x"]}`)
	if err := v.client().Delete(background, op(t, deleteWebhook), "9"); err != nil || len(v.whats()) != 2 {
		t.Errorf("%v after %v", err, v.whats())
	}
	asCall(t, newVendor(t).client().Delete(background, op(t, "users.list"), "9"), call.Fault)
}

func TestBlank(t *testing.T) {
	for body, want := range map[string]string{
		`{"member_data":[{"code":"1"}]}`:                                                       `{"member_data":[{"code":"1"}]}`,
		`{"email":"a","password":"secret","password_locked":true}`:                             `{"email":"a","password":"***","password_locked":true}`,
		`{"url":"https://x","secret_token":"secret"}`:                                          `{"secret_token":"***","url":"https://x"}`,
		`{"member_data":[{"code":"1","base64_face_image":"eA=="}],"enable_trimming":true}`:     `{"enable_trimming":true,"member_data":[{"base64_face_image":"***","code":"1"}]}`,
		`{"member_data":[{"code":"1","records":[{"file_name":"a","base64_content":"eA=="}]}]}`: `{"member_data":[{"code":"1","records":[{"base64_content":"***","file_name":"a"}]}]}`,
		`{"password":"secret"`: ``, ``: ``,
		`grant_type=client_credentials`: `grant_type=client_credentials`,
	} {
		if got := string(Blank([]byte(body), "application/json")); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

// What breaks while an answer is read says so, without what was in it.
func TestABrokenBody(t *testing.T) {
	_, err := readAnswer(&http.Response{StatusCode: 200, Body: io.NopCloser(broken{})})
	if err == nil || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read(p []byte) (int, error) { return 0, io.ErrUnexpectedEOF }
