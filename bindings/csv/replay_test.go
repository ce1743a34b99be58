package csv

import (
	"sync"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
)

// tape records what a run asks and is answered; played, it answers from that
// and does nothing.
type tape struct {
	bindingtest.Host
	mu      sync.Mutex
	played  bool
	asks    []call.Call
	answers []call.Answer
	n       int
	differ  []string
}

func (h *tape) Ask(a vm.Asked) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.n
	h.n++
	if h.played {
		if n >= len(h.asks) || !journal.Same(h.asks[n], a.Call) {
			h.differ = append(h.differ, a.Call.Kind)
		}
		a.Deliver(h.answers[n], nil)
		return
	}
	h.asks, h.answers = append(h.asks, a.Call), append(h.answers, call.Answer{})
	a.Work(bindingtest.Step, func(answer call.Answer, err error) {
		h.mu.Lock()
		h.answers[n] = answer
		h.mu.Unlock()
		a.Deliver(answer, err)
	})
}

func TestReplayWritesTheSame(t *testing.T) {
	const body = `
		const out = csv.writer("out/b.csv", { columns: ["a"] });
		for (const row of await csv.read("inbox/a.csv").toArray()) await out.write(row);
		await out.close();
		return out.rows`
	p := newProject(t, map[string]string{"inbox/a.csv": "a\n1\n2\n"})
	host := &tape{}
	s := p.script(body)
	s.Host = host
	bindingtest.Want(t, s, `2`)

	host.played, host.n = true, 0
	other := newProject(t, nil) // the input is not even there
	s.Modules = other.modules
	bindingtest.Want(t, s, `2`)
	if len(host.differ) > 0 || host.n != len(host.asks) {
		t.Errorf("a replay asks for other things: %v", host.differ)
	}
	if got := other.out("out/b.csv"); got != p.out("out/b.csv") || other.left() != "b.csv" {
		t.Errorf("a replay writes %q and leaves %s", got, other.left())
	}

	host.n = 0
	s.Body = `
		const out = csv.writer("out/b.csv", { columns: ["a"] });
		for (const row of await csv.read("inbox/a.csv").toArray()) await out.write({ a: row.a + "!" });
		await out.close()`
	bindingtest.Run(t, s)
	if len(host.differ) != 1 || host.differ[0] != "file.close" {
		t.Errorf("a replay that writes other bytes was not noticed: %v", host.differ)
	}
}
