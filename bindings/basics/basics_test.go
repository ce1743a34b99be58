package basics

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/runtime/vm"
)

// heard gathers what a script says.
type heard struct{ lines []string }

func (h *heard) log(l Line) {
	h.lines = append(h.lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Level, l.Message, l.Fields)))
}
func (h *heard) start(label string, total int64) Bar {
	h.lines = append(h.lines, fmt.Sprintf("start %s %d", label, total))
	return h
}
func (h *heard) Tick(n int64) { h.lines = append(h.lines, fmt.Sprintf("tick %d", n)) }
func (h *heard) Set(n int64)  { h.lines = append(h.lines, fmt.Sprintf("set %d", n)) }

func script(h *heard, body string) bindingtest.Script {
	facts := Facts{ID: "r1", Workflow: "sync", DryRun: true, Attempt: 2, StartedAt: time.Date(2025, 4, 1, 9, 0, 0, 0, time.FixedZone("", 9*3600))}
	exports := append(Errors(), Params(), Run(facts), Log(h.log), Progress(h.start), Sleep())
	return bindingtest.Script{
		Modules: []vm.Module{{Name: "dandori", Exports: exports}},
		Params:  json.RawMessage(`{"from":"2025-01-01","n":3,"b":true}`),
		Body:    body,
	}
}

func TestParamsAndRun(t *testing.T) {
	bindingtest.Want(t, script(&heard{}, `return [params, params.none === undefined, arguments[0] === params]`), `[{"from":"2025-01-01","n":3,"b":true},true,true]`)
	bindingtest.Want(t, script(&heard{}, `return run`), `{"id":"r1","workflow":"sync","dryRun":true,"attempt":2,"startedAt":"2025-04-01T09:00:00.000+09:00"}`)
	bindingtest.WantError(t, script(&heard{}, `run.dryRun = false`), "TypeError")
}

func TestLog(t *testing.T) {
	for body, want := range map[string]string{
		`log.info("hello")`:                     `info hello`,
		`log.debug("a", {})`:                    `debug a {}`,
		`log.warn("件数", { b: 1, a: [1, "x"] })`: `warn 件数 {"b":1,"a":[1,"x"]}`,
		`log.error("x", { n: 10n, u: undefined, f() {} , s: Symbol("s"), nan: NaN })`: `error x {"n":"10","u":null,"f":`,
		`try { null.x } catch (e) { log.error("x", { e }) }`:                          `error x {"e":"TypeError: `,
		`const o = {}; o.o = o; log.info("x", { o })`:                                 `info x {"o":`,
		`log.info("x", Object.freeze({ a: 1 }))`:                                      `info x {"a":1}`,
	} {
		h := &heard{}
		bindingtest.Want(t, script(h, body), ``)
		if len(h.lines) != 1 || !strings.HasPrefix(h.lines[0], want) {
			t.Errorf("%s logs %q, want %q", body, h.lines, want)
		}
	}
}

func TestProgress(t *testing.T) {
	h := &heard{}
	bindingtest.Want(t, script(h, `const bar = progress("cards", { total: 10 }); bar.tick(); bar.tick(3); bar.set(9); progress("x")`), ``)
	if got := strings.Join(h.lines, ", "); got != "start cards 10, tick 1, tick 3, set 9, start x 0" {
		t.Error(got)
	}
}

func TestQuiet(t *testing.T) {
	s := bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Log(nil), Progress(nil)}}}, Body: `log.info("x"); const p = progress("x"); p.tick(); p.set(2); return 1`}
	bindingtest.Want(t, s, `1`)
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script(&heard{}, `const t = Date.now(); await Promise.all([sleep("90s"), sleep("1d1h"), sleep("0s")]); return (Date.now() - t) / 3600e3`)
		bindingtest.Want(t, s, `25`)
	})
}

func TestSleepEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := script(&heard{}, `await sleep("3h")`)
		s.Ctx = ctx
		began := time.Now()
		if _, f := bindingtest.Run(t, s); f == nil || time.Since(began) > 2*time.Second {
			t.Errorf("ended after %v with %v", time.Since(began), f)
		}
	})
}

func TestErrors(t *testing.T) {
	for _, name := range []string{"VendorError", "JobFailed", "ConnectionError", "TimeoutError", "PermissionError", "Rejected"} {
		bindingtest.Want(t, script(&heard{}, `return ["`+name+`", `+name+`.name, new `+name+`("m") instanceof Error]`), fmt.Sprintf(`[%q,%q,true]`, name, name))
	}
}

func TestWrongArguments(t *testing.T) {
	for body, part := range map[string]string{
		`log.info()`:                   "message",
		`log.info(1)`:                  "message",
		`log.info({})`:                 "message",
		`log.info("x", 1)`:             "fields",
		`log.info("x", [1])`:           "fields",
		`log.info("x", {}, 1)`:         "at most 2",
		`progress()`:                   "label",
		`progress("x", { total: -1 })`: "options.total",
		`progress("x", { of: 1 })`:     "of",
		`progress("x").tick("1")`:      "n must be",
		`progress("x").tick(1.5)`:      "n must be",
		`progress("x").set()`:          "n must be",
		`sleep()`:                      "duration",
		`sleep(1000)`:                  "duration",
		`sleep("1000")`:                "duration",
		`sleep("-1s")`:                 "duration",
		`sleep("1s", 2)`:               "at most 1",
	} {
		bindingtest.WantError(t, script(&heard{}, body), "TypeError", part)
	}
}
