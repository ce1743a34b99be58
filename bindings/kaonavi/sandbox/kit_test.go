package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// desk is somebody at work with a sandbox over HTTP, and the clock on the wall.
type desk struct {
	t       *testing.T
	s       *Sandbox
	url     string
	client  *http.Client
	token   string
	dry     string // the header Dry-Run
	elapsed atomic.Int64
}

// morning is when every test begins.
var morning = time.Date(2026, 4, 1, 9, 30, 0, 0, time.FixedZone("JST", 9*60*60))

// open starts a sandbox without limits, unless o sets some, and asks for a token.
func open(t *testing.T, o Options) *desk {
	t.Helper()
	if o.Limits == (Limits{}) {
		o.Limits.Off = true
	}
	d := openStrict(t, o)
	d.login()
	return d
}

// openStrict starts a sandbox with the limits that o says, without a token.
func openStrict(t *testing.T, o Options) *desk {
	t.Helper()
	d := &desk{t: t}
	o.Now = func() time.Time { return morning.Add(time.Duration(d.elapsed.Load())) }
	o.Size = cmp.Or(o.Size, 12)
	d.s = New(o)
	server := httptest.NewServer(d.s)
	t.Cleanup(server.Close)
	d.url, d.client = server.URL, server.Client()
	t.Cleanup(func() {
		if err := d.s.company.stands(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *desk) pass(by time.Duration) { d.elapsed.Add(int64(by)) }

// login gets a token as §2 says.
func (d *desk) login() {
	d.t.Helper()
	key, secret := Consumer()
	status, answer := d.askToken(key, secret, "grant_type=client_credentials")
	if status != http.StatusOK {
		d.t.Fatalf("no token: %d %v", status, answer)
	}
	d.token = answer["access_token"].(string)
}

func (d *desk) askToken(key, secret, body string) (int, reply) {
	d.t.Helper()
	r, _ := http.NewRequest(http.MethodPost, d.url+"/v2.0/token", strings.NewReader(body))
	r.SetBasicAuth(key, secret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
	status, raw := d.do(r)
	return status, d.decode(raw)
}

func (d *desk) do(r *http.Request) (int, []byte) {
	d.t.Helper()
	answer, err := d.client.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, raw
}

func (d *desk) decode(raw []byte) reply {
	d.t.Helper()
	var out reply
	if len(raw) == 0 {
		return out
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		d.t.Fatalf("%v in %q", err, raw)
	}
	return out
}

// reply is an answer's JSON.
type reply map[string]any

// at walks down to a value, by keys and places; a missing step gives nil.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(map[string]any)
			if r, isReply := v.(reply); isReply {
				o = r
			}
			v = o[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}

// rows returns the list at key.
func (r reply) rows(key string) []map[string]any {
	list, _ := r[key].([]any)
	out := []map[string]any{}
	for _, item := range list {
		out = append(out, item.(map[string]any))
	}
	return out
}

// row returns the object of a list whose key is value, nil when there is none.
func (r reply) row(list, key string, value any) map[string]any {
	for _, o := range r.rows(list) {
		if fmt.Sprint(o[key]) == fmt.Sprint(value) {
			return o
		}
	}
	return nil
}

// texts returns the strings at key, one a line.
func (r reply) texts(key string) string {
	list, _ := r[key].([]any)
	var out []string
	for _, item := range list {
		out = append(out, item.(string))
	}
	return strings.Join(out, "\n")
}

// send makes any request below the version and returns status and raw body.
func (d *desk) send(method, path, body string) (int, []byte) {
	d.t.Helper()
	r, err := http.NewRequest(method, d.url+"/v2.0/"+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if d.token != "" {
		r.Header.Set("Kaonavi-Token", d.token)
	}
	if d.dry != "" {
		r.Header.Set("Dry-Run", d.dry)
	}
	return d.do(r)
}

// ask splits "GET members" and returns status and JSON.
func (d *desk) ask(what, body string) (int, reply) {
	d.t.Helper()
	method, path, _ := strings.Cut(what, " ")
	status, raw := d.send(method, path, body)
	return status, d.decode(raw)
}

// ok asks and wants a 200.
func (d *desk) ok(what, body string) reply {
	d.t.Helper()
	status, out := d.ask(what, body)
	if status != http.StatusOK {
		d.t.Fatalf("%s %s: status %d: %v", what, body, status, out)
	}
	return out
}

func (d *desk) get(path string) reply {
	d.t.Helper()
	return d.ok("GET "+path, "")
}

// write asks, lets the task's time go by and returns the task.
func (d *desk) write(what, body string) reply {
	d.t.Helper()
	accepted := d.ok(what, body)
	if accepted["task_id"] == nil {
		d.t.Fatalf("%s: no task: %v", what, accepted)
	}
	d.pass(defaultJobTime)
	return d.get(fmt.Sprint("tasks/", accepted["task_id"]))
}

// done is write for what must go well.
func (d *desk) done(what, body string) {
	d.t.Helper()
	if task := d.write(what, body); task["status"] != stateOK || task.texts("messages") != "" {
		d.t.Fatalf("%s %s: %v", what, body, task)
	}
}

// unchanged runs do, which must leave the company as it is.
func (d *desk) unchanged(what string, do func()) {
	d.t.Helper()
	before := string(d.s.Snapshot())
	do()
	if after := string(d.s.Snapshot()); after != before {
		d.t.Errorf("%s changed the company", what)
	}
}

// fails is write for what must end as NG, name what is wrong, and change nothing.
func (d *desk) fails(what, body, reason string) {
	d.t.Helper()
	d.unchanged(what, func() {
		task := d.write(what, body)
		if task["status"] != stateNG || !strings.Contains(task.texts("messages"), reason) {
			d.t.Errorf("%s %.200s: %v, want NG with %q", what, body, task, reason)
		}
	})
}

// refused asks and wants the request refused at once, with a reason and no change.
func (d *desk) refused(what, body string, status int, reason string) {
	d.t.Helper()
	d.unchanged(what, func() {
		got, out := d.ask(what, body)
		if got != status || !strings.Contains(out.texts("errors"), reason) {
			d.t.Errorf("%s %.200s: %d %v, want %d with %q", what, body, got, out, status, reason)
		}
	})
}

// member returns a member as it is read.
func (d *desk) member(code string) map[string]any {
	d.t.Helper()
	return d.get("members").row("member_data", "code", code)
}

// fieldText returns the values of an item as text: "M", "英語,Excel"; "" when it is not there.
func fieldText(o map[string]any, id int) string {
	list, _ := o["custom_fields"].([]any)
	for _, f := range list {
		if at(f, "id") == float64(id) {
			return joined(at(f, "values"))
		}
	}
	return ""
}

func joined(list any) string {
	var out []string
	texts, _ := list.([]any)
	for _, text := range texts {
		out = append(out, fmt.Sprint(text))
	}
	return strings.Join(out, ",")
}

// records returns a member's records on a sheet.
func (d *desk) records(sheet int, code string) []map[string]any {
	d.t.Helper()
	row := d.get(fmt.Sprint("sheets/", sheet)).row("member_data", "code", code)
	var out []map[string]any
	list, _ := row["records"].([]any)
	for _, r := range list {
		out = append(out, r.(map[string]any))
	}
	return out
}

// fields writes custom_fields: fields(501, "M", 502, "英語,Excel").
func fields(pairs ...any) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		texts, _ := json.Marshal(strings.Split(pairs[i+1].(string), ","))
		out = append(out, fmt.Sprintf(`{"id":%d,"values":%s}`, pairs[i], texts))
	}
	return `"custom_fields":[` + strings.Join(out, ",") + `]`
}

// rowsOf writes member_data: one member and its records.
func rowsOf(code string, records ...string) string {
	for i := range records {
		records[i] = "{" + records[i] + "}"
	}
	return fmt.Sprintf(`{"member_data":[{"code":%q,"records":[%s]}]}`, code, strings.Join(records, ","))
}

// people writes member_data: members as they are given, without braces.
func people(members ...string) string {
	return `{"member_data":[{` + strings.Join(members, "},{") + `}]}`
}

func newServer(t *testing.T, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}
