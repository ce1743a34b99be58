package compile_test

import "strings"

// wholeLoop reads as esbuild lowers a loop.
const wholeLoop = `try {
  for (var iter = __forAwait(x), more, temp, error; more = !(temp = await iter.next()).done; more = false) {
    const x = temp.value;
  }
} catch (temp) {
  error = [temp];
} finally {
  try {
    more && (temp = iter.return) && await temp.call(iter);
  } finally {
    if (error)
      throw error[0];
  }
}
`

type semantic struct{ name, script, want string }

// loopSemantics are scripts about loops; what they log must be what the
// standard says, and Node where there is one.
func loopSemantics() []semantic {
	return []semantic{
		{"values and promises of values", `for await (const x of [1, Promise.resolve(2)]) log(x)`, `1 2`},
		{"loops in loops at the top", `
			for await (const a of [1, 2]) { for await (const b of [10, 20]) log(a * b); log("-") }`, `10 20 "-" 20 40 "-"`},
		{"loops beside loops and a variable of the same name", `
			let error = "mine"; const iter = 0;
			for await (const a of [1]) log(a);
			for await (const temp of [error]) log(temp);
			async function f(more) { for await (const a of [more]) log(a) }
			await f(error);`, `1 "mine" "mine"`},
		{"labels", `
			outer: for await (const a of [1, 2, 3]) { for await (const b of [1, 2]) { if (a === 2) continue outer; if (a === 3) break outer; log([a, b]) } }`, `[1,1] [1,2]`},
		{"patterns", `
			let a, o = {};
			for await ({ a, b: o.b = (() => "d")() } of [{ a: 1 }]) log([a, o.b]);
			for await ([a] of [[2]]) log(a);
			for await (o.x of [3]) log(o.x);
			for await (const { p: { q = [...[4]] } } of [{ p: {} }]) log(q);
			for await (var v of [5]); log(v)`, `[1,"d"] 2 3 [4] 5`},
		{"closures keep their item", `
			const fs = []; for await (const x of [1, 2]) fs.push(() => x); log(fs.map(f => f()))`, `[1,2]`},
		{"break closes and waits", closing(`for await (const x of it) { log(x); break } log("after")`), `1 "return" "closed" "after"`},
		{"a throw closes and wins", closing(`try { for await (const x of it) { log(x); throw "mine" } } catch (e) { log(e) }`), `1 "return" "closed" "mine"`},
		{"return closes", closing(`async function f() { for await (const x of it) return x } log(await f())`), `"return" "closed" 1`},
		{"the end does not close", closing(`for await (const x of it) log(x)`), `1 2 3`},
		{"a failing next does not close", `
			const it = { [Symbol.asyncIterator]() { return this }, next() { throw "next" }, return() { log("return") } };
			try { for await (const x of it) log(x) } catch (e) { log(e) }`, `"next"`},
		{"a result that is no object", `
			for (const r of [undefined, 1]) {
				const it = { [Symbol.asyncIterator]() { return this }, next() { return r } };
				try { for await (const x of it) log(x) } catch (e) { log(e instanceof TypeError) }
			}`, `true true`},
		{"what is not iterable", `
			for (const v of [undefined, null, 1, {}]) { try { for await (const x of v) log(x) } catch (e) { log(e instanceof TypeError) } }`, `true true true true`},
		{"the list of a loop is an expression with loops", `
			for await (const x of (function* () { for (var i = 0; i < 2; i++) yield i })()) log(x);
			for await (const x of await (async () => { const l = []; for await (const y of [3, 4]) l.push(y); return l })()) log(x)`, `0 1 3 4`},
		{"text that looks like a loop", "const s = `\n  for (var iter = __forAwait(x), more, temp, error; more = !(temp = await iter.next()).done; more = false) {${1}\n`;\n" +
			`for await (const x of [s.length]) log(x); log('for (var iter = __forAwait(x)')`, `111 "for (var iter = __forAwait(x)"`},
		{"text that is a whole loop", "const s = `\n" + wholeLoop + "`; const t = " + "'" + strings.ReplaceAll(strings.ReplaceAll(wholeLoop, "\n", "\\n"), "'", "") + "';" + `
			for await (const x of [1]) log([s.trim() === t.trim(), s.includes("iter.next()"), s.length])`, `[true,true,317]`},
		{"a value that is not the loop's", `
			const temp = { value: 1 }; let y;
			for await (const { a = (() => { y = temp.value; return y })() } of [{}]) log(a)`, `1`},
		{"text in the target", "const o = {}, tag = () => o; for await (tag`= temp.value;`.x of [1]) log(o.x)", `1`},
		{"slashes", "const a = 4, g = 2; let b = 4; for await (const x of [a / 2 / g, `${a}`/g, /[/\"]\\/`/.test('\"/`'), b++ / 2]) log(x)\nif (a) /`/.test('`') && log(true)\n{ }\n/`\\{\\(/.test(a); log(`${`}`}`)", `1 2 true 2 true "}"`},
	}
}

