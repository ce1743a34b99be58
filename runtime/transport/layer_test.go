package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// ledger is a test's ledger: it records what was taken and how it ended.
type ledger struct {
	mu     sync.Mutex
	taken  []string
	held   int
	most   int
	ended  []call.Taken
	onTake func()
}

func (l *ledger) Take(_ context.Context, r call.Request) (func(call.Taken), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = append(l.taken, r.Operation.Name)
	l.held++
	l.most = max(l.most, l.held)
	if l.onTake != nil {
		l.onTake()
	}
	return func(t call.Taken) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.held--
		l.ended = append(l.ended, t)
	}, nil
}

// vault is a test's vault: tokens t1, t2, …
type vault struct {
	mu      sync.Mutex
	current string
}

func (v *vault) Token(ctx context.Context, refused string, fetch func(context.Context) (call.Token, error)) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.current != "" && v.current != refused || fetch == nil {
		return v.current, nil
	}
	t, err := fetch(ctx)
	v.current = t.Secret
	return t.Secret, err
}

// tokens answers requests for tokens with t1, t2, …, and refuses all but the newest that is not dead.
type tokens struct {
	mu     sync.Mutex
	issued int
	dead   bool
}

func (k *tokens) answer(v *vendor, c net.Conn, req *http.Request, n int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if req.URL.Path == "/token" {
		k.issued++
		k.dead = false
		return status("200 OK", fmt.Sprintf("t%d", k.issued))(v, c, req, n)
	}
	if k.dead || req.Header.Get("X-TOKEN") != fmt.Sprintf("t%d", k.issued) {
		return status("401 Unauthorized", "{}")(v, c, req, n)
	}
	return fine(v, c, req, n)
}

func (k *tokens) kill() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dead = true
}

// withTokens gives c tokens of the vendor at base.
func withTokens(c Config) Config {
	c.Token = &TokenConfig{Header: "X-TOKEN", Vault: &vault{}, Fetch: func(ctx context.Context, rt http.RoundTripper) (call.Token, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.BaseURL.String()+"/token", nil)
		if err != nil {
			return call.Token{}, err
		}
		resp, err := rt.RoundTrip(req)
		if err != nil {
			return call.Token{}, err
		}
		defer resp.Body.Close()
		secret, err := io.ReadAll(resp.Body)
		return call.Token{Secret: string(secret), Lifetime: time.Hour}, err
	}}
	return c
}

func TestTokenIsRenewedInTheMiddle(t *testing.T) {
	for _, op := range []call.Operation{read, repeatable, once} {
		k := &tokens{}
		v := serve(t, k.answer)
		l := &ledger{}
		c := withTokens(quick(v.url()))
		c.Ledger = l
		d := open(t, c)
		first := askFor(t.Context(), t, d, op)
		k.kill()
		second := askFor(t.Context(), t, d, op)
		if first != nil || second != nil {
			t.Errorf("%v: %v, %v", op.Effect, first, second)
		}
		want := []string{"token", op.Name, op.Name, "token", op.Name}
		if !slices.Equal(l.taken, want) {
			t.Errorf("%v: slots taken for %v, want %v", op.Effect, l.taken, want)
		}
		if l.most != 1 {
			t.Errorf("%v: %d slots were held at once by one request", op.Effect, l.most)
		}
	}
}

// A vendor that refuses every token is asked for one once, not with every request.
func TestAUselessTokenIsNotRenewedForEver(t *testing.T) {
	issued := 0
	v := serve(t, func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		if req.URL.Path == "/token" {
			issued++
			return status("200 OK", fmt.Sprintf("t%d", issued))(v, c, req, n)
		}
		return status("401 Unauthorized", "{}")(v, c, req, n)
	})
	d := open(t, withTokens(quick(v.url())))
	for range 5 {
		if err := askFor(t.Context(), t, d, once); classOf(err) != call.VendorError {
			t.Errorf("got %v", err)
		}
	}
	if issued != 2 {
		t.Errorf("%d tokens were asked for, want 2", issued)
	}
}

// A token that dies while its request waits for a slot is renewed before the
// request leaves, and no slot is held meanwhile.
func TestAStaleTokenCostsNoRequest(t *testing.T) {
	k := &tokens{}
	v := serve(t, k.answer)
	c := withTokens(quick(v.url()))
	store := c.Token.Vault.(*vault)
	l := &ledger{}
	l.onTake = func() {
		if len(l.taken) == 2 { // the request itself, the token being the first
			store.current = ""
			k.kill()
		}
	}
	c.Ledger = l
	if err := askFor(t.Context(), t, open(t, c), once); err != nil {
		t.Error(err)
	}
	if want := []string{"token", once.Name, "token", once.Name}; !slices.Equal(l.taken, want) || l.most != 1 {
		t.Errorf("taken %v, at once %d", l.taken, l.most)
	}
	if l.ended[1].Sent || v.requests() != 3 {
		t.Errorf("the slot of the stale token counts as sent (%d requests arrived)", v.requests())
	}
}

func TestEveryTryTakesASlotAndGivesItBack(t *testing.T) {
	v := serve(t, inTurn(status("503 Service Unavailable", ""), status("429 Too Many Requests", `{"error":[{"Code":"too_many_request","retry_after":"0.004"}]}`), fine))
	l := &ledger{}
	c := quick(v.url())
	c.Ledger = l
	if err := askFor(t.Context(), t, open(t, c), read); err != nil {
		t.Fatal(err)
	}
	if len(l.taken) != 3 || l.held != 0 || l.most != 1 {
		t.Errorf("%d slots taken, %d kept, %d at once", len(l.taken), l.held, l.most)
	}
	if got := l.ended[1]; !got.TooMany || got.RetryAfter < 4*time.Millisecond || got.Answered.IsZero() || !got.Sent {
		t.Errorf("the 429 was reported as %+v", got)
	}
}

