package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever comes in, the answer is JSON, and what is refused or NG changes nothing.
func FuzzRequest(f *testing.F) {
	for _, path := range since {
		for _, body := range []string{"", sampleLogin, sampleUsers, sampleDepartments, sampleSheet, sampleDryRun, sampleDelete, `{"data":[{"member_code":"a0001","definition_0":"201","definition_2":"202"}]}`} {
			f.Add("/v1.2"+path.path, body)
		}
	}
	f.Add("/v1.2/sheet/1003/data/update?dryrun=1", `{"data":[{"member_code":"a0001","definition_72":80.5}]}`)
	f.Fuzz(func(t *testing.T, path, body string) {
		if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \r\n\t") {
			return
		}
		s := New(Options{Size: 3, JobTime: -1, Limits: Limits{Off: true}})
		token, _, _ := s.tokens.Give(s.options.Now())
		r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header.Set("X-KAONAVI-TOKEN", token)
		r.Header.Set("Content-Type", "application/json")
		before := string(s.Snapshot())
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) {
			t.Fatalf("the answer is %q", w.Body)
		}
		if after := string(s.Snapshot()); after != before && s.Counts().Applied != 1 {
			t.Fatalf("the company changed without a task that ended well: %d %s", w.Code, w.Body)
		}
		s.mustStand(t)
	})
}

// mustStand checks what holds for every company.
func (s *Sandbox) mustStand(t *testing.T) {
	t.Helper()
	c := s.company
	for id, sheet := range c.sheets {
		for code, records := range sheet.records {
			if !c.members.Has(code) || len(records) == 0 || len(records) > 1 && !sheet.multiple {
				t.Fatalf("sheet %s: %q has %d records", id, code, len(records))
			}
		}
	}
	for _, m := range c.members.List {
		if len(c.sheets[basicSheet].records[m.code]) != 1 || m.name == "" {
			t.Fatalf("member %q has no basic information", m.code)
		}
	}
	for _, d := range c.departments.walk() {
		if d.leader != "" && !c.members.Has(d.leader) || d.implied {
			t.Fatalf("department %+v", d)
		}
	}
	if len(c.departments.walk()) != len(c.departments.byCode) {
		t.Fatal("departments hang in the air")
	}
	for _, u := range c.users.List {
		if u.memberCode != "" && !c.members.Has(u.memberCode) {
			t.Fatalf("user %q is tied to nobody", u.email)
		}
	}
}
