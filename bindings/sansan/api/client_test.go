package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"dandori/runtime/call"
)

// recorder keeps the requests that it answers.
type recorder struct {
	requests []*http.Request
	bodies   []string
	answer   http.HandlerFunc
}

func (r *recorder) serve(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.requests, r.bodies = append(r.requests, req), append(r.bodies, string(body))
	r.answer(w, req)
}

// The owner of the key is a user: an empty answer is no empty company.
func TestNoUsersAtAllIsAnError(t *testing.T) {
	r := &recorder{answer: answers("")}
	c, _ := newClient(t, r.serve)
	users, err := c.Users(t.Context(), "")
	var e *call.Error
	if !errors.As(err, &e) || e.Class != call.ConnectionError || e.Operation != "organization.users.list" {
		t.Errorf("got %v, %v", users, err)
	}
}

// Every endpoint of the document, as it goes out.
func TestRequests(t *testing.T) {
	r := &recorder{}
	c, _ := newClient(t, r.serve)
	period := Period{CardOptions: CardOptions{Range: All, EntryStatus: []string{"completed", "processing"}, IncludePastCards: true}, From: at(), To: at().AddDate(0, 0, 1)}
	search := Search{CardOptions: CardOptions{Range: Me, Limit: 7, OrderBy: UpdatedAt, OrderDirection: Ascending}, CompanyName: "株式会社 ITO", Name: "a", Email: "b+c@example.com", Tel: "1", Mobile: "2", TagIDs: []string{"t1", "t2"}}
	for _, one := range []struct {
		operation, request, answer string
		ask                        func() error
	}{
		{"bizCards.list", "GET /base/v2.3/bizCards?entryStatus=completed&entryStatus=processing&includePastBizCards=true&limit=300&orderBy=updatedAt&orderDirection=asc&range=all&updatedFrom=2026-04-01T10%3A00%3A00%2B09%3A00&updatedTo=2026-04-02T10%3A00%3A00%2B09%3A00", `{"data":[]}`,
			func() error { _, err := c.ListCards(period).Page(t.Context(), nil); return err }},
		{"bizCards.search", "GET /base/v2.3/bizCards/search?companyName=%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE+ITO&email=b%2Bc%40example.com&includePastBizCards=false&limit=7&mobile=2&name=a&orderBy=updatedAt&orderDirection=asc&range=me&tagId%5B%5D=t1&tagId%5B%5D=t2&tel=1", `{"data":[]}`,
			func() error { _, err := c.SearchCards(search).Page(t.Context(), nil); return err }},
		{"bizCards.get", "GET /base/v2.3/bizCards/a%2Fb%20c", `{"id":"A/b c"}`,
			func() error { _, err := c.Card(t.Context(), "a/b c"); return err }},
		{"bizCards.get", "GET /base/v2.3/bizCards/%2E%2E", `{"id":".."}`,
			func() error { _, err := c.Card(t.Context(), ".."); return err }},
		{"bizCards.image", "GET /base/v2.3/bizCards/X/image?side=back", "\xff\xd8jpeg",
			func() error { _, err := c.Image(t.Context(), "X", "back"); return err }},
		{"bizCards.tags", "GET /base/v2.3/bizCards/X/tags?limit=300", `{"data":[]}`,
			func() error { _, err := c.CardTags("X", 0).Page(t.Context(), nil); return err }},
		{"persons.get", "GET /base/v2.3/persons/P", `{"id":"P","headBizCard":{}}`,
			func() error { _, err := c.Person(t.Context(), "P"); return err }},
		{"tags.list", "GET /base/v2.3/tags?limit=300&range=all&type=shared", `{"data":[]}`,
			func() error {
				_, err := c.ListTags(TagQuery{Range: All, Types: []string{"shared"}}).Page(t.Context(), nil)
				return err
			}},
		{"organization.users.list", "GET /base/v2.3/organization/users?delimiter=tab", strings.Repeat("x\t", 21) + "x\r\n",
			func() error { _, err := c.Users(t.Context(), "tab"); return err }},
		{"organization.departments.list", "GET /base/v2.3/organization/departments?delimiter=comma", "",
			func() error { _, err := c.Departments(t.Context(), ""); return err }},
		{"organization.job.status", "GET /base/v2.3/organization/jobs/J", `{"importStatus":0}`,
			func() error { _, err := c.JobState(t.Context(), "J"); return err }},
		{"organization.job.result", "GET /base/v2.3/organization/jobs/J/result", "",
			func() error { _, err := c.JobResults(t.Context(), "J"); return err }},
		{"settings.emailClient.get", "GET /base/v2.3/organizationSettings/emailClient", "",
			func() error { _, err := c.EmailClient(t.Context()); return err }},
		{"settings.emailClient.set", `PUT /base/v2.3/organizationSettings/emailClient {"emailClient":"gmail"}`, `{"emailClient":"gmail"}`,
			func() error { _, err := c.SetEmailClient(t.Context(), EmailClient{EmailClient: "gmail"}); return err }},
	} {
		r.answer = answers(one.answer)
		if err := one.ask(); err != nil {
			t.Errorf("%s: %v", one.operation, err)
			continue
		}
		req := r.requests[len(r.requests)-1]
		got := strings.TrimSpace(req.Method + " " + req.URL.RequestURI() + " " + r.bodies[len(r.bodies)-1])
		if got != one.request {
			t.Errorf("%s\ngot  %s\nwant %s", one.operation, got, one.request)
		}
		if in, _ := call.RequestFrom(req.Context()); in.Operation.Name != one.operation || in.Connection != "sansan" {
			t.Errorf("%s went out as %+v", one.operation, in)
		}
	}
}

