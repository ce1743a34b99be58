package web

import (
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// descriptor shows a property's attributes.
const descriptor = `Object.entries(Object.getOwnPropertyDescriptor(%s, "%s")).filter(([k]) => k !== "value").join()`

// TestTouchedBuiltinsAreOrdinary reads every lazy built-in once and asks what it is then.
func TestTouchedBuiltinsAreOrdinary(t *testing.T) {
	js := newVM(t)
	for _, b := range globals() {
		checkOrdinary(t, js, js.GlobalObject(), b)
	}
	for _, h := range holders(js) {
		for _, b := range h.builtins {
			checkOrdinary(t, js, h.object, b)
		}
	}
}

func checkOrdinary(t *testing.T, js *goja.Runtime, o *goja.Object, b builtin) {
	t.Helper()
	if v := o.Get(b.name); v == nil || goja.IsUndefined(v) {
		t.Errorf("%s is not there", b.name)
		return
	}
	_ = js.Set("holder", o)
	got := eval(t, js, strings.NewReplacer("%s", "holder", `"%s"`, `"`+b.name+`"`).Replace(descriptor))
	if got != "writable,true,enumerable,false,configurable,true" {
		t.Errorf("%s is %s", b.name, got)
	}
	if fn, ok := goja.AssertFunction(o.Get(b.name)); ok && fn != nil {
		name := o.Get(b.name).ToObject(js).Get("name").String()
		if name != b.name && b.name != "toGMTString" {
			t.Errorf("%s has the name %s", b.name, name)
		}
	}
}

// TestBuiltinsCanBeReplaced sets lazy built-ins that nobody has read, as polyfills do.
func TestBuiltinsCanBeReplaced(t *testing.T) {
	for expression, want := range map[string]string{
		`(() => { "use strict"; globalThis.URL = 5; atob = 6; return [URL, atob, typeof URLSearchParams]; })()`:                                                                                     `[5,6,"function"]`,
		`(() => { "use strict"; Promise.try = 1; const s = { __proto__: String.prototype }; s.isWellFormed = 2; return [Promise.try, s.isWellFormed, typeof "".isWellFormed, Object.keys(s)]; })()`: `[1,2,"function",["isWellFormed"]]`,
		`(() => { Object.defineProperty(Map, "groupBy", { value: 3 }); return Map.groupBy; })()`:                                                                                                    "3",
		`(() => { delete globalThis.URL; return typeof URL; })()`:                                                                                                                                   "undefined",
		`(() => { const { AbortSignal: A, EventTarget: E } = globalThis; globalThis.EventTarget = 1; return A.abort() instanceof E; })()`:                                                           "true",
		`(() => { "use strict"; "text".isWellFormed = 1; return typeof "".isWellFormed; })()`:                                                                                                       "function",
	} {
		if got := eval(t, newVM(t), expression); got != want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}

// TestNothingIsAskedBeforehand makes every built-in without an answer from the world:
// what Install asked would be a step of every run.
func TestNothingIsAskedBeforehand(t *testing.T) {
	asked := ""
	js := goja.New()
	Install(js, Env{
		Now:    func() time.Time { asked += "now "; return time.Time{} },
		Random: func([]byte) { asked += "random " },
		After:  func(int64, func() error) { asked += "after " },
	})
	for _, b := range globals() {
		if b.script != "performance" {
			js.Get(b.name)
		}
	}
	if asked != "" {
		t.Error("asked for", asked)
	}
}

// TestSameWorldSameValues runs what depends on the world twice.
func TestSameWorldSameValues(t *testing.T) {
	const expression = `[crypto.randomUUID(), [...crypto.getRandomValues(new Uint16Array(2))], performance.timeOrigin, performance.now(), new Event("x").timeStamp]`
	const want = `["00010203-0405-4607-8809-0a0b0c0d0e0f",[4368,4882],1700000000000,0,0]`
	for range 2 {
		if got := eval(t, newVM(t), expression); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestEveryScriptIsUsed keeps the list and the folder the same.
func TestEveryScriptIsUsed(t *testing.T) {
	js := goja.New()
	p := &platform{js: js, env: testEnv(nil), scripts: map[string]*goja.Object{}}
	files, err := scripts.ReadDir("js")
	if err != nil {
		t.Fatal(err)
	}
	Install(js, p.env)
	for _, file := range files {
		p.script(strings.TrimSuffix(file.Name(), ".js"))
	}
	for _, b := range globals() {
		if p.script(b.script).Get(b.export) == nil {
			t.Errorf("%s.js makes no %s", b.script, b.export)
		}
	}
}