// usingSemantics are beyond older Nodes.
func usingSemantics() []semantic {
	return []semantic{
		{"using in a loop", `
			const r = (n) => ({ n, [Symbol.dispose]() { log("end " + n) } });
			for await (using x of [r(1), r(2)]) log(x.n)`, `1 "end 1" 2 "end 2"`},
		{"await using, in a generator", `
			async function* g() { await using r = { async [Symbol.asyncDispose]() { await null; log("end") } }; yield 1 }
			for await (const x of g()) log(x)`, `1 "end"`},
	}
}

func generatorSemantics() []semantic {
	return []semantic{
		{"order of steps", `
			async function* g() { try { log("start"); const x = yield 1; log(x); yield 2 } finally { log("finally") } }
			const it = g(); log("made"); log(await it.next("lost")); log(await it.next("got")); log(await it.next()); log(await it.next())`,
			`"made" "start" {"done":false,"value":1} "got" {"done":false,"value":2} "finally" {"done":true,"value":null} {"done":true,"value":null}`},
		{"what follows an await in finally", `
			async function* g() { try { yield 1 } finally { await null; log("cleaned") } }
			for await (const x of g()) { log(x); break } log("after")`, `1 "cleaned" "after"`},
		{"yield in finally", `
			async function* g() { try { yield 1 } finally { yield 2; log("end") } }
			const it = g(); await it.next(); log(await it.return(9)); log(await it.next())`, `{"done":false,"value":2} "end" {"done":true,"value":9}`},
		{"return before the start, and of a promise", `
			async function* g() { log("never") }
			const it = g(); log(await it.return(Promise.resolve(3))); log(await it.next())`, `{"done":true,"value":3} {"done":true,"value":null}`},
		{"return of a rejection is thrown inside", `
			async function* g() { try { yield 1 } catch (e) { log("caught " + e); yield 2 } }
			const it = g(); await it.next(); log(await it.return(Promise.reject("no")))`, `"caught no" {"done":false,"value":2}`},
		{"throw", `
			async function* g() { try { yield 1 } catch (e) { log(e); yield 2 } }
			const it = g(); await it.next(); log(await it.throw("in")); try { await it.throw("out") } catch (e) { log(e) } log(await it.next())`,
			`"in" {"done":false,"value":2} "out" {"done":true,"value":null}`},
		{"throw before the start", `
			async function* g() { log("never") }
			const it = g(); try { await it.throw("x") } catch (e) { log(e) } log(await it.next())`, `"x" {"done":true,"value":null}`},
		{"a rejected promise yielded is thrown inside", `
			async function* g() { try { yield Promise.reject("bad") } catch (e) { log("inside " + e) } yield Promise.resolve("ok") }
			for await (const x of g()) log(x)`, `"inside bad" "ok"`},
		{"an await that fails", `
			async function* g() { try { await Promise.reject("bad") } catch (e) { yield e } throw "end" }
			try { for await (const x of g()) log(x) } catch (e) { log(e) }`, `"bad" "end"`},
		{"requests queue up", `
			async function* g() { let n = 0; while (n < 3) { await null; log("step " + n); yield n++ } return "r" }
			const it = g(); const all = [it.next(), it.next(), it.return("x"), it.next(), it.throw("late").catch(e => e)];
			log(await Promise.all(all))`,
			`"step 0" "step 1" [{"done":false,"value":0},{"done":false,"value":1},{"done":true,"value":"x"},{"done":true,"value":null},"late"]`},
		{"asks itself", `
			let it; async function* g() { const p = it.next(); yield 1; log(await p); yield 2 }
			it = g(); log(await it.next()); log("asked")`, `{"done":false,"value":1} "asked"`},
		{"yield* of generators and lists", `
			async function* a() { log(yield 1); return "ra" }
			async function* g() { log(yield* a()); yield* [2, Promise.resolve(3)]; yield* (function* () { yield 4 })() }
			const it = g(); const out = []; for (let r = await it.next(); !r.done; r = await it.next("sent")) out.push(r.value); log(out)`, `"sent" "ra" [1,2,3,4]`},
		{"yield* passes return and throw on", `
			async function* a() { try { yield 1 } catch (e) { log("a " + e); yield 2 } finally { await null; log("a ends") } }
			async function* g() { try { yield* a(); log("goes on"); yield 3 } finally { await null; log("g ends") } }
			let it = g(); await it.next(); log((await it.throw("t")).value); log((await it.next()).value); await it.return();
			it = g(); await it.next(); log(await it.return(7))`, `"a t" 2 "a ends" "goes on" 3 "g ends" "a ends" "g ends" {"done":true,"value":7}`},
		{"yield* in finally, while returning", `
			async function* a() { yield "a1"; yield "a2" }
			async function* g() { try { yield 1 } finally { yield* a(); log("end of finally") } }
			const it = g(); await it.next(); const out = []; for (let r = await it.return(8); ; r = await it.next()) { out.push(r); if (r.done) break } log(out)`,
			`"end of finally" [{"done":false,"value":"a1"},{"done":false,"value":"a2"},{"done":true,"value":8}]`},
		{"yield* of what cannot be", `
			async function* g(v) { try { yield* v } catch (e) { yield e instanceof TypeError } }
			for (const v of [null, 1, { [Symbol.asyncIterator]() { return { next() { return 1 } } } }]) for await (const x of g(v)) log(x)`, `true true true`},
		{"this, arguments, methods", `
			class A { #p = 1; async *m() { yield [this.#p, arguments.length] } static async *s() { yield this.name } }
			for await (const x of new A().m(1, 2)) log(x); for await (const x of A.s()) log(x);
			const o = { n: 5, async *[Symbol.asyncIterator]() { yield this.n } }; for await (const x of o) log(x)`, `[1,2] "A" 5`},
		{"its look", `
			async function* g() {} const it = g(); log([Object.prototype.toString.call(it), it[Symbol.asyncIterator]() === it, Object.keys(it).length])`, `["[object AsyncGenerator]",true,0]`},
		{"turns", `
			async function* g() { yield 1; await null; yield 2 }
			const other = (async () => { for (let i = 0; i < 8; i++) { await null; log("t" + i) } })();
			for await (const x of g()) log(x); await other`, `"t0" "t1" 1 "t2" "t3" "t4" 2 "t5" "t6" "t7"`},
	}
}

// closing is a script with an iterator "it" that tells when it is closed.
func closing(script string) string {
	return `let n = 0;
		const it = { [Symbol.asyncIterator]() { return this }, async next() { n++; return { done: n > 3, value: n } }, async return() { log("return"); await null; log("closed"); return {} } };
		` + script
}
