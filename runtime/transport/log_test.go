package transport

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

const (
	keyCanary   = "CANARYkey+/="
	tokenCanary = "t1"
	nameCanary  = "secretName"
)

// whole is everything that dandori could print of an error or an entry.
func whole(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%v %+v %#v\n", v, v, v)
		if err, ok := v.(error); ok {
			fmt.Fprintln(&b, say.In(err, say.Japanese), say.In(err, say.English))
		}
	}
	return b.String()
}

func TestNoSecretInLogOrError(t *testing.T) {
	for _, f := range faults {
		for _, op := range []call.Operation{read, once} {
			t.Run(f.name+"/"+op.Effect.String(), func(t *testing.T) {
				t.Parallel()
				v := serve(t, f.answer)
				c := impatient(v.url())
				c.Timeouts.FirstByte *= 5
				c.Retry.Tries = 1
				c.Header = http.Header{"X-Sansan-Api-Key": {keyCanary}}
				c.Secrets = []string{keyCanary}
				var mu sync.Mutex
				var seen strings.Builder
				c.Log = func(e Entry) {
					mu.Lock()
					defer mu.Unlock()
					seen.WriteString(whole(e, e.Err))
				}
				if err := askFor(t.Context(), t, open(t, c), op); err != nil {
					seen.WriteString(whole(err.Error()) + say.In(err, say.Japanese))
				}
				for _, canary := range []string{keyCanary, "CANARYkey", nameCanary, "?"} {
					if canary == "?" && strings.Contains(f.name, "302") {
						continue
					}
					if strings.Contains(seen.String(), canary) {
						t.Errorf("%q was told:\n%s", canary, seen.String())
					}
				}
			})
		}
	}
}

// TestPathsOfADiscreetDoorAreNotTold, nor where an answer points to.
func TestPathsOfADiscreetDoorAreNotTold(t *testing.T) {
	for _, answer := range []string{"200 OK", "302 Found", "404 Not Found"} {
		v := serve(t, status(answer, "{}", "Location: https://files.example.com/things/"+nameCanary))
		c := quick(v.url())
		c.Discreet = true
		var told strings.Builder
		c.Log = func(e Entry) { told.WriteString(whole(e, e.Err)) }
		if err := askFor(t.Context(), t, open(t, c), read); err != nil {
			told.WriteString(whole(err.Error()) + say.In(err, say.Japanese))
		}
		if said := told.String(); said == "" || strings.Contains(said, "things") || strings.Contains(said, nameCanary) {
			t.Errorf("%s: %s", answer, said)
		}
	}
}

func TestMaskedInEveryForm(t *testing.T) {
	mask := masker(Config{
		Secrets: []string{keyCanary, "abc", "CANARYkey+/=longer"},
		Header:  http.Header{"X-A": {"headerCanary"}},
		Proxy:   "http://u:proxyCanary@h:1",
	})
	got := mask("a CANARYkey+/= b CANARYkey%2B%2F%3D c CANARYkey+%2F= d headerCanary e proxyCanary f abc CANARYkey+/=longer")
	if want := "a *** b *** c *** d *** e *** f abc ***"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestEntries(t *testing.T) {
	v := serve(t, func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		if req.URL.Path == "/token" {
			return status("200 OK", tokenCanary)(v, c, req, n)
		}
		return inTurn(nilExchange, status("503 Service Unavailable", "sorry"), fine)(v, c, req, n)
	})
	var got []string
	c := withTokens(quick(v.url()))
	c.Log = func(e Entry) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s #%d %d %dB %v", e.Connection, e.Operation, e.Effect, e.Method, e.Path, e.Try, e.Status, e.Bytes, e.Err != nil))
		if e.Took <= 0 {
			t.Errorf("it took %v", e.Took)
		}
	}
	if err := askFor(t.Context(), t, open(t, c), read); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"sansan token read POST /token #1 200 2B false",
		"sansan bizCards.list read GET /v2.3/things #1 503 5B false",
		"sansan bizCards.list read GET /v2.3/things #2 200 11B false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func nilExchange(*vendor, net.Conn, *http.Request, int) bool { return false }
