package sandbox

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dandori/bindings/simulator"
)

// twins are two sandboxes that must answer alike.
type twins struct {
	t      *testing.T
	random *rand.Rand
	now    time.Time
	o      Options
	a, b   *Sandbox
	tokens []string
	tasks  int
}

// asked is one request.
type asked struct{ verb, path, body, token, dry string }

// to sends it to a sandbox.
func (q asked) to(s *Sandbox) string {
	r := httptest.NewRequest(q.verb, "/v2.0/"+q.path, strings.NewReader(q.body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Kaonavi-Token", q.token)
	r.Header.Set("Dry-Run", q.dry)
	if q.path == "token" {
		r.SetBasicAuth(consumerKey, consumerSecret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Body)
	return fmt.Sprint(w.Code, " ", string(text))
}

// anything is a request of any kind, good and bad.
func (w *twins) anything() asked {
	n := w.random.IntN
	q := asked{}
	if len(w.tokens) > 0 {
		q.token = w.tokens[n(len(w.tokens))]
	}
	if n(10) == 0 {
		q.dry = "1"
	}
	what := w.choices(fmt.Sprintf("E%04d", 1001+n(8)))
	pick := what[n(len(what))]
	q.verb, q.path, _ = strings.Cut(pick[0], " ")
	q.body = pick[1]
	if n(12) == 0 {
		return asked{verb: http.MethodPost, path: "token", body: "grant_type=client_credentials"}
	}
	return q
}

func (w *twins) choices(code string) [][2]string {
	n := w.random.IntN
	member := people(fmt.Sprintf(`"code":%q,"name":"山田 %d",`, code, n(9)) + fields(idUniform, []string{"S", "M", ""}[n(3)]))
	licence := rowsOf(code, fields(idLicence, fmt.Sprintf("簿記%d級", n(3))), fields(idLicence, "x"))
	contact := rowsOf(code, fields(idTel, fmt.Sprint(n(100))))
	upload := fileRows(code, fmt.Sprintf("%d.txt", n(3)), fmt.Sprint("content ", n(3)))
	return [][2]string{
		{"POST members", people(fmt.Sprintf(`"code":"X%d"`, n(5)))}, {"PATCH members", member}, {"PUT members", member},
		{"PUT members/overwrite", people(`"code":"E1001"`, `"code":"E1002"`, `"code":"E1003"`, fmt.Sprintf(`"code":"Y%d"`, n(3)))},
		{"POST members/delete", fmt.Sprintf(`{"codes":[%q]}`, code)},
		{"PATCH sheets/77", licence}, {"PUT sheets/77", licence}, {"POST sheets/77/add", licence}, {"PATCH sheets/78", contact}, {"PUT sheets/78", contact},
		{"POST " + proofs, upload}, {"PATCH " + proofs, upload}, {"POST " + identities, upload}, {"PATCH " + identities, upload},
		{"PUT departments", tree("0110", "企画", "", "D-30", "支社", "0110", fmt.Sprint("N", n(5)), "新", "0110")},
		{"POST users", fmt.Sprintf(`{"email":"u%d@example.com","password":"p","role":{"id":3},"member_code":%q}`, n(9), code)},
		{fmt.Sprint("PATCH users/", n(8)), `{"is_active":false,"role":{"id":1}}`}, {fmt.Sprint("DELETE users/", n(8)), ""},
		{"PUT advanced_permissions/member", fmt.Sprintf(`{"advanced_permission_data":[{"user_id":1,"add_codes":[%q],"exclusion_codes":[]}]}`, code)},
		{"PUT enum_options/501", fmt.Sprintf(`{"enum_option_data":[{"id":1,"name":"S"},{"id":2,"name":"M"},{"id":3,"name":"L"},{"name":"新%d"},{"id":4,"name":"LL"}]}`, n(3))},
		{"POST webhook", `{"url":"https://x","events":["member_created"],"secret_token":"s"}`}, {fmt.Sprint("DELETE webhook/", n(4)), ""},
		{fmt.Sprint("GET tasks/", 1+n(w.tasks+1)), ""}, {"GET members", ""}, {"GET sheets/77", ""}, {"GET sheets/78", ""}, {"GET " + proofs, ""},
		{"GET departments", ""}, {"GET users", ""}, {"GET enum_options", ""}, {"GET webhook", ""}, {"GET members/face_image", ""},
	}
}

// step lets some time go by and asks both the same.
func (w *twins) step(i int) {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.random.IntN(1500)) * time.Millisecond)
	q := w.anything()
	first, second := q.to(w.a), q.to(w.b)
	if first != second {
		w.t.Fatalf("step %d: %v\n%s\n%s", i, q, first, second)
	}
	if _, rest, ok := strings.Cut(first, `"access_token":"`); ok {
		w.tokens = append(w.tokens, rest[:strings.IndexByte(rest, '"')])
	}
	w.tasks = len(w.a.jobs.All())
	if err := w.a.company.stands(); err != nil {
		w.t.Fatalf("step %d: %v: %v", i, q, err)
	}
}

// twin replaces b by a new sandbox that goes on from what a saved.
func (w *twins) twin() {
	w.t.Helper()
	data, err := w.a.Save()
	if err != nil {
		w.t.Fatal(err)
	}
	w.b = New(w.o)
	if err := w.b.Load(data); err != nil {
		w.t.Fatal(err)
	}
	if again, err := w.b.Save(); err != nil || string(again) != string(data) {
		w.t.Fatalf("saved again it is different: %v\n%s\n%s", err, data, again)
	}
}

// Whatever was asked before, who goes on from what was saved answers as if
// nothing had happened in between.
func TestASandboxGoesOnFromWhatWasSaved(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &twins{t: t, random: rand.New(rand.NewPCG(seed, 2)), now: morning}
			w.o = Options{Seed: seed, Size: 6, Now: func() time.Time { return w.now }, Limits: Limits{
				Requests: 60, Per: 20 * time.Second, Updates: 12, UpdatePer: 10 * time.Second, Tokens: 3, TokenPer: 10 * time.Second, TokenLife: 30 * time.Second,
			}}
			w.a = New(w.o)
			w.twin()
			for i := range 250 {
				if w.random.IntN(20) == 0 {
					w.twin()
				}
				w.step(i)
			}
			w.now = w.now.Add(time.Hour)
			if a, b := string(w.a.Snapshot()), string(w.b.Snapshot()); a != b {
				t.Errorf("the companies differ:\n%s\n%s", a, b)
			}
			if a, b := fmt.Sprint(w.a.Counts()), fmt.Sprint(w.b.Counts()); a != b || w.a.Counts().Applied < 20 {
				t.Errorf("counted %s and %s", a, b)
			}
		})
	}
}

