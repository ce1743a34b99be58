package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
)

// Shelf is one process's hold on a store as quota uses it.
type Shelf interface {
	quota.Shelf
	Close() error
}

// Shelves makes an empty store. What it returns opens the store as another
// process does; it is closed at the end of the test.
type Shelves func(t *testing.T) func() Shelf

// Ledger is what quota relies on.
func Ledger(t *testing.T, fresh Shelves) {
	for name, test := range map[string]func(*testing.T, func() Shelf){
		"slots are kept as they are":       slotsAreKept,
		"only what changed is read":        onlyChanges,
		"a failed change changes nothing":  failedChange,
		"changes are alone":                changesAreAlone,
		"accounts are kept":                accountsAreKept,
		"a prefix is forgotten":            prefixForgotten,
		"names and workers":                namesAndWorkers,
		"tokens are asked for once":        oneToken,
		"hundreds an hour, over processes": hundreds,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
	t.Run("no window holds too many", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { windows(t, fresh(t)) })
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// change must succeed.
func change(t *testing.T, s quota.Shelf, bucket string, f func(b quota.Bucket) error) {
	t.Helper()
	must(t, s.Change(t.Context(), bucket, f))
}

func slotsOf(t *testing.T, s quota.Shelf, bucket string, changed int64) (slots []quota.Slot) {
	t.Helper()
	change(t, s, bucket, func(b quota.Bucket) (err error) {
		slots, err = b.Slots(changed)
		return err
	})
	return slots
}

func put(slots ...quota.Slot) func(b quota.Bucket) error {
	return func(b quota.Bucket) error {
		for _, s := range slots {
			if err := b.Put(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func slotsAreKept(t *testing.T, open func() Shelf) {
	a, b := open(), open()
	want := []quota.Slot{
		{ID: 1, Changed: 3, Class: "updates", Run: "run", Worker: "worker", Sent: 1, Answered: 2, Deadline: 1 << 61, Broken: true},
		{ID: 2, Changed: 2, Unsent: true, Sent: time.Hour},
		{ID: 7, Changed: 4},
	}
	change(t, a, "bucket", put(want[2], want[0], want[1]))
	change(t, a, "other", put(quota.Slot{ID: 1, Changed: 1}))
	if got := slotsOf(t, b, "bucket", 0); !slices.Equal(got, want) {
		t.Errorf("kept %+v", got)
	}
	want[0].Answered = 5
	change(t, b, "bucket", func(b quota.Bucket) error { return errors.Join(b.Put(want[0]), b.Drop(2), b.Put(want[0])) })
	if got := slotsOf(t, a, "bucket", 0); !slices.Equal(got, want) {
		t.Errorf("kept %+v", got)
	}
	change(t, b, "bucket", func(b quota.Bucket) error { return b.Drop(7) })
	if got := slotsOf(t, a, "bucket", 0); !slices.Equal(got, want[2:]) {
		t.Errorf("after a drop: %+v", got)
	}
	if got := slotsOf(t, a, "other", 0); len(got) != 1 {
		t.Errorf("of another bucket: %+v", got)
	}
}

func onlyChanges(t *testing.T, open func() Shelf) {
	a := open()
	for id := range int64(10) {
		change(t, a, "bucket", put(quota.Slot{ID: id + 1, Changed: 20 - id}))
	}
	got := slotsOf(t, a, "bucket", 17)
	if len(got) != 3 || got[0].ID != 1 || got[2].ID != 3 {
		t.Errorf("changed after 17: %+v", got)
	}
}

func failedChange(t *testing.T, open func() Shelf) {
	a, b := open(), open()
	change(t, a, "bucket", func(b quota.Bucket) error { return b.Keep([]byte("one")) })
	failed := errors.New("failed")
	err := a.Change(t.Context(), "bucket", func(b quota.Bucket) error {
		return errors.Join(b.Keep([]byte("two")), b.Put(quota.Slot{ID: 1}), failed)
	})
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	change(t, b, "bucket", func(b quota.Bucket) error {
		body, err := b.Body()
		if string(body) != "one" {
			t.Errorf("the body is %q", body)
		}
		return err
	})
	if got := slotsOf(t, b, "bucket", -1); len(got) > 0 {
		t.Errorf("kept %+v", got)
	}
	change(t, b, "nothing", func(b quota.Bucket) error {
		body, err := b.Body()
		if body != nil {
			t.Errorf("of an empty bucket: %q", body)
		}
		return err
	})
}

func changesAreAlone(t *testing.T, open func() Shelf) {
	const times = 50
	var wg sync.WaitGroup
	for range 4 {
		s := open()
		wg.Go(func() {
			for range times {
				err := s.Change(context.Background(), "bucket", func(b quota.Bucket) error {
					n := 0
					body, err := b.Body()
					if err == nil && body != nil {
						err = json.Unmarshal(body, &n)
					}
					return errors.Join(err, b.Keep(fmt.Append(nil, n+1)))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	change(t, open(), "bucket", func(b quota.Bucket) error {
		body, err := b.Body()
		if string(body) != fmt.Sprint(4*times) {
			t.Errorf("counted %s, want %d", body, 4*times)
		}
		return err
	})
}

// account keeps body, nil for nothing, and returns what was there.
func account(t *testing.T, s quota.Shelf, name string, body []byte) (was []byte) {
	t.Helper()
	must(t, s.Account(t.Context(), name, func(kept []byte) ([]byte, error) {
		was = slices.Clone(kept)
		return body, nil
	}))
	return was
}

func accountsAreKept(t *testing.T, open func() Shelf) {
	a, b := open(), open()
	if was := account(t, a, "account", []byte("one")); was != nil {
		t.Errorf("was %q", was)
	}
	if was := account(t, b, "account", []byte("two")); string(was) != "one" {
		t.Errorf("was %q", was)
	}
	failed := errors.New("failed")
	err := b.Account(t.Context(), "account", func([]byte) ([]byte, error) { return []byte("three"), failed })
	if was := account(t, a, "account", nil); string(was) != "two" || !errors.Is(err, failed) {
		t.Errorf("was %q, %v", was, err)
	}
	if was := account(t, a, "other", nil); was != nil {
		t.Errorf("of another: %q", was)
	}
}

func prefixForgotten(t *testing.T, open func() Shelf) {
	a := open()
	names := []string{"s_/1", "s_/2", "sa/1", "s", "x s_/1", "S_/1"}
	for _, name := range names {
		change(t, a, name, func(b quota.Bucket) error {
			return errors.Join(b.Keep([]byte("x")), b.Put(quota.Slot{ID: 1, Changed: 1}))
		})
		account(t, a, name, []byte("x"))
	}
	must(t, a.Forget(t.Context(), "s_/"))
	for i, name := range names {
		kept := i > 1
		if got := len(slotsOf(t, a, name, 0)) == 1; got != kept {
			t.Errorf("slots of %s are kept: %v", name, got)
		}
		if got := account(t, a, name, nil) != nil; got != kept {
			t.Errorf("the account %s is kept: %v", name, got)
		}
	}
}

func namesAndWorkers(t *testing.T, open func() Shelf) {
	a, b := open(), open()
	data := []byte("consumer key")
	if h := a.Hash(data); h != b.Hash(data) || len(h) < 32 || h == a.Hash([]byte("another")) {
		t.Errorf("names are %q and %q", h, b.Hash(data))
	}
	if a.Worker() == b.Worker() || !a.Alive(b.Worker()) || !b.Alive(b.Worker()) {
		t.Errorf("workers %q, %q", a.Worker(), b.Worker())
	}
	worker := b.Worker()
	must(t, b.Close())
	if a.Alive(worker) {
		t.Error("a dead worker lives")
	}
}

var acme = quota.Holder{Vendor: "kaonavi-v1", Host: "api.kaonavi.jp", Name: "acme"}

func oneToken(t *testing.T, open func() Shelf) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	asked := 0
	for range 3 {
		s := quota.NewShared(open(), clock.Boot)
		for range 2 {
			wg.Go(func() {
				secret, err := s.Vault(acme, "key:secret").Token(context.Background(), "", func(context.Context) (call.Token, error) {
					mu.Lock()
					defer mu.Unlock()
					asked++
					return call.Token{Secret: fmt.Sprint("t", asked), Lifetime: time.Hour}, nil
				})
				if secret != "t1" || err != nil {
					t.Errorf("got %q, %v", secret, err)
				}
			})
		}
	}
	wg.Wait()
}

// hundreds uses up a limit of six hundred an hour over four processes; a fifth one must wait.
func hundreds(t *testing.T, open func() Shelf) {
	limit := quota.Limit{Requests: 600, Per: time.Hour}
	var mu sync.Mutex
	now := time.Minute
	boot := func() time.Duration { // an hour's spacing would be too much to wait for
		mu.Lock()
		defer mu.Unlock()
		now += 30 * time.Millisecond
		return now
	}
	var each []*quota.Ledger
	for range 5 {
		each = append(each, quota.NewShared(open(), boot).Ledger(acme, quota.Config{Limits: []quota.Limit{limit}}))
	}
	r := call.Request{Connection: "kaonavi"}
	for n := range limit.Requests {
		done, err := each[n%4].Take(t.Context(), r)
		must(t, err)
		done(call.Taken{Sent: true})
	}
	uses, err := each[4].Uses(t.Context())
	must(t, err)
	if uses[0].Used != limit.Requests {
		t.Errorf("%d of %d are in use", uses[0].Used, limit.Requests)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := each[4].Take(ctx, r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one more: %v", err)
	}
}

// windows lets processes ask as fast as they can, in the time of a bubble, and
// looks whether a strict vendor would have refused one.
func windows(t *testing.T, open func() Shelf) {
	limit := quota.Limit{Requests: 10, Per: time.Second}
	began := clock.Now()
	boot := func() time.Duration { return time.Hour + clock.Since(began) }
	var mu sync.Mutex
	var arrived []time.Duration
	var wg sync.WaitGroup
	for p := range 3 {
		l := quota.NewShared(open(), boot).Ledger(acme, quota.Config{Limits: []quota.Limit{limit}})
		for g := range 8 {
			wg.Go(func() {
				for n := range 5 {
					done, err := l.Take(quota.WithClaimant(t.Context(), quota.Claimant{Run: fmt.Sprint(p)}), call.Request{Connection: "sansan"})
					if err != nil {
						t.Error(err)
						return
					}
					_ = clock.Sleep(t.Context(), time.Duration(g*n%7)*10*time.Millisecond)
					mu.Lock()
					arrived = append(arrived, clock.Since(began))
					mu.Unlock()
					_ = clock.Sleep(t.Context(), time.Duration(g)*5*time.Millisecond)
					done(call.Taken{Sent: true, Answered: clock.Now()})
				}
			})
		}
	}
	wg.Wait()
	for i := limit.Requests; i < len(arrived); i++ {
		if apart := arrived[i] - arrived[i-limit.Requests]; apart <= limit.Per {
			t.Errorf("requests %d to %d arrived within %v", i-limit.Requests, i, apart)
		}
	}
	if took := clock.Since(began); took > 14*time.Second {
		t.Errorf("120 requests took %v", took)
	}
}