func TestAFailedDialGivesTheSlotBackUnused(t *testing.T) {
	v := serve(t, fine)
	v.listener.Close()
	l := &ledger{}
	c := quick(v.url())
	c.Ledger = l
	for _, op := range []call.Operation{read, once} {
		if err := askFor(t.Context(), t, open(t, c), op); classOf(err) != call.ConnectionError {
			t.Errorf("%v: got %v", op.Effect, err)
		}
	}
	if len(l.ended) != 6 {
		t.Errorf("%d tries, want 3 each", len(l.ended))
	}
	for _, e := range l.ended {
		if e.Sent {
			t.Errorf("a dial that failed counts as sent: %+v", e)
		}
	}
}

func TestDryRunLetsOnlyReadsPass(t *testing.T) {
	v := serve(t, fine)
	c := quick(v.url())
	c.DryRun = true
	for _, op := range []call.Operation{repeatable, once} {
		if err := askFor(Rehearsal(t.Context()), t, open(t, c), op); classOf(err) != call.PermissionError {
			t.Errorf("%v: got %v", op.Effect, err)
		}
	}
	if v.requests() != 0 {
		t.Fatal("a write left in a dry run")
	}
	c.AskVendor = true
	if err := askFor(t.Context(), t, open(t, c), once); classOf(err) != call.PermissionError {
		t.Errorf("unmarked: got %v", err)
	}
	if err := askFor(Rehearsal(t.Context()), t, open(t, c), once); err != nil {
		t.Errorf("a rehearsal: got %v", err)
	}
	if err := askFor(t.Context(), t, open(t, c), read); err != nil || v.requests() != 2 {
		t.Errorf("a read: got %v", err)
	}
}

func TestGuardKeepsRequestsAtTheirVendor(t *testing.T) {
	v, other := serve(t, fine), serve(t, fine)
	d := open(t, quick(v.url()))
	for _, url := range []string{other.url().String(), "https://" + v.url().Host} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/x", nil)
		if err := d.Do(req, read, consume); classOf(err) != call.Fault {
			t.Errorf("%s: got %v", url, err)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, v.url().String(), nil)
	if _, err := d.RoundTripper().RoundTrip(req); classOf(err) != call.Fault {
		t.Errorf("without an operation: got %v", err)
	}
	if v.requests()+other.requests() != 0 {
		t.Error("a request left")
	}
}

func TestMaxResponse(t *testing.T) {
	long := strings.Repeat(" ", 2000) + "{}"
	for name, answer := range map[string]exchange{
		"announced": status("200 OK", long),
		"chunked":   raw(ok200+"Transfer-Encoding: chunked\r\n", "7d2", long, "0", "", ""),
	} {
		v := serve(t, answer)
		c := quick(v.url())
		c.MaxResponse = 1000
		c.Retry.Tries = 1
		err := askFor(t.Context(), t, open(t, c), read)
		if classOf(err) != call.ConnectionError || !strings.Contains(err.Error(), "1000 bytes") {
			t.Errorf("%s: got %v", name, err)
		}
		c.MaxResponse = 2002
		if err := askFor(t.Context(), t, open(t, c), read); err != nil {
			t.Errorf("%s: got %v at the very limit", name, err)
		}
	}
}

func TestWaitsAreTold(t *testing.T) {
	v := serve(t, inTurn(status("429 Too Many Requests", "{}", "Retry-After: 1"), fine))
	var told []string
	c := quick(v.url())
	c.Retry.After = time.Minute
	c.OnWait = func(r call.Request, until time.Time, why say.Text) {
		told = append(told, r.Operation.Name+": "+why.En)
	}
	if err := askFor(t.Context(), t, open(t, c), once); err != nil {
		t.Fatal(err)
	}
	if want := []string{"organization.import: sansan answered that there were too many requests (429)"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestRepeatedIsKnownToConsume(t *testing.T) {
	v := serve(t, inTurn(resetAfterReading, status("404 Not Found", "{}")))
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodDelete, v.url().String()+"/x", nil)
	var repeated []bool
	err := open(t, quick(v.url())).Do(req, repeatable, func(resp *http.Response) error {
		repeated = append(repeated, Repeated(resp))
		return nil // not found when repeated: it was deleted
	})
	if err != nil || !slices.Equal(repeated, []bool{true}) {
		t.Errorf("got %v, %v", err, repeated)
	}
}

func TestAnOldRepeatableWriteIsNotSentAgain(t *testing.T) {
	v := serve(t, resetAfterReading)
	c := quick(v.url())
	c.Retry.Young = time.Nanosecond
	if err := askFor(t.Context(), t, open(t, c), repeatable); classOf(err) != call.InDoubt || v.requests() != 1 {
		t.Errorf("got %v after %d requests", err, v.requests())
	}
}

func TestRoundTripperReadsWhole(t *testing.T) {
	v := serve(t, inTurn(resetAfterReading, fine))
	req, _ := http.NewRequestWithContext(call.WithRequest(t.Context(), call.Request{Operation: read}), http.MethodGet, v.url().String()+"/x", nil)
	resp, err := open(t, quick(v.url())).RoundTripper().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); string(body) != `{"ok":true}` || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestConsumesOwnErrorPasses(t *testing.T) {
	v := serve(t, fine)
	mine := call.New(call.VendorError, "%s answered with status %d", "x", 200)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url().String()+"/x", nil)
	err := open(t, quick(v.url())).Do(req, once, func(*http.Response) error { return mine })
	if !errors.Is(err, mine) || classOf(err) != call.VendorError {
		t.Errorf("got %v", err)
	}
}
