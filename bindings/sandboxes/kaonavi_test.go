package sandboxes

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/seal"
	"dandori/runtime/workflow"
)

// newer is a client of Kaonavi's v2.0.
type newer struct {
	*testing.T
	http  *http.Client
	base  string
	token string
}

func newest(t *testing.T, s *Sandbox) *newer {
	t.Helper()
	n := &newer{
		T: t, base: BaseURL("kaonavi").String() + "/v2.0",
		http: &http.Client{Transport: &http.Transport{DialContext: s.Dialer(workflow.Kaonavi, "kaonavi"), DisableKeepAlives: true}},
	}
	n.login()
	return n
}

func (n *newer) login() {
	n.Helper()
	r, err := http.NewRequestWithContext(n.Context(), http.MethodPost, n.base+"/token", strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		n.Fatal(err)
	}
	keys := CredentialsOf(workflow.Kaonavi)
	r.SetBasicAuth(keys.Key, keys.Secret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
	var given struct {
		Token string `json:"access_token"`
	}
	if status := n.do(r, &given); status != http.StatusOK || given.Token == "" {
		n.Fatal(status)
	}
	n.token = given.Token
}

func (n *newer) do(r *http.Request, v any) (status int) {
	n.Helper()
	answer, err := n.http.Do(r)
	if err != nil {
		n.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && v != nil {
		err = json.Unmarshal(body, v)
	}
	if err != nil {
		n.Fatal(err, string(body))
	}
	return answer.StatusCode
}

func (n *newer) ask(method, path, body string, v any) (status int) {
	n.Helper()
	r, err := http.NewRequestWithContext(n.Context(), method, n.base+path, strings.NewReader(body))
	if err != nil {
		n.Fatal(err)
	}
	r.Header.Set("Kaonavi-Token", n.token)
	r.Header.Set("Content-Type", "application/json")
	return n.do(r, v)
}

// add adds a member.
func (n *newer) add(code string) (status int) {
	n.Helper()
	return n.ask(http.MethodPost, "/members", `{"member_data":[{"code":"`+code+`","name":"山田 カナリア"}]}`, nil)
}

func (n *newer) has(code string) (there bool) {
	n.Helper()
	var list struct {
		Members []struct {
			Code string `json:"code"`
		} `json:"member_data"`
	}
	if status := n.ask(http.MethodGet, "/members", "", &list); status != http.StatusOK {
		n.Fatal(status)
	}
	for _, m := range list.Members {
		there = there || m.Code == code
	}
	return there
}

// TestKaonaviIsKept: what a process did to the company is there for the next
// one, sealed, until it starts over.
func TestKaonaviIsKept(t *testing.T) {
	dir, box := t.TempDir(), seal.NewBox(seal.NewKey())
	first := Open(Config{Dir: dir, Box: box, Options: quick})
	c := newest(t, first)
	if status := c.add("Canary1"); status != http.StatusOK {
		t.Fatal(status)
	}
	if !newest(t, opened(t, Config{Dir: dir, Box: box, Options: quick})).has("Canary1") {
		t.Error("who joins meets another company")
	}
	first.Close()
	state, err := os.ReadFile(filepath.Join(dir, "kaonavi%2Fkaonavi.state"))
	if err != nil || strings.Contains(string(state), "Canary1") || strings.Contains(string(state), "カナリア") {
		t.Error("the state is not sealed", err)
	}
	second := Open(Config{Dir: dir, Box: box, Options: quick})
	c.http = newest(t, second).http
	if !c.has("Canary1") { // with the token of before
		t.Error("the next process begins anew")
	}
	second.Close()
	if err := Reset(dir, quick, nil); err != nil {
		t.Fatal(err)
	}
	if newest(t, opened(t, Config{Dir: dir, Box: box, Options: quick})).has("Canary1") {
		t.Error("it did not start over")
	}
}

// TestLimitsOfUpdates: updates are counted by themselves, five a minute unless
// the server says otherwise.
func TestLimitsOfUpdates(t *testing.T) {
	for _, tt := range []struct {
		limits Limits
		most   int
	}{
		{Limits{}, 5},
		{Limits{Updates: 2, UpdatePer: time.Hour}, 2},
		{Limits{Requests: 4, Per: time.Hour}, 3}, // the token counts
		{Limits{Off: true}, 9},
	} {
		o := quick
		o.Limits = tt.limits
		c := newest(t, opened(t, Config{Dir: t.TempDir(), Options: o}))
		done := 0
		for range 9 {
			switch status := c.add(strings.Repeat("X", done+1)); status {
			case http.StatusOK:
				done++
			case http.StatusTooManyRequests:
			default:
				t.Fatal(status)
			}
		}
		if done != tt.most {
			t.Errorf("%+v: %d updates, not %d", tt.limits, done, tt.most)
		}
	}
}
