package csv

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/bindings/input"
	"dandori/runtime/call"
	"dandori/runtime/folder"
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

func TestAReplayWritesTheSameAndShowsItToNobody(t *testing.T) {
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
	if left := other.left(); left != "" {
		t.Errorf("what had appeared appears again: %s", left)
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

// A run that is killed in the middle of a file goes on, in another process,
// with what the file held when the run began, whatever has become of it.
func TestAnotherProcessGoesOnInTheFile(t *testing.T) {
	var rows strings.Builder
	for i := range 3 * pageRows {
		rows.WriteString(strings.Repeat("髙", i%7) + "\n")
	}
	p := newProject(t, map[string]string{"inbox/a.csv": "a\n" + rows.String()})
	f, err := folder.Open(folder.Config{Root: p.dir, Read: []string{"inbox"}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	process := func() *pages { return &pages{input: input.Config{Folder: f, Path: "inbox/a.csv"}} }
	var bodies []string
	var answers []call.Answer
	first := process()
	for at := []byte(nil); len(answers) == 0 || at != nil; at = answers[len(answers)-1].Cursor {
		a, err := first.Page(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		first.Saw(a)
		answers, bodies = append(answers, a), append(bodies, string(a.Body))
	}
	first.Close()
	if _, err := first.Page(t.Context(), nil); err == nil {
		t.Error("a closed pager gave a page")
	}
	if len(answers) < 3 {
		t.Fatalf("%d pages", len(answers))
	}
	if err := os.Remove(filepath.Join(p.dir, "inbox/a.csv")); err != nil {
		t.Fatal(err)
	}
	for from := 1; from < len(answers); from++ {
		again := process()
		for _, a := range answers[:from] {
			again.Saw(a)
		}
		for i, at := from, answers[from-1].Cursor; at != nil; i++ {
			a, err := again.Page(t.Context(), at)
			if err != nil || string(a.Body) != bodies[i] {
				t.Fatalf("page %d, on from %d: %v, %.40q for %.40q", i, from, err, a.Body, bodies[i])
			}
			at = a.Cursor
		}
		again.Close()
	}
}
