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

// ask sends one request to a sandbox.
func ask(s *Sandbox, path, token, body string) string {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-KAONAVI-TOKEN", token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Body)
	return fmt.Sprint(w.Code, " ", string(text))
}

// anything is a request of any kind, good and bad.
func (w *twins) anything() (path, token, body string) {
	n := w.random.IntN
	if len(w.tokens) > 0 {
		token = w.tokens[n(len(w.tokens))]
	}
	code := fmt.Sprintf("a%04d", 1+n(8))
	sheet := []string{"0", licenceSheet, careerSheet, gradeSheet, "9"}[n(5)]
	row := map[string]string{
		"0":          fmt.Sprintf(`{"member_code":%q,"member_name":"山田 %d","definition_0":"201","definition_8":"x@example.com"}`, code, n(9)),
		licenceSheet: fmt.Sprintf(`{"member_code":%q,"definition_47":"簿記%d級"}`, code, n(3)),
		careerSheet:  fmt.Sprintf(`{"member_code":%q,"definition_63":"会社%d"}`, code, n(9)),
		gradeSheet:   fmt.Sprintf(`{"member_code":%q,"definition_72":%d.5}`, code, n(100)),
		"9":          `{}`,
	}[sheet]
	switch data := fmt.Sprintf(`{"data":[%s]}`, row); n(13) {
	case 0:
		return "/v1.2/get_token", "", `{"consumer_key":"1234567890abcdef","consumer_secret":"1234567890abcdef"}`
	case 1:
		return "/v1.2/sheet/" + sheet + "/data/add", token, data
	case 2:
		return "/v1.2/sheet/" + sheet + "/data/update", token, data
	case 3:
		return "/v1.2/sheet/" + sheet + "/data/overwrite", token, data
	case 4:
		return "/v1.2/sheet/" + sheet + "/data/delete", token, fmt.Sprintf(`{"data":[{"member_code":%q}]}`, code)
	case 5:
		return "/v1.2/user/add", token, fmt.Sprintf(`{"users":[{"email":"u%d@example.com","password":"p","name":"n","type":"Adm","role":"一般ユーザー","member_code":%q}]}`, n(9), code)
	case 6:
		return "/v1.2/user/overwrite?dryrun=1", token, `{"users":[]}`
	case 7:
		return "/v1.2/department/add", token, fmt.Sprintf(`{"departments":[{"department_code1":"100","department_name1":"経営企画本部","department_code2":"x%d","department_name2":"新部","memo":"m"}]}`, n(9))
	case 8:
		return "/v1.2/sheet/" + sheet + "/preset", token, ""
	case 9, 10:
		return fmt.Sprintf("/v1.2/task/%d", 1+n(w.tasks+1)), token, ""
	case 11:
		return fmt.Sprintf("/v1.2/sheet/%s/get/%d", sheet, 1+n(w.tasks+1)), token, ""
	default:
		return []string{"/v1.2/user", "/v1.2/department", "/v1.2/sheet/" + sheet}[n(3)], token, ""
	}
}

// step lets some time go by and asks both the same.
func (w *twins) step(i int) {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.random.IntN(1500)) * time.Millisecond)
	path, token, body := w.anything()
	first, second := ask(w.a, path, token, body), ask(w.b, path, token, body)
	if first != second {
		w.t.Fatalf("step %d: %s %s\n%s\n%s", i, path, body, first, second)
	}
	if _, rest, ok := strings.Cut(first, `"access_token":"`); ok {
		w.tokens = append(w.tokens, rest[:strings.IndexByte(rest, '"')])
	}
	w.tasks = len(w.a.jobs.All())
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
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &twins{t: t, random: rand.New(rand.NewPCG(seed, 2)), now: morning}
			w.o = Options{Seed: seed, Size: 6, Now: func() time.Time { return w.now }, Limits: Limits{Requests: 40, Per: 20 * time.Second, Tokens: 3, TokenPer: 10 * time.Second, TokenLife: 30 * time.Second}}
			w.a = New(w.o)
			w.twin()
			for i := range 200 {
				if w.random.IntN(20) == 0 {
					w.twin()
				}
				w.step(i)
			}
			w.now = w.now.Add(time.Hour)
			if a, b := string(w.a.Snapshot()), string(w.b.Snapshot()); a != b {
				t.Errorf("the companies differ:\n%s\n%s", a, b)
			}
			if a, b := fmt.Sprint(w.a.Counts()), fmt.Sprint(w.b.Counts()); a != b {
				t.Errorf("counted %s and %s", a, b)
			}
			w.b.mustStand(t)
		})
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

func TestPresetsAreForgottenAfterADay(t *testing.T) {
	d := open(t, Options{Size: 2, Limits: Limits{Off: true, TokenLife: 100 * time.Hour}})
	id := preset(d, "0")
	d.pass(defaultJobTime + presetLife - time.Second)
	preset(d, "0")
	if got := d.ok("/v1.1/sheet/0/get/"+id, ""); got.at("data", "data") == nil {
		t.Errorf("within a day: %v", got)
	}
	d.pass(time.Second)
	preset(d, "0")
	if got := d.ok("/v1.1/sheet/0/get/"+id, ""); got["status"] != "NG" {
		t.Errorf("after a day: %v", got)
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
	if got := ask(s, "/v1.2/sheet/0/data/add", token, `{"data":[{"member_code":"X","member_name":"Y"}]}`); !strings.HasPrefix(got, "503 ") || !strings.Contains(got, "disk full") {
		t.Error(got)
	}
	if !strings.Contains(string(saved), `"member_code":"X"`) {
		t.Error("what is saved lacks what was asked")
	}
	fail = nil
	if got := ask(s, "/v1.2/task/1", token, ""); !strings.HasPrefix(got, "200 ") {
		t.Error(got)
	}
}

// Any bytes are an error or a sandbox that stands, never a panic.
func FuzzLoad(f *testing.F) {
	o := Options{Size: 2, Limits: Limits{Off: true}, Now: func() time.Time { return morning }}
	w := &twins{random: rand.New(rand.NewPCG(1, 1)), now: morning}
	s := New(o)
	token, _, _ := s.tokens.Give(morning)
	w.tokens = []string{token}
	for range 60 {
		path, token, body := w.anything()
		ask(s, path, token, body)
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
		s.Members()
		token, _, _ := s.tokens.Give(s.options.Now())
		for _, path := range []string{"user", "department", "sheet/0", "sheet/1002", "task/1", "sheet/0/get/1", "sheet/1002/preset"} {
			ask(s, "/v1.2/"+path, token, "")
		}
		ask(s, "/v1.2/department/overwrite", token, `{"departments":[]}`)
		s.Snapshot()
		if _, err := s.Save(); err != nil {
			t.Fatal(err)
		}
	})
}
