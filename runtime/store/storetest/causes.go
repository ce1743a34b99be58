package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Causes tests a store as what knows what started runs.
func Causes(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"ACauseStartsOneRun":            firesOnce,
		"OfManyProcessesOneFires":       manyFire,
		"ABusyLaneSkipsAnOccurrence":    busySkips,
		"ABusyLaneLeavesAFile":          busyLeaves,
		"SkippedIsNotFired":             skippedOnce,
		"CausesAreFound":                causesFound,
		"AFateIsDecided":                fates,
		"MarksAreKept":                  marksKept,
		"ARunThatIsThereFiresNothing":   sameRun,
		"WhoHasNoLaneIsNeverBusy":       neverBusy,
		"NamesDoNotRunIntoEachOther":    causeNames,
		"FireAndEndTakeTurnsInTheOrder": fireOrder,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

func (w *world) occurrence(at time.Time) queue.Cause {
	at = at.UTC()
	return queue.Cause{Workflow: "export-cards", Kind: queue.ByTime, Key: at.Format(time.RFC3339), At: at, Schedule: "0 6 * * 1-5"}
}

func (w *world) found(path string) queue.Cause {
	f := queue.File{Path: path, Hash: "abc"}
	return queue.Cause{Workflow: "export-cards", Kind: queue.ByFile, Key: f.Path + " " + f.Hash, At: w.Now().UTC(), File: f}
}

func unwanted(string) (say.Text, []queue.Notice) { panic("nothing was busy") }

// fire fires c for a new run of a lane.
func (w *world) fire(s Store, lane string, c queue.Cause) queue.Fired {
	w.Helper()
	r := w.run()
	r.Lane = lane
	fired, err := s.Fire(w.Context(), r, c, false, unwanted)
	w.must(err)
	return fired
}

func (w *world) caused(s Store, c queue.Cause) queue.Cause {
	w.Helper()
	got, ok, err := s.Caused(w.Context(), c.Workflow, c.Kind, c.Key)
	if w.must(err); !ok {
		w.Fatalf("%s is not there", c.Key)
	}
	return got
}

func firesOnce(w *world) {
	s := w.process()
	c := w.found("inbox/名簿.csv")
	first := w.fire(s, "", c)
	if !first.New || first.Busy != "" {
		w.Fatalf("%+v", first)
	}
	again := w.fire(w.process(), "", c)
	if again.New || again.Run != first.Run {
		w.Fatalf("again: %+v, want %s", again, first.Run)
	}
	w.claims(s, first.Run)
	w.idle(s)
	want := c
	want.Run = first.Run
	if got := w.caused(s, c); !reflect.DeepEqual(got, want) {
		w.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func manyFire(w *world) {
	const causes = 20
	var fresh atomic.Int32
	runs := make([][]string, 4)
	var wg sync.WaitGroup
	for i := range runs {
		p := w.process()
		wg.Go(func() {
			for n := range causes {
				r := queue.Run{ID: fmt.Sprintf("run-%d-%02d", i, n), Workflow: "export-cards"}
				fired, err := p.Fire(w.Context(), r, w.occurrence(w.Now().Add(time.Duration(n)*time.Hour)), false, nil)
				if err != nil {
					w.Error(err)
				}
				if fired.New {
					fresh.Add(1)
				}
				runs[i] = append(runs[i], fired.Run)
			}
		})
	}
	wg.Wait()
	for _, got := range runs {
		if !slices.Equal(got, runs[0]) {
			w.Errorf("one was told of %v, another of %v", got, runs[0])
		}
	}
	if fresh.Load() != causes {
		w.Errorf("%d runs for %d causes", fresh.Load(), causes)
	}
}

func busySkips(w *world) {
	s := w.process()
	first := w.line(s, "workflow:export-cards")
	c := w.occurrence(w.Now())
	r := w.run()
	r.Lane = "workflow:export-cards"
	why := func(busy string) (say.Text, []queue.Notice) {
		return say.Raw("because of " + busy), []queue.Notice{w.notice("ops")}
	}
	for i, want := range []queue.Fired{{Busy: first}, {}} { // the second time it is there
		if fired, err := s.Fire(w.Context(), r, c, true, why); err != nil || fired != want {
			w.Fatalf("time %d: %+v, %v", i+1, fired, err)
		}
	}
	if got := w.caused(s, c); got.Run != "" || got.Reason.En != "because of "+first {
		w.Fatalf("%+v", got)
	}
	w.tells(s, "ops")
	if _, ok, _ := s.Get(w.Context(), r.ID); ok {
		w.Fatal("a run was started")
	}
	w.park(s, w.claims(s, first), queue.Park{State: queue.Cancelled})
	if fired, err := s.Fire(w.Context(), r, w.occurrence(w.Now().Add(time.Hour)), true, unwanted); err != nil || !fired.New {
		w.Fatalf("the lane is free: %+v, %v", fired, err)
	}
}

func busyLeaves(w *world) {
	s := w.process()
	first := w.line(s, "lock:x")
	r := w.run()
	r.Lane = "lock:x"
	c := w.found("inbox/a.csv")
	if fired, err := s.Fire(w.Context(), r, c, true, unwanted); err != nil || fired != (queue.Fired{Busy: first}) {
		w.Fatalf("%+v, %v", fired, err)
	}
	if _, ok, err := s.Caused(w.Context(), c.Workflow, c.Kind, c.Key); ok || err != nil {
		w.Fatalf("it was entered: %v", err)
	}
	w.park(s, w.claims(s, first), queue.Park{State: queue.Succeeded})
	if fired, err := s.Fire(w.Context(), r, c, true, unwanted); err != nil || !fired.New {
		w.Fatalf("%+v, %v", fired, err)
	}
}

func skippedOnce(w *world) {
	s := w.process()
	c := w.occurrence(w.Now())
	c.Reason = say.Raw("older than catchup")
	w.must(s.Skip(w.Context(), []queue.Cause{c}, nil))
	other := c
	other.Reason = say.Raw("otherwise")
	w.must(s.Skip(w.Context(), []queue.Cause{other, w.occurrence(w.Now().Add(time.Hour))}, nil))
	if got := w.caused(s, c); got.Reason != c.Reason || got.Run != "" {
		w.Fatalf("%+v", got)
	}
	if fired := w.fire(s, "", c); fired != (queue.Fired{}) {
		w.Fatalf("what was skipped has fired: %+v", fired)
	}
	fired := w.fire(s, "", w.occurrence(w.Now().Add(2*time.Hour)))
	w.must(s.Skip(w.Context(), []queue.Cause{w.occurrence(w.Now().Add(2 * time.Hour))}, nil))
	if got := w.caused(s, w.occurrence(w.Now().Add(2*time.Hour))); got.Run != fired.Run {
		w.Fatalf("what has fired was skipped: %+v", got)
	}
}

func causesFound(w *world) {
	s := w.process()
	var runs []string
	for i := range 5 {
		runs = append(runs, w.fire(s, "", w.occurrence(w.Now().Add(time.Duration(i)*time.Hour))).Run)
	}
	w.Pass(10 * time.Hour)
	file := w.fire(s, "", w.found("inbox/a.csv")).Run
	other := w.occurrence(w.Now().Add(-100 * time.Hour))
	other.Workflow, other.Reason = "other", say.Raw("too late")
	w.must(s.Skip(w.Context(), []queue.Cause{other}, nil))
	for i, c := range []struct {
		f    queue.CauseFilter
		want []string
	}{
		{queue.CauseFilter{}, []string{file, runs[4], runs[3], runs[2], runs[1], runs[0], ""}},
		{queue.CauseFilter{Limit: 2}, []string{file, runs[4]}},
		{queue.CauseFilter{Kind: queue.ByFile}, []string{file}},
		{queue.CauseFilter{Workflow: "other"}, []string{""}},
		{queue.CauseFilter{Run: runs[2]}, []string{runs[2]}},
		{queue.CauseFilter{Open: true}, []string{file}},
		{queue.CauseFilter{Workflow: "export-cards", Kind: queue.ByTime, Limit: 1}, []string{runs[4]}},
		{queue.CauseFilter{Run: "nobody"}, nil},
	} {
		causes, err := s.Causes(w.Context(), c.f)
		w.must(err)
		var got []string
		for _, c := range causes {
			got = append(got, c.Run)
		}
		if !slices.Equal(got, c.want) {
			w.Errorf("%d: %v, want %v", i, got, c.want)
		}
	}
}

func fates(w *world) {
	s := w.process()
	a, b := w.found("inbox/a.csv"), w.found("inbox/b.csv")
	w.fire(s, "", a)
	w.fire(s, "", b)
	open := func(want int) {
		w.Helper()
		if causes, err := s.Causes(w.Context(), queue.CauseFilter{Open: true}); err != nil || len(causes) != want {
			w.Fatalf("%d are open (%v), want %d", len(causes), err, want)
		}
	}
	open(2)
	over := func(want int) {
		w.Helper()
		if causes, err := s.Causes(w.Context(), queue.CauseFilter{Open: true, Over: true}); err != nil || len(causes) != want {
			w.Fatalf("of %d the run is over (%v), want %d", len(causes), err, want)
		}
	}
	over(0)
	_, err := s.Cancel(w.Context(), w.caused(s, b).Run)
	w.must(err)
	over(1)
	w.must(s.SetFate(w.Context(), a, "inbox/done/a.csv"))
	open(1)
	w.must(s.SetFate(w.Context(), b, "-"))
	open(0)
	if got := w.caused(s, a); got.Fate != "inbox/done/a.csv" || got.File.Path != "inbox/a.csv" || got.Run == "" {
		w.Fatalf("%+v", got)
	}
	w.must(s.SetFate(w.Context(), b, "")) // somebody tries the run again
	open(1)
	w.must(s.SetFate(w.Context(), w.found("inbox/nobody.csv"), "-"))
	if fired := w.fire(s, "", a); fired.New {
		w.Fatal("a file that was moved started a second run")
	}
}

func marksKept(w *world) {
	s := w.process()
	mark := func(name, want string) {
		w.Helper()
		if got, err := s.Mark(w.Context(), name); err != nil || string(got) != want {
			w.Fatalf("%q (%v), want %q", got, err, want)
		}
	}
	mark("timetable/a", "")
	w.must(s.SetMark(w.Context(), "timetable/a", []byte("one")))
	w.must(s.SetMark(w.Context(), "timetable/b", []byte("other")))
	w.must(w.process().SetMark(w.Context(), "timetable/a", []byte("two")))
	mark("timetable/a", "two")
	w.must(s.SetMark(w.Context(), "timetable/a", nil))
	mark("timetable/a", "")
	mark("timetable/b", "other")
}

// sameRun: what cannot be put into the list is not entered as if it had been.
func sameRun(w *world) {
	s := w.process()
	r := w.run()
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	c := w.found("inbox/a.csv")
	if _, err := s.Fire(w.Context(), r, c, false, nil); err == nil {
		w.Fatal("the same run was put into the list twice")
	}
	if _, ok, err := s.Caused(w.Context(), c.Workflow, c.Kind, c.Key); ok || err != nil {
		w.Fatalf("the cause was entered: %v", err)
	}
}

func neverBusy(w *world) {
	s := w.process()
	w.claims(s, w.line(s, ""))
	fired, err := s.Fire(w.Context(), w.run(), w.occurrence(w.Now()), true, unwanted)
	if err != nil || !fired.New {
		w.Fatalf("%+v, %v", fired, err)
	}
}

func causeNames(w *world) {
	s := w.process()
	for _, c := range []queue.Cause{
		{Workflow: "a", Kind: queue.ByFile, Key: "b c"},
		{Workflow: "a b", Kind: queue.ByFile, Key: "c"},
		{Workflow: "a", Kind: queue.ByTime, Key: "b c"},
		{Workflow: "A", Kind: queue.ByFile, Key: "b c"},
	} {
		if fired := w.fire(s, "", c); !fired.New {
			w.Errorf("%+v counts as another", c)
		}
	}
}

func fireOrder(w *world) {
	s := w.process()
	var want []string
	for i := range 5 {
		want = append(want, w.fire(s, "lock:x", w.found(fmt.Sprintf("inbox/%d.csv", i))).Run)
	}
	for _, id := range want {
		r := w.claims(s, id)
		w.idle(s)
		w.park(s, r, queue.Park{State: queue.Succeeded})
	}
}
