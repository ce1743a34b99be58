// What WPT's dom/events ask. One check a line: an expression, what it shows.
(() => { const e = new Event("x", { bubbles: true, cancelable: true, composed: true }); return [e.type, e.bubbles, e.cancelable, e.composed, e.defaultPrevented, e.target, e.currentTarget, e.eventPhase, e.returnValue]; })() //=> ["x",true,true,true,false,null,null,0,true]
[Event.NONE, Event.CAPTURING_PHASE, Event.AT_TARGET, new Event("").BUBBLING_PHASE] //=> [0,1,2,3]
new Event() //=> throws TypeError
new Event("x", 1) //=> throws TypeError
Event("x") //=> throws TypeError
new CustomEvent("x", { detail: { n: 1 } }).detail //=> {"n":1}
new CustomEvent("x").detail //=> null
(() => { const t = new EventTarget(), seen = []; t.addEventListener("x", function (e) { seen.push(this === t, e.target === t, e.currentTarget === t, e.eventPhase, e.composedPath().length); }); const e = new Event("x"); seen.push(t.dispatchEvent(e), e.currentTarget, e.target === t, e.eventPhase); return seen; })() //=> [true,true,true,2,1,true,null,true,0]
(() => { const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener("x", f); t.addEventListener("x", f); t.addEventListener("x", f, { capture: true }); t.dispatchEvent(new Event("x")); t.removeEventListener("x", f); t.dispatchEvent(new Event("x")); t.removeEventListener("x", f, true); t.dispatchEvent(new Event("x")); return n; })() //=> 3
(() => { const t = new EventTarget(), seen = []; t.addEventListener("x", () => seen.push("bubble")); t.addEventListener("x", () => seen.push("capture"), true); t.dispatchEvent(new Event("x")); return seen; })() //=> ["capture","bubble"]
(() => { const t = new EventTarget(); let n = 0; t.addEventListener("x", () => n++, { once: true }); t.dispatchEvent(new Event("x")); t.dispatchEvent(new Event("x")); return n; })() //=> 1
(() => { const t = new EventTarget(), seen = []; const o = { handleEvent(e) { seen.push(this === o, e.type); } }; t.addEventListener("x", o); t.dispatchEvent(new Event("x")); return seen; })() //=> [true,"x"]
(() => { const t = new EventTarget(); let n = 0; const o = {}; t.addEventListener("x", o); o.handleEvent = () => n++; t.dispatchEvent(new Event("x")); return n; })() //=> 1
(() => { const t = new EventTarget(), c = new AbortController(); let n = 0; t.addEventListener("x", () => n++, { signal: c.signal }); t.dispatchEvent(new Event("x")); c.abort(); t.dispatchEvent(new Event("x")); t.addEventListener("x", () => n++, { signal: c.signal }); t.dispatchEvent(new Event("x")); return n; })() //=> 1
new EventTarget().addEventListener("x", () => {}, { signal: null }) //=> throws TypeError
(() => { const t = new EventTarget(), e = new Event("x", { cancelable: true }); t.addEventListener("x", (e) => e.preventDefault()); return [t.dispatchEvent(e), e.defaultPrevented]; })() //=> [false,true]
(() => { const t = new EventTarget(), e = new Event("x"); t.addEventListener("x", (e) => e.preventDefault()); return [t.dispatchEvent(e), e.defaultPrevented]; })() //=> [true,false]
(() => { const t = new EventTarget(), e = new Event("x", { cancelable: true }); t.addEventListener("x", (e) => e.preventDefault(), { passive: true }); return t.dispatchEvent(e); })() //=> true
(() => { const t = new EventTarget(), seen = []; t.addEventListener("x", (e) => { seen.push(1); e.stopImmediatePropagation(); }); t.addEventListener("x", () => seen.push(2)); t.dispatchEvent(new Event("x")); return seen; })() //=> [1]
(() => { const t = new EventTarget(), seen = []; t.addEventListener("x", (e) => { seen.push(1); e.stopPropagation(); }); t.addEventListener("x", () => seen.push(2)); t.dispatchEvent(new Event("x")); return seen; })() //=> [1,2]
(() => { const t = new EventTarget(), seen = [], g = () => seen.push("g"); t.addEventListener("x", () => { t.removeEventListener("x", g); t.addEventListener("x", () => seen.push("late")); }); t.addEventListener("x", g); t.dispatchEvent(new Event("x")); const first = [...seen]; t.dispatchEvent(new Event("x")); return [first, seen]; })() //=> [[],["late"]]
(() => { const t = new EventTarget(); let name; t.addEventListener("x", (e) => { try { t.dispatchEvent(e); } catch (err) { name = err.name; } }); t.dispatchEvent(new Event("x")); return name; })() //=> InvalidStateError
new EventTarget().dispatchEvent({ type: "x" }) //=> throws TypeError
new EventTarget().addEventListener("x") //=> throws TypeError
new EventTarget().addEventListener("x", "f") //=> throws TypeError
new EventTarget().addEventListener("x", null) //=> undefined
EventTarget.prototype.addEventListener.call({}, "x", () => {}) //=> throws TypeError
(() => { class T extends EventTarget { hi() { let n = 0; this.addEventListener("x", (e) => { n = e.detail; }); this.dispatchEvent(new CustomEvent("x", { detail: 7 })); return n; } } return new T().hi(); })() //=> 7
[new Event("x").isTrusted, Object.prototype.toString.call(new Event("x")), String(new EventTarget())] //=> [false,"[object Event]","[object EventTarget]"]
(() => { const e = new Event("a"); e.initEvent("b", true, true); e.returnValue = false; e.cancelBubble = true; return [e.type, e.bubbles, e.defaultPrevented, e.cancelBubble]; })() //=> ["b",true,true,true]
