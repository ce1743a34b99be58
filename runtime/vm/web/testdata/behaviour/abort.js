// What WPT's dom/abort asks. One check a line: an expression, what it shows.
(() => { const c = new AbortController(); return [c.signal.aborted, c.signal.reason, c.signal === c.signal, c.signal instanceof EventTarget]; })() //=> [false,null,true,true]
(() => { const c = new AbortController(); c.abort(); return [c.signal.aborted, c.signal.reason.name, c.signal.reason.code, c.signal.reason instanceof DOMException]; })() //=> [true,"AbortError",20,true]
(() => { const c = new AbortController(); c.abort("why"); c.abort("again"); return c.signal.reason; })() //=> why
(() => { const c = new AbortController(), seen = []; c.signal.onabort = function (e) { seen.push("on", this === c.signal, e.type, e.isTrusted, e.target === c.signal); }; c.signal.addEventListener("abort", () => seen.push("listener")); c.abort(); c.abort(); return seen; })() //=> ["on",true,"abort",true,true,"listener"]
(() => { const c = new AbortController(); let n = 0; c.signal.onabort = () => n++; c.signal.onabort = () => (n += 10); c.abort(); return n; })() //=> 10
(() => { const c = new AbortController(); let n = 0; c.signal.onabort = () => n++; c.signal.onabort = null; c.abort(); return [n, c.signal.onabort]; })() //=> [0,null]
(() => { const c = new AbortController(); c.signal.throwIfAborted(); c.abort(new RangeError("r")); c.signal.throwIfAborted(); })() //=> throws RangeError
new AbortSignal() //=> throws TypeError
AbortSignal.abort().reason.name //=> AbortError
AbortSignal.abort(0).reason //=> 0
AbortSignal.abort(null).reason //=> null
[AbortSignal.timeout(5).aborted, AbortSignal.timeout(0) instanceof AbortSignal] //=> [false,true]
AbortSignal.timeout() //=> throws TypeError
AbortSignal.timeout(-1) //=> throws TypeError
AbortSignal.timeout(NaN) //=> throws TypeError
AbortSignal.any([]).aborted //=> false
AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason //=> 1
AbortSignal.any([{}]) //=> throws TypeError
AbortSignal.any() //=> throws TypeError
(() => { const a = new AbortController(), b = new AbortController(), s = AbortSignal.any([a.signal, b.signal]); let n = 0; s.onabort = () => n++; b.abort("b"); a.abort("a"); return [s.aborted, s.reason, n]; })() //=> [true,"b",1]
(() => { const c = new AbortController(), s = AbortSignal.any([AbortSignal.any([c.signal])]); c.abort("deep"); return s.reason; })() //=> deep
(() => { const c = new AbortController(), d = AbortSignal.any([c.signal]), seen = []; c.signal.addEventListener("abort", () => seen.push("source", d.aborted)); d.addEventListener("abort", () => seen.push("dependent")); c.abort(); return seen; })() //=> ["source",true,"dependent"]
(() => { const c = new AbortController(), s = AbortSignal.any([c.signal]); let t; s.onabort = () => { t = AbortSignal.any([s]); }; c.abort("x"); return [t.aborted, t.reason]; })() //=> [true,"x"]
[String(new AbortController()), String(AbortSignal.abort())] //=> ["[object AbortController]","[object AbortSignal]"]
