package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/transport"
)

// files is where links lead to: another host, with links that die.
type files struct {
	server *httptest.Server
	live   atomic.Int64 // the generation of links that is served
	status int          // of dead ones
	mu     sync.Mutex
	asked  []string
	leaked bool
}

func newFiles(t *testing.T, status int) *files {
	f := &files{status: status}
	f.live.Store(1)
	f.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asked = append(f.asked, r.URL.Path)
		f.leaked = f.leaked || r.Header.Get(TokenHeader) != "" || r.Header.Get("Authorization") != ""
		if r.URL.Query().Get("Expires") != fmt.Sprint(f.live.Load()) {
			w.WriteHeader(f.status)
			return
		}
		_, _ = io.WriteString(w, "content of "+r.URL.Path)
	}))
	t.Cleanup(f.server.Close)
	return f
}

// faces is a list with links of the generation that lives.
func (f *files) faces(codes ...string) string {
	var rows []string
	for _, code := range codes {
		rows = append(rows, fmt.Sprintf(`{"code":"%s","file_name":"%s.jpg","download_url":"%s/%s?Expires=%d&Signature=s3cret","updated_at":"2026-04-01 09:30:00"}`, code, code, f.server.URL, code, f.live.Load()))
	}
	return `{"member_data":[` + strings.Join(rows, ",") + `]}`
}

// facesOf serves such a list, whenever it is asked for.
func (f *files) facesOf(v *vendor, codes ...string) {
	v.do("GET /members/face_image", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, f.faces(codes...)) })
}

func linksOf(t *testing.T, c *Client, q Query) *Links {
	t.Helper()
	o := op(t, "members.faceImages.list")
	asked := c.config.Now()
	table, err := c.List(background, o, Target{}, q)
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.Links(Listed{o, Target{}, q, table, asked})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFilesAreDownloadedInOrder(t *testing.T) {
	f := newFiles(t, 403)
	v := newVendor(t)
	codes := strings.Fields("E1 E2 E3 E4 E5 E6 E7 E8 E9")
	f.facesOf(v, codes...)
	token := func(c *transport.Config) { c.Header = http.Header{TokenHeader: {"token"}} }
	opened := 0
	c := v.client(func(c *Config) {
		c.Door = v.door(v.base, token)
		c.Links = func(host *url.URL) (Door, error) { opened++; return v.door(host), nil }
	})
	for _, parallel := range []int{0, 1, 4, 100} {
		i := 0
		for got := range linksOf(t, c, Query{}).All(background, parallel) {
			if got.Err != nil || string(got.Body) != "content of /"+codes[i] || got.Code != codes[i] || got.FileName != codes[i]+".jpg" {
				t.Errorf("%d: %+v", parallel, got)
			}
			i++
		}
		if i != len(codes) {
			t.Errorf("%d: %d files", parallel, i)
		}
	}
	if opened != 1 {
		t.Errorf("%d doors to one host", opened)
	}
	if f.leaked {
		t.Error("the token went to the files' host")
	}
}

// Links that have died are asked for again, once for all files, with the same question.
func TestDeadLinksAreAskedForAgain(t *testing.T) {
	for _, status := range []int{400, 403, 404, 410} {
		f := newFiles(t, status)
		v := newVendor(t)
		f.facesOf(v, "E1", "E2", "E3")
		c := v.client()
		l := linksOf(t, c, Query{UpdatedSince: "2026-04-01"})
		f.live.Add(1) // all links die
		for got := range l.All(background, 3) {
			if got.Err != nil {
				t.Errorf("%d: %v", status, got.Err)
			}
		}
		if got := strings.Join(v.whats(), " "); got != "GET /members/face_image?updated_since=2026-04-01 GET /members/face_image?updated_since=2026-04-01" {
			t.Errorf("%d: asked %s", status, got)
		}
	}
}

// After a quarter of an hour nobody tries a link at all.
func TestOldLinksAreNotTried(t *testing.T) {
	f := newFiles(t, 403)
	v := newVendor(t)
	f.facesOf(v, "E1")
	now := time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)
	c := v.client(func(c *Config) { c.Now = func() time.Time { return now } })
	l := linksOf(t, c, Query{})
	for _, step := range []struct {
		age  time.Duration
		list int
	}{{13 * time.Minute, 1}, {2 * time.Minute, 2}, {13 * time.Minute, 2}, {-time.Hour, 3}} {
		now = now.Add(step.age)
		if _, _, err := l.Fetch(background, l.Files()[0]); err != nil || len(v.whats()) != step.list {
			t.Errorf("after %s: %d lists, %v", step.age, len(v.whats()), err)
		}
	}
	if len(f.asked) != 4 {
		t.Errorf("%d downloads", len(f.asked))
	}
}

