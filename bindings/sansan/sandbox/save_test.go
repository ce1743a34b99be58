package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
)

// twins are two sandboxes that must answer alike.
type twins struct {
	t      testing.TB
	random *rand.Rand
	now    time.Time
	o      sandbox.Options
	a, b   *sandbox.Sandbox
	tokens []string // of pages: the whole query
	jobs   []string
}

// asked is one request.
type asked struct {
	method, path, key, media string
	body                     []byte
}

func (r asked) of(s *sandbox.Sandbox) string {
	request := httptest.NewRequest(r.method, "/v2.3/"+r.path, bytes.NewReader(r.body))
	request.Header.Set("X-Sansan-Api-Key", r.key)
	request.Header.Set("Content-Type", r.media)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	text, _ := io.ReadAll(w.Body)
	return fmt.Sprint(w.Code, " ", string(text))
}

// anything is a request of any kind, good and bad.
func (w *twins) anything() asked {
	n := w.random.IntN
	r := asked{method: http.MethodGet, key: []string{sandbox.AdminKey, sandbox.AdminKey, sandbox.AdminKey, sandbox.MemberKey}[n(4)]}
	id := w.a.CardIDs()[n(20)]
	switch n(12) {
	case 0, 1:
		r.path = "bizCards?" + url.Values{"range": {"all"}, "updatedFrom": {"2000-01-01T00:00:00Z"}, "updatedTo": {"2030-01-01T00:00:00Z"}, "limit": {"4"}}.Encode()
	case 2:
		r.path = "tags?range=all&limit=5"
	case 3, 4, 5:
		if len(w.tokens) > 0 {
			r.path = w.tokens[n(len(w.tokens))]
		}
	case 6:
		r.path = []string{"bizCards/" + id, "bizCards/" + id + "/tags", "organizationSettings/emailClient"}[n(3)]
	case 7:
		r.path = []string{"organization/users", "organization/departments"}[n(2)]
	case 8:
		r.method, r.path, r.media, r.body = http.MethodPut, "organizationSettings/emailClient", "application/json", []byte(`{"emailClient":"gmail"}`)
	case 9, 10:
		r.method, r.path = http.MethodPost, "organization/jobs"
		r.media, r.body = w.upload()
	default:
		if len(w.jobs) > 0 {
			r.path = "organization/jobs/" + w.jobs[n(len(w.jobs))] + []string{"", "/result"}[n(2)]
		}
	}
	return r
}

// upload adds a department, or takes a user away, or has something wrong.
func (w *twins) upload() (media string, body []byte) {
	part, row := "department", []string{"t1", "", "部署" + fmt.Sprint(w.random.IntN(99)), "", "", "", ""}
	switch w.random.IntN(4) {
	case 0:
		row[2] = ""
	case 1, 2:
		users := asked{method: http.MethodGet, path: "organization/users", key: sandbox.AdminKey}
		_, csv, _ := strings.Cut(users.of(sandboxOf(w.a)), " ")
		lines := strings.Split(strings.TrimSpace(csv), "\r\n")
		if cells := strings.Split(lines[w.random.IntN(len(lines))], ","); len(cells) == 22 {
			cells[0], cells[8], cells[16], cells[21] = "", "", "", "1"
			part, row = "user", cells
		}
	}
	text := "--b\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"x.csv\"\r\n\r\n" + strings.Join(row, ",") + "\r\n\r\n--b--\r\n"
	return `multipart/form-data; boundary=b`, []byte(text)
}

// sandboxOf returns a copy, so that who looks leaves no trace in the original.
func sandboxOf(s *sandbox.Sandbox) *sandbox.Sandbox {
	data, err := s.Save()
	if err != nil {
		panic(err)
	}
	c := sandbox.New(sandbox.Options{Seed: 5, Size: 20, Users: 9, Limits: sandbox.Limits{Off: true}, Now: func() time.Time { return time.Unix(0, 0) }})
	if err := c.Load(data); err != nil {
		panic(err)
	}
	return c
}

func (w *twins) step(i int) {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.random.IntN(400)) * time.Millisecond)
	if w.random.IntN(15) == 0 {
		n := w.random.IntN(20)
		w.a.Touch(n, w.now)
		w.b.Touch(n, w.now)
	}
	r := w.anything()
	first, second := r.of(w.a), r.of(w.b)
	if first != second {
		w.t.Fatalf("step %d: %s %s %s\n%s\n%s", i, r.method, r.path, r.body, first, second)
	}
	var page struct{ NextPageToken, ImportID string }
	_, text, _ := strings.Cut(first, " ")
	_ = json.Unmarshal([]byte(text), &page)
	if path, _, _ := strings.Cut(r.path, "?"); page.NextPageToken != "" {
		w.tokens = append(w.tokens, path+"?nextPageToken="+url.QueryEscape(page.NextPageToken))
	}
	if page.ImportID != "" {
		w.jobs = append(w.jobs, page.ImportID)
	}
}

