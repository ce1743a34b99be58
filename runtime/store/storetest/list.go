package storetest

import (
	"slices"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// list tests how runs are found.
func list(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"ABeginningNamesARun":    beginnings,
		"NewestFirst":            newestFirst,
		"PagesHoldEachRunOnce":   pages,
		"AFilterChooses":         filters,
		"APageAfterNothingFails": lostPage,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

func (w *world) addNamed(s Store, id, workflow string) {
	w.Helper()
	r := w.run()
	r.ID, r.Workflow = id, workflow
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
}

func beginnings(w *world) {
	s := w.process()
	for _, id := range []string{"2027-a", "2027-ab", "2027-abc", "2028-%_", "2028-名刺"} {
		w.addNamed(s, id, "")
	}
	for id, want := range map[string]string{
		"2027-a": "2027-a", "2027-ab": "2027-ab", "2027-abc": "2027-abc", "2028-%": "2028-%_", "2028-名": "2028-名刺",
		"2027": "?", "2028-": "?", "": "", "2026": "", "2028-_": "", "2027-abcd": "",
	} {
		r, ok, err := s.Get(w.Context(), id)
		if got := map[bool]string{true: "?", false: r.ID}[err != nil]; got != want || ok != (r.ID != "") {
			w.Errorf("%q names %q (%v), want %q", id, got, err, want)
		}
	}
}

func (w *world) list(s Store, f queue.Filter) []string {
	w.Helper()
	runs, err := s.List(w.Context(), f)
	w.must(err)
	var ids []string
	for _, r := range runs {
		ids = append(ids, r.ID)
	}
	return ids
}

func newestFirst(w *world) {
	s := w.process()
	a, b, c := w.add(s), w.add(s), w.add(s)
	if got, want := w.list(s, queue.Filter{}), []string{c, b, a}; !slices.Equal(got, want) {
		w.Fatalf("got %v, want %v", got, want)
	}
}

func pages(w *world) {
	s := w.process()
	want := map[string]bool{}
	for i := range 23 {
		r := w.run()
		r.Created = w.Now().Add(time.Duration(i/5) * time.Second) // several at one time
		_, err := s.Add(w.Context(), r, "", 0)
		w.must(err)
		want[r.ID] = true
	}
	var last string
	for {
		page := w.list(s, queue.Filter{Before: last, Limit: 4})
		for _, id := range page {
			if !want[id] {
				w.Fatalf("%s comes twice", id)
			}
			delete(want, id)
		}
		if len(page) < 4 {
			break
		}
		last = page[3]
	}
	if len(want) > 0 {
		w.Fatalf("on no page: %v", want)
	}
}

func filters(w *world) {
	s := w.process()
	w.addNamed(s, "a1", "a")
	w.addNamed(s, "b1", "b")
	w.addNamed(s, "a2", "a")
	w.park(s, w.claim(s), queue.Park{State: queue.Paused})
	for _, c := range []struct {
		f    queue.Filter
		want []string
	}{
		{queue.Filter{Workflow: "a"}, []string{"a2", "a1"}},
		{queue.Filter{States: []queue.State{queue.Paused}}, []string{"a1"}},
		{queue.Filter{States: []queue.State{queue.Paused, queue.Queued}, Workflow: "a"}, []string{"a2", "a1"}},
		{queue.Filter{States: []queue.State{queue.Failed}}, nil},
		{queue.Filter{Limit: 1}, []string{"a2"}},
		{queue.Filter{Workflow: "a", Before: "a2"}, []string{"a1"}},
		{queue.Filter{Workflow: "a", Before: "b1"}, []string{"a1"}},
	} {
		if got := w.list(s, c.f); !slices.Equal(got, c.want) {
			w.Errorf("%+v: got %v, want %v", c.f, got, c.want)
		}
	}
}

func lostPage(w *world) {
	if _, err := w.process().List(w.Context(), queue.Filter{Before: "nobody"}); err == nil {
		w.Fatal("a page after a run that is gone was empty, as if it were the last")
	}
}

// bells tests how changes are noticed. It waits in real time.
func bells(t *testing.T, fresh Fresh) {
	w := newWorld(t, fresh)
	a, b := w.process(), w.process()
	bell := a.Bell()
	far := clock.Now().Add(time.Hour)
	w.must(bell.Wait(t.Context(), far)) // the first looks at what is there
	w.add(b)                            // between two waits
	w.must(bell.Wait(t.Context(), far))
	for _, s := range []Store{a, b} { // during one
		done := make(chan error)
		go func() { done <- bell.Wait(t.Context(), far) }()
		for waiting := true; waiting; {
			w.add(s)
			select {
			case err := <-done:
				w.must(err)
				waiting = false
			default:
			}
		}
	}
	w.must(b.Bell().Wait(t.Context(), clock.Now()))
	w.must(bell.Wait(t.Context(), clock.Now()))
	begun := clock.Now()
	w.must(bell.Wait(t.Context(), begun.Add(80*time.Millisecond)))
	if took := clock.Since(begun); took < 80*time.Millisecond {
		t.Errorf("it rang after %s, and nothing had changed", took)
	}
}
