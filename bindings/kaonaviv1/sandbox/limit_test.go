package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// 60 requests in any hour, token requests and unknown paths among them.
func TestSixtyRequestsAnHour(t *testing.T) {
	d := openStrict(t, Options{Size: 1})
	d.login()
	d.refused("/v1.2/nothing", "", http.StatusNotFound, "URI")
	for range 58 {
		d.pass(time.Second)
		d.ok("/v1.2/user", "")
	}
	d.refused("/v1.2/user", "", http.StatusTooManyRequests, "上限")
	if c := d.s.Counts(); c.TooMany != 1 || c.Requests["user"] != 59 || c.Requests["unknown"] != 1 {
		t.Errorf("counts are %+v", c)
	}
}

// A refused request counts: an hour after the first the window holds 60 others still.
func TestRefusedRequestsCount(t *testing.T) {
	for _, free := range []bool{false, true} {
		d := openStrict(t, Options{Size: 1, Limits: Limits{FreeRefused: free, TokenLife: 9 * time.Hour}})
		d.login()
		d.pass(time.Minute)
		for range 59 {
			d.ok("/v1.2/user", "")
		}
		d.refused("/v1.2/user", "", http.StatusTooManyRequests, "上限")
		d.pass(59 * time.Minute) // only the token request has left the window
		want := http.StatusTooManyRequests
		if free {
			want = http.StatusOK
		}
		if status, _ := d.post("/v1.2/user", ""); status != want {
			t.Errorf("FreeRefused %v: status %d, want %d", free, status, want)
		}
	}
}

func TestLimitsAreOptions(t *testing.T) {
	d := openStrict(t, Options{Size: 1, Limits: Limits{Requests: 2, Per: time.Second, Tokens: 9, FreeTokens: true}})
	for range 4 {
		d.login()
	}
	d.ok("/v1.2/user", "")
	d.ok("/v1.2/user", "")
	d.refused("/v1.2/user", "", http.StatusTooManyRequests, "上限")
	d.pass(time.Second)
	d.ok("/v1.2/user", "")

	d = openStrict(t, Options{Size: 1, Limits: Limits{Off: true}})
	for range 100 {
		d.login()
	}
}

// The limits of the document's section 1.3.
func TestUsualLimitsAreTheDocuments(t *testing.T) {
	s := New(Options{Size: 1})
	want := Limits{Requests: 60, Per: time.Hour, Tokens: 5, TokenPer: time.Hour, TokenLife: time.Hour}
	if got := s.Limits(); got != want {
		t.Errorf("limits are %+v", got)
	}
	if key, secret := s.Consumer(); key != "1234567890abcdef" || secret != "1234567890abcdef" {
		t.Errorf("consumer is %q, %q", key, secret)
	}
}
