package web

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestAbortSignalTimeout(t *testing.T) {
	var timers []func() error
	js := goja.New()
	Install(js, testEnv(&timers))
	must(js.RunString(`const signal = AbortSignal.timeout(50), either = AbortSignal.any([signal]), seen = [];
		signal.onabort = () => seen.push(signal.reason.name, signal.reason.code, either.aborted);`))
	if len(timers) != 1 {
		t.Fatalf("%d timers", len(timers))
	}
	if err := timers[0](); err != nil {
		t.Fatal(err)
	}
	if got := eval(t, js, `[signal.aborted, seen]`); got != `[true,["TimeoutError",23,true]]` {
		t.Error(got)
	}
}

// TestListenersThatThrow keeps what a listener throws from the script that
// dispatched, and from nobody else: it becomes a rejection that nobody handles.
func TestListenersThatThrow(t *testing.T) {
	js := newVM(t)
	var lost []string
	js.SetPromiseRejectionTracker(func(p *goja.Promise, op goja.PromiseRejectionOperation) {
		if op == goja.PromiseRejectionReject {
			lost = append(lost, p.Result().String())
		}
	})
	got := eval(t, js, `(() => { const t = new EventTarget(), seen = [];
		t.addEventListener("x", () => { throw new RangeError("first"); });
		t.addEventListener("x", { handleEvent: 5 });
		t.addEventListener("x", () => seen.push("third"));
		t.dispatchEvent(new Event("x"));
		return seen; })()`)
	if got != `["third"]` || strings.Join(lost, "; ") != "RangeError: first; TypeError: The listener has no handleEvent function" {
		t.Errorf("got %s and lost %v", got, lost)
	}
}

// TestErrorsNameTheScript looks for the user's file in the stack of an error that a built-in throws.
func TestErrorsNameTheScript(t *testing.T) {
	for _, code := range []string{`new URL("x")`, `atob("*")`, `structuredClone(() => {})`, `[].values().map(1)`, `new TextDecoder("x")`} {
		js := newVM(t)
		v := must(js.RunScript("mine.js", "let e; try {\n"+code+"\n} catch (x) { e = x }; e.stack"))
		if !strings.Contains(v.String(), "mine.js:2:") {
			t.Errorf("%s: %s", code, v)
		}
	}
}
