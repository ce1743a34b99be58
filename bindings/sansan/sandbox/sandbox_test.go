package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dandori/bindings/sansan/sandbox"
)

// office is a sandbox behind a real server, with a clock that tests move.
type office struct {
	*sandbox.Sandbox
	t      *testing.T
	server *httptest.Server
	now    atomic.Int64
	header http.Header
}

// open starts a sandbox. Unless o says otherwise, there is no limit.
func open(t *testing.T, o sandbox.Options) *office {
	t.Helper()
	s := &office{t: t, header: http.Header{"X-Sansan-Api-Key": {sandbox.AdminKey}}}
	s.set(time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))
	o.Now = func() time.Time { return time.Unix(0, s.now.Load()) }
	o.Limits.Off = o.Limits.Requests == 0
	s.Sandbox = sandbox.New(o)
	s.server = httptest.NewServer(s.Sandbox)
	t.Cleanup(s.server.Close)
	return s
}

func (o *office) set(now time.Time)        { o.now.Store(now.UnixNano()) }
func (o *office) pass(d time.Duration)     { o.now.Add(int64(d)) }
func (o *office) as(key string) *office    { o.header.Set("X-Sansan-Api-Key", key); return o }
func (o *office) with(k, v string) *office { o.header.Set(k, v); return o }

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// get asks for a path below the version; pairs are the query.
func (o *office) get(path string, pairs ...string) answer {
	o.t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Add(pairs[i], pairs[i+1])
	}
	return o.do(http.MethodGet, "/v2.3/"+path+"?"+query.Encode(), "", nil)
}

func (o *office) do(method, path, mediaType string, body io.Reader) answer {
	o.t.Helper()
	req, err := http.NewRequest(method, o.server.URL+path, body)
	if err != nil {
		o.t.Fatal(err)
	}
	req.Header = o.header.Clone()
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	resp, err := o.server.Client().Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return answer{o.t, resp.StatusCode, resp.Header, b}
}

