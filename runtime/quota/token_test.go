package quota

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// vault is what Tokens and Vault share.
type vault interface {
	Token(ctx context.Context, refused string, fetch Fetch) (string, error)
}

// vaults runs test on a vault in the process and on one on a shelf, in a bubble each.
func vaults(t *testing.T, test func(t *testing.T, v vault)) {
	t.Run("process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, NewTokens()) })
	})
	t.Run("shared", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, vaultOn(NewMemory())) })
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

// Two holds on one shelf are as two processes.
func TestProcessesAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		shelf := NewMemory()
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { expect(t, vaultOn(shelf.Hold()), "", i.fetch, "t1") })
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
			if _, err := v.Token(t.Context(), "", i.fetch); err == nil || err.Error() != bad.Error() {
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

// Five tokens an hour: the sixth waits, and says so, also to those who wait for it.
func TestNeverMoreThanFiveTokensAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		tokenRequest := call.Request{Connection: "kaonavi", Operation: call.Operation{Name: call.TokenClass, Effect: call.Read, Of: call.TokenClass}}
		vendor := &strict{limit: Limit{Requests: 5, Per: time.Hour}}
		refused := ""
		began := time.Now()
		for n := range 12 {
			s := shared(shelf.Hold())
			secret, err := s.Vault(company, "key:secret").Token(t.Context(), refused, func(ctx context.Context) (call.Token, error) {
				done, err := s.Ledger(company, kaonavi).Take(ctx, tokenRequest)
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

func TestWhoWaitsForATokenKnowsUntilWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		began := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			expect(t, vaultOn(shelf.Hold()), "", func(ctx context.Context) (call.Token, error) {
				err := call.Until(ctx, clock.Now().Add(40*time.Minute), say.Raw("for a slot"))
				return call.Token{Secret: "t1", Lifetime: time.Hour}, err
			}, "t1")
		})
		synctest.Wait()
		var told []time.Duration
		ctx := call.WithWait(t.Context(), func(until time.Time, _ say.Text) {
			if until.IsZero() {
				told = append(told, 0)
			} else {
				told = append(told, until.Sub(began))
			}
		})
		if got, err := vaultOn(shelf.Hold()).Token(ctx, "", nobody); got != "t1" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if len(told) != 2 || told[0] != 40*time.Minute || told[1] != 0 {
			t.Errorf("told %v", told)
		}
		wg.Wait()
	})
}

func nobody(context.Context) (call.Token, error) {
	return call.Token{}, errors.New("asked again")
}

// A process that dies while it asks hinders nobody; one that hangs does for the time of its lease.
func TestAnAskerThatDies(t *testing.T) {
	for _, dies := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			shelf := NewMemory()
			first := shelf.Hold()
			v := vaultOn(first)
			if f, err := v.look(t.Context(), "", true); err != nil || f.mine == "" {
				t.Fatalf("%+v, %v", f, err)
			}
			if dies {
				first.Die()
			}
			began := time.Now()
			i := &issuer{life: time.Hour}
			expect(t, vaultOn(shelf.Hold()), "", i.fetch, "t1")
			if took := time.Since(began); took > 2*time.Second && dies || took < leaseLife && !dies || took > leaseLife+5*time.Second {
				t.Errorf("dead %v: waited %v", dies, took)
			}
		})
	}
}

func TestTokensOutliveProcessesAndReboots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		i := &issuer{life: time.Hour}
		expect(t, vaultOn(shelf), "", i.fetch, "t1")
		rebooted := NewShared(shelf.Hold(), bootedAt(time.Now()))
		expect(t, rebooted.Vault(company, "key:secret"), "", nil, "t1")
		expect(t, rebooted.Vault(company, "other:secret"), "", nil, "")
		other := company
		other.Name = "other"
		expect(t, rebooted.Vault(other, "key:secret"), "", nil, "")
	})
}

func FuzzAccount(f *testing.F) {
	f.Add([]byte(`{"token":{"secret":"s","got":5,"lifetime":3600000000000},"refusal":{"err":{"class":"VendorError"},"at":7},"lease":{"id":"a","until":9}}`), int64(8))
	f.Add([]byte(`null`), int64(0))
	f.Fuzz(func(t *testing.T, data []byte, at int64) {
		now := instant(max(0, at>>2))
		a := parseAccount(data, now)
		if a.Token.good(now, "") != "" && a.Token.Got > now {
			t.Error("a token of the future is good")
		}
		_ = a.Refusal.lasts(now)
		if a.Lease.held(now, NewMemory()) && a.Lease.Until > now+leaseLife {
			t.Error("a lease lasts too long")
		}
	})
}
