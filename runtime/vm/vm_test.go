package vm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"

	"github.com/dop251/goja"
)

// liveHost does every call and keeps nothing.
type liveHost struct{}

func (liveHost) Ask(a Asked) {
	a.Work(func(ctx context.Context) context.Context { return ctx }, a.Deliver)
}
func (liveHost) Now() time.Time { return clock.Now() }
func (liveHost) Random(p []byte) {
	for i := range p {
		p[i] = byte(i)
	}
}

// run runs the body of an async function with the given globals and returns its result.
func run(t testing.TB, body string, globals func(r *Runtime)) (string, *Failure) {
	t.Helper()
	return runCtx(t, context.Background(), body, globals)
}

func runCtx(t testing.TB, ctx context.Context, body string, globals func(r *Runtime)) (string, *Failure) {
	t.Helper()
	r := New(Config{Host: liveHost{}, Params: json.RawMessage(`{"from":"x"}`)})
	if globals != nil {
		globals(r)
	}
	out, err := r.Run(ctx, Program{Name: "a.js", Code: "(async function(){\"use strict\";return {default: async function(params){\n" + body + "\n}}})"})
	return string(out), r.Failure(err)
}

// list is a listing over pages given as JSON arrays; asked counts the pages asked for.
func list(r *Runtime, asked *int, pages ...string) goja.Value {
	return r.Listing(Walk{Call: call.Call{Kind: "test.list", Effect: call.Read}, Open: func() Pager { return &pagesOf{pages: pages, asked: asked} }})
}

type pagesOf struct {
	limits *[]int
	pages  []string
	asked  *int
	closed bool
}

func (p *pagesOf) Page(_ context.Context, cursor []byte) (call.Answer, error) {
	i := 0
	if cursor != nil {
		_ = json.Unmarshal(cursor, &i)
	}
	*p.asked++
	if p.pages[i] == "fail" {
		return call.Answer{}, call.New(call.ConnectionError, "no")
	}
	a := call.Answer{Body: []byte(p.pages[i])}
	if i+1 < len(p.pages) {
		a.Cursor = fmt.Append(nil, i+1)
	}
	return a, nil
}
func (p *pagesOf) Limit(n int) {
	if p.limits != nil {
		*p.limits = append(*p.limits, n)
	}
}
func (p *pagesOf) Saw(call.Answer) {}
func (p *pagesOf) Close()          { p.closed = true }

