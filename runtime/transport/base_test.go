package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// canned is a vendor without sockets, for tests in virtual time.
type canned func(n int) (*http.Response, error)

// sockless returns a configuration whose requests are answered by c, with the default bounds.
func sockless(c canned) Config {
	n := 0
	config := quick(parsed("https://api.example.com"))
	config.Timeouts, config.Retry = Timeouts{}, RetryPolicy{}
	config.Base = roundTrip(func(req *http.Request) (*http.Response, error) {
		n++
		if req.Body != nil {
			req.Body.Close()
		}
		return c(n)
	})
	return config
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func reply(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}, nil
}

func TestWaitsOfA429(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"retry_after":7}`:      7 * time.Second,
		`{"retry_after":864000}`: time.Hour, // capped
		`{}`:                     time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			l := &ledger{}
			c := sockless(func(n int) (*http.Response, error) {
				if n == 1 {
					return reply(429, body)
				}
				return reply(200, "{}")
			})
			c.Ledger = l
			began := time.Now()
			if err := askFor(t.Context(), t, open(t, c), once); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took < want || took > want*3/2+time.Second {
				t.Errorf("%s: waited %v, want %v", body, took, want)
			}
			if after := l.ended[0].RetryAfter; after > time.Hour {
				t.Errorf("%s: the ledger was told to stop for %v", body, after)
			}
		})
	}
}

func TestARepeatableWriteIsSentAgainWhileItIsYoung(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		began, last := time.Now(), time.Now()
		c := sockless(func(int) (*http.Response, error) {
			sent, last = sent+1, time.Now()
			return reply(503, "")
		})
		c.Retry.Tries = 1000
		err := askFor(t.Context(), t, open(t, c), repeatable)
		if age := last.Sub(began); classOf(err) != call.InDoubt || sent < 10 || age > 10*time.Minute || age < 9*time.Minute {
			t.Errorf("%d tries, the last when it was %v old: %v", sent, age, err)
		}
	})
}

// A slot that comes late must not let an old write out.
func TestAWriteThatGrowsOldInTheQueueStaysInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		c := sockless(func(int) (*http.Response, error) {
			sent++
			return reply(503, "")
		})
		c.Ledger = slow{}
		began := time.Now()
		err := askFor(t.Context(), t, open(t, c), repeatable)
		if took := time.Since(began); classOf(err) != call.InDoubt || sent != 1 || took > 41*time.Minute {
			t.Errorf("%d tries in %v: %v", sent, took, err)
		}
	})
}

// slow is a ledger whose slots take half an hour.
type slow struct{}

func (slow) Take(ctx context.Context, _ call.Request) (func(call.Taken), error) {
	return func(call.Taken) {}, clock.Sleep(ctx, 30*time.Minute)
}

func TestADialThatFailsInABaseIsKnownUnsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := sockless(func(n int) (*http.Response, error) {
			if n == 1 {
				return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
			}
			return reply(200, "{}")
		})
		if err := askFor(t.Context(), t, open(t, c), once); err != nil {
			t.Errorf("got %v", err)
		}
	})
}

// A connection that comes for a write whose caller has given up is closed
// before anything is written to it.
func TestAConnectionThatComesTooLateIsClosed(t *testing.T) {
	d := open(t, sockless(nil))
	trip := newTrip(d, call.WithRequest(t.Context(), d.request(once)))
	defer trip.end()
	trip.giveUp()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	trip.gotConn(httptrace.GotConnInfo{Conn: ours})
	if _, err := ours.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("writing gives %v, want a closed connection", err)
	}
}

func TestDefaultsReachEveryField(t *testing.T) {
	for name, d := range map[string]time.Duration{
		"Connect": Timeouts{}.withDefaults().Connect, "FirstByte": Timeouts{}.withDefaults().FirstByte,
		"Stall": Timeouts{}.withDefaults().Stall, "Whole": Timeouts{}.withDefaults().Whole,
		"First": RetryPolicy{}.withDefaults().First, "Longest": RetryPolicy{}.withDefaults().Longest,
		"After": RetryPolicy{}.withDefaults().After, "Young": RetryPolicy{}.withDefaults().Young,
	} {
		if d <= 0 {
			t.Errorf("%s has no default", name)
		}
	}
}