// twin replaces b by a new sandbox that goes on from what a saved.
func (w *twins) twin() {
	w.t.Helper()
	data, err := w.a.Save()
	if err != nil {
		w.t.Fatal(err)
	}
	w.b = sandbox.New(w.o)
	if err := w.b.Load(data); err != nil {
		w.t.Fatal(err)
	}
	if again, err := w.b.Save(); err != nil || string(again) != string(data) {
		w.t.Fatalf("saved again it is different: %v\n%s\n%s", err, data, again)
	}
}

// Whatever was asked before, who goes on from what was saved answers as if
// nothing had happened in between, in the middle of a walk too.
func TestASandboxGoesOnFromWhatWasSaved(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &twins{t: t, random: rand.New(rand.NewPCG(seed, 3)), now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
			w.o = sandbox.Options{Seed: 5, Size: 20, Users: 9, Now: func() time.Time { return w.now }, Limits: sandbox.Limits{Requests: 6, Per: time.Second}}
			w.a = sandbox.New(w.o)
			w.twin()
			for i := range 300 {
				if w.random.IntN(20) == 0 {
					w.twin()
				}
				w.step(i)
			}
			w.now = w.now.Add(time.Hour)
			if a, b := w.a.Snapshot(), w.b.Snapshot(); !bytes.Equal(a, b) {
				t.Errorf("the organisations differ:\n%s\n%s", a, b)
			}
			if a, b := fmt.Sprint(w.a.Counts()), fmt.Sprint(w.b.Counts()); a != b {
				t.Errorf("counted %s and %s", a, b)
			}
			if w.a.Counts().Imports == 0 || len(w.tokens) == 0 {
				t.Error("nothing happened")
			}
		})
	}
}

func TestSaveIsSmallUntilSomethingChanges(t *testing.T) {
	if data, err := sandbox.New(sandbox.Options{Size: 5000}).Save(); err != nil || len(data) > 1000 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestLoadOfAnotherSandbox(t *testing.T) {
	data, err := sandbox.New(sandbox.Options{Seed: 1}).Save()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []sandbox.Options{{Seed: 2}, {Seed: 1, Size: 9}, {Seed: 1, Users: 9}} {
		if err := sandbox.New(o).Load(data); !errors.Is(err, simulator.ErrSaved) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestCommitComesBeforeTheAnswer(t *testing.T) {
	fail := errors.New("disk full")
	var saved []byte
	var s *sandbox.Sandbox
	s = sandbox.New(sandbox.Options{Size: 2, Commit: func() error {
		saved, _ = s.Save()
		return fail
	}})
	set := asked{method: http.MethodPut, path: "organizationSettings/emailClient", key: sandbox.AdminKey, media: "application/json", body: []byte(`{"emailClient":"gmail"}`)}
	if got := set.of(s); !strings.HasPrefix(got, "503 ") || !strings.Contains(got, "disk full") {
		t.Error(got)
	}
	if !strings.Contains(string(saved), "gmail") {
		t.Error("what is saved lacks what was asked")
	}
}

// Any bytes are an error or a sandbox that stands, never a panic.
func FuzzLoad(f *testing.F) {
	w := &twins{t: f, random: rand.New(rand.NewPCG(1, 1)), now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
	w.o = sandbox.Options{Seed: 5, Size: 20, Users: 9, Limits: sandbox.Limits{Off: true}, Now: func() time.Time { return w.now }}
	w.a, w.b = sandbox.New(w.o), sandbox.New(w.o)
	for i := range 60 {
		w.step(i)
		if data, err := w.a.Save(); err == nil && i%20 == 19 {
			f.Add(data)
		}
	}
	later := w.o
	later.Now = func() time.Time { return w.now.AddDate(5000, 0, 0) } // all imports are over
	paths := append([]string{"bizCards?range=all&updatedFrom=2000-01-01T00:00:00Z&limit=4", "tags?range=all", "organization/users", "organization/departments", "persons/" + w.a.CardIDs()[0]}, w.tokens...)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := sandbox.New(later)
		before := s.Snapshot()
		if err := s.Load(data); err != nil {
			if !errors.Is(err, simulator.ErrSaved) || !bytes.Equal(s.Snapshot(), before) {
				t.Fatalf("%v", err)
			}
			return
		}
		s.Snapshot()
		for _, path := range paths {
			asked{method: http.MethodGet, path: path, key: sandbox.AdminKey}.of(s)
		}
		media, body := "multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"department\"; filename=\"x\"\r\n\r\nt1,,部署,,,,\r\n\r\n--b--\r\n")
		asked{method: http.MethodPost, path: "organization/check", key: sandbox.AdminKey, media: media, body: body}.of(s)
		if _, err := s.Save(); err != nil {
			t.Fatal(err)
		}
	})
}
