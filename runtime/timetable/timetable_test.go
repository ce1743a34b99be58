package timetable

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
)

// everyStore runs a story on the real store and on the one of the tests.
func everyStore(t *testing.T, story func(t *testing.T, store queue.Causes)) {
	t.Run("sqlite", func(t *testing.T) {
		db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		story(t, db)
	})
	t.Run("memory", func(t *testing.T) { story(t, newMemory()) })
}

const (
	noCatchup   = "dandori was not running at that time (or the machine slept), and the workflow has no catchup"
	pastCatchup = "dandori was not running at that time (or the machine slept), and it is longer ago than catchup: 24h allows"
	changed     = "the schedule was changed while dandori was not running"
)

func daily(catchup time.Duration) Plan {
	return Plan{Workflow: "w", Schedules: []string{"0 6 * * *"}, Catchup: catchup}
}

func (d *desk) expect(clock string, want ...string) {
	d.t.Helper()
	for i := range want {
		want[i] = "w " + want[i]
	}
	if got := d.lookAt(clock); !slices.Equal(got, want) {
		d.t.Errorf("at %s %q began, want %q", clock, got, want)
	}
}

func (d *desk) because(occurrence, want string) {
	d.t.Helper()
	if got := d.reason(occurrence); got != want {
		d.t.Errorf("%s: %q, want %q", occurrence, got, want)
	}
}

func TestOnTime(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 07:00:00")
		d.set(Plan{Workflow: "w", Schedules: []string{"0 6 * * *", "0 */6 * * *", "@businessday 06:00"}})
		d.expect("2026-11-20 07:00:00") // what was before nobody has asked for
		d.expect("2026-11-20 11:59:59")
		d.expect("2026-11-20 12:00:00", "2026-11-20 12:00")
		d.expect("2026-11-20 12:00:00")
		d.expect("2026-11-20 18:00:30", "2026-11-20 18:00")
		if next := d.Next("w"); next.Format(time.RFC3339) != "2026-11-21T00:00:00+09:00" {
			t.Errorf("next is %v", next)
		}
		d.expect("2026-11-21 00:00:01", "2026-11-21 00:00")
		d.expect("2026-11-21 06:00:01", "2026-11-21 06:00") // three schedules, one run
		if !d.Next("unknown").IsZero() {
			t.Error("a workflow without a plan has a time")
		}
	})
}

func TestMissed(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 07:00:00")
		d.set(daily(0))
		d.expect("2026-11-20 07:00:00")
		d.restart()
		d.expect("2026-11-21 06:01:59", "2026-11-21 06:00") // a restart over the hour loses nothing
		d.restart()
		d.expect("2026-11-22 06:02:01")
		d.because("2026-11-22 06:00", noCatchup)

		d.plans = []Plan{daily(24 * time.Hour)}
		d.restart()
		d.expect("2026-11-25 05:59:00", "2026-11-24 06:00")
		d.because("2026-11-23 06:00", pastCatchup)
		d.because("2026-11-24 06:00", "")
		d.expect("2026-11-25 06:00:00", "2026-11-25 06:00")
		d.plans = []Plan{daily(72 * time.Hour)}
		d.restart()
		d.expect("2026-11-28 05:00:00", "2026-11-27 06:00")
		d.because("2026-11-26 06:00", "a later one was run in its place: that of 2026-11-27 06:00")
	})
}

func TestInvalid(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 07:00:00")
		d.set(daily(0))
		d.expect("2026-11-20 07:00:00")
		broken := daily(0)
		broken.Invalid = say.Raw("scripts/a.ts:3 does not compile")
		d.set(broken)
		d.expect("2026-11-21 06:00:00")
		d.because("2026-11-21 06:00", "the workflow could not begin: scripts/a.ts:3 does not compile")
		d.set(daily(0))
		d.expect("2026-11-22 06:00:00", "2026-11-22 06:00")
		d.refuse = errors.New("no such parameter")
		d.expect("2026-11-23 06:00:00")
		d.because("2026-11-23 06:00", "its run could not be started: no such parameter")
		d.refuse = fmt.Errorf("the store is busy: %w", ErrLater)
		d.expect("2026-11-24 06:00:00")
		d.because("2026-11-24 06:00", "not on record")
		d.refuse = nil
		d.expect("2026-11-24 06:00:10", "2026-11-24 06:00")
	})
}

// TestFailedStartsAreNotRepeated: of many missed ones that cannot be started, one is tried.
func TestFailedStartsAreNotRepeated(t *testing.T) {
	d := newDesk(t, newMemory(), "2026-11-20 07:00:00")
	d.set(daily(72 * time.Hour))
	d.expect("2026-11-20 07:00:00")
	d.refuse = errors.New("no such parameter")
	d.expect("2026-11-22 07:00:00")
	for _, day := range []string{"21", "22"} {
		d.because("2026-11-"+day+" 06:00", "its run could not be started: no such parameter")
	}
}

