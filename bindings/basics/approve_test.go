package basics

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// step is a host whose calls know their names and when they were first asked,
// and tell what they wait for.
type step struct {
	bindingtest.Host
	asked time.Time
	mu    sync.Mutex
	waits []string
}

func (h *step) Ask(a vm.Asked) {
	a.Work(func(ctx context.Context) context.Context {
		ctx = call.WithStep(ctx, call.Step{N: 7, Asked: h.asked}, nil)
		return call.WithWait(ctx, func(until time.Time, why say.Text) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.waits = append(h.waits, until.UTC().Format("2006 15:04:05 ")+why.En)
		})
	}, a.Deliver)
}

func approving(ask Ask, dry bool, warn func(say.Text), body string) bindingtest.Script {
	return bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: append(Errors(), Approve(ask, dry, warn, nil))}}, Body: body}
}

func TestApprove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []Question
		at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.FixedZone("", 9*3600))
		ask := func(_ context.Context, q Question) (Decision, bool, error) {
			asked = append(asked, q)
			return Decision{By: "sato", At: at, Note: "よし", Approved: true}, len(asked) == 5, nil
		}
		s, host := approving(ask, false, nil, `return await approve("削除", { codes: ["a"] })`), &step{}
		s.Host = host
		began := time.Now()
		bindingtest.Want(t, s, `{"at":"2026-04-01T09:00:00+09:00","by":"sato","note":"よし"}`)
		if d := time.Since(began); d != 4*approvePoll {
			t.Errorf("it took %v", d)
		}
		if asked[0].Again || !asked[1].Again {
			t.Error("it does not tell the first time from others")
		}
		if q := asked[4]; q.N != 7 || q.Message != "削除" || string(q.Details) != `{"codes":["a"]}` {
			t.Errorf("asked %+v %s", q, q.Details)
		}
		if want := []string{"9999 00:00:00 waiting for an approval: 削除", "0001 00:00:00 "}; strings.Join(host.waits, "|") != strings.Join(want, "|") {
			t.Errorf("told %q", host.waits)
		}
	})
}

func TestRejected(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for note, want := range map[string]string{
		"":     `["Rejected",true,"sato rejected this at 2026-04-01T09:00:00Z","approve",""]`,
		"まだ早い": `["Rejected",true,"sato rejected this at 2026-04-01T09:00:00Z: まだ早い","approve",""]`,
	} {
		ask := func(context.Context, Question) (Decision, bool, error) {
			return Decision{By: "sato", At: at, Note: note}, true, nil
		}
		bindingtest.Want(t, approving(ask, false, nil, `
			try { await approve("x") } catch (e) { return [e.name, e instanceof Rejected, e.message, e.operation, e.connection] }`), want)
	}
}

func TestADryRunApprovesItself(t *testing.T) {
	var said []string
	ask := func(context.Context, Question) (Decision, bool, error) {
		t.Error("a person was asked")
		return Decision{}, false, nil
	}
	s := approving(ask, true, func(l say.Text) { said = append(said, l.En) }, `const a = await approve("x"); return [a.by, a.note, !Number.isNaN(Date.parse(a.at))]`)
	bindingtest.Want(t, s, `["dry-run","",true]`)
	if len(said) != 1 || !strings.Contains(said[0], "counts as approved") {
		t.Errorf("it said %q", said)
	}
}

func TestNobodyToAsk(t *testing.T) {
	bindingtest.WantError(t, approving(nil, false, nil, `await approve("x")`), "Error", "needs a place where people can answer")
	broken := func(context.Context, Question) (Decision, bool, error) {
		return Decision{}, false, call.New(call.PlainError, "the path is empty")
	}
	bindingtest.WantError(t, approving(broken, false, nil, `await approve("x")`), "Error", "the path is empty")
}

func TestApproveEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		s := approving(func(context.Context, Question) (Decision, bool, error) { return Decision{}, false, nil }, false, nil, `await approve("x")`)
		s.Ctx = ctx
		if _, f := bindingtest.Run(t, s); f == nil {
			t.Error("it went on without a decision")
		}
	})
}

func TestApproveArguments(t *testing.T) {
	for body, part := range map[string]string{
		`approve()`: "message", `approve(1)`: "message", `approve("")`: "something in it", `approve("x", () => 1)`: "details", `approve("x", 1, 2)`: "at most 2",
	} {
		bindingtest.WantError(t, approving(nil, false, nil, body), "TypeError", part)
	}
}

// A run that is restarted sleeps the rest, and says until when.
func TestSleepCountsFromTheFirstTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &step{asked: time.Now().Add(-50 * time.Minute)}
		s := script(&heard{}, `await sleep("1h")`)
		s.Host = host
		began := time.Now()
		bindingtest.Want(t, s, ``)
		if d := time.Since(began); d != 10*time.Minute {
			t.Errorf("it slept %v", d)
		}
		if len(host.waits) != 2 || !strings.Contains(host.waits[0], "sleeping until "+began.Add(10*time.Minute).Local().Format(time.DateTime)) {
			t.Errorf("it told %q", host.waits)
		}
	})
}
