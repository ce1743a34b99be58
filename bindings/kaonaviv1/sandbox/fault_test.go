package sandbox

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/simulator"
)

func faults(t *testing.T, spec string) *simulator.Faults {
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

// A lost answer: the vendor has done what was asked, the client does not know.
func TestLostAnswerHasChangedTheCompany(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: -1, Faults: faults(t, "sheet.data.delete:1=reset-after; sheet.data.delete:2=reset-before")})
	for _, code := range []string{"a0003", "a0002"} {
		r, _ := http.NewRequest(http.MethodPost, d.url+"/v1.2/sheet/0/data/delete", strings.NewReader(one(t, code)))
		r.Header.Set("X-KAONAVI-TOKEN", d.token)
		r.Header.Set("Content-Type", "application/json")
		if answer, err := d.client.Do(r); err == nil {
			answer.Body.Close()
			t.Errorf("the answer of deleting %s came: %d", code, answer.StatusCode)
		}
	}
	if got := d.s.Members(); len(got) != 2 || d.s.Counts().Requests["sheet.data.delete"] != 1 {
		t.Errorf("members are %v", got)
	}
}

func TestTokenDiesToOrder(t *testing.T) {
	d := open(t, Options{Size: 3, Faults: faults(t, "user:2=token-dies")})
	d.ok("/v1.2/user", "")
	d.refused("/v1.2/user", "", http.StatusUnauthorized, "アクセストークン")
	d.refused("/v1.2/user", "", http.StatusUnauthorized, "アクセストークン")
	d.login()
	d.ok("/v1.2/user", "")
}

func TestTooManyToOrder(t *testing.T) {
	d := open(t, Options{Size: 3, Faults: faults(t, "user:1=429; user:2=429-bare")})
	for _, wait := range []string{"1", ""} {
		r, _ := http.NewRequest(http.MethodPost, d.url+"/v1.2/user", nil)
		r.Header.Set("X-KAONAVI-TOKEN", d.token)
		answer, err := d.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != wait {
			t.Errorf("status %d, Retry-After %q", answer.StatusCode, answer.Header.Get("Retry-After"))
		}
	}
	d.ok("/v1.2/user", "")
}

// A client that hangs up while its request is on the way has not been counted.
func TestRequestOnItsWayIsNotCounted(t *testing.T) {
	d := open(t, Options{Size: 1})
	s := New(Options{Size: 1, Latency: simulator.NewLatency(1, simulator.Spread{Min: time.Hour}, simulator.Spread{})})
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/v1.2/user", http.NoBody)
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
	before := len(d.records("1002", "a0001"))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			for range 5 {
				d.ok("/v1.2/sheet/1002/data/add", `{"data":[{"member_code":"a0001","definition_63":"株式会社並行"}]}`)
				d.ok("/v1.2/sheet/1002", "")
				d.s.Counts()
			}
		})
	}
	group.Wait()
	if got := len(d.records("1002", "a0001")); got != before+100 || d.s.Counts().Applied != 100 {
		t.Errorf("%d records before, %d after", before, got)
	}
}
