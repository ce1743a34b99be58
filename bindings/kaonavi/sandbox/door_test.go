package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// rows12 is §12 of the fact sheet: every row is served, with what it says of
// its effect. * counts against 5 updates a minute.
var rows12 = []struct{ verbs, path string }{
	{"POST", "token"},
	{"GET", "member_layouts"}, {"GET", "sheet_layouts"}, {"GET", "sheet_layouts/77"},
	{"GET POST* PUT* PATCH*", "members"},
	{"PUT*", "members/overwrite"},
	{"POST*", "members/delete"},
	{"GET POST* PATCH*", "members/face_image"},
	{"GET PUT* PATCH*", "sheets/77"},
	{"POST*", "sheets/77/add"},
	{"GET POST* PATCH*", "sheets/77/custom_fields/884/file"},
	{"GET PUT*", "departments"},
	{"GET POST", "users"}, {"GET PATCH DELETE", "users/2"},
	{"GET", "roles"},
	{"GET PUT*", "advanced_permissions/member"},
	{"GET", "enum_options"}, {"GET PUT*", "enum_options/501"},
	{"GET POST", "webhook"}, {"PATCH DELETE", "webhook/1"},
	{"GET", "tasks/1"},
}

func TestEveryRowOfTheFactSheetIsServed(t *testing.T) {
	served := 0
	for _, row := range rows12 {
		for _, verb := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			d := openStrict(t, Options{})
			if row.path != "token" {
				d.login()
			}
			has := strings.Contains(" "+row.verbs+" ", " "+verb+" ") || strings.Contains(row.verbs, verb+"*")
			status, _ := d.send(verb, row.path, `{}`)
			switch {
			case !has && status != http.StatusMethodNotAllowed:
				t.Errorf("%s %s: %d", verb, row.path, status)
			case has && (status == http.StatusMethodNotAllowed || status == http.StatusNotFound && row.path != "tasks/1"):
				t.Errorf("%s %s is not served: %d", verb, row.path, status)
			case has:
				served++
				d.limited(verb, row.path, strings.Contains(row.verbs, verb+"*"))
			}
		}
	}
	if served != 38 || len(Operations()) != 39 || len(operations()) != 38 {
		t.Errorf("%d of 38 operations are served, %d have names", served, len(Operations()))
	}
}

// limited wants the sixth update of a minute refused, and no other.
func (d *desk) limited(verb, path string, counts bool) {
	d.t.Helper()
	for range 4 {
		d.send(verb, path, `{}`)
	}
	if status, _ := d.send(verb, path, `{}`); (status == http.StatusTooManyRequests) != counts {
		d.t.Errorf("%s %s: the sixth in a minute is %d", verb, path, status)
	}
}

func TestUpdatesAMinute(t *testing.T) {
	d := openStrict(t, Options{})
	d.login()
	body := people(`"code":"E1001"`)
	for range 5 {
		d.pass(time.Second)
		d.ok("PATCH members", body)
	}
	d.refused("PUT departments", `{"department_data":[]}`, http.StatusTooManyRequests, "更新リクエスト数")
	d.get("members")
	d.pass(55 * time.Second)
	d.refused("PATCH members", body, http.StatusTooManyRequests, "上限") // the one that was refused counts
	d.pass(time.Minute)
	d.ok("PATCH members", body)
}

