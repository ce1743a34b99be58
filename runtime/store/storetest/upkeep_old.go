package storetest

import (
	"reflect"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// version is a version whose contents are kept.
func (w *world) version(s Keeper, id string) *catalog.Version {
	w.Helper()
	put := func(content string) string {
		name, err := s.Put(w.Context(), []byte(content))
		w.must(err)
		return name
	}
	return &catalog.Version{
		ID: id, File: "workflows/a.yaml", Script: "scripts/a.ts", Program: put("program " + id), Sources: put("sources " + id),
		Uses: []string{"sansan"}, Files: map[string]string{"scripts/a.ts": "00"}, Base: "b", Made: w.Now().UTC(), By: "佐藤",
	}
}

// has fails when a version's contents are there, or not, against what is wanted.
func (w *world) has(s Keeper, v *catalog.Version, want bool) {
	w.Helper()
	for _, name := range []string{v.Program, v.Sources} {
		if _, err := s.Content(w.Context(), name); (err == nil) != want {
			w.Errorf("a content of %s is there: %v, want %v", v.ID, err == nil, want)
		}
	}
}

func versionContent(w *world, s Keeper) {
	a, b, c := w.version(s, "a"), w.version(s, "b"), w.version(s, "c")
	w.keepEntry(s, catalog.Entry{Workflow: "w", Live: a, Pending: b})
	w.Pass(10_000 * day)
	w.swept(s, monthAndYear, 0)
	w.has(s, a, true)
	w.has(s, b, true)
	w.has(s, c, false)
	w.keepEntry(s, catalog.Entry{Workflow: "w", Live: b}) // it was approved
	w.swept(s, monthAndYear, 0)
	w.has(s, a, true) // somebody may be ordering a run of it
	w.has(s, b, true)
	w.Pass(10_000 * day)
	w.swept(s, monthAndYear, 0)
	w.has(s, a, false)
	w.has(s, b, true)
	w.keepEntry(s, catalog.Entry{Workflow: "w", Live: b, Gone: true, Changed: w.Now()})
	w.Pass(364 * day)
	w.swept(s, monthAndYear, 0)
	w.has(s, b, true)
	w.Pass(2 * day)
	w.swept(s, monthAndYear, 0)
	w.has(s, b, false)
	if all, err := s.Entries(w.Context()); len(all) > 0 || err != nil {
		w.Errorf("%+v, %v", all, err)
	}
}

// keepEntry keeps e in the place of what is there.
func (w *world) keepEntry(s Keeper, e catalog.Entry) {
	w.Helper()
	now, _, err := s.Entry(w.Context(), e.Workflow)
	w.must(err)
	if ok, err := s.SetEntry(w.Context(), e, now.Changed); !ok || err != nil {
		w.Fatalf("%s was not kept: %v", e.Workflow, err)
	}
}

// entriesMeet: of two who look at the same entry, one changes it.
func entriesMeet(w *world, s Keeper) {
	first, second := catalog.Entry{Workflow: "w", Changed: w.Now()}, catalog.Entry{Workflow: "w", Gone: true, Changed: w.Now().Add(1)}
	for _, c := range []struct {
		e    catalog.Entry
		was  time.Time
		want bool
	}{
		{first, w.Now(), false}, {first, time.Time{}, true}, {second, time.Time{}, false}, {second, first.Changed, true}, {first, first.Changed, false},
	} {
		if ok, err := s.SetEntry(w.Context(), c.e, c.was); ok != c.want || err != nil {
			w.Errorf("%+v in the place of that of %s: %v, %v", c.e, c.was, ok, err)
		}
	}
	if e, _, err := s.Entry(w.Context(), "w"); err != nil || !e.Gone {
		w.Errorf("%+v, %v", e, err)
	}
}

func entriesKept(w *world, s Keeper) {
	want := []catalog.Entry{
		{Workflow: "a", Live: w.version(s, "1"), Pending: w.version(s, "2"), Changed: w.Now().UTC()},
		{Workflow: "部署", Fault: &catalog.Fault{File: "workflows/b.yaml", Line: 3, Column: 4, Message: say.Text{En: "no", Ja: "不可"}}, Gone: true, Changed: w.Now().UTC()},
	}
	for _, e := range want {
		w.keepEntry(s, catalog.Entry{Workflow: e.Workflow})
		w.keepEntry(s, e)
	}
	if got, err := s.Entries(w.Context()); err != nil || !reflect.DeepEqual(got, want) {
		w.Errorf("got  %+v (%v)\nwant %+v", got, err, want)
	}
	for _, e := range want {
		if got, ok, err := s.Entry(w.Context(), e.Workflow); !ok || err != nil || !reflect.DeepEqual(got, e) {
			w.Errorf("got  %+v (%v, %v)\nwant %+v", got, ok, err, e)
		}
	}
	if e, ok, err := s.Entry(w.Context(), "nobody"); ok || err != nil {
		w.Errorf("%+v, %v", e, err)
	}
}

// oldCauses: what started a run that is still there stays, and so does a file
// that lies where it was found.
func oldCauses(w *world, s Keeper) {
	ended := func(c queue.Cause, state queue.State) queue.Cause {
		r := w.claims(s, w.fire(s, "", c).Run)
		w.park(s, r, queue.Park{State: state})
		return c
	}
	moved, stays := ended(w.found("inbox/a.csv"), queue.Succeeded), ended(w.found("inbox/b.csv"), queue.Succeeded)
	undecided, timed := ended(w.found("inbox/c.csv"), queue.Succeeded), ended(w.occurrence(w.Now()), queue.Succeeded)
	w.must(s.SetFate(w.Context(), moved, "inbox/done/a.csv"))
	w.must(s.SetFate(w.Context(), stays, "-"))
	skipped := w.occurrence(w.Now().Add(time.Hour))
	w.must(s.Skip(w.Context(), []queue.Cause{skipped}, nil))
	running := w.occurrence(w.Now().Add(2 * time.Hour))
	w.claims(s, w.fire(s, "", running).Run)
	w.must(s.SetMark(w.Context(), "timetable/a", []byte("mark")))

	there := func(want ...queue.Cause) {
		w.Helper()
		all, err := s.Causes(w.Context(), queue.CauseFilter{})
		if w.must(err); len(all) != len(want) {
			w.Errorf("%d causes are left, want %d", len(all), len(want))
		}
		for _, c := range want {
			w.caused(s, c)
		}
	}
	w.Pass(364 * day)
	w.swept(s, monthAndYear, 4)
	there(moved, stays, undecided, timed, skipped, running)
	w.Pass(2 * day)
	w.swept(s, monthAndYear, 0)
	there(stays, undecided, running)
	w.Pass(8 * 365 * day)
	w.swept(s, queue.Keep{}, 0)
	if mark, err := s.Mark(w.Context(), "timetable/a"); err != nil || mark == nil {
		w.Errorf("how far a timetable was is forgotten (%v)", err)
	}
	w.Pass(3 * 365 * day)
	w.swept(s, queue.Keep{}, 0)
	if mark, err := s.Mark(w.Context(), "timetable/a"); err != nil || mark != nil {
		w.Errorf("a mark of ten years ago: %q (%v)", mark, err)
	}
	there(stays, undecided, running)
}

func oldNotices(w *world, s Keeper) {
	w.must(s.Skip(w.Context(), nil, []queue.Notice{w.notice("old")}))
	w.Pass(29 * day)
	w.swept(s, queue.Keep{}, 0)
	w.must(s.Skip(w.Context(), nil, []queue.Notice{w.notice("new")}))
	w.Pass(2 * day)
	w.swept(s, queue.Keep{}, 0)
	w.tells(s, "new")
}
