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
	w := &twins{}
	w.random = newRandom(1)
	for _, o := range operations() {
		f.Add(o.method, strings.Replace(strings.Replace(o.path, "{}", "77", 1), "{}", "884", 1), `{"member_data":[{"code":"E1001"}]}`)
	}
	for _, c := range w.choices("E1001") {
		verb, path, _ := strings.Cut(c[0], " ")
		f.Add(verb, path, c[1])
	}
	f.Fuzz(func(t *testing.T, verb, path, body string) {
		r, err := http.NewRequest(verb, "http://127.0.0.1/v2.0/"+path, strings.NewReader(body))
		if err != nil || !strings.HasPrefix(r.URL.Path, "/v2.0/") {
			return
		}
		s := New(Options{Size: 3, JobTime: -1, Limits: Limits{Off: true}})
		token, _, _ := s.tokens.Give(s.options.Now())
		r.Header.Set("Kaonavi-Token", token)
		r.Header.Set("Content-Type", "application/json")
		before := string(s.Snapshot())
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		if answer.Code != http.StatusNoContent && !json.Valid(answer.Body.Bytes()) {
			t.Fatalf("the answer is %q", answer.Body)
		}
		if after := string(s.Snapshot()); after != before && s.Counts().Applied != 1 {
			t.Fatalf("the company changed without a write that ended well: %d %s", answer.Code, answer.Body)
		}
		if err := s.company.stands(); err != nil {
			t.Fatal(err)
		}
	})
}
