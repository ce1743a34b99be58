package quota

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// kaonavi are the limits of Kaonavi v1: 60 requests and 5 tokens an hour.
func kaonavi(path string) FileConfig {
	return FileConfig{Path: path, Credentials: "consumerKey:consumerSecret", Config: Config{Limits: []Limit{
		{Requests: 60, Per: time.Hour}, {Requests: 5, Per: time.Hour, Of: call.TokenClass},
	}}}
}

func newFile(t *testing.T, c FileConfig) *File {
	t.Helper()
	f, err := OpenFile(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func takeFrom(t *testing.T, f *File, r call.Request) time.Duration {
	t.Helper()
	began := time.Now()
	done, err := f.Take(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	done(call.Taken{Sent: true})
	return time.Since(began)
}

func TestSixtyAnHourInAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "sub", "ledger.json")
		for range 60 { // each from a process of its own, as it were
			if waited := takeFrom(t, newFile(t, kaonavi(path)), general); waited > time.Second {
				t.Fatalf("a free slot took %v", waited)
			}
		}
		var until time.Time
		ctx := call.WithWait(t.Context(), func(at time.Time, _ say.Text) { until = at })
		began := time.Now()
		if _, err := newFile(t, kaonavi(path)).Take(ctx, general); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(began); waited < time.Hour-5*time.Second || waited > time.Hour+5*time.Second || time.Until(until).Abs() > lookAgain {
			t.Errorf("the 61st waited %v, said until %v", waited, until)
		}
	})
}

func TestTheFileIsItsOwnersOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are of another kind there")
	}
	path := filepath.Join(t.TempDir(), "sub", "ledger.json")
	f := newFile(t, kaonavi(path))
	takeFrom(t, f, general)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	newFile(t, kaonavi(path))
	for name, want := range map[string]os.FileMode{".": 0o700, "ledger.json": 0o600, "ledger.json.lock": 0o600} {
		info, err := os.Stat(filepath.Join(filepath.Dir(path), name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestAClockThatStepsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := kaonavi(filepath.Join(t.TempDir(), "ledger.json"))
		c.Limits = []Limit{{Requests: 1, Per: time.Minute}}
		f := newFile(t, c)
		// The slots were written by a clock a day ahead, one answered, one held, and a stop after a 429.
		ahead := time.Now().Add(24 * time.Hour)
		p := newPage(ahead)
		p.Slots = []slot{{ID: 1, Sent: ahead, Answered: ahead.Add(time.Second)}, {ID: 2, Sent: ahead, Deadline: ahead.Add(15 * time.Minute)}}
		p.Brake = brake{Last: ahead, Until: ahead.Add(30 * time.Minute)}
		if err := f.disk.save(p); err != nil {
			t.Fatal(err)
		}
		if got := takeFrom(t, f, general); got < 30*time.Minute || got > 45*time.Minute {
			t.Errorf("waited %v, want the stop of 30 min and not the day", got)
		}
	})
}

func TestABrokenFileCountsAsUsedUp(t *testing.T) {
	for _, content := range []string{"", "{", "null", `{"version":0}`, `[]`, "\x00\x01",
		`{"version":1,"slots":[{"id":1}]}`, `{"version":1,"brake":{"until":"2099-01-01T00:00:00Z"}}`} {
		path := filepath.Join(t.TempDir(), "ledger.json")
		c := kaonavi(path)
		aside := ""
		c.OnBroken = func(path string) { aside = path }
		f := newFile(t, c)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("still waiting"))
		defer cancel()
		if _, err := f.Take(ctx, general); err == nil || err.Error() != "still waiting" {
			t.Errorf("%q: got %v, want a wait", content, err)
		}
		if kept, err := os.ReadFile(aside); string(kept) != content || err != nil {
			t.Errorf("%q was put aside as %q, %v", content, kept, err)
		}
		use, err := f.Use(t.Context())
		if err != nil || use[0].Used != 60 || use[1].Used != 5 || time.Until(use[0].FreeAt) < 59*time.Minute {
			t.Errorf("%q: use is %+v, %v", content, use, err)
		}
	}
}

func TestABrokenFileIsAsOldAsItLooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.json")
	f := newFile(t, kaonavi(path))
	for _, age := range []time.Duration{30 * time.Minute, -30 * time.Minute} { // the second one: ahead of the clock
		written := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, written, written)); err != nil {
			t.Fatal(err)
		}
		use, err := f.Use(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := time.Hour - max(0, age)
		if free := time.Until(use[0].FreeAt); (free - want).Abs() > 10*time.Second {
			t.Errorf("written %v ago: free in %v, want %v", age, free, want)
		}
		os.Remove(path)
	}
}

func TestAFileThatCannotBeUsedIsAnError(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var e *call.Error
	if _, err := OpenFile(kaonavi(filepath.Join(blocked, "ledger.json"))); !errors.As(err, &e) || e.Class != call.Config {
		t.Errorf("a folder that is a file: %v", err)
	}
	path := filepath.Join(dir, "ledger.json")
	f := newFile(t, kaonavi(path))
	if err := os.WriteFile(path, []byte(`{"version":99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Take(t.Context(), general); !errors.As(err, &e) || e.Class != call.Config || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a newer file: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the newer file is gone: %v", err)
	}
}

func TestManyInOneProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := Limit{Requests: 5, Per: time.Minute}
		c := kaonavi(filepath.Join(t.TempDir(), "ledger.json"))
		c.Limits = []Limit{limit}
		f := newFile(t, c)
		vendor := &strict{limit: limit}
		var wg sync.WaitGroup
		for i := range 25 {
			wg.Go(func() {
				done, err := f.Take(t.Context(), general)
				if err != nil {
					t.Error(err)
					return
				}
				_ = clock.Sleep(t.Context(), time.Duration(i)*time.Second)
				sent := i%7 != 3
				if sent {
					vendor.count()
				}
				_ = clock.Sleep(t.Context(), time.Duration(i)*time.Second)
				done(call.Taken{Sent: sent})
			})
		}
		wg.Wait()
		if vendor.refused > 0 {
			t.Errorf("%d requests broke the limit", vendor.refused)
		}
	})
}

func TestA429IsKnownToOtherProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := kaonavi(filepath.Join(t.TempDir(), "ledger.json"))
		done, err := newFile(t, c).Take(t.Context(), general)
		if err != nil {
			t.Fatal(err)
		}
		done(call.Taken{Sent: true, TooMany: true, RetryAfter: 3 * time.Minute})
		if got := takeFrom(t, newFile(t, c), general); got < 3*time.Minute || got > 4*time.Minute {
			t.Errorf("waited %v, want 3 min", got)
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"version":1,"lastId":5,"slots":[{"id":1,"sent":"2026-01-01T00:00:00Z"}],"brake":{"until":"2026-01-01T00:00:00Z","lowered":2},"tokens":{"a":{"secret":"AAAA","lifetime":1}}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, newer, err := parsePage(data)
		if err != nil || newer {
			return
		}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		p.settle(now, time.Minute)
		b := book{limits: kaonavi("").shared(), slots: p.Slots, brake: p.Brake, lastID: p.LastID}
		if at := b.at(now, ""); at.Before(now) {
			t.Errorf("a slot is free at %v, before now", at)
		}
		b.take(now, "", time.Minute)
		b.done(now, b.lastID, call.Taken{Sent: true, TooMany: true})
		b.use(now)
	})
}