func TestEdits(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 07:00:00")
		at := func(texts ...string) Plan {
			return Plan{Workflow: "w", Schedules: texts, Catchup: 24 * time.Hour}
		}
		d.set(at("0 6 * * *"))
		d.expect("2026-11-20 07:00:00")
		d.set(at("0 8 * * *")) // while it runs: from the next look on
		d.expect("2026-11-20 07:30:00")
		d.expect("2026-11-20 08:00:00", "2026-11-20 08:00")
		d.at("2026-11-21 08:00:30")
		d.set(at("30 8 * * *")) // just too late to stop it
		d.expect("2026-11-21 08:00:40", "2026-11-21 08:00")
		d.expect("2026-11-21 08:30:00", "2026-11-21 08:30")

		d.plans = []Plan{at("0 9 * * *")} // while nobody watches
		d.restart()
		d.expect("2026-11-22 10:00:00")
		d.because("2026-11-22 08:30", changed)
		d.because("2026-11-22 09:00", "not on record") // nobody knows since when it was meant
		d.expect("2026-11-23 09:00:00", "2026-11-23 09:00")
		d.plans = []Plan{at("0 9 * * *", "0 18 * * *")} // what stays is made up for
		d.restart()
		d.expect("2026-11-24 10:00:00", "2026-11-24 09:00")

		d.set() // gone, and back a day later
		d.expect("2026-11-24 10:01:00")
		d.expect("2026-11-25 12:00:00")
		d.set(at("0 9 * * *"))
		d.expect("2026-11-25 12:00:01")
		d.because("2026-11-25 09:00", "not on record")
		d.expect("2026-11-26 09:00:00", "2026-11-26 09:00")
	})
}

func TestTheZoneChanges(t *testing.T) {
	d := newDesk(t, newMemory(), "2026-11-20 07:00:00")
	d.set(daily(0))
	d.expect("2026-11-20 07:00:00")
	tokyo, newYork := d.zone, "America/New_York"
	zone, err := time.LoadLocation(newYork)
	if err != nil {
		t.Fatal(err)
	}
	d.zone = zone
	d.set(daily(0))
	d.expect("2026-11-19 17:00:10") // the same instant, as New York sees it
	d.expect("2026-11-20 06:00:00", "2026-11-20 06:00")
	d.zone = tokyo
	d.restart()
	d.expect("2026-11-21 07:00:00")
	d.because("2026-11-21 06:00", "not on record")
}

func TestTheClockIsSet(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 05:00:00")
		d.set(daily(0))
		d.expect("2026-11-20 05:00:00")
		d.expect("2026-11-20 06:00:00", "2026-11-20 06:00")
		d.expect("2026-11-20 05:59:30") // by a little
		d.expect("2026-11-20 06:00:00")
		d.expect("2026-11-20 04:00:00") // by much
		if !slices.ContainsFunc(d.logged, func(l string) bool { return strings.HasPrefix(l, "warn w: the clock was set back") }) {
			t.Errorf("nothing is said of it: %q", d.logged)
		}
		d.expect("2026-11-20 06:00:00")
		d.expect("2026-11-21 06:00:00", "2026-11-21 06:00")
		d.expect("2036-11-21 07:00:00") // by ten years, and back: it goes on
		d.expect("2026-11-21 08:00:00")
		d.expect("2026-11-22 06:00:00", "2026-11-22 06:00")
		d.restart()
		d.expect("2026-11-20 04:00:00")
		d.expect("2026-11-23 06:00:00", "2026-11-23 06:00")
	})
}

func TestVeryManyMissed(t *testing.T) {
	everyStore(t, func(t *testing.T, store queue.Causes) {
		d := newDesk(t, store, "2026-11-20 00:00:00")
		d.set(Plan{Workflow: "w", Schedules: []string{"* * * * *"}})
		d.expect("2026-11-20 00:00:00")
		d.expect("2026-11-21 00:00:10", "2026-11-21 00:00")
		d.because("2026-11-20 07:21", noCatchup) // 1440 minutes: of the newest 1000 each
		d.because("2026-11-20 07:20", "not on record")
		c, there, err := store.Caused(t.Context(), "w", queue.ByTime, "2026-11-19T15:01:00Z/")
		if err != nil || !there || c.Reason.En != "440 occurrences from 2026-11-20 00:01 to 2026-11-20 07:20 were missed: only the newest are entered one by one" {
			t.Errorf("%v %v %q", err, there, c.Reason.En)
		}
		last := d.logged[len(d.logged)-1]
		if last != "warn w: 1000 of the schedule's runs did not start; the last, of 2026-11-20 23:59: "+"a later one was run in its place: that of 2026-11-21 00:00" {
			t.Errorf("the log says %q", last)
		}
	})
}

