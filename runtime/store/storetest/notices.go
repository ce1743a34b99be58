package storetest

import (
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Notices tests a store as what keeps messages to people until they are sent.
func Notices(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"OneIsHandedOutUntilItIsSent":   handedOut,
		"OldestFirstAndNoMoreThanAsked": oldestFirst,
		"OfManyOneProcessSendsIt":       oneSends,
		"TheyComeWithTheChange":         withChange,
		"AFencedParkTellsNobody":        fencedTells,
		"ARunThatEndedOtherwiseTells":   otherEnd,
		"AQuestionTellsOnce":            questionTells,
		"ARunSetAsideTells":             poisonTells,
		"ACancelThatLeavesDoubtTells":   cancelTells,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

func (w *world) notice(to string) queue.Notice {
	return queue.Notice{
		Occasion: queue.OnFailed, Workflow: "export-cards", Run: "r", At: w.Now(), To: to,
		Text: say.Text{En: "it failed", Ja: "失敗しました"}, Hint: say.Raw("dandori runs show r"),
	}
}

// due takes what is due now, and lets a minute pass before it is due again.
func (w *world) due(s Store) []queue.Notice {
	w.Helper()
	out, err := s.DueNotices(w.Context(), w.Now(), time.Minute, 100)
	w.must(err)
	return out
}

func tos(notices []queue.Notice) (to []string) {
	for _, n := range notices {
		to = append(to, n.To)
	}
	return to
}

func (w *world) tells(s Store, want ...string) []queue.Notice {
	w.Helper()
	got := w.due(s)
	if !slices.Equal(tos(got), want) {
		w.Fatalf("told: %v, want %v", tos(got), want)
	}
	return got
}

func handedOut(w *world) {
	s := w.process()
	want := w.notice("ops")
	w.must(s.Skip(w.Context(), nil, []queue.Notice{want}))
	got := w.tells(s, "ops")[0]
	id := got.ID
	got.ID, got.At, want.At = 0, got.At.UTC(), want.At.UTC()
	if id == 0 || !reflect.DeepEqual(got, want) {
		w.Fatalf("%d: %+v, want %+v", id, got, want)
	}
	w.tells(s) // somebody is sending it
	w.Pass(time.Minute)
	if again := w.tells(w.process(), "ops")[0]; again.Tries != 1 || again.ID != id { // who sent it died
		w.Fatalf("again: %+v", again)
	}
	w.must(s.PutOff(w.Context(), id, w.Now().Add(time.Hour)))
	w.Pass(59 * time.Minute)
	w.tells(s)
	w.Pass(time.Minute)
	w.tells(s, "ops")
	w.must(s.Sent(w.Context(), id))
	w.must(s.Sent(w.Context(), id))
	w.must(s.PutOff(w.Context(), id, w.Now()))
	w.Pass(24 * time.Hour)
	w.tells(s)
}

func oldestFirst(w *world) {
	s := w.process()
	for _, to := range []string{"a", "b", "c"} {
		w.must(s.Skip(w.Context(), nil, []queue.Notice{w.notice(to)}))
		w.Pass(time.Second)
	}
	two, err := s.DueNotices(w.Context(), w.Now(), time.Minute, 2)
	if w.must(err); !slices.Equal(tos(two), []string{"a", "b"}) {
		w.Fatalf("%v", tos(two))
	}
	w.tells(s, "c")
}

func oneSends(w *world) {
	const many = 40
	s := w.process()
	var all []queue.Notice
	for range many {
		all = append(all, w.notice("ops"))
	}
	w.must(s.Skip(w.Context(), nil, all))
	var mu sync.Mutex
	seen := map[int64]int{}
	var wg sync.WaitGroup
	for range 4 {
		p := w.process()
		wg.Go(func() {
			for range many {
				some, err := p.DueNotices(w.Context(), w.Now(), time.Minute, 3)
				if err != nil {
					w.Error(err)
				}
				mu.Lock()
				for _, n := range some {
					seen[n.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range seen {
		if n != 1 {
			w.Errorf("%d was handed out %d times", id, n)
		}
	}
	if len(seen) != many {
		w.Errorf("%d were handed out, want %d", len(seen), many)
	}
}

func withChange(w *world) {
	s := w.process()
	id := w.add(s)
	w.park(s, w.claim(s), queue.Park{State: queue.Failed, Notices: []queue.Notice{w.notice("ops"), w.notice("hr")}})
	w.stands(s, id, queue.Failed)
	got := tos(w.due(s))
	slices.Sort(got)
	if !slices.Equal(got, []string{"hr", "ops"}) {
		w.Fatalf("told: %v", got)
	}
}

func fencedTells(w *world) {
	s := w.process()
	w.add(s)
	r := w.claim(s)
	w.park(s, r, queue.Park{State: queue.Paused})
	if err := s.Park(w.Context(), leaseOf(r), queue.Park{State: queue.Failed, Notices: []queue.Notice{w.notice("ops")}}); err == nil {
		w.Fatal("given back twice")
	}
	w.tells(s)
}

// otherEnd cancels a run before it goes to sleep: that it sleeps is not so.
func otherEnd(w *world) {
	s := w.process()
	id := w.add(s)
	r := w.claim(s)
	w.cancels(s, id)
	w.park(s, r, queue.Park{State: queue.Paused, Notices: []queue.Notice{w.notice("ops")}})
	w.stands(s, id, queue.Cancelled)
	w.tells(s)
}

func questionTells(w *world) {
	s := w.process()
	id := w.add(s)
	for range 3 {
		w.must(s.Request(w.Context(), id, 1, "go?", nil, []queue.Notice{w.notice("ops")}))
	}
	w.tells(s, "ops")
}

func cancelTells(w *world) {
	s := w.process()
	r := w.run()
	r.Spec.Notify = queue.Notify{On: []string{"in_doubt"}, To: []string{"ops"}}
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	dying := w.process()
	w.enter(dying, w.claim(dying), append(opening(), journal.Entry(intent(1)))...)
	w.must(dying.Close())
	w.cancels(s, r.ID)
	w.stands(s, r.ID, queue.InDoubt)
	if told := w.tells(s, "ops"); told[0].Occasion != queue.OnInDoubt {
		w.Fatalf("told: %+v", told)
	}
}
