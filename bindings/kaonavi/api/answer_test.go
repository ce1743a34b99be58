package api

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// errors may be strings or missing, and a body may be text (4).
func TestRefusalsInEveryShape(t *testing.T) {
	for answer, want := range map[string][]string{
		`400 {"errors":["社員番号は必須です。","氏名が長すぎます。"]}`: {"社員番号は必須です。", "氏名が長すぎます。"},
		`400 {"errors":"one"}`:                   {"one"},
		`400 {"errors":[]}`:                      nil,
		`400 {}`:                                 nil,
		`400 {"message":"m","errors":["a","a"]}`: {"a", "m"},
		`400 {"errors":{"mail":["重複"],"code":"短い"}}`:       {"code: 短い", "mail: 重複"},
		`400 {"errors":[{"field":"mail","message":"重複"}]}`: {"field: mail", "message: 重複"},
		`400 ["a"]`:                 {`["a"]`},
		`400 `:                      nil,
		`500 Internal Server Error`: {"Internal Server Error"},
		`503 <html><head><style>p{}</style><title>メンテナンス中</title>`: {"メンテナンス中"},
		`403 {"errors":[null,1]}`: {"1"},
		`200 {"errors":["a"]}`:    {"a"},
	} {
		_, err := newVendor(t).on("GET /roles", answer).client().List(background, op(t, "roles.list"), Target{}, Query{})
		e := asCall(t, err, call.VendorError)
		if !slices.Equal(e.Errors, want) {
			t.Errorf("%s: %q, want %q", answer, e.Errors, want)
		}
		if e.Connection != "kaonavi" || e.Operation != "roles.list" || e.Vendor != Vendor || e.Status == 0 {
			t.Errorf("%s: %+v", answer, e)
		}
	}
}

func TestRefusalsNameTheField(t *testing.T) {
	for answer, want := range map[string]string{
		`400 {"errors":["mail"]}`: "", `400 {"errors":{"mail":["x"]}}`: "mail", `400 {"errors":[{"field":"mail"}]}`: "mail", `400 {"errors":"x"}`: "",
	} {
		_, err := newVendor(t).on("GET /roles", answer).client().List(background, op(t, "roles.list"), Target{}, Query{})
		if e := asCall(t, err, call.VendorError); e.Field != want {
			t.Errorf("%s: field %q", answer, e.Field)
		}
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	for answer, want := range map[string]string{
		`403 {}`: "操作対象の管理", `404 {"errors":["not found"]}`: "操作対象の管理", `401 {}`: "再発行", `500 x`: "failure at Kaonavi", `400 {}`: "",
	} {
		_, err := newVendor(t).on("GET /sheets/77", answer).client().List(background, op(t, "sheet.list"), Target{Sheet: "77"}, Query{})
		e := asCall(t, err, call.VendorError)
		if want == "" && !e.Hint.IsZero() {
			t.Errorf("%s: hint %q", answer, e.Hint.En)
		}
		contains(t, e.Hint.En, want)
		if want != "" && want != "failure at Kaonavi" {
			contains(t, e.Hint.Ja, want)
		}
	}
}

func TestManyReasonsAreShortened(t *testing.T) {
	list := strings.Repeat(`"a","b","c","d","e","f","g",`, 1)
	answer := `400 {"errors":[` + strings.TrimSuffix(list, ",") + `]}`
	_, err := newVendor(t).on("GET /roles", answer).client().List(background, op(t, "roles.list"), Target{}, Query{})
	e := asCall(t, err, call.VendorError)
	if contains(t, e.Error(), "a / b / c / d / e (and 2 more)"); len(e.Errors) != 7 {
		t.Errorf("%q", e.Errors)
	}
	contains(t, e.SayIn(say.Japanese), "ほか 2 件")
}

// A read that cannot be understood is an error; one that is cut off is asked for again.
func TestUnreadableAnswers(t *testing.T) {
	for _, answer := range []string{``, `{}`, `{"role_data":{}}`, `"x"`, `<html>`, `{"role_data":[`, `204 `} {
		_, err := newVendor(t).on("GET /roles", answer).client().List(background, op(t, "roles.list"), Target{}, Query{})
		asCall(t, err, call.ConnectionError)
	}
	v := newVendor(t).do("GET /roles", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"role_data":[`)
	}).on("GET /roles", "\ufeff"+`{"role_data":[]}`)
	if _, err := v.client().List(background, op(t, "roles.list"), Target{}, Query{}); err != nil {
		t.Error(err)
	}
}

// A write in doubt is never called a refusal, nor the other way round.
func TestDoubtAndRefusal(t *testing.T) {
	for answer, doubt := range map[string]bool{
		``: true, `{"task_id":`: true, `<html>`: true, `{}`: true, `204 `: true, `[]`: true, `{"task_id":null}`: true, `500 x`: true, `503 {"errors":["a"]}`: true, `408 `: true,
		`400 {"errors":["a"]}`: false, `404 <html>`: false, `403 `: false, `{"errors":["a"]}`: false, `413 too large`: false, `415 `: false,
	} {
		c := newVendor(t).on("POST /members", answer).client()
		_, err := c.Send(background, only(t, draft(t, c, "members.create", Target{}, `[{"code":"E1","name":"秘密"}]`)))
		class := call.VendorError
		if doubt {
			class = call.InDoubt
		}
		e := asCall(t, err, class)
		lacks(t, e.Error()+e.Hint.En, "秘密")
	}
}

func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`{"errors":["a"]}`, `{"task_id":1}`, `[{"a":[{"b":null}]}]`, `<p>x`, `{"errors":{"a":{"b":["c"]}}}`, "\ufeff{}"} {
		f.Add(200, s)
		f.Add(400, s)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		resp := &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
		a, err := readAnswer(resp)
		if err != nil {
			return
		}
		_, _ = a.rows("x")
		_ = a.refused()
		for _, m := range a.messages() {
			if m == "" || len(m) > 4000 {
				t.Errorf("message %q", m)
			}
		}
		if a.success() && a.body != nil && !json.Valid(a.body) {
			t.Errorf("%q was taken for JSON", body)
		}
	})
}

// Which success a write is answered with is not found (4, 14): all are one.
func TestEverySuccessIsTaken(t *testing.T) {
	for _, status := range []string{"200", "201", "202"} {
		c := newVendor(t).on("POST /members", status+` {"task_id":7}`).client()
		if got, err := c.Send(background, only(t, draft(t, c, "members.create", Target{}, `[{"code":"E1"}]`))); err != nil || got.Task != "7" {
			t.Errorf("%s: %+v, %v", status, got, err)
		}
	}
	for _, answer := range []string{`200 {"id":3}`, `201 {"id":3}`, `202 {"id":3}`, `200 `, `201 {}`, `204 `} {
		v := newVendor(t).on("POST /users", answer).on("PATCH /users/3", answer).on("GET /users", `{"user_data":[{"id":3,"email":"a@example.com"}]}`)
		c := v.client()
		for name, at := range map[string]Target{createUser: {}, updateUser: {ID: "3"}} {
			a, err := c.Account(op(t, name), at, "user", json.RawMessage(`{"email":"a@example.com"}`))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.Save(background, a); err != nil || !strings.Contains(string(got), `"id":3`) {
				t.Errorf("%s %s: %s, %v", name, answer, got, err)
			}
		}
	}
	for _, answer := range []string{`200 {}`, `200 `, `202 {"id":3}`, `204 `} {
		c := newVendor(t).on("DELETE /webhook/3", answer).client()
		if err := c.Delete(background, op(t, deleteWebhook), "3"); err != nil {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