func TestOperations(t *testing.T) {
	seen := map[string]bool{}
	for _, op := range Operations() {
		want := call.Read
		switch op.Name {
		case "organization.import":
			want = call.Once
		case "settings.emailClient.set":
			want = call.Repeatable
		}
		if op.Effect != want || seen[op.Name] {
			t.Errorf("%s is %s, want %s (seen %t)", op.Name, op.Effect, want, seen[op.Name])
		}
		seen[op.Name] = true
	}
	if len(seen) != 15 {
		t.Errorf("%d operations, the document has 15 endpoints", len(seen))
	}
}

func TestHeader(t *testing.T) {
	h := Header("key", "app")
	if h.Get("X-Sansan-Api-Key") != "key" || h.Get("X-Sansan-App-Id") != "app" || len(Header("key", "")) != 1 {
		t.Errorf("got %v", h)
	}
}

// Clients of other versions have met single objects in an envelope.
func TestEnvelopes(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"P","headBizCard":{"id":"C"}}`:          `{"id":"P","headBizCard":{"id":"C"}}`,
		`{"item":{"id":"P","headBizCard":null}}`:       `{"id":"P","headBizCard":null}`,
		` { "item" : {"Id":"P"}, "statusCode": 200 } `: `{"id":"P"}`,
		"\ufeff{\"id\":\"P\",\"item\":{\"id\":\"X\"}}": `{"id":"P","item":{"id":"X"}}`,
	} {
		c, _ := newClient(t, answers(body))
		got, err := c.Person(t.Context(), "P")
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s %v", body, got, err)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, body := range []string{"", " \r\n", "<html>login</html>", "null", "[]", `{}`, `{"item":{}}`, `{"item":7}`, `{"id":"P"`, `{"id":"P"} trailing`} {
		c, _ := newClient(t, answers(body))
		_, err := c.Person(t.Context(), "P")
		e := asError(t, err, call.ConnectionError)
		wantContains(t, e.Error(), "persons.get")
		wantContains(t, e.Hint.En, "baseURL")
	}
}

func TestMergedCard(t *testing.T) {
	c, said := newClient(t, answers(`{"id":"NEW"}`))
	if _, err := c.Card(t.Context(), "old"); err != nil {
		t.Fatal(err)
	}
	wantContains(t, said.all(), "old", "NEW")
	if _, err := c.Card(t.Context(), "new"); err != nil || strings.Count(said.all(), "\n") != 0 {
		t.Errorf("said %q, %v", said.all(), err)
	}
}

// 404 is the answer to a missing side and to an unknown card alike.
func TestImage(t *testing.T) {
	for _, c := range []struct {
		name         string
		image, card  int
		body         string
		want, failed string
	}{
		{"there", 200, 200, "\xff\xd8x", "\xff\xd8x", ""},
		{"no such side", 404, 200, "", "", ""},
		{"no such card", 404, 404, "", "", "404"},
		{"bad id", 404, 400, "", "", "400"},
		{"empty", 200, 200, "", "", ""},
		{"no picture", 200, 200, "<html>", "", "no JPEG"},
		{"refused", 403, 200, "", "", "403"},
	} {
		client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/image") {
				w.WriteHeader(c.card)
				_, _ = w.Write([]byte(`{"id":"X"}`))
				return
			}
			w.WriteHeader(c.image)
			_, _ = w.Write([]byte(c.body))
		})
		got, err := client.Image(t.Context(), "X", "back")
		if c.failed != "" {
			if err == nil || !strings.Contains(err.Error(), c.failed) {
				t.Errorf("%s: got %v", c.name, err)
			}
			continue
		}
		if err != nil || !bytes.Equal(got, []byte(c.want)) || (got == nil) != (c.want == "") {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
}

func TestSearchWithoutConditionsIsSaid(t *testing.T) {
	c, said := newClient(t, answers(`{"data":[]}`))
	c.SearchCards(Search{CardOptions: CardOptions{Range: All}, TagIDs: []string{"t"}})
	if said.all() != "" {
		t.Errorf("said %q", said.all())
	}
	c.SearchCards(Search{CardOptions: CardOptions{Range: All}})
	wantContains(t, said.all(), "without a condition")
}

func TestEmailClient(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	if got, err := c.EmailClient(t.Context()); got != nil || err != nil {
		t.Errorf("got %v %v", got, err)
	}
	if got, err := c.SetEmailClient(t.Context(), EmailClient{"clientSoftware", "utf8"}); err != nil || *got != (EmailClient{"clientSoftware", "utf8"}) {
		t.Errorf("got %v %v", got, err)
	}
	c, _ = newClient(t, answers(`{"emailClient": "clientSoftware", "encoding": "utf8"}`)) // the document's
	if got, err := c.EmailClient(t.Context()); err != nil || *got != (EmailClient{"clientSoftware", "utf8"}) {
		t.Errorf("got %v %v", got, err)
	}
	c, _ = newClient(t, answers(`{}`))
	if _, err := c.EmailClient(t.Context()); err == nil {
		t.Error("an answer without emailClient was taken")
	}
}