func TestARemovedSheetStaysAway(t *testing.T) {
	o := Options{Size: 3}
	s := New(o)
	s.RemoveSheet(contactSheet)
	data, err := s.Save()
	if err != nil {
		t.Fatal(err)
	}
	next := New(o)
	if err := next.Load(data); err != nil || len(next.company.sheets) != 2 || string(next.Snapshot()) != string(s.Snapshot()) {
		t.Errorf("%d sheets, %v", len(next.company.sheets), err)
	}
}

func TestSaveIsSmallUntilSomethingChanges(t *testing.T) {
	s := New(Options{Size: 5000})
	if data, err := s.Save(); err != nil || len(data) > 1000 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestLoadOfAnotherSandbox(t *testing.T) {
	data, err := New(Options{Seed: 1}).Save()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Seed: 2}, {Seed: 1, Size: 9}} {
		if err := New(o).Load(data); !errors.Is(err, simulator.ErrSaved) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// What no company can be is not loaded, and says what it is.
func TestWhatCannotBeIsNotLoaded(t *testing.T) {
	o := Options{Size: 3}
	s := New(o)
	s.touch()
	data, err := s.Save()
	if err != nil {
		t.Fatal(err)
	}
	if err := New(o).Load(data); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, why string }{
		{`"code":"E1002"`, `"code":"E1001"`, "twice"},
		{`"code":"E1002"`, `"code":""`, "twice"},
		{`"parent":"D-30"`, `"parent":"D-99"`, "in the air"},
		{`"code":"D-31","name":"横浜支店","parent":"D-30"`, `"code":"D-31","name":"横浜支店","parent":"D-32"`, "in the air"},
		{`"leader":"E1001"`, `"leader":"E9"`, "led by"},
		{`"member":"E1001"`, `"member":"E9"`, "user 2"},
		{`"role":1`, `"role":9`, "user 1"},
		{`"userIds":2`, `"userIds":1`, "user 2"},
		{`"hookIds":1`, `"hookIds":0`, "webhook 1"},
		{`"user":2`, `"user":9`, "permissions"},
		{`"values":{"501"`, `"values":{"999"`, "items of member"},
		{`"values":{"880"`, `"values":{"884"`, "on sheet 77"},
		{`"78":{"updated"`, `"7":{"updated"`, "sheet 7"},
		{`"rows":{"E1001"`, `"rows":{"E9"`, "E9"},
		{`"members":[`, `"members":[null,`, "null"},
		{`"jobs":[]`, `"jobs":[{"operation":"x","nth":1,"accepted":"2026-04-01T00:00:00Z","starts":"2026-04-01T00:00:00Z","ends":"2026-04-01T00:00:00Z","state":"?"}]`, "task 1"},
		{`"version":1`, `"version":2`, "version 2"},
		{`"version":1`, `"x":1`, "unknown field"},
	} {
		text := strings.Replace(string(data), c.old, c.new, 1)
		if text == string(data) {
			t.Errorf("%s is not in what is saved", c.old)
		}
		next := New(o)
		err := next.Load([]byte(text))
		if !errors.Is(err, simulator.ErrSaved) || !strings.Contains(fmt.Sprint(err), c.why) {
			t.Errorf("%s: %v, want %q", c.new, err, c.why)
		}
		if string(next.Snapshot()) != string(s.Snapshot()) {
			t.Errorf("%s: the company has changed", c.new)
		}
	}
}

