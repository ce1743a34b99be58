package quota

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// vault is what Tokens and File share.
type vault interface {
	Token(ctx context.Context, refused string, fetch Fetch) (string, error)
}

// vaults runs test on a vault in the process and on one in a file, in a bubble each.
func vaults(t *testing.T, test func(t *testing.T, v vault)) {
	t.Run("process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, NewTokens()) })
	})
	t.Run("file", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, newFile(t, kaonavi(filepath.Join(t.TempDir(), "ledger.json")))) })
	})
}

// issuer gives out t1, t2, … after a second each.
type issuer struct {
	mu     sync.Mutex
	issued int
	err    error
	life   time.Duration
}

func (i *issuer) fetch(ctx context.Context) (call.Token, error) {
	_ = clock.Sleep(ctx, time.Second)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.issued++
	return call.Token{Secret: fmt.Sprintf("t%d", i.issued), Lifetime: i.life}, i.err
}

func expect(t *testing.T, v vault, refused string, fetch Fetch, want string) {
	t.Helper()
	if got, err := v.Token(t.Context(), refused, fetch); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestATokenIsKeptUntilItDiesOrIsRefused(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		i := &issuer{life: time.Hour}
		expect(t, v, "", nil, "")
		expect(t, v, "", i.fetch, "t1")
		expect(t, v, "", i.fetch, "t1")
		expect(t, v, "", nil, "t1")
		_ = clock.Sleep(t.Context(), 58*time.Minute)
		expect(t, v, "", i.fetch, "t1")
		_ = clock.Sleep(t.Context(), time.Minute+time.Second)
		expect(t, v, "", nil, "") // not dead yet, but would be soon
		expect(t, v, "", i.fetch, "t2")
		expect(t, v, "t1", i.fetch, "t2") // somebody was faster
		expect(t, v, "t2", nil, "")
		expect(t, v, "t2", i.fetch, "t3")
	})
}

func TestManyAskForOneToken(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		i := &issuer{life: time.Hour}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { expect(t, v, "", i.fetch, "t1") })
		}
		wg.Wait()
		if i.issued != 1 {
			t.Errorf("%d tokens were asked for", i.issued)
		}
	})
}

// Two ledgers on one file are as two processes.
func TestLedgersOfOneFileAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		path := filepath.Join(t.TempDir(), "ledger.json")
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { expect(t, newFile(t, kaonavi(path)), "", i.fetch, "t1") })
		}
		wg.Wait()
		if i.issued != 1 {
			t.Errorf("%d tokens were asked for", i.issued)
		}
	})
}

func TestBadCredentialsAreNotTriedAgainAndAgain(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		bad := call.New(call.VendorError, "%s answered with status %d", "kaonavi", 401)
		bad.Status = 401
		i := &issuer{err: bad}
		for range 9 {
			if _, err := v.Token(t.Context(), "", i.fetch); !errors.Is(err, bad) {
				t.Errorf("got %v", err)
			}
		}
		if i.issued != 1 {
			t.Errorf("%d tokens were asked for with bad credentials", i.issued)
		}
		_ = clock.Sleep(t.Context(), refusalKept)
		i.err, i.life = nil, time.Hour
		expect(t, v, "", i.fetch, "t2")
	})
}

func TestAPassingFailureIsTriedAgain(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		i := &issuer{err: call.New(call.ConnectionError, "%s: %v", "kaonavi", "reset"), life: time.Hour}
		if _, err := v.Token(t.Context(), "", i.fetch); err == nil {
			t.Error("no error")
		}
		i.err = nil
		expect(t, v, "", i.fetch, "t2")
	})
}

func TestAWaiterForATokenCanLeave(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		stop := errors.New("stopped")
		i := &issuer{life: time.Hour}
		ctx, cancel := context.WithCancelCause(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { expect(t, v, "", i.fetch, "t1") })
		synctest.Wait()
		wg.Go(func() {
			if _, err := v.Token(ctx, "", i.fetch); !errors.Is(err, stop) {
				t.Errorf("got %v", err)
			}
		})
		synctest.Wait()
		cancel(stop)
		wg.Wait()
	})
}

func TestATokenOfUnknownLife(t *testing.T) {
	vaults(t, func(t *testing.T, v vault) {
		i := &issuer{}
		expect(t, v, "", i.fetch, "t1")
		_ = clock.Sleep(t.Context(), 3*time.Minute)
		expect(t, v, "", i.fetch, "t1")
		_ = clock.Sleep(t.Context(), 2*time.Minute)
		expect(t, v, "", i.fetch, "t2")
	})
}

// Five tokens an hour: the sixth waits, and says so.
func TestNeverMoreThanFiveTokensAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ledger.json")
		tokenRequest := call.Request{Connection: "kaonavi", Operation: call.Operation{Name: call.TokenClass, Effect: call.Read, Of: call.TokenClass}}
		vendor := &strict{limit: Limit{Requests: 5, Per: time.Hour}}
		refused := ""
		began := time.Now()
		for n := range 12 {
			f := newFile(t, kaonavi(path))
			secret, err := f.Token(t.Context(), refused, func(ctx context.Context) (call.Token, error) {
				done, err := f.Take(ctx, tokenRequest)
				if err != nil {
					return call.Token{}, err
				}
				defer done(call.Taken{Sent: true})
				vendor.count()
				return call.Token{Secret: fmt.Sprint("token-", n), Lifetime: time.Hour}, nil
			})
			if err != nil || secret == refused {
				t.Fatalf("got %q, %v", secret, err)
			}
			refused = secret
		}
		if vendor.refused > 0 || time.Since(began) < 2*time.Hour {
			t.Errorf("12 tokens in %v, %d too many", time.Since(began), vendor.refused)
		}
	})
}

func TestTheTokenIsSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.json")
	i := func(context.Context) (call.Token, error) {
		return call.Token{Secret: "CANARYtoken", Lifetime: time.Hour}, nil
	}
	expect(t, newFile(t, kaonavi(path)), "", i, "CANARYtoken")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{"CANARY", "consumerKey", "consumerSecret"} {
		if strings.Contains(string(data), canary) {
			t.Errorf("%s stands in the file", canary)
		}
	}
	expect(t, newFile(t, kaonavi(path)), "", nil, "CANARYtoken")
	other := kaonavi(path)
	other.Credentials = "other:credentials"
	expect(t, newFile(t, other), "", nil, "")

	f := newFile(t, kaonavi(path))
	sealed := f.seal.close("CANARYtoken")
	if string(sealed) == string(f.seal.close("CANARYtoken")) {
		t.Error("the same token is sealed the same way twice")
	}
	for n := range sealed {
		sealed[n] ^= 1
		if got := f.seal.open(sealed); got != "" {
			t.Errorf("with byte %d changed it opens as %q", n, got)
		}
		sealed[n] ^= 1
	}
}
