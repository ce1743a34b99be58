package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
)

// TestManyAtOnce asks everything from many goroutines while cards and the
// organisation change; the race detector watches.
func TestManyAtOnce(t *testing.T) {
	o := open(t, sandbox.Options{Size: 50, JobTime: time.Nanosecond, Cache: true})
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 10 {
				o.Touch((worker*7+i)%50, time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC))
				o.all("bizCards", append(append([]string(nil), wholePeriod...), "limit", "20")...)
				o.all("bizCards/search", "range", "all", "companyName", "株式会社")
				o.get("organization/users")
				o.post("jobs", parts("department", newDepartment(nil)))
				o.get("bizCards/" + o.CardIDs()[i] + "/tags")
				o.Snapshot()
			}
		})
	}
	group.Wait()
	o.pass(time.Hour)
	if c := o.Counts(); c.Imports != 80 || c.Requests["organization.import"] != 80 {
		t.Errorf("counted %+v", c)
	}
}

// TestLimitHoldsForManyAtOnce: of 50 requests at one moment, 10 are answered.
func TestLimitHoldsForManyAtOnce(t *testing.T) {
	o := open(t, sandbox.Options{Limits: sandbox.Limits{Requests: 10, Per: time.Second}})
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { o.get("tags") })
	}
	group.Wait()
	if c := o.Counts(); c.Statuses[200] != 10 || c.TooMany != 40 {
		t.Errorf("counted %+v", c)
	}
}

// TestLostAnswerOfAnImport: the vendor has it, the client does not know.
func TestLostAnswerOfAnImport(t *testing.T) {
	faults, err := simulator.ParseFaults("organization.import:1=reset-after")
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, sandbox.Options{Faults: faults})
	req, err := http.NewRequest("POST", o.server.URL+"/v2.3/organization/jobs", strings.NewReader(parts("department", newDepartment(nil))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = o.header.Clone()
	req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	if resp, err := o.server.Client().Do(req); err == nil {
		resp.Body.Close()
		t.Fatalf("got %d", resp.StatusCode)
	}
	o.pass(time.Hour)
	if c := o.Counts(); c.Imports != 1 {
		t.Errorf("counted %+v", c)
	}
}

// TestLatencyIsSplit: what passes before the count decides which second a request falls into.
func TestLatencyIsSplit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var counted time.Duration
		s := sandbox.New(sandbox.Options{
			Now:     func() time.Time { counted = time.Since(start); return time.Now() },
			Latency: simulator.NewLatency(1, simulator.Spread{Min: 30 * time.Millisecond}, simulator.Spread{Min: 200 * time.Millisecond}),
		})
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/v2.3/tags", nil)
		r.Header.Set("X-Sansan-Api-Key", sandbox.AdminKey)
		s.ServeHTTP(w, r)
		if w.Code != 200 || counted != 30*time.Millisecond || time.Since(start) != 230*time.Millisecond {
			t.Errorf("got %d, counted after %v, answered after %v", w.Code, counted, time.Since(start))
		}
	})
}

func ask(s *sandbox.Sandbox, method, path, mediaType, body string) *httptest.ResponseRecorder {
	r := &http.Request{
		Method: method, URL: &url.URL{Path: path}, Header: http.Header{"X-Sansan-Api-Key": {sandbox.AdminKey}, "Content-Type": {mediaType}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// FuzzQuery asks for lists with any query: an answer, and never a 500.
func FuzzQuery(f *testing.F) {
	f.Add("updatedFrom=2020-01-01T00:00:00%2B09:00&updatedTo=2030-01-01T00:00:00Z&limit=3")
	f.Add("nextPageToken=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x")
	f.Add("tagId[]=a&entryStatus=completed&%zz")
	s := sandbox.New(sandbox.Options{Size: 20, Limits: sandbox.Limits{Off: true}})
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{"bizCards", "bizCards/search", "tags"} {
			if w := ask(s, "GET", "/v2.3/"+path+"?"+query, "", ""); w.Code != 200 && w.Code != 400 {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

// FuzzUpload checks any body: results or a refusal, never a panic, and what the
// check lets pass an import does not refuse.
func FuzzUpload(f *testing.F) {
	f.Add("department", newDepartment(nil), "")
	f.Add("user", newUser(nil), "encoding=sjis&delimiter=tab")
	f.Add("user", "\"a\nb\",,,\r\n\r\n", "delimiter=space")
	f.Add("department", row(7, map[int]string{2: "0000000012", 3: "x", 5: "0000000001", 7: "1"}), "")
	f.Fuzz(func(t *testing.T, name, csv, query string) {
		now := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
		s := sandbox.New(sandbox.Options{Size: 1, Users: 3, Limits: sandbox.Limits{Off: true}, Now: func() time.Time { return now }})
		mediaType, body := "multipart/form-data; boundary="+boundary, parts(name, csv)
		check := ask(s, "POST", "/v2.3/organization/check?"+query, mediaType, body)
		job := ask(s, "POST", "/v2.3/organization/jobs?"+query, mediaType, body)
		if check.Code != job.Code || check.Code != 200 && check.Code != 400 {
			t.Fatalf("check answers %d, jobs %d", check.Code, job.Code)
		}
		now = now.Add(time.Minute)
		clean := check.Code == 200 && check.Body.Len() == 0
		if done := s.Counts().Imports == 1; done != clean {
			t.Errorf("check says clean is %v, the import succeeded is %v: %s", clean, done, check.Body)
		}
	})
}
