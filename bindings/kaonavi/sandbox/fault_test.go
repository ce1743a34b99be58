package sandbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/simulator"
)

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 3)) }

func orders(t *testing.T, spec string) *simulator.Faults {
	t.Helper()
	f, err := simulator.ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(Operations()); err != nil {
		t.Fatal(err)
	}
	return f
}

// A lost answer: the vendor has taken what was asked, the client does not know.
func TestLostAnswerHasATask(t *testing.T) {
	d := open(t, Options{JobTime: -1, Faults: orders(t, "members.delete:1=reset-after; members.delete:2=reset-before")})
	for _, code := range []string{"E1003", "E1002"} {
		r := must(http.NewRequest(http.MethodPost, d.url+"/v2.0/members/delete", strings.NewReader(`{"codes":["`+code+`"]}`)))
		r.Header.Set("Kaonavi-Token", d.token)
		r.Header.Set("Content-Type", "application/json")
		if answer, err := d.client.Do(r); err == nil {
			_ = answer.Body.Close()
			t.Errorf("the answer of deleting %s came: %d", code, answer.StatusCode)
		}
	}
	if got := d.s.Members(); len(got) != 11 || d.s.Counts().Requests["members.delete"] != 1 {
		t.Errorf("members are %v", got)
	}
	if task := d.get("tasks/1"); task["status"] != stateOK {
		t.Errorf("%v", task)
	}
}

func TestTokenDiesToOrder(t *testing.T) {
	d := open(t, Options{Faults: orders(t, "roles.list:2=token-dies")})
	d.get("roles")
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
	d.login()
	d.get("roles")
}

func TestTooManyToOrder(t *testing.T) {
	d := open(t, Options{Faults: orders(t, "roles.list:1=429; roles.list:2=429-bare; users.*:*=500")})
	for _, wait := range []string{"1", ""} {
		r := must(http.NewRequest(http.MethodGet, d.url+"/v2.0/roles", nil))
		r.Header.Set("Kaonavi-Token", d.token)
		answer, err := d.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != wait {
			t.Errorf("status %d, Retry-After %q", answer.StatusCode, answer.Header.Get("Retry-After"))
		}
	}
	d.get("roles")
	if status, _ := d.send("GET", "users/1", ""); status != http.StatusInternalServerError {
		t.Errorf("%d", status)
	}
}

// A download can go wrong like any other request.
func TestDownloadsGoWrongToOrder(t *testing.T) {
	d := open(t, Options{Faults: orders(t, "download:1=503")})
	link := d.get("members/face_image").rows("member_data")[0]["download_url"].(string)
	for _, want := range []int{http.StatusServiceUnavailable, http.StatusOK} {
		if status, _ := d.do(must(http.NewRequest(http.MethodGet, link, nil))); status != want {
			t.Errorf("%d, want %d", status, want)
		}
	}
}

// A client that hangs up while its request is on the way has not been counted.
func TestRequestOnItsWayIsNotCounted(t *testing.T) {
	s := New(Options{Size: 1, Latency: simulator.NewLatency(1, simulator.Spread{Min: time.Hour}, simulator.Spread{})})
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	r := must(http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1/v2.0/roles", http.NoBody))
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("the handler did not abort")
			}
		}()
		s.ServeHTTP(nil, r)
	}()
	if got := s.Counts().Requests; len(got) != 0 {
		t.Errorf("counted: %v", got)
	}
}

// Many at once: every write is done once, none is lost.
func TestManyAtOnce(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: -1})
	before := len(d.records(licenceSheet, "E1001"))
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for range 5 {
				d.ok("POST sheets/77/add", rowsOf("E1001", fields(idLicence, "並行")))
				d.get("sheets/77")
				d.s.Counts()
			}
		})
	}
	group.Wait()
	if got := len(d.records(licenceSheet, "E1001")); got != before+50 || d.s.Counts().Applied != 50 {
		t.Errorf("%d records before, %d after", before, got)
	}
}

// The same seed and size is the same company; the first members are the same for every size.
func TestTheSeedMakesTheCompany(t *testing.T) {
	same := func(a, b Options) bool { return string(New(a).Snapshot()) == string(New(b).Snapshot()) }
	if !same(Options{Seed: 7}, Options{Seed: 7}) || same(Options{Seed: 7}, Options{Seed: 8}) {
		t.Error("the seed does not make the company")
	}
	small, big := New(Options{Seed: 7, Size: 5}).company, New(Options{Seed: 7, Size: 500}).company
	for i, p := range small.members.List {
		if q := big.members.List[i]; fmt.Sprint(p.Texts, p.Department, p.Values) != fmt.Sprint(q.Texts, q.Department, q.Values) {
			t.Errorf("member %d is %v, or %v", i, p, q)
		}
	}
	if err := big.stands(); err != nil {
		t.Error(err)
	}
}