func TestRecordsAreLikePlainObjects(t *testing.T) {
	const rec = `{"id":"1","n":9007199254740993,"o":{"name":"伊藤"},"a":[1,{"x":2}],"z":null,"s":"\u4f0a\"\\\ud83d\ude00","1":"one","0":"zero","__proto__":"p","b":true,"f":1.5,"m":-0}`
	checks := []string{
		`Object.keys(x).join()`, `JSON.stringify(x)`, `JSON.stringify({...x})`, `x.id + x.n + x.s`, `x.o === x.o`,
		`(x.o.name = "y", x.o.name)`, `(x.id = "2", x.id)`, `"id" in x`, `"nope" in x`, `x.nope`, `delete x.id, JSON.stringify(x)`,
		`Object.isFrozen(Object.freeze(x))`, `(() => { "use strict"; Object.freeze(x); try { x.id = 3; return "set" } catch (e) { return e.name } })()`,
		`Object.prototype.toString.call(x)`, `typeof x`, `x instanceof Object`, `Object.getPrototypeOf(x) === Object.prototype`,
		`JSON.stringify(Object.getOwnPropertyDescriptor(x, "id"))`, `Object.getOwnPropertyDescriptor(x, "nope")`,
		`(() => { const s = Symbol(); x[s] = 4; return x[s] + Object.getOwnPropertySymbols(x).length })()`,
		`(() => { Object.defineProperty(x, "id", { get() { return this === x }, configurable: true }); return x.id })()`,
		`x.hasOwnProperty("o")`, `Object.entries(x).length`, `JSON.stringify(Object.assign({}, x))`, `x[1] + x["0"]`,
		`(() => { const { id, ...rest } = x; return JSON.stringify(rest) })()`, `Object.is(x.m, -0)`, `x.a.length + x.a[1].x`,
		`(() => { Object.seal(x); try { return Object.isSealed(x) + String(delete x.id) } catch (e) { return e.name } })()`, `x.toString()`, `String(x.constructor === Object)`,
		`(() => { let k = ""; for (const i in x) k += i; return k })()`, `(() => { Object.preventExtensions(x); try { x.q = 1; return x.q } catch (e) { return e.name } })()`,
		`x.__proto__`, `Reflect.ownKeys(x).length`, `(() => { const y = Object.create(x); y.id = 5; return x.id + y.id + y.n })()`,
		`Array.isArray(x)`, `x.id?.length`,
	}
	for _, check := range checks {
		body := `const plain = JSON.parse(` + "`" + strings.ReplaceAll(strings.Replace(rec, "9007199254740993", `"9007199254740993"`, 1), `\`, `\\`) + "`" + `);
			const f = (x) => (` + strings.Replace(check, "delete x.id, JSON", "(delete x.id, JSON", 1) + strings.Repeat(")", strings.Count(check, "delete x.id, JSON")) + `);
			const [r] = await l.toArray();
			const got = String(f(r)), want = String(f(plain));
			if (got !== want) throw new Error(got + " is not " + want);`
		asked := 0
		if _, f := run(t, body, func(r *Runtime) { _ = r.js.Set("l", list(r, &asked, "["+rec+"]")) }); f != nil {
			t.Errorf("%s: %v", check, f.Message)
		}
	}
}

func TestListing(t *testing.T) {
	pages := []string{`[{"i":1},{"i":2}]`, `[]`, `[{"i":3}, 4, "five"]`}
	for _, c := range []struct {
		body, want string
		asked      int
	}{
		{`return (await l.toArray()).map(x => x.i ?? x)`, `[1,2,3,4,"five"]`, 3},
		{`return (await l.take(2).toArray()).length`, `2`, 1},
		{`return await l.take(0).toArray()`, `[]`, 0},
		{`return await l.filter(x => x.i > 1).map(x => x.i * 2).toArray()`, `[4,6]`, 3},
		{`return await l.filter(async x => x.i > 1).map(async x => x.i * 2).toArray()`, `[4,6]`, 3},
		{`return await l.drop(3).toArray()`, `[4,"five"]`, 3},
		{`return await l.flatMap(x => [x.i, 0]).take(3).toArray()`, `[1,0,2]`, 1},
		{`return await l.reduce((a, x) => a + (x.i ?? 0), 10)`, `16`, 3},
		{`return [await l.some(x => x.i === 2), await l.every(x => x.i === 1), (await l.find(x => x.i === 2)).i]`, `[true,false,2]`, 3},
		{`const p = []; for (const it = l.pages()[Symbol.asyncIterator]();;) { const r = await it.next(); if (r.done) break; p.push(r.value.length) } return p`, `[2,0,3]`, 3},
		{`const it = l[Symbol.asyncIterator](); const all = await Promise.all([it.next(), it.next(), it.next()]); return all.map(r => r.value.i)`, `[1,2,3]`, 3},
		{`const it = l[Symbol.asyncIterator](); await it.next(); await it.return(); return (await it.next()).done`, `true`, 1},
	} {
		asked := 0
		got, f := run(t, c.body, func(r *Runtime) { _ = r.js.Set("l", list(r, &asked, pages...)) })
		if f != nil || got != c.want || asked != c.asked {
			t.Errorf("%s: got %s, %d pages, %v; want %s, %d pages", c.body, got, asked, f, c.want, c.asked)
		}
	}
}

func TestAWalkKnowsHowMuchIsWanted(t *testing.T) {
	for body, want := range map[string]string{
		`await l.toArray()`: "[]", `await l.take(2).toArray()`: "[2]", `await l.take(9).take(2).toArray()`: "[2]",
		`await l.drop(1).take(2).toArray()`: "[3]", `await l.take(2).drop(1).toArray()`: "[2]", `await l.map(x => x).take(3).toArray()`: "[3]",
		`await l.filter(x => true).take(3).toArray()`: "[0]", `await l.filter(x => true).toArray()`: "[]", `await l.flatMap(x => [x]).take(1).toArray()`: "[0]",
		`await l.drop(1).filter(x => 1).take(2).toArray()`: "[0]", `await l.find(x => true)`: "[]", `await l.take(Infinity).toArray()`: "[2147483647]",
		`for (const it = l.take(1)[Symbol.asyncIterator]();;) { if ((await it.next()).done) break }`: "[1]",
	} {
		var limits []int
		asked := 0
		_, f := run(t, body, func(r *Runtime) {
			_ = r.js.Set("l", r.Listing(Walk{Open: func() Pager { return &pagesOf{pages: []string{`[1,2,3,4,5]`}, asked: &asked, limits: &limits} }}))
		})
		if got := fmt.Sprint(limits); f != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", body, got, f, want)
		}
	}
}

func TestWhatEndsARun(t *testing.T) {
	for body, want := range map[string]string{
		`throw new TypeError("no")`: "TypeError: no a.js:2",
		`setTimeout(() => { throw new Error("late") }, 1); await new Promise(r => setTimeout(r, 5))`: "Error: late a.js:2",
		`Promise.reject(new RangeError("lost")); await new Promise(r => setTimeout(r, 1))`:           "RangeError: lost a.js:2",
		`await new Promise(() => {})`:  "Error: the script waits for a promise that nothing can settle any more :0",
		`const f = () => f() + 1; f()`: "RangeError: the script calls itself too deeply a.js:2",
		`throw "text"`:                 `Error: the script threw a value that is no Error: "text" :0`,
		`queueMicrotask(() => { throw new Error("micro") }); await 1; await 1`: "Error: micro a.js:2",
		`await fails()`: "VendorError: refused a.js:2",
	} {
		_, f := run(t, body, func(r *Runtime) {
			_ = r.js.Set("fails", r.Func("fails", func(a *Args) goja.Value {
				return r.Ask(call.Call{Kind: "x"}, func(context.Context) (call.Answer, error) {
					return call.Answer{}, &call.Error{Class: call.VendorError, Text: call.New(call.PlainError, "refused").Text, Status: 401}
				}, nil)
			}))
		})
		if f == nil {
			t.Errorf("%s: did not fail", body)
			continue
		}
		if got := fmt.Sprintf("%s: %s %s:%d", f.Name, f.Message, f.File, f.Line); got != want {
			t.Errorf("%s:\n got %s\nwant %s", body, got, want)
		}
	}
}

func TestInterruptEndsAnEndlessLoop(t *testing.T) {
	stopped := errors.New("stopped")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 20*time.Millisecond, stopped)
	defer cancel()
	_, f := runCtx(t, ctx, `for (;;) {}`, nil)
	if f == nil || !errors.Is(f.Err, stopped) {
		t.Fatalf("got %+v", f)
	}
}

func BenchmarkSpread(b *testing.B) {
	rec := `{"id":"37171BA646FD16C8F0960DE7403AAAAA","exchangeDate":"2015-08-21","owner":{"id":"ito"},"a":"x","b":"x","c":"x","d":"x","e":"x","f":"x","g":"x","h":"x","i":"x","j":"x","k":"x","l":"x"}`
	page := "[" + strings.Repeat(rec+",", 299) + rec + "]"
	for b.Loop() {
		asked := 0
		_, f := run(b, `let n = 0; for (const x of await l.toArray()) n += Object.keys({ ...x }).length; return n`, func(r *Runtime) {
			_ = r.js.Set("l", list(r, &asked, page, page, page, page, page, page, page, page, page, page))
		})
		if f != nil {
			b.Fatal(f.Message)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/3000, "µs/record")
}

func BenchmarkWalk(b *testing.B) {
	rec := `{"id":"37171BA646FD16C8F0960DE7403AAAAA","companyId":"DLED3O4OE0MA78DQLWO21DBGE5GAAAAA","personId":"F11E1A1B94EE2B4AB3F01A30C17AAAAA","exchangeDate":"2015-08-21","registeredTime":"2015-08-21T11:29:39+09:00","updatedTime":"2015-08-21T11:29:39+09:00","owner":{"id":"ito","name":"伊藤花子","email":"ito@example.com"},"lastName":"伊藤","firstName":"花子","email":"ito@example.com","mobile":"080-0000-0000","companyName":"株式会社 ITO","address":"東京都台東区池之端 1-1 ビル 101"}`
	page := "[" + strings.Repeat(rec+",", 299) + rec + "]"
	pages := make([]string, 334)
	for i := range pages {
		pages[i] = page
	}
	b.ReportAllocs()
	for b.Loop() {
		asked := 0
		_, f := run(b, `let n = 0; const it = l[Symbol.for("dandori.sync")](); for (;;) { let r = it.next(); if (!r.sync) r = await r; if (r.done) break; if (r.value.email) { n++; await ok } } return n`, func(r *Runtime) {
			_ = r.js.Set("l", list(r, &asked, pages...))
			_ = r.js.Set("ok", r.Resolved())
		})
		if f != nil {
			b.Fatal(f.Message)
		}
	}
}
