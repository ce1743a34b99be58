package api

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"dandori/runtime/call"
)

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, body        string
		status            int
		text, code, field string
		errors            int
		hint              string
	}{
		{
			name: "the document's", status: 400,
			body: `{"statusCode": 400, "message": "If clientSoftware is specified for emailClient, encoding must be selected.", "error": [{"Code": "required", "field": "encoding"}]}`,
			text: "400 required (encoding): If clientSoftware", code: "required", field: "encoding", errors: 2,
		},
		{name: "small letters", status: 400, body: `{"error":[{"code":"invalid_value","field":"limit"}]}`, text: "400 invalid_value (limit)", code: "invalid_value", field: "limit", errors: 1},
		{name: "an object", status: 400, body: `{"error":{"Code":"required"}}`, text: "400 required", code: "required", errors: 1},
		{name: "a text", status: 400, body: `{"error":"nope"}`, text: "400 nope", errors: 1},
		{name: "the array alone", status: 400, body: `[{"Code":"required","field":"a"},{"Code":"invalid_value","field":"b"}]`, text: "required (a), invalid_value (b)", code: "required", field: "a", errors: 2},
		{name: "capitals", status: 400, body: `{"Message":"m","Error":[{"CODE":"c","Field":"f"}]}`, text: "400 c (f): m", code: "c", field: "f", errors: 2},
		{name: "nothing", status: 404, text: "404 Not Found", hint: "id"},
		{name: "no JSON", status: 503, body: "<html><style>b{}</style><h1>Busy</h1>\n<p>come back</p>", text: "Sansan failed at persons.get: 503 Service Unavailable: Busy come back", errors: 1, hint: "failure at Sansan"},
		{name: "a long page", status: 500, body: strings.Repeat("at Web.Pipeline line 42\n", 60), text: "at Web.Pipeline line 42 at Web.Pipeline line 42 at Web.Pipeline line 42 at Web.P…", errors: 1, hint: "failure at Sansan"},
		{name: "a number", status: 500, body: "7", text: "500 Internal Server Error"},
		{name: "a string", status: 400, body: `"no"`, text: "400 Bad Request: no", errors: 1},
		{name: "odd entries", status: 400, body: `{"error":[null,7,{},{"Code":7},{"Code":"x"}]}`, text: "400 x", code: "x", errors: 1},
		{name: "a bad key", status: 401, body: `{"error":[{"Code":"invalid_api_key"}]}`, text: "invalid_api_key", code: "invalid_api_key", errors: 1, hint: "apiKey"},
		{name: "a bad app", status: 401, body: `{"error":[{"Code":"invalid_app_id"}]}`, text: "invalid_app_id", code: "invalid_app_id", errors: 1, hint: "appId"},
		{name: "no right", status: 403, body: `{"error":[{"Code":"has_no_permission"}]}`, text: "has_no_permission", code: "has_no_permission", errors: 1, hint: "API連携"},
		{name: "too many", status: 429, body: `{"error":[{"Code":"too_many_request"}],"access_count":11,"retry_after":1}`, text: "too_many_request", code: "too_many_request", errors: 1, hint: "share: 50%"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			})
			_, err := client.Person(t.Context(), "P1")
			e := asError(t, err, call.VendorError)
			wantContains(t, e.Error(), "persons.get", c.text)
			wantContains(t, e.Hint.En, c.hint)
			if e.Status != c.status || e.Code != c.code || e.Field != c.field || len(e.Errors) != c.errors {
				t.Errorf("got status %d, code %q, field %q, errors %q", e.Status, e.Code, e.Field, e.Errors)
			}
			if e.Connection != "sansan" || e.Vendor != "sansan" || e.Operation != "persons.get" {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestAdminHint(t *testing.T) {
	client, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	_, err := client.Users(t.Context(), "")
	wantContains(t, asError(t, err, call.VendorError).Hint.En, "システム管理者")
}

func FuzzRefusal(f *testing.F) {
	f.Add([]byte(`{"statusCode":400,"message":"m","error":[{"Code":"required","field":"email"}]}`))
	f.Add([]byte(`[[[{"code":[]}]],"x"]`))
	f.Add([]byte("<a\xff>\xfe"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := ParseRefusal(b)
		for _, s := range append(r.messages(), r.sentence(400)) {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r") {
				t.Errorf("%q gave %q", b, s)
			}
		}
	})
}
