package compile_test

import "testing"

// TestSyntax runs what the language has in the engine: each line logs true.
func TestSyntax(t *testing.T) {
	lines := []string{
		`class A { static x = 0; static { this.x = 1 } } log(A.x === 1)`,
		`class A { #p = 1; #m() { return this.#p } get #g() { return 2 } set #g(v) { this.#p = v } run() { this.#g = 5; this.#p ??= 0; return this.#m() + this.#g } static has(o: object) { return #p in o } } log(new A().run() === 7 && A.has(new A()) && !A.has({}))`,
		`class A { static #s = 1; static #m() { return A.#s } static run() { return A.#m() } } log(A.run() === 1)`,
		`class A { constructor(private readonly a: number, public b = 2) {} sum() { return this.a + this.b } } log(new A(1).sum() === 3)`,
		`class A { declare x: number; y!: string; ["z"] = 1 } log(!("x" in new A()) && "y" in new A() && new A().z === 1)`,
		`abstract class A { abstract f(): number } class B extends A { override f() { return 1 } } log(new B().f() === 1)`,
		`class A { accessor x = 1 } const a = new A(); a.x++; log(a.x === 2)`,
		`const seen: string[] = []; function d(v: any, c: any) { seen.push(c.kind + " " + String(c.name)); return v } @d class A { @d m() {} @d x = 1 } new A(); log(seen.join() === "method m,field x,class A")`,
		`class B { f() { return 7 } } class A extends B { async f2() { await null; return super.f() } g = async () => this } log(await new A().f2() === 7)`,
		`enum E { A, B = 5, C } const enum F { X = "x" } namespace N { export const a = E.C } log(N.a === 6 && F.X === "x" && E[5] === "B")`,
		`type T = { a: number }; interface I extends T {} const v = { a: 1 } satisfies I as const; let w = <T>v; log(w!.a === 1)`,
		`function over(a: string): void; function over(a: any) { return a } log((over as any)(1) === 1)`,
		`let a: any = null; a ??= 1; a ||= 2; a &&= 3; log(a === 3)`,
		`let a: any; log(a?.b?.[0]?.() === undefined && (a ?? 1) === 1 && delete a?.b)`,
		`log(1_000 + 0b11 + 0o7 + 0xf === 1025 && 2 ** 3 === 8 && 10n ** 2n === 100n)`,
		`const { a, ...rest } = { a: 1, b: 2, ...{ c: 3 } }; log(rest.b + rest.c === 5 && Math.max(...[1, 2]) === 2)`,
		"log(String.raw`あ\\n${1}` === 'あ\\\\n1' && ((s: any) => s.raw[0])`\\u{x` === '\\\\u{x')",
		"const tag = (s: TemplateStringsArray) => s; const f = () => tag`日本`; log(f() === f() && f().raw[0] === '日本')",
		`log(/(?<year>\d{4})年/.exec("2025年")!.groups!.year === "2025" && /(?<=a)b/.test("ab") && !/(?<!a)b/.test("ab"))`,
		`log(/^.$/su.test("\n") && /^.$/u.test("😀") && /[ぁ-ん]/.test("あ") && "aXbX".replaceAll("X", "") === "ab" && /a/y.sticky)`,
		`const r = /^\p{Script=Katakana}+$/gu; log(r.source === "^\\p{Script=Katakana}+$" && r.flags === "gu" && r instanceof RegExp && /a/y.sticky)`,
		`log("\u{1f600}" === "😀" && ` + "`\\u{3042}`" + ` === "あ")`,
		`const r = /^い"$/im; log(r.source === '^い"$' && r.flags === "im" && r.toString() === '/^い"$/im' && "x /a/m y".length === 8)`,
		`try { throw 1 } catch { log(true) } finally {}`,
		`label: for (const x of [1]) { for (;;) continue label } log(true)`,
		`function f(a = 1, [b, c = 3] = [2], ...d: number[]) { return a + b + c + d.length } log(f() === 6 && f.length === 0)`,
		`function* g(): any { const x = yield 1; try { yield x } finally { yield 9 } } const i = g(); i.next(); log(i.next(3).value === 3 && i.return(4).value === 9)`,
		`log(new Error("x", { cause: 1 }).cause === 1 && Object.hasOwn({ a: 1 }, "a") && [1].at(-1) === 1)`,
		`{ using r = { [Symbol.dispose]() { order.push("d") } }; order.push("b") } log(order.join() === "b,d")`,
		`{ await using r = { async [Symbol.asyncDispose]() { await null; order.push("d") } }; order.push("b") } log(order.join() === "b,d")`,
		`async function* g() { yield* [1, 2] } const all = []; for await (const x of g()) all.push(x); log(all.length === 2)`,
		`const o = { async *g() { yield 1 }, async f() {}, get x() { return 1 }, ["c" + 1]: 1, __proto__: null }; log((await o.g().next()).value === 1)`,
		`log(await (async () => { for await (const x of [Promise.resolve(1)]) return x })() === 1)`,
		`const { default: d } = await import("./lib"); log(d === 1)`,
		`const lib = require("./lib.cjs"); log(lib.a === 1)`,
		`import lib = require("./lib.cjs"); log(lib.a === 1)`,
		`export * as ns from "./lib"; export { default as "a b" } from "./lib"; log(true)`,
		`import { "a-b" as ab } from "./lib"; log(ab === 2)`,
		`log(typeof process.env.NODE_ENV === "string")`,
		`log(("\u{20BB7}" === "𠮷") && "\uD800".length === 1)`,
		`const 𠮷野家 = { 氏名: 1 }; log(𠮷野家.氏名 === 1)`,
		`const n: unknown = 1; function isN(x: unknown): x is number { return true } log(isN(n))`,
		`var f = (x: number) => ({ x }), { x } = f(1); log(x === 1); /* <!-- */`,
		`switch (1 as number) { case 1: { let a = 1; log(a === 1) } }`,
		`log(typeof globalThis === "object" && (0, eval)("1") === 1)`,
		`import type { T } from "./lib"; import { type U, default as d } from "./lib"; log(d === 1)`,
		`log([..."a😀"].length === 2 && Object.fromEntries([["a", 1]]).a === 1)`,
		`const f = async x => x, g = async function named() { return named.name }; log(await f(1) === 1 && await g() === "named")`,
		`if (1) { function hoisted() { return 1 } log(hoisted() === 1) }`,
		`let done = false; do done = !done; while (!done) log(done)`,
	}
	for _, line := range lines {
		t.Run(line, func(t *testing.T) {
			p := compiled(t, map[string]string{
				"main.ts": "import { log } from 'dandori'; const order: string[] = [];\n" + line,
				"lib.ts":  "export default 1; const b = 2; export { b as 'a-b' }; export type T = 1; export type U = 2",
				"lib.cjs": "exports.a = 1",
			})
			if _, m := run(t, p); len(m.logged) != 1 || m.logged[0] != "true" {
				t.Errorf("logged %v\n%s", m.logged, p.Code)
			}
		})
	}
}