func TestCommitComesBeforeTheAnswer(t *testing.T) {
	fail := errors.New("disk full")
	var saved []byte
	var s *Sandbox
	s = New(Options{Size: 2, Limits: Limits{Off: true}, Commit: func() error {
		var err error
		if saved, err = s.Save(); err != nil {
			return err
		}
		return fail
	}})
	token, _, _ := s.tokens.Give(s.options.Now())
	if got := (asked{verb: "DELETE", path: "users/1", token: token}).to(s); !strings.HasPrefix(got, "503 ") || !strings.Contains(got, "disk full") {
		t.Error(got)
	}
	if strings.Contains(string(saved), "admin@example.co.jp") || len(saved) < 500 {
		t.Error("what is saved is not what was asked")
	}
	fail = nil
	if got := (asked{verb: "GET", path: "roles", token: token}).to(s); !strings.HasPrefix(got, "200 ") {
		t.Error(got)
	}
}

// Any bytes are an error or a sandbox that stands, never a panic.
func FuzzLoad(f *testing.F) {
	o := Options{Size: 2, Limits: Limits{Off: true}, Now: func() time.Time { return morning }}
	s := New(o)
	w := &twins{random: rand.New(rand.NewPCG(1, 1)), now: morning}
	token, _, _ := s.tokens.Give(morning)
	w.tokens = []string{token}
	for range 60 {
		w.anything().to(s)
	}
	data, err := s.Save()
	if err != nil {
		f.Fatal(err)
	}
	s.options.Now = func() time.Time { return morning.Add(time.Hour) }
	s.Snapshot()
	later, err := s.Save()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(later)
	f.Add([]byte(`{"version":1,"seed":0,"size":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := New(o)
		before := s.Snapshot()
		if err := s.Load(data); err != nil {
			if !errors.Is(err, simulator.ErrSaved) || string(s.Snapshot()) != string(before) {
				t.Fatalf("%v", err)
			}
			return
		}
		s.options.Now = func() time.Time { return morning.AddDate(5000, 0, 0) } // all tasks are over
		s.Snapshot()
		token, _, _ := s.tokens.Give(s.options.Now())
		for _, o := range operations() {
			path := strings.Replace(strings.Replace(o.path, "{}", "77", 1), "{}", "884", 1)
			asked{verb: o.method, path: path, body: `{"member_data":[],"department_data":[]}`, token: token}.to(s)
		}
		if err := s.company.stands(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Save(); err != nil {
			t.Fatal(err)
		}
	})
}
