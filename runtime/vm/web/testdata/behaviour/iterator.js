// What test262's built-ins/Iterator asks. One check a line: an expression, what it shows.
[1, 2, 3, 4].values().filter((x) => x % 2).map((x, i) => x * 10 + i).toArray() //=> [10,31]
[1, 2, 3].values().take(2).toArray() //=> [1,2]
[1, 2, 3].values().drop(1).toArray() //=> [2,3]
[1, 2].values().drop(9).toArray() //=> []
[1, 2].values().take(Infinity).toArray() //=> [1,2]
[1, 2].values().take(1.9).toArray() //=> [1]
[1, 2].values().take(-0.5).toArray() //=> []
[1, 2].values().take(NaN) //=> throws RangeError
[1, 2].values().take(-1) //=> throws RangeError
[1, 2].values().drop(undefined) //=> throws RangeError
[1, 2].values().flatMap((x) => [x, [x]]).toArray() //=> [1,[1],2,[2]]
[1].values().flatMap(() => "text").toArray() //=> throws TypeError
[1].values().flatMap(() => new String("ab")).toArray() //=> ["a","b"]
[1].values().flatMap(() => 5).toArray() //=> throws TypeError
[1, 2, 3].values().reduce((a, b) => a + b) //=> 6
[1, 2, 3].values().reduce((a, b, i) => a + b * i, 10) //=> 18
[].values().reduce((a, b) => a) //=> throws TypeError
[].values().reduce((a, b) => a, undefined) //=> undefined
[[1, 2].values().some((x) => x > 1), [1, 2].values().every((x) => x > 1), [1, 2].values().find((x) => x > 1), [1].values().find((x) => x > 1)] //=> [true,false,2,null]
(() => { const seen = []; const r = ["a", "b"].values().forEach((v, i) => seen.push(v + i)); return [seen, r]; })() //=> [["a0","b1"],null]
[].values().map(5) //=> throws TypeError
[...new Map([[1, 2]]).entries().map(([k, v]) => k + v)] //=> [3]
[..."伊藤"[Symbol.iterator]().map((c) => c + "!")] //=> ["伊!","藤!"]
[..."a1b2".matchAll(/\d/g).map((m) => m[0])] //=> ["1","2"]
(function* () { yield 1; yield 2; })().map((x) => -x).toArray() //=> [-1,-2]
(() => { const log = []; function* g() { try { yield 1; yield 2; } finally { log.push("closed"); } } const r = g().take(1).toArray(); return [r, log]; })() //=> [[1],["closed"]]
(() => { const log = []; function* g() { try { yield 1; } finally { log.push("closed"); } } try { g().map(() => { throw new RangeError("f"); }).next(); } catch (e) { log.push(e.name); } return log; })() //=> ["closed","RangeError"]
(() => { const log = []; function* g() { try { yield 1; yield 2; } finally { log.push("closed"); } } log.push(g().some((x) => x === 1)); return log; })() //=> ["closed",true]
(() => { const log = [], it = { next: () => ({ done: false, value: 1 }), return() { log.push("return"); return {}; }, __proto__: Iterator.prototype }; const h = it.map((x) => x); log.push(h.return()); log.push(h.next(), h.return()); return log; })() //=> ["return",{"done":true},{"done":true},{"done":true}]
(() => { const log = [], it = { next: () => ({ done: true }), return() { log.push("return"); return {}; }, __proto__: Iterator.prototype }; try { it.map(1); } catch { log.push("threw"); } try { it.take(NaN); } catch { log.push("threw"); } return log; })() //=> ["return","threw","return","threw"]
(() => { const it = { next() { return 1; }, __proto__: Iterator.prototype }; return it.toArray(); })() //=> throws TypeError
(() => { let h; function* g() { h.next(); yield 1; } h = g().map((x) => x); return h.next(); })() //=> throws TypeError
(() => { let n = 0; const it = { get next() { n++; let i = 0; return () => ({ done: i++ > 2, value: i }); }, __proto__: Iterator.prototype }; return [it.toArray(), n]; })() //=> [[1,2,3],1]
Iterator() //=> throws TypeError
new Iterator() //=> throws TypeError
(() => { class It extends Iterator { #n = 0; next() { return { done: this.#n > 1, value: this.#n++ }; } } return [new It().toArray(), new It() instanceof Iterator, [...new It()]]; })() //=> [[0,1],true,[0,1]]
[[].values() instanceof Iterator, (function* () {})() instanceof Iterator, new Map().keys() instanceof Iterator, Iterator.prototype === Object.getPrototypeOf(Object.getPrototypeOf([].values()))] //=> [true,true,true,true]
[Iterator.name, Iterator.length, Iterator.prototype.constructor === Iterator, Iterator.prototype[Symbol.toStringTag]] //=> ["Iterator",0,true,"Iterator"]
Object.prototype.toString.call([].values().map((x) => x)) //=> [object Iterator Helper]
Iterator.from({ next() { return { done: true, value: 1 }; } }).toArray() //=> []
Iterator.from([1, 2]).toArray() //=> [1,2]
Iterator.from("ab").toArray() //=> ["a","b"]
Iterator.from(5) //=> throws TypeError
(() => { const it = [].values(); return Iterator.from(it) === it; })() //=> true
(() => { const w = Iterator.from({ next: () => ({ done: false, value: 1 }) }); return [w instanceof Iterator, w.return(), w.take(2).toArray()]; })() //=> [true,{"done":true},[1,1]]
Iterator.concat([1], new Set([2, 3]), [4].values()).toArray() //=> [1,2,3,4]
Iterator.concat(1) //=> throws TypeError
[...Iterator.concat()] //=> []
(() => { const o = Object.create(Iterator.prototype); o[Symbol.toStringTag] = "mine"; o.constructor = 1; return [o[Symbol.toStringTag], o.constructor, Object.keys(o)]; })() //=> ["mine",1,["constructor"]]
(() => { const log = []; const it = { return() { log.push("r"); }, __proto__: Iterator.prototype }; it[Symbol.dispose](); return log; })() //=> ["r"]
(() => { const o = { __proto__: Iterator.prototype }; o.map = 1; return [Object.keys(o), typeof [].values().map]; })() //=> [["map"],"function"]
(() => { let h, name; const it = { next() { try { h.next(); } catch (e) { name = e.name; } return { done: true }; }, __proto__: Iterator.prototype }; h = it.map((x) => x); h.next(); return name; })() //=> TypeError
