package storetest

import (
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

func manyAtOnce(w *scene) {
	const calls, requests = 8, 40 // more than one page of entries
	w.append(begin())
	for n := range calls {
		w.append(askWrite(n + 1))
	}
	var wg sync.WaitGroup
	for n := range calls {
		wg.Go(func() {
			for k := range requests {
				for _, e := range []journal.Entry{
					leaves(n+1, k+1),
					{Kind: journal.Result, N: n + 1, Result: &call.Result{K: k + 1, Try: 1, Fate: call.Done}},
				} {
					if err := w.log.Append(e); err != nil {
						w.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if got := len(w.read()); got != 1+calls+2*calls*requests { // read checks each call's order
		w.Fatalf("%d entries", got)
	}
}

func backlog(w *scene) {
	body := NewWalk(2).bytes(1 << 21)
	for len(body) < 1<<20 {
		body = append(body, body...)
	}
	w.append(begin())
	for n := range 12 {
		w.append(askRead(n+1), answer(n+1, append(body[:1<<20:1<<20], byte(n))))
	}
	w.must(w.log.Sync())
	if got := w.read(); len(got) != 25 || len(got[24].Answer.Body) != 1<<20+1 {
		w.Fatalf("%d entries", len(got))
	}
}

// walks appends made-up journals, by several processes one after the other.
func walks(w *scene) {
	for seed := range uint64(3) {
		walk, again := NewWalk(seed), NewWalk(seed)
		w.id = w.add(w.s)
		total := 0
		for part := range 4 {
			s := w.process()
			run := w.claim(s)
			log := w.open(s, run)
			for range 40 * part {
				w.must(log.Append(walk.Next()))
				total++
			}
			w.must(log.Sync())
			w.park(s, run, queue.Park{State: queue.Waiting, Due: w.Now()})
		}
		got := w.read()
		if len(got) != total {
			w.Fatalf("seed %d: %d entries, want %d", seed, len(got), total)
		}
		for i, e := range got {
			if want := again.Next(); !SameEntry(e, want, nil) {
				w.Fatalf("seed %d, entry %d: %+v\nwant %+v", seed, i+1, e, want)
			}
		}
		w.park(w.s, w.claim(w.s), queue.Park{State: queue.Succeeded})
	}
}