func TestRequestsAnHour(t *testing.T) {
	d := openStrict(t, Options{Limits: Limits{Requests: 4}, Variant: Variant{RetryAfter: true}})
	d.login()
	d.get("roles")
	d.refused("GET nothing", "", http.StatusNotFound, "URL")
	d.get("roles")
	r, _ := http.NewRequest(http.MethodGet, d.url+"/v2.0/roles", nil)
	answer, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "3600" || d.s.Counts().TooMany != 1 {
		t.Errorf("%d %q", answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	d.pass(time.Hour)
	d.login()
}

// What counts can be had otherwise.
func TestWhatCountsToOrder(t *testing.T) {
	d := openStrict(t, Options{Limits: Limits{Requests: 100, Updates: 1, FreeTokens: true, FreeRefused: true, FreeBad: true, FreeDryRun: true}})
	d.login()
	d.refused("PATCH members", `{}`, http.StatusBadRequest, "必須")
	d.dry = "1"
	d.done("PATCH members", people(`"code":"E1001"`))
	d.dry = ""
	d.done("PATCH members", people(`"code":"E1001"`))
	d.refused("PATCH members", people(`"code":"E1001"`), http.StatusTooManyRequests, "更新")
	d.pass(58 * time.Second)
	d.done("PATCH members", people(`"code":"E1001"`))
}

// §1.1: what is not ticked is refused, whatever the token.
func TestBoxes(t *testing.T) {
	d := open(t, Options{Unticked: []string{"members:update", "sheets/77:*"}})
	d.get("members")
	d.get("sheets/78")
	for _, what := range []string{"PATCH members", "PUT members", "PUT members/overwrite", "POST members/face_image", "PUT sheets/77", "GET sheets/77", "GET sheets/77/custom_fields/884/file"} {
		d.refused(what, `{"member_data":[]}`, http.StatusForbidden, "操作対象の管理")
	}
	d.done("POST members", people(`"code":"X1"`))
	d.s.Untick("*:*", "sheets/*")
	for _, o := range operations() {
		path := strings.Replace(strings.Replace(o.path, "{}", "77", 1), "{}", "884", 1)
		want := o.box != Box{}
		if status, _ := d.send(o.method, path, ""); (status == http.StatusForbidden) != want {
			t.Errorf("%s %s: %d", o.method, path, status)
		}
	}
	d.s.Untick()
	d.get("sheets/77")
}

func TestTheDoor(t *testing.T) {
	d := open(t, Options{})
	d.refused("GET sheets/77/records", "", http.StatusNotFound, "URL")
	d.refused("GET layouts", "", http.StatusNotFound, "URL")
	d.refused("DELETE members", "", http.StatusMethodNotAllowed, "HTTP")
	r, _ := http.NewRequest(http.MethodPatch, d.url+"/v2.0/members", strings.NewReader(`{"member_data":[]}`))
	r.Header.Set("Kaonavi-Token", d.token)
	if status, raw := d.do(r); status != http.StatusBadRequest || !strings.Contains(string(raw), "Content-Type") {
		t.Errorf("%d %s", status, raw)
	}
	if status, _ := d.do(must(http.NewRequest(http.MethodGet, d.url+"/v1.2/members", nil))); status != http.StatusNotFound {
		t.Errorf("%d", status)
	}
	d = open(t, Options{Limits: Limits{Off: true, Body: 30}})
	d.refused("PATCH members", people(`"code":"E1001"`), http.StatusRequestEntityTooLarge, "大きすぎ")
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}

// §4: errors may be missing, or plain text.
func TestErrorsToOrder(t *testing.T) {
	d := open(t, Options{Variant: Variant{NoErrors: true}})
	if status, raw := d.send("PATCH", "members", `{}`); status != http.StatusBadRequest || string(raw) != `{}` {
		t.Errorf("%d %s", status, raw)
	}
	d = open(t, Options{Variant: Variant{TextErrors: true}})
	if status, raw := d.send("PATCH", "members", `{}`); status != http.StatusBadRequest || string(raw) != "member_data: 必須項目です。" {
		t.Errorf("%d %s", status, raw)
	}
}

func TestOperationsHaveNames(t *testing.T) {
	names := Operations()
	for _, name := range []string{"token", "members.update", "sheet.attachments.add", "task", "download"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != 39 {
		t.Error("a name stands twice")
	}
}

// The strictest reading: a rehearsal, and what is refused, are updates of the minute, too.
func TestRehearsalsAndRefusalsCount(t *testing.T) {
	d := openStrict(t, Options{Limits: Limits{Updates: 2}})
	d.login()
	d.dry = "1"
	d.ok("PATCH members", people(`"code":"E1001"`))
	d.refused("PATCH members", `{}`, http.StatusBadRequest, "必須")
	d.refused("PATCH members", people(`"code":"E1001"`), http.StatusTooManyRequests, "更新")
}
