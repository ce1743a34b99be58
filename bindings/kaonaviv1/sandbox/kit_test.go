package sandbox

import (
	"encoding/json"
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
	elapsed atomic.Int64
}

// morning is when every test begins.
var morning = time.Date(2017, 6, 13, 17, 0, 0, 0, time.FixedZone("JST", 9*60*60))

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
	d.s = New(o)
	server := httptest.NewServer(d.s)
	t.Cleanup(server.Close)
	d.url, d.client = server.URL, server.Client()
	return d
}

func (d *desk) pass(by time.Duration) { d.elapsed.Add(int64(by)) }

// login gets a token with the sample's body of section 2.1.
func (d *desk) login() {
	d.t.Helper()
	answer := d.ok("/v1.2/get_token", `{"consumer_key":"1234567890abcdef","consumer_secret":"1234567890abcdef"}`)
	d.token = answer.at("data", "access_token").(string)
}

// reply is an answer's JSON.
type reply map[string]any

// at walks down to a value; a missing step gives nil.
func (r reply) at(path ...string) any {
	var v any = map[string]any(r)
	for _, key := range path {
		o, _ := v.(map[string]any)
		v = o[key]
	}
	return v
}

// rows returns the list at path.
func (r reply) rows(path ...string) []map[string]any {
	list, _ := r.at(path...).([]any)
	out := []map[string]any{}
	for _, item := range list {
		out = append(out, item.(map[string]any))
	}
	return out
}

// errors returns the texts of "errors", one a line.
func (r reply) errors() string {
	list, _ := r["errors"].([]any)
	var out []string
	for _, item := range list {
		out = append(out, item.(string))
	}
	return strings.Join(out, "\n")
}

// send makes any request and returns status and raw body.
func (d *desk) send(method, path, body string) (int, []byte) {
	d.t.Helper()
	r, err := http.NewRequest(method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if d.token != "" {
		r.Header.Set("X-KAONAVI-TOKEN", d.token)
	}
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

func (d *desk) post(path, body string) (int, reply) {
	d.t.Helper()
	status, raw := d.send(http.MethodPost, path, body)
	var out reply
	if err := json.Unmarshal(raw, &out); err != nil {
		d.t.Fatalf("%s: %v in %q", path, err, raw)
	}
	return status, out
}

// ok posts and wants a 200.
func (d *desk) ok(path, body string) reply {
	d.t.Helper()
	status, out := d.post(path, body)
	if status != http.StatusOK {
		d.t.Fatalf("%s: status %d: %v", path, status, out)
	}
	return out
}

// write posts, lets the task's time go by and returns the task's answer.
func (d *desk) write(path, body string) reply {
	d.t.Helper()
	accepted := d.ok(path, body)
	d.pass(defaultJobTime)
	return d.ok("/v1.0/task/"+idOf(accepted["progress_id"]), "")
}

// done is write for what must go well.
func (d *desk) done(path, body string) {
	d.t.Helper()
	if task := d.write(path, body); task["status"] != "OK" {
		d.t.Fatalf("%s: %v", path, task)
	}
}

// fails is write for what must end as NG, name what is wrong, and change nothing.
func (d *desk) fails(path, body, reason string) {
	d.t.Helper()
	before := string(d.s.Snapshot())
	task := d.write(path, body)
	if task["status"] != "NG" || !strings.Contains(task.errors(), reason) {
		d.t.Errorf("%s %s: %v, want NG with %q", path, body, task, reason)
	}
	if string(d.s.Snapshot()) != before {
		d.t.Errorf("%s %s: a task that ended as NG changed the company", path, body)
	}
}

// refused posts and wants the request refused at once, with a reason and no change.
func (d *desk) refused(path, body string, status int, reason string) {
	d.t.Helper()
	before := string(d.s.Snapshot())
	got, out := d.post(path, body)
	if got != status || !strings.Contains(out.errors(), reason) {
		d.t.Errorf("%s %s: %d %v, want %d with %q", path, body, got, out, status, reason)
	}
	if string(d.s.Snapshot()) != before {
		d.t.Errorf("%s %s: a refused request changed the company", path, body)
	}
}

func idOf(v any) string {
	raw, _ := json.Marshal(v)
	return strings.Trim(string(raw), `"`)
}

// state returns the snapshot's JSON.
func (d *desk) state() reply {
	d.t.Helper()
	var out reply
	if err := json.Unmarshal(d.s.Snapshot(), &out); err != nil {
		d.t.Fatal(err)
	}
	return out
}

func encode(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// preset starts a read of a sheet and returns its progress_id.
func preset(d *desk, sheet string) string {
	d.t.Helper()
	return idOf(d.ok("/v1.1/sheet/"+sheet+"/preset", "").at("data", "progress_id"))
}
