// What WPT's structured-clone battery asks. One check a line: an expression, what it shows.
[undefined, null, true, 1, -0, NaN, 1n, "伊\ud800"].every((v) => Object.is(structuredClone(v), v)) //=> true
structuredClone({ a: [1, { b: "c" }], d: undefined }) //=> {"a":[1,{"b":"c"}]}
(() => { const a = { n: 1 }, b = structuredClone(a); b.n = 2; return [a.n, b.n, Object.getPrototypeOf(b) === Object.prototype]; })() //=> [1,2,true]
(() => { const a = [1]; a.self = a; const b = structuredClone(a); return [b.self === b, b !== a, b.length]; })() //=> [true,true,1]
(() => { const s = { x: 1 }, b = structuredClone({ p: s, q: s }); return b.p === b.q; })() //=> true
(() => { const b = structuredClone([1, , 3]); return [b.length, 1 in b]; })() //=> [3,false]
(() => { const a = Object.assign([1, 2], { extra: "x" }), b = structuredClone(a); return [b.extra, b.length]; })() //=> ["x",2]
(() => { const a = { [Symbol("s")]: 1, v: 2 }; Object.defineProperty(a, "hidden", { value: 3 }); Object.defineProperty(a, "got", { get: () => 4, enumerable: true }); const b = structuredClone(a); return [Reflect.ownKeys(b), Object.getOwnPropertyDescriptor(b, "got")]; })() //=> [["v","got"],{"value":4,"writable":true,"enumerable":true,"configurable":true}]
(() => { const b = structuredClone(JSON.parse('{"__proto__":{"x":1}}')); return [Object.keys(b), b.x]; })() //=> [["__proto__"],null]
(() => { const b = structuredClone(new Map([["a", { n: 1 }], [NaN, -0]])); return [b instanceof Map, [...b]]; })() //=> [true,[["a",{"n":1}],[null,0]]]
(() => { const m = new Map(); m.set(m, new Set([m])); const b = structuredClone(m), k = [...b.keys()][0]; return [k === b, [...b.get(b)][0] === b]; })() //=> [true,true]
[...structuredClone(new Set([3, 1, 2]))] //=> [3,1,2]
structuredClone(new Date(5)).getTime() //=> 5
Number.isNaN(structuredClone(new Date(NaN)).getTime()) //=> true
(() => { const r = /a(.)/giy; r.lastIndex = 3; const b = structuredClone(r); return [b.source, b.flags, b.lastIndex]; })() //=> ["a(.)","giy",0]
["Number", "String", "Boolean", "BigInt"].map((n) => { const o = Object({ Number: 1, String: "s", Boolean: false, BigInt: 2n }[n]); const b = structuredClone(o); return [typeof b, String(b), b !== o]; }) //=> [["object","1",true],["object","s",true],["object","false",true],["object","2",true]]
[...new Uint8Array(structuredClone(new Uint8Array([1, 2, 3]).buffer))] //=> [1,2,3]
(() => { const a = new Uint16Array([1, 2, 3, 4]).subarray(1, 3), b = structuredClone(a); return [b.constructor.name, [...b], b.byteOffset, b.buffer.byteLength]; })() //=> ["Uint16Array",[2,3],2,8]
(() => { const buffer = new ArrayBuffer(8), b = structuredClone([new Uint8Array(buffer), new DataView(buffer, 2, 3)]); b[0][2] = 7; return [b[1].getUint8(0), b[1].byteLength, b[0].buffer === b[1].buffer]; })() //=> [7,3,true]
(() => { const b = structuredClone(new RangeError("no", { cause: { n: 1 } })); return [b instanceof RangeError, b.name, b.message, Object.keys(b), Object.prototype.toString.call(b)]; })() //=> [true,"RangeError","no",[],"[object Error]"]
(() => { class Mine extends Error { get name() { return "Mine"; } } const b = structuredClone(new Mine("m")); return [Object.getPrototypeOf(b) === Error.prototype, b.name, b.message]; })() //=> [true,"Error","m"]
(() => { const e = new Error("m"); e.extra = 1; return structuredClone(e).extra; })() //=> undefined
(() => { const e = new Error("a"), b = structuredClone(e); return b.stack === e.stack; })() //=> true
(() => { const b = structuredClone(new DOMException("m", "AbortError")); return [b instanceof DOMException, b.name, b.message, b.code]; })() //=> [true,"AbortError","m",20]
(() => { class P { #x = 1; y = 2; } const b = structuredClone(new P()); return [b.y, b.constructor === Object]; })() //=> [2,true]
structuredClone(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })) //=> {"own":2}
(function () { return structuredClone(arguments); })(1, 2) //=> throws DataCloneError
structuredClone(() => {}) //=> throws DataCloneError
structuredClone({ f() {} }) //=> throws DataCloneError
structuredClone(class {}) //=> throws DataCloneError
structuredClone(Symbol("s")) //=> throws DataCloneError
structuredClone({ s: Symbol.iterator }) //=> throws DataCloneError
structuredClone(Object(Symbol())) //=> throws DataCloneError
structuredClone(new WeakMap()) //=> throws DataCloneError
structuredClone(new WeakSet()) //=> throws DataCloneError
structuredClone(new WeakRef({})) //=> throws DataCloneError
structuredClone(Promise.resolve()) //=> throws DataCloneError
structuredClone(new URL("https://a.b")) //=> throws DataCloneError
structuredClone(new URLSearchParams()) //=> throws DataCloneError
structuredClone(new AbortController()) //=> throws DataCloneError
structuredClone(new Event("x")) //=> throws DataCloneError
structuredClone() //=> throws TypeError
structuredClone({ get x() { throw new RangeError("mine"); } }) //=> throws RangeError
(() => { const b = new Uint8Array([1, 2]).buffer, c = structuredClone({ b }, { transfer: [b] }); return [b.byteLength, c.b.byteLength]; })() //=> [0,2]
(() => { const b = new ArrayBuffer(2); return structuredClone(b, { transfer: [b, b] }); })() //=> throws DataCloneError
structuredClone(1, { transfer: [{}] }) //=> throws DataCloneError
(() => { const b = new ArrayBuffer(2); structuredClone(b, { transfer: [b] }); return structuredClone(b); })() //=> throws DataCloneError
(() => { let e; try { structuredClone(Symbol("x")); } catch (x) { e = x; } return [e instanceof DOMException, e.code, e.message]; })() //=> [true,25,"Symbol(x) could not be cloned."]
