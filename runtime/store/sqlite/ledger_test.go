package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/quota"
	"dandori/runtime/seal"
	"dandori/runtime/store/storetest"
)

func TestLedger(t *testing.T) {
	storetest.Ledger(t, func(t *testing.T) func() storetest.Shelf {
		c := Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())}
		return func() storetest.Shelf {
			d, err := Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			return d
		}
	})
}

func TestTokensAreSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dandori.db")
	d := openAt(t, path)
	keep := func(body string) (was string) {
		err := d.Account(t.Context(), "account", func(kept []byte) ([]byte, error) {
			was = string(kept)
			return []byte(body), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return was
	}
	keep("CANARYtoken")
	for _, suffix := range []string{"", "-wal"} {
		if content, err := os.ReadFile(path + suffix); err == nil && bytes.Contains(content, []byte("CANARY")) {
			t.Errorf("a token stands in %s", filepath.Base(path+suffix))
		}
	}
	if was := keep("two"); was != "CANARYtoken" {
		t.Errorf("was %q", was)
	}
	if err := d.change(t.Context(), quick, func(t *tx) error {
		_, err := t.Exec("UPDATE tokens SET body = x'00010203040506'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if was := keep("three"); was != "" {
		t.Errorf("what cannot be opened was %q", was)
	}
}

// A store that comes from another machine has times that say nothing here.
func TestRecount(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	acme := quota.Holder{Vendor: "kaonavi-v1", Name: "acme"}
	limits := quota.Config{Limits: []quota.Limit{{Requests: 2, Per: time.Hour}}}
	there := quota.NewShared(d, func() time.Duration { return 900 * time.Hour }).Ledger(acme, limits)
	done, err := there.Take(t.Context(), call.Request{})
	if err != nil {
		t.Fatal(err)
	}
	done(call.Taken{Sent: true})
	if err := d.Recount(t.Context(), 500*time.Hour); err != nil {
		t.Fatal(err)
	}
	here := quota.NewShared(d, func() time.Duration { return 500*time.Hour + 59*time.Minute }).Ledger(acme, limits)
	if uses, err := here.Uses(t.Context()); err != nil || uses[0].Used != 1 {
		t.Errorf("%+v, %v", uses, err)
	}
}

// BenchmarkTake is a slot of three thousand an hour, all of which count, from
// asking for it to its end.
func BenchmarkTake(b *testing.B) {
	d, err := Open(b.Context(), Config{Path: filepath.Join(b.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	now := time.Hour
	limits := quota.Config{Limits: []quota.Limit{{Requests: 3000, Per: time.Hour}}}
	l := quota.NewShared(d, func() time.Duration { return now }).Ledger(quota.Holder{Vendor: "kaonavi"}, limits)
	take := func() {
		now += 1300 * time.Millisecond
		done, err := l.Take(b.Context(), call.Request{})
		if err != nil {
			b.Fatal(err)
		}
		done(call.Taken{Sent: true})
	}
	for range 3000 {
		take()
	}
	for b.Loop() {
		take()
	}
}

func TestHabitsAreKept(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	for _, body := range []string{"", "one", "two"} {
		was, err := d.Habit(t.Context(), "kaonavi members.update")
		if err != nil || body == "" && was != nil || body == "two" && string(was) != "one" {
			t.Errorf("was %q, %v", was, err)
		}
		if body == "" {
			continue
		}
		if err := d.KeepHabit(t.Context(), "kaonavi members.update", []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
}