// A file that is gone, or whose new link is as dead, is an error of its own; the others come.
func TestFilesThatCannotBeHad(t *testing.T) {
	f := newFiles(t, 403)
	v := newVendor(t).on("GET /members/face_image", f.faces("E1", "E2"))
	f.live.Add(1)
	v.on("GET /members/face_image", f.faces("E2"))
	var errs []error
	for got := range linksOf(t, v.client(), Query{}).All(background, 1) {
		errs = append(errs, got.Err)
	}
	if len(errs) != 2 || errs[1] != nil {
		t.Fatalf("%v", errs)
	}
	contains(t, asCall(t, errs[0], call.PlainError).Error(), "E1", "gone")

	f, v = newFiles(t, 403), newVendor(t)
	v.on("GET /members/face_image", f.faces("E1"))
	f.live.Add(1)
	l := linksOf(t, v.client(), Query{})
	_, _, err := l.Fetch(background, l.Files()[0])
	e := asCall(t, err, call.VendorError)
	contains(t, e.Error(), "E1", "403")
	lacks(t, e.Error(), "s3cret", f.server.URL)
	if e.Operation != "members.faceImages.list" || e.Connection != "kaonavi" || len(v.whats()) != 2 {
		t.Errorf("%+v after %v", e, v.whats())
	}

	c := newVendor(t).client()
	o := op(t, "members.faceImages.list")
	l, err = c.Links(Listed{Op: o, Table: Table{Rows: []byte(`[{"code":"E1","download_url":"/s3cret"},{"code":"E2"}]`)}, Asked: c.config.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for got := range l.All(background, 2) {
		lacks(t, asCall(t, got.Err, call.ConnectionError).Error(), "s3cret")
	}
}

func TestAllStopsWithItsCaller(t *testing.T) {
	f := newFiles(t, 403)
	v := newVendor(t)
	f.facesOf(v, "E1", "E2", "E3", "E4", "E5", "E6")
	l := linksOf(t, v.client(), Query{})
	for range l.All(background, 2) {
		break
	}
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	count, last := 0, error(nil)
	for got := range l.All(ctx, 1) {
		count, last = count+1, got.Err
		cancel()
	}
	if count > 3 || last == nil {
		t.Errorf("%d files, %v", count, last)
	}
}

// Attachments are known by member and name.
func TestAttachments(t *testing.T) {
	f := newFiles(t, 403)
	list := func() string {
		u := fmt.Sprintf("%s/%%s?Expires=%d", f.server.URL, f.live.Load())
		return fmt.Sprintf(`{"member_data":[{"code":"E1","records":[{"file_name":"a.pdf","download_url":"`+u+`","updated_at":"x"},{"file_name":"b.pdf","download_url":"`+u+`"}]},{"code":"E2","records":[{"file_name":"a.pdf","download_url":"`+u+`"}]}]}`, "1a", "1b", "2a")
	}
	v := newVendor(t).do("GET /sheets/77/custom_fields/501/file", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, list()) })
	c := v.client()
	o := op(t, "sheet.attachments.list")
	table, err := c.List(background, o, target, Query{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.Links(Listed{Op: o, At: target, Table: table})
	if err != nil {
		t.Fatal(err)
	}
	f.live.Add(1)
	var got []string
	for file := range l.All(background, 2) {
		got = append(got, file.Code+" "+file.FileName+" "+string(file.Body))
	}
	if s := strings.Join(got, ", "); s != "E1 a.pdf content of /1a, E1 b.pdf content of /1b, E2 a.pdf content of /2a" {
		t.Error(s)
	}
}
