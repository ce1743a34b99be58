package api

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"dandori/runtime/call"
)

func TestMessagesInEveryShape(t *testing.T) {
	for body, want := range map[string][]string{
		`{}`:                                           nil,
		`{"errors":[],"message":""}`:                   nil,
		`{"errors":["a","b"],"message":"c"}`:           {"a", "b", "c"},
		`{"errors":"a","message":"a"}`:                 {"a"},
		`{"errors":{"email":["x","y"],"name":"z"}}`:    {"email: x", "email: y", "name: z"},
		`{"errors":[{"field":"email","message":"x"}]}`: {"field: email, message: x"},
		`{"data":{"status":"NG","message":"sheet_idが不正です。"}}`: {"sheet_idが不正です。"},
		`{"errors":[null,[["deep"]],12]}`:                     {"deep", "12"},
		`{"errors":[[[[[[[[[["too deep"]]]]]]]]]]}`:           nil,
		"\ufeff" + `{"message":["a"]}`:                        {"a"},
	} {
		a, err := readAnswer(response(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		equal(t, body, a.messages(), want)
	}
}

func TestProgressIDsInEveryShape(t *testing.T) {
	for body, want := range map[string]string{
		`{"progress_id":1,"status":"OK"}`:            "1",
		`{"progress_id":"1","status":"OK"}`:          "1",
		`{"data":{"progress_id":3,"status":"OK"}}`:   "3",
		`{"progress_id":12345678901234567890}`:       "12345678901234567890",
		`{"progress_id":null}`:                       "",
		`{"status":"OK"}`:                            "",
		`{"progress_id":{"id":1}}`:                   "",
		`{"status":"OK","data":{"progress_id":"7"}}`: "7",
	} {
		a, err := readAnswer(response(body))
		if err != nil || a.progress() != want {
			t.Errorf("%s: %q, %v; want %q", body, a.progress(), err, want)
		}
	}
}

func TestRefusedLists(t *testing.T) {
	for body, want := range map[string]struct {
		status int
		code   string
		first  string
	}{
		`{"status":"NG","errors":["レーダーチャート"]}`: {200, "NG", "レーダーチャート"},
		`{"errors":["a"]}`:                       {200, "", "a"},
		`400 {"errors":{"definition_9":["x"]}}`:  {400, "", "definition_9: x"},
		`{"status":"ERROR","message":"unknown"}`: {200, "ERROR", "unknown"},
		`403 {"status":"OK","data":[]}`:          {403, "", ""},
		`404 <html>not here</html>`:              {404, "", ""},
		`500 oops`:                               {500, "", ""},
		`401 `:                                   {401, "", ""},
	} {
		s := &server{answers: map[string]string{"/sheet/1": body}}
		_, err := client(t, s, V12).List(background, op(t, "sheet.list"), "1")
		e := asCall(t, err, call.VendorError)
		if e.Status != want.status || e.Code != want.code || e.Operation != "sheet.list" || e.Connection != "kaonavi-v1" || e.Vendor != Vendor {
			t.Errorf("%s: %+v", body, e)
		}
		if want.first != "" && (len(e.Errors) != 1 || e.Errors[0] != want.first) {
			t.Errorf("%s: errors %q", body, e.Errors)
		}
	}
}

func TestTheFieldThatTheVendorNamed(t *testing.T) {
	for errors, want := range map[string]string{
		`[{"field":"email","message":"x"}]`: "email",
		`{"role":["unknown"]}`:              "role",
		`["plain"]`:                         "",
		`"plain"`:                           "",
	} {
		if got := field(json.RawMessage(errors)); got != want {
			t.Errorf("%s: %q, want %q", errors, got, want)
		}
	}
}

// A body that broke is a plain error, so that a read is sent again; a whole
// answer of another shape is none that asking again would mend.
func TestUnreadableLists(t *testing.T) {
	for body, plain := range map[string]bool{
		``: true, `{"data":[`: true, `<html>`: true, `[]`: true, `null`: false,
		`{}`: false, `{"data":"x"}`: false, `{"status":"OK"}`: false,
	} {
		s := &server{answers: map[string]string{"/sheet/1": body}}
		_, err := client(t, s, V12).List(background, op(t, "sheet.list"), "1")
		if err == nil {
			t.Errorf("%q was read", body)
			continue
		}
		if _, isCall := err.(*call.Error); isCall == plain {
			t.Errorf("%q: %T %v", body, err, err)
		}
	}
}

func TestHeadersAreAskedForWithADryRun(t *testing.T) {
	s := &server{answers: map[string]string{"/user": `{"headers":{"email":"ログインid"}}`, "/department": `{"status":"OK","headers":[]}`}}
	c := client(t, s, V10)
	s.answers["/api/v1.0/user"], s.answers["/api/v1.0/department"] = s.answers["/user"], s.answers["/department"]
	if h, err := c.Headers(background, op(t, "users.list"), ""); err != nil || string(h) != `{"email":"ログインid"}` {
		t.Errorf("headers = %s, %v", h, err)
	}
	if h, err := c.Headers(background, op(t, "departments.list"), ""); err != nil || h != nil {
		t.Errorf("headers = %s, %v", h, err)
	}
	equal(t, "sent", s.sent, []string{`/api/v1.0/user {"dryrun":1}`, `/api/v1.0/department {"dryrun":1}`})
}

func FuzzAnswer(f *testing.F) {
	for _, s := range []string{usersSample, departmentsSample, sheetSample, getSample, `{"errors":{"a":[{"b":1}]}}`, `{"data":{"progress_id":3,"status":"OK"}}`, "", "<html>"} {
		f.Add(200, s)
		f.Add(500, s)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		resp := &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}
		a, err := readAnswer(resp)
		if err != nil {
			return
		}
		c := &Client{}
		o := Operation{Operation: call.Operation{Name: "sheet.list", Effect: call.Read}, Function: 8, Kind: Records}
		table, err := c.tableIn(a, o, false)
		if err == nil && (!json.Valid(table.Rows) || table.Headers != nil && !json.Valid(table.Headers)) {
			t.Errorf("rows %q, headers %q", table.Rows, table.Headers)
		}
		if p, err := c.progressIn(a, o); err == nil && p.State == "" {
			t.Error("no state and no error")
		}
		for _, m := range a.refusal(call.Request{}).Errors {
			if m == "" || !utf8.ValidString(m) {
				t.Errorf("message %q", m)
			}
		}
	})
}

func TestWhatStandsInThePlaceOfJSON(t *testing.T) {
	for body, want := range map[string]string{
		"":                              "it is empty",
		"\r\n":                          "it is empty",
		" <!DOCTYPE html><html></html>": "it is a web page",
		`{"data":[{"member_code":"a00`:  "it breaks off in the middle",
		`{"data": nothing}`:             "invalid character 'o' in literal null (expecting 'u')",
	} {
		resp := &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body))}
		if _, err := readAnswer(resp); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", body, err, want)
		}
	}
}

func TestWhoseFailureItIs(t *testing.T) {
	r := call.Request{Operation: call.Operation{Name: "members.add"}}
	for status, want := range map[int]string{
		400: "Kaonavi refused members.add: HTTP 400, without a reason",
		503: "Kaonavi failed at members.add: HTTP 503, without a reason",
	} {
		if e := (answer{status: status}).refusal(r); e.Text.En != want || (status == 503) != (e.Hint.En != "") {
			t.Errorf("%d: %s → %s", status, e.Text.En, e.Hint.En)
		}
	}
}