// into reads the body of a 200 as JSON.
func (a answer) into(v any) {
	a.t.Helper()
	if a.status != 200 || a.header.Get("Content-Type") != "application/json" {
		a.t.Fatalf("got %d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// object reads the body of a 200 as a JSON object.
func (a answer) object() map[string]any {
	a.t.Helper()
	m := map[string]any{}
	a.into(&m)
	return m
}

// refused checks an error answer: the status, and each code and field.
func (a answer) refused(status int, codes ...string) {
	a.t.Helper()
	var e struct {
		StatusCode int
		Message    string
		Error      []map[string]any
	}
	if err := json.Unmarshal(a.body, &e); err != nil || a.status != status || e.StatusCode != status || e.Message == "" {
		a.t.Errorf("got %d %s, want %d", a.status, a.body, status)
		return
	}
	var got []string
	for _, one := range e.Error {
		code, _ := one["Code"].(string)
		field, _ := one["field"].(string)
		got = append(got, strings.Trim(code+" "+field, " "))
	}
	if !slices.Equal(got, codes) {
		a.t.Errorf("got %q, want %q", got, codes)
	}
}

type list struct {
	HasMore       *bool
	NextPageToken *string
	Data          []map[string]any
}

// all walks a list to its end and returns the ids.
func (o *office) all(path string, pairs ...string) []string {
	o.t.Helper()
	var ids []string
	for {
		var page list
		o.get(path, pairs...).into(&page)
		for _, d := range page.Data {
			id, ok := d["id"].(string)
			if !ok {
				id = d["Id"].(string)
			}
			ids = append(ids, id)
		}
		if !*page.HasMore {
			return ids
		}
		pairs = []string{"nextPageToken", *page.NextPageToken}
	}
}

func TestTheDoorAsksForAKey(t *testing.T) {
	o := open(t, sandbox.Options{})
	for _, key := range []string{"", "wrong", strings.Repeat("a", 32)} {
		o.as(key).get("tags").refused(401, "invalid_api_key")
	}
	if o.as(sandbox.AdminKey).get("tags").status != 200 || o.as(sandbox.MemberKey).get("tags").status != 200 {
		t.Error("a good key was refused")
	}
	for _, key := range []string{sandbox.AdminKey, sandbox.MemberKey} {
		if len(key) != 32 {
			t.Errorf("%s has %d characters", key, len(key))
		}
	}
}

func TestPartnersShowTheirApplication(t *testing.T) {
	o := open(t, sandbox.Options{AppID: "App123"})
	o.get("tags").refused(401, "invalid_app_id")
	o.with("X-Sansan-App-Id", "Other").get("tags").refused(401, "invalid_app_id")
	if a := o.with("X-Sansan-App-Id", "App123").get("tags"); a.status != 200 {
		t.Errorf("got %d", a.status)
	}
	open(t, sandbox.Options{}).with("X-Sansan-App-Id", "名刺").get("tags").refused(401, "invalid_app_id")
}

func TestOrganisationAndSettingsAreForAdministrators(t *testing.T) {
	o := open(t, sandbox.Options{}).as(sandbox.MemberKey)
	for _, path := range []string{"organization/users", "organization/departments", "organization/jobs/x", "organization/jobs/x/result", "organizationSettings/emailClient"} {
		o.get(path).refused(403, "has_no_permission")
	}
	o.do("POST", "/v2.3/organization/jobs", "", nil).refused(403, "has_no_permission")
	o.do("POST", "/v2.3/organization/check", "", nil).refused(403, "has_no_permission")
	o.do("PUT", "/v2.3/organizationSettings/emailClient", "", nil).refused(403, "has_no_permission")
}

func TestOtherPathsAndMethods(t *testing.T) {
	o := open(t, sandbox.Options{})
	for _, path := range []string{"/v2.3/contacts", "/v2.5/tags", "/tags", "/v2.3/bizCards/a/b/c", "/v2.3/persons/"} {
		o.do("GET", path, "", nil).refused(404)
	}
	o.do("DELETE", "/v2.3/tags", "", nil).refused(405)
	o.do("POST", "/v2.3/bizCards", "", nil).refused(405)
	if n := len(sandbox.Operations()); n != 15 {
		t.Errorf("%d operations, the document has 15", n)
	}
}

// TestLimit is the document's: 10 in 1 second, for each key.
func TestLimit(t *testing.T) {
	o := open(t, sandbox.Options{Limits: sandbox.Limits{Requests: sandbox.LimitRequests, Per: sandbox.LimitPer}})
	for range 10 {
		if a := o.get("tags"); a.status != 200 {
			t.Fatalf("got %d", a.status)
		}
	}
	a := o.get("tags")
	a.refused(429, "too_many_request")
	var counts struct {
		AccessCount int `json:"access_count"`
		RetryAfter  int `json:"retry_after"`
	}
	if err := json.Unmarshal(a.body, &counts); err != nil || counts.AccessCount != 11 || counts.RetryAfter != 1 {
		t.Errorf("got %s", a.body)
	}
	if o.as(sandbox.MemberKey).get("tags").status != 200 {
		t.Error("the limit is not one key's")
	}
	o.pass(time.Second)
	if o.as(sandbox.AdminKey).get("tags").status != 200 {
		t.Error("refused after a second")
	}
	if c := o.Counts(); c.TooMany != 1 || c.Requests["tags.list"] != 13 || c.Statuses[200] != 12 {
		t.Errorf("counted %+v", c)
	}
}

// TestRefusedRequestsCount unless the limit is forgiving.
func TestRefusedRequestsCount(t *testing.T) {
	for _, forgiving := range []bool{false, true} {
		o := open(t, sandbox.Options{Limits: sandbox.Limits{Requests: 1, Per: time.Second, Forgiving: forgiving}})
		o.get("tags")
		o.pass(900 * time.Millisecond)
		o.get("tags").refused(429, "too_many_request")
		o.pass(100 * time.Millisecond)
		if ok := o.get("tags").status == 200; ok != forgiving {
			t.Errorf("forgiving is %v, let through is %v", forgiving, ok)
		}
	}
}

func TestRetryAfterVariants(t *testing.T) {
	tests := []struct {
		variant sandbox.RetryAfter
		want    string
		header  string
	}{
		{sandbox.RetryTop, `"retry_after":1,`, ""},
		{sandbox.RetryString, `"retry_after":"1",`, ""},
		{sandbox.RetryError, `"error":[{"Code":"too_many_request","access_count":2,"retry_after":1}]`, ""},
		{sandbox.RetryHeader, `"error":[{"Code":"too_many_request"}]`, "1"},
		{sandbox.RetryNone, `"error":[{"Code":"too_many_request"}]`, ""},
	}
	for _, tt := range tests {
		o := open(t, sandbox.Options{Limits: sandbox.Limits{Requests: 1, Per: time.Second}, Variants: sandbox.Variants{RetryAfter: tt.variant}})
		o.get("tags")
		if a := o.get("tags"); a.status != 429 || !strings.Contains(string(a.body), tt.want) || a.header.Get("Retry-After") != tt.header {
			t.Errorf("%q: got %v %s", tt.variant, a.header, a.body)
		}
	}
}

func TestErrorVariants(t *testing.T) {
	tests := []struct {
		variants sandbox.Variants
		want     string
	}{
		{sandbox.Variants{}, `{"error":[{"Code":"invalid_value","field":"limit"}],"message":"limit is invalid.","statusCode":400}`},
		{sandbox.Variants{LowerCode: true}, `{"error":[{"code":"invalid_value","field":"limit"}],"message":"limit is invalid.","statusCode":400}`},
		{sandbox.Variants{OneError: true}, `{"error":{"Code":"invalid_value","field":"limit"},"message":"limit is invalid.","statusCode":400}`},
		{sandbox.Variants{NoErrors: true}, `{"message":"limit is invalid.","statusCode":400}`},
	}
	for _, tt := range tests {
		if a := open(t, sandbox.Options{Variants: tt.variants}).get("tags", "limit", "0"); string(a.body) != tt.want {
			t.Errorf("%+v: got %s", tt.variants, a.body)
		}
	}
}
