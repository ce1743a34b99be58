// What test262 asks of the newer built-ins. One check a line: an expression, what it shows.
Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even")) //=> {"odd":[1,3],"even":[2]}
Object.getPrototypeOf(Object.groupBy([], (x) => x)) //=> null
Object.keys(Object.groupBy("b1a2", (c, i) => (i < 2 ? "z" : "__proto__"))) //=> ["z","__proto__"]
[...Map.groupBy([1, -0, 0, NaN, NaN], (x) => x)].map(([k, v]) => [String(k), v.length, Object.is(k, -0)]) //=> [["1",1,false],["0",2,false],["NaN",2,false]]
Object.groupBy(null, (x) => x) //=> throws TypeError
Object.groupBy([], 1) //=> throws TypeError
Object.groupBy(5, (x) => x) //=> throws TypeError
(() => { const m = new Map([["a", 1]]); return [m.getOrInsert("a", 2), m.getOrInsert("b", 3), m.getOrInsertComputed("c", (k) => k + "!"), m.getOrInsertComputed("c", () => 9), m.size]; })() //=> [1,3,"c!","c!",3]
(() => { const m = new Map(); m.getOrInsertComputed(-0, (k) => Object.is(k, 0)); return [...m]; })() //=> [[0,true]]
(() => { const m = new Map(); m.getOrInsertComputed("k", (k) => { m.set(k, "inside"); return "outside"; }); return m.get("k"); })() //=> outside
new Map().getOrInsertComputed("k") //=> throws TypeError
Map.prototype.getOrInsert.call(new WeakMap(), {}, 1) //=> throws TypeError
(() => { const m = new WeakMap(), k = {}; return [m.getOrInsert(k, 1), m.getOrInsert(k, 2), m.getOrInsertComputed({}, () => 3)]; })() //=> [1,1,3]
new WeakMap().getOrInsert("text", 1) //=> throws TypeError
Promise.withResolvers().promise instanceof Promise //=> true
(() => { const { promise, resolve } = Promise.withResolvers(); resolve(5); return promise; })() //=> 5
(() => { const { promise, reject } = Promise.withResolvers(); reject(new RangeError("r")); return promise; })() //=> throws RangeError
Promise.withResolvers.call(1) //=> throws TypeError
(() => { class P extends Promise {} return [P.withResolvers().promise instanceof P, P.try(() => 1) instanceof P]; })() //=> [true,true]
Promise.try((a, b) => a + b, 1, 2) //=> 3
Promise.try(() => { throw new RangeError("r"); }) //=> throws RangeError
Promise.try(async () => "later") //=> later
Promise.try(5) //=> throws TypeError
Array.fromAsync([1, Promise.resolve(2)]) //=> [1,2]
Array.fromAsync({ length: 2, 0: Promise.resolve("a"), 1: "b" }, async (x, i) => x + i) //=> ["a0","b1"]
Array.fromAsync({ [Symbol.asyncIterator]() { let i = 0; return { next: async () => ({ done: i > 2, value: i++ }) }; } }) //=> [0,1,2]
Array.fromAsync(new Set([1]), function (x) { return x + this.n; }, { n: 5 }) //=> [6]
Array.fromAsync([1], 2) //=> throws TypeError
Array.fromAsync(null) //=> throws TypeError
(async () => { const log = []; const it = { [Symbol.asyncIterator]() { return { next: async () => ({ done: false, value: 1 }), return: async () => { log.push("closed"); return {}; } }; } }; try { await Array.fromAsync(it, () => { throw new RangeError("m"); }); } catch (e) { log.push(e.name); } return log; })() //=> ["closed","RangeError"]
(async () => { const log = []; function* g() { try { yield Promise.reject(new RangeError("m")); } finally { log.push("closed"); } } try { await Array.fromAsync(g()); } catch (e) { log.push(e.name); } return log; })() //=> ["closed","RangeError"]
(async () => { class A extends Array {} return (await A.fromAsync([1])) instanceof A; })() //=> true
["a伊😀".isWellFormed(), "a\ud83d".isWellFormed(), "\ude00\ud83d".isWellFormed(), "\ud83d\ud83d\ude00".isWellFormed(), "".isWellFormed()] //=> [true,false,false,false,true]
"a\ud83d-\ude00\ud83d\ude00\ud83d".toWellFormed() //=> a�-�😀�
String.prototype.toWellFormed.call(5) //=> 5
String.prototype.isWellFormed.call(null) //=> throws TypeError
RegExp.escape("1.5 (円)") //=> \x31\.5\x20\(円\)
RegExp.escape("a-b_c") //=> \x61\x2db_c
RegExp.escape("^$\\.*+?()[]{}|/") //=> \^\$\\\.\*\+\?\(\)\[\]\{\}\|\/
RegExp.escape("-\t\n\u00a0\u3000\ufeff\u2028") //=> \x2d\t\n\xa0\u3000\ufeff\u2028
RegExp.escape("😀\ud800") //=> 😀\ud800
RegExp.escape(5) //=> throws TypeError
["a.b", "1+1=2", "[円]", "-"].every((s) => new RegExp("^" + RegExp.escape(s) + "$").test(s)) //=> true
[Math.sumPrecise([0.1, 0.2, 0.3]), Math.sumPrecise([1e308, 1e308, -1e308]), Math.sumPrecise([1e20, 0.1, -1e20]), Math.sumPrecise([5e-324, 5e-324])] //=> [0.6,1e+308,0.1,1e-323]
[Object.is(Math.sumPrecise([]), -0), Object.is(Math.sumPrecise([-0, -0]), -0), Object.is(Math.sumPrecise([-0, 0]), 0), Object.is(Math.sumPrecise([1, -1]), 0)] //=> [true,true,true,true]
[Math.sumPrecise([Infinity, 1]), Math.sumPrecise([Infinity, -Infinity]), Math.sumPrecise([NaN])].map(String) //=> ["Infinity","NaN","NaN"]
Math.sumPrecise([1, "2"]) //=> throws TypeError
Math.sumPrecise(5) //=> throws TypeError
[1.337, 65504, 65519.99, 65520, -65520, 5e-8, 2 ** -25, 2 ** -25 * 1.01, NaN].map((x) => String(Math.f16round(x))) //=> ["1.3369140625","65504","65504","Infinity","-Infinity","5.960464477539063e-8","0","5.960464477539063e-8","NaN"]
[Object.is(Math.f16round(-0), -0), Math.f16round("1.5")] //=> [true,1.5]
(() => { const b = new Uint8Array([1, 2, 3]).buffer, c = b.transfer(5); return [b.detached, b.byteLength, b.maxByteLength, c.byteLength, [...new Uint8Array(c)]]; })() //=> [true,0,0,5,[1,2,3,0,0]]
(() => { const b = new Uint8Array([1, 2, 3]).buffer; return [...new Uint8Array(b.transferToFixedLength(2))]; })() //=> [1,2]
(() => { const b = new ArrayBuffer(3); b.transfer(); b.transfer(); })() //=> throws TypeError
[new ArrayBuffer(3).resizable, new ArrayBuffer(3).maxByteLength, new ArrayBuffer(3).detached] //=> [false,3,false]
new ArrayBuffer(3).resize(5) //=> throws TypeError
ArrayBuffer.prototype.transfer.call({}) //=> throws TypeError
Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "detached").get.call({}) //=> throws TypeError
["asyncIterator", "dispose", "asyncDispose"].map((n) => [typeof Symbol[n], Symbol[n] === Symbol.for("Symbol." + n), Object.getOwnPropertyDescriptor(Symbol, n).writable]) //=> [["symbol",true,false],["symbol",true,false],["symbol",true,false]]
(() => { const t = {}; return [new WeakRef(t).deref() === t, String(new WeakRef(t))]; })() //=> [true,"[object WeakRef]"]
new WeakRef(1) //=> throws TypeError
new WeakRef(Symbol.for("x")) //=> throws TypeError
(() => { const r = new FinalizationRegistry(() => {}), t = {}, k = {}; r.register(t, 1, k); return [r.unregister(k), r.unregister(k), r.unregister({})]; })() //=> [true,false,false]
new FinalizationRegistry() //=> throws TypeError
(() => { const r = new FinalizationRegistry(() => {}), t = {}; r.register(t, t); })() //=> throws TypeError
(() => { const e = new SuppressedError(1, 2, "m"); return [e.error, e.suppressed, e.message, e.name, e instanceof Error, Object.keys(e)]; })() //=> [1,2,"m","SuppressedError",true,[]]
[Object.hasOwn(SuppressedError(1, 2), "message"), SuppressedError(1, 2) instanceof SuppressedError, Object.getPrototypeOf(SuppressedError) === Error] //=> [false,true,true]
(() => { class E extends SuppressedError {} return new E(1, 2) instanceof E; })() //=> true
(() => { const log = [], s = new DisposableStack(); s.defer(() => log.push("a")); s.adopt("v", (v) => log.push(v)); const r = { [Symbol.dispose]() { log.push(this === r); } }; log.push(s.use(r) === r, s.use(null)); s.dispose(); s.dispose(); log.push(s.disposed); return log; })() //=> [true,null,true,"v","a",true]
(() => { const s = new DisposableStack(); s.defer(() => { throw 1; }); s.defer(() => { throw 2; }); s.defer(() => { throw 3; }); try { s.dispose(); } catch (e) { return [e.error, e.suppressed.error, e.suppressed.suppressed]; } })() //=> [1,2,3]
(() => { const s = new DisposableStack(); s.defer(() => { throw undefined; }); let threw = false; try { s.dispose(); } catch (e) { threw = e === undefined; } return threw; })() //=> true
(() => { const log = [], s = new DisposableStack(); s.defer(() => log.push("x")); const t = s.move(); s.dispose(); log.push(s.disposed, t.disposed); t[Symbol.dispose](); return log; })() //=> [true,false,"x"]
(() => { const s = new DisposableStack(); s.dispose(); s.defer(() => {}); })() //=> throws ReferenceError
new DisposableStack().use({}) //=> throws TypeError
new DisposableStack().use(1) //=> throws TypeError
new DisposableStack().defer(1) //=> throws TypeError
DisposableStack() //=> throws TypeError
DisposableStack.prototype[Symbol.dispose] === DisposableStack.prototype.dispose //=> true
(async () => { const log = [], s = new AsyncDisposableStack(); s.defer(async () => { await null; log.push("a"); }); s.use({ async [Symbol.asyncDispose]() { await null; log.push("b"); } }); s.use({ [Symbol.dispose]() { log.push("c"); } }); s.adopt(1, async (v) => { log.push(v); }); await s.disposeAsync(); log.push(s.disposed); return log; })() //=> [1,"c","b","a",true]
(async () => { const s = new AsyncDisposableStack(); s.defer(() => Promise.reject(1)); s.defer(() => { throw 2; }); try { await s.disposeAsync(); } catch (e) { return [e.name, e.error, e.suppressed]; } })() //=> ["SuppressedError",1,2]
new AsyncDisposableStack().use({}) //=> throws TypeError
AsyncDisposableStack.prototype[Symbol.asyncDispose] === AsyncDisposableStack.prototype.disposeAsync //=> true
(() => { const o = {}; o.__defineGetter__("x", () => 5); o.__defineSetter__("x", () => {}); return [o.x, typeof o.__lookupGetter__("x"), typeof o.__lookupSetter__("x"), o.__lookupGetter__("y"), Object.keys(o)]; })() //=> [5,"function","function",null,["x"]]
({}).__defineGetter__("x", 1) //=> throws TypeError
Date.prototype.toGMTString === Date.prototype.toUTCString //=> true
(() => { const o = {}; Error.captureStackTrace(o); return [typeof o.stack, Object.keys(o)]; })() //=> ["string",[]]
(() => { function outer() { return inner(); } function inner() { const o = {}; Error.captureStackTrace(o, inner); return o.stack; } const s = outer(); return [s.includes("outer"), s.includes("inner")]; })() //=> [true,false]
(() => { class E extends Error { constructor(m) { super(m); Error.captureStackTrace(this, E); } } return new E("m").stack.split("\n")[0]; })() //=> Error: m
Error.captureStackTrace(1) //=> throws TypeError
global === globalThis //=> true
[...Uint8Array.from(atob("AQL/"), (c) => c.charCodeAt(0))] //=> [1,2,255]
[...Uint8Array.from("12")] //=> [1,2]
[...Int16Array.from(new Set([1, 2]), (x) => x * 2)] //=> [2,4]
[Uint8Array.from.name, Uint8Array.from.length, Uint8Array.from(5).length] //=> ["from",1,0]
Uint8Array.from(null) //=> throws TypeError
Uint8Array.from.call({}, []) //=> throws TypeError
