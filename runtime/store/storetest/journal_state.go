package storetest

import (
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// workflow is that of the runs of a world.
const workflow = "export-cards"

func set(key, value string) call.Keep { return call.Keep{Key: key, Value: []byte(value)} }

func kept(n int, changes ...call.Keep) journal.Entry {
	return journal.Entry{Kind: journal.Outcome, N: n, Answer: call.Answer{Keep: changes}}
}

// remembers fails unless key has the value in the state name, as another
// process sees it; "" is none.
func (w *scene) remembers(name, key, want string) {
	w.Helper()
	got, ok, err := w.state(w.process(), name).Get(w.Context(), key)
	w.must(err)
	if string(got) != want || ok != (want != "") {
		w.Fatalf("%s is %q (%v), want %q", key, got, ok, want)
	}
}

func stateChanges(w *scene) {
	w.append(begin(), askWrite(1), askWrite(2), askWrite(3))
	w.remembers(workflow, "a", "")
	w.append(kept(1, set("b/2", "2"), set("a", `{"x":[1]}`), set("b/1", "null"), call.Keep{Key: "c", Value: []byte("1"), AtEnd: true}))
	w.remembers(workflow, "a", `{"x":[1]}`)
	w.remembers(workflow, "b/1", "null")
	w.remembers(workflow, "c", "")
	w.append(journal.Entry{Kind: journal.Outcome, N: 2, Err: &call.Error{Class: call.PlainError}, Answer: call.Answer{Keep: []call.Keep{set("a", "0")}}})
	w.remembers(workflow, "a", `{"x":[1]}`)
	for prefix, want := range map[string][]string{"": {"a", "b/1", "b/2"}, "b/": {"b/1", "b/2"}, "x": {}} {
		keys, err := w.state(w.s, workflow).List(w.Context(), prefix)
		if w.must(err); !slices.Equal(keys, want) {
			w.Fatalf("%q: %q, want %q", prefix, keys, want)
		}
	}
	w.append(kept(3, call.Keep{Key: "a"}, set("b/1", "3")))
	w.remembers(workflow, "a", "")
	w.remembers(workflow, "b/1", "3")
}

func laterWins(w *scene) {
	w.append(begin())
	for n := range 6 {
		w.append(askWrite(n + 1))
	}
	w.append(kept(3, set("a", "3")), kept(1, set("a", "1")), kept(4, set("b", "4"), call.Keep{Key: "c"}), kept(2, set("c", "2")))
	w.remembers(workflow, "a", "3")
	w.remembers(workflow, "c", "") // call 4 removed it
	w.append(kept(5, set("c", "5"), set("c", "6")), kept(6, call.Keep{Key: "b"}))
	w.remembers(workflow, "c", "6")
	w.remembers(workflow, "b", "")
	w.park(w.s, w.run, queue.Park{State: queue.Succeeded})

	w.id = w.add(w.s) // a later run begins at call 1
	w.run = w.claim(w.s)
	w.log = w.open(w.s, w.run)
	w.append(begin(), askWrite(1), kept(1, set("a", "9")))
	w.remembers(workflow, "a", "9")
}

func retryWrites(w *scene) {
	w.append(begin(), askWrite(1), askWrite(2), journal.Entry{Kind: journal.Outcome, N: 1, Err: &call.Error{Class: call.PlainError}})
	w.append(askWrite(3), askWrite(4), kept(4, set("a", "4")))
	w.append(journal.Entry{Kind: journal.Retry, N: 1}, kept(1), askWrite(3), kept(3, set("a", "3")))
	w.remembers(workflow, "a", "3")
}

func stateBelongs(w *scene) {
	w.append(begin(), askWrite(1), kept(1, set("a", "1")))
	w.remembers("another", "a", "")
	w.park(w.s, w.run, queue.Park{State: queue.Succeeded})
	bare := w.world.run()
	bare.Workflow, bare.Script = "", "scripts/one.ts"
	l, err := w.s.Add(w.Context(), bare, w.s.Worker(), lease)
	w.must(err)
	w.log, err = w.s.Journal(w.Context(), l)
	w.must(err)
	w.append(begin(), askWrite(1), kept(1, set("a", "2")))
	w.remembers(workflow, "a", "1")
	w.remembers("script:scripts/one.ts", "a", "2")
}

func keptAtEnd(w *scene) {
	w.append(begin(), askWrite(1), askWrite(2), kept(2, set("a", "2")), kept(1, set("b", "1")))
	end := func(key, value string) call.Keep { return call.Keep{Key: key, Value: []byte(value), AtEnd: true} }
	w.park(w.s, w.run, queue.Park{State: queue.Failed, Keep: []call.Keep{end("a", "3")}})
	w.remembers(workflow, "a", "2")
	run, ok, err := w.s.ClaimRun(w.Context(), w.id, w.s.Worker(), lease, queue.Failed)
	if w.must(err); !ok {
		w.Fatal("a failed run cannot be claimed")
	}
	w.park(w.s, run, queue.Park{State: queue.Succeeded, Keep: []call.Keep{end("a", "4"), {Key: "b", AtEnd: true}, end("a", "5")}})
	w.remembers(workflow, "a", "5")
	w.remembers(workflow, "b", "")
}