func TestACenturyForward(t *testing.T) {
	d := newDesk(t, newMemory(), "2026-11-20 00:00:00")
	d.set(Plan{Workflow: "w", Schedules: []string{"* * * * *"}})
	d.expect("2026-11-20 00:00:00")
	d.expect("2126-11-20 00:00:00", "2126-11-20 00:00")
	c := d.store.(*memory).causes["w 2026-11-19T15:01:00Z/"]
	if c.Reason.En != "more than 100000 occurrences from 2026-11-20 00:01 to 2126-11-19 07:20 were missed: only the newest are entered one by one" {
		t.Errorf("%q", c.Reason.En)
	}
}

// TestNothingIsToldTwice: a process that was killed before its mark moved tells nobody again.
func TestNothingIsToldTwice(t *testing.T) {
	m := newMemory()
	d := newDesk(t, m, "2026-11-20 00:00:00")
	d.set(Plan{Workflow: "w", Schedules: []string{"* * * * *"}})
	d.expect("2026-11-20 00:00:00")
	m.left, m.after = 2, false // Fire, Skip, and the mark is lost
	d.expect("2026-11-21 00:00:10", "2026-11-21 00:00")
	m.left, m.dead = -1, false
	told, causes := len(m.notices), len(m.causes)
	d.restart()
	d.expect("2026-11-21 00:00:20")
	if told != 1 || len(m.notices) != told || len(m.causes) != causes {
		t.Errorf("%d notices and %d causes became %d and %d", told, causes, len(m.notices), len(m.causes))
	}
	m.left, m.after = 2, false
	d.expect("2026-11-22 00:00:10", "2026-11-22 00:00")
	m.left, m.dead = -1, false
	d.restart()
	d.expect("2026-11-23 00:00:10", "2026-11-23 00:00") // one record of the rest more, for what the first does not hold
	rests := 0
	for name := range m.causes {
		if strings.HasSuffix(name, "/") {
			rests++
		}
	}
	if rests != 3 {
		t.Errorf("%d records of very many", rests)
	}
}

func TestASchedulethatCannotBeReadStopsNoOther(t *testing.T) {
	d := newDesk(t, newMemory(), "2026-11-20 05:00:00")
	d.set(Plan{Workflow: "w", Schedules: []string{"0 25 * * *", "0 6 * * *"}})
	d.expect("2026-11-20 05:00:00")
	d.expect("2026-11-20 06:00:00", "2026-11-20 06:00")
	if want := `error w: this schedule does not run: hour: "25" does not fit into 0-23`; d.logged[0] != want {
		t.Errorf("%q, want %q", d.logged[0], want)
	}
}

func TestTheStoreFails(t *testing.T) {
	m := newMemory()
	d := newDesk(t, m, "2026-11-20 05:00:00")
	d.set(daily(0))
	d.expect("2026-11-20 05:00:00")
	m.left, m.dead = 0, false
	d.expect("2026-11-20 06:00:00")
	d.expect("2026-11-20 06:00:10")
	m.left, m.dead = -1, false
	d.expect("2026-11-20 06:00:20", "2026-11-20 06:00")
	want := []string{"error : schedules wait, for what is due cannot be entered: killed", "info : schedules go on"}
	if !slices.Equal(d.logged, want) {
		t.Errorf("the log says %q", d.logged)
	}
}

// TestRun keeps real hours: it wakes for what is due, for a new plan, and each minute to look at the clock.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, newMemory(), "2026-11-20 05:00:00")
		var shift atomic.Int64
		d.cfg.Now = func() time.Time { return clock.Now().Add(time.Duration(shift.Load())) }
		ctx, stop := context.WithCancelCause(t.Context())
		ended := make(chan error)
		d.set(Plan{Workflow: "w", Schedules: []string{"30 * * * *"}})
		go func() { ended <- d.Run(ctx) }()
		synctest.Wait()

		began := clock.Now() // midnight in UTC
		pass := func(d time.Duration) {
			clock.Sleep(t.Context(), d)
			synctest.Wait()
		}
		begun := func() int {
			d.mu.Lock()
			defer d.mu.Unlock()
			return len(d.began)
		}
		pass(30 * time.Minute)
		if begun() != 1 {
			t.Errorf("at its time %q began", d.began)
		}
		d.set(Plan{Workflow: "w", Schedules: []string{"40 * * * *"}})
		synctest.Wait()
		pass(10 * time.Minute)
		if begun() != 2 {
			t.Errorf("after the edit %q began", d.began)
		}
		shift.Store(int64(time.Hour - 30*time.Second)) // the machine slept, and its timers with it
		pass(time.Minute)
		if begun() != 3 {
			t.Errorf("after the sleep %q began", d.began)
		}
		stop(errKilled)
		if err := <-ended; err != errKilled {
			t.Errorf("Run ended with %v", err)
		}
		if clock.Since(began) > 42*time.Minute {
			t.Error("it took longer")
		}
	})
}
