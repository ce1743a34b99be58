(() => {
"use strict";
const { Promise, Symbol, TypeError, WeakSet, Object, String } = globalThis;
const $asyncIterator = () => Symbol.asyncIterator || Symbol.for("Symbol.asyncIterator");
const $isObject = (x) => (typeof x === "object" && x !== null) || typeof x === "function";
const $sync = Symbol.for("dandori.sync");
const $hosts = new WeakSet();
const __dandori_forAwait = (obj) => {
  const host = obj == null ? undefined : obj[$sync];
  if (typeof host === "function") {
    const it = host.call(obj);
    $hosts.add(it);
    return it;
  }
  return $iterate(obj);
};
const $iterate = (obj) => {
  const method = obj == null ? undefined : obj[$asyncIterator()];
  if (method != null) {
    if (typeof method !== "function") throw new TypeError("object is not async iterable");
    const it = method.call(obj);
    if (!$isObject(it)) throw new TypeError("Result of the Symbol.asyncIterator method is not an object");
    return it;
  }
  if (obj == null || typeof obj[Symbol.iterator] !== "function") {
    throw new TypeError((obj == null ? String(obj) : typeof obj) + " is not async iterable");
  }
  return $fromSync(obj[Symbol.iterator]());
};
const __dandori_isHost = (it) => $isObject(it) && $hosts.has(it);
const $notResult = (r) => new TypeError("Iterator result " + String(r) + " is not an object");
const __dandori_result = (r) => {
  if (!$isObject(r)) throw $notResult(r);
  return r;
};
const $fromSync = (obj) => {
  const method = (fn) => (arg) => new Promise((yes, no) => {
    const r = __dandori_result(fn.call(obj, arg));
    const done = r.done;
    Promise.resolve(r.value).then((value) => yes({ value, done }), no);
  });
  const it = { next: method(obj.next) };
  if (obj.return != null) it.return = method(obj.return);
  if (obj.throw != null) it.throw = method(obj.throw);
  return it;
};
const __dandori_await = function (promise, method) {
  this[0] = promise;
  this[1] = method;
};
const $run = (g) => {
  while (g.queue.length) {
    const { kind, value } = g.queue[0];
    if (g.state === "start" && kind !== "next") g.state = "done";
    if (g.state === "done") {
      if (kind === "return") return $wait(g, value, $finish, $fail);
      if (kind === "throw") $shift(g).no(value);
      else $shift(g).yes({ value: undefined, done: true });
    } else {
      if (kind === "return") return $wait(g, value, $return, $throw);
      if (!$step(g, kind, value)) return;
    }
  }
  g.busy = false;
};
const $shift = (g) => g.queue.shift();
const $wait = (g, value, then, other) => {
  g.then = then;
  g.other = other;
  try {
    value = Promise.resolve(value);
  } catch (e) {
    value = Promise.reject(e);
  }
  value.then(g.ok, g.bad);
};
const $step = (g, kind, value) => {
  let r;
  try {
    r = g.gen[kind](value);
  } catch (e) {
    return $fail(g, e);
  }
  g.state = "yield";
  value = r.value;
  if (r.done) $wait(g, value, $finish, $fail);
  else if (!(value instanceof __dandori_await)) $wait(g, value, $yield, $throw);
  else if (value[1] === "return") $wait(g, value[0], $delegatedReturn, $throw);
  else if (value[1]) $wait(g, value[0], $delegated, $throw);
  else $wait(g, value[0], $next, $throw);
};
const $next = (g, value) => $step(g, "next", value);
const $throw = (g, e) => $step(g, "throw", e);
const $return = (g, value) => $step(g, "return", value);
const $delegated = (g, r) => $isObject(r) ? $step(g, "next", { done: r.done, value: r.value }) : $throw(g, $notResult(r));
const $delegatedReturn = (g, r) => $isObject(r) ? $step(g, "return", { done: r.done, value: r.value }) : $throw(g, $notResult(r));
const $yield = (g, value) => ($shift(g).yes({ value, done: false }), true);
const $finish = (g, value) => (g.state = "done", $shift(g).yes({ value, done: true }), true);
const $fail = (g, e) => (g.state = "done", $shift(g).no(e), true);
const $ask = (g, kind, value) => new Promise((yes, no) => {
  g.queue.push({ kind, value, yes, no });
  if (!g.busy) {
    g.busy = true;
    $run(g);
  }
});
const __dandori_asyncGenerator = (self, args, body) => {
  const g = { gen: body.apply(self, args), queue: [], state: "start", busy: false, then: null, other: null };
  g.ok = (value) => { if (g.then(g, value)) $run(g); };
  g.bad = (e) => { if (g.other(g, e)) $run(g); };
  return new $AsyncGenerator(g);
};
class $AsyncGenerator {
  #g;
  constructor(g) { this.#g = g; }
  next(value) { return $ask(this.#g, "next", value); }
  return(value) { return $ask(this.#g, "return", value); }
  throw(e) { return $ask(this.#g, "throw", e); }
}
Object.defineProperty($AsyncGenerator.prototype, $asyncIterator(), { value() { return this; }, writable: true, configurable: true });
Object.defineProperty($AsyncGenerator.prototype, Symbol.toStringTag, { value: "AsyncGenerator", configurable: true });
const __dandori_yieldStar = (value) => {
  const obj = $iterate(value);
  let waiting = false;
  const method = (kind) => (v) => {
    waiting = !waiting;
    if (waiting) return { done: false, value: new __dandori_await(new Promise((yes) => yes(obj[kind](v))), kind) };
    if (kind === "throw") throw v;
    return v;
  };
  const it = { [Symbol.iterator]() { return it; }, next: method("next"), throw(e) { throw e; } };
  if (obj.throw != null) it.throw = method("throw");
  if (obj.return != null) it.return = method("return");
  return it;
};
return async function(__dandori) {
var __knownSymbol = (name, symbol) => (symbol = Symbol[name]) ? symbol : /* @__PURE__ */ Symbol.for("Symbol." + name);
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __await = __dandori_await;
var __asyncGenerator = __dandori_asyncGenerator;
var __yieldStar = __dandori_yieldStar;
var __forAwait = __dandori_forAwait;

// dandori:dandori
var csv = /* @__PURE__ */ __dandori("dandori", "csv");
var log = /* @__PURE__ */ __dandori("dandori", "log");

// generator.ts
function some(n) {
  return __asyncGenerator(this, null, function* () {
    try {
      for (var iter$1 = __forAwait(csv), host$1 = __dandori_isHost(iter$1), more$1, temp$1, error$1; more$1 = !(host$1 && (temp$1 = iter$1.next()).sync ? temp$1 : __dandori_result(temp$1 = yield new __await((host$1 ? temp$1 : iter$1.next())))).done; more$1 = false) {
        const row = temp$1.value;
        if (row.n > n) yield row;
      }
} catch (temp$1) { error$1 = [temp$1]; } finally { try { more$1 && (temp$1 = iter$1.return) && (yield new __await(temp$1.call(iter$1))); } finally { if (error$1) throw error$1[0]; } }
    yield* __yieldStar(some(n - 1));
  });
}
try {
  for (var iter$2 = __forAwait(some(3)), host$2 = __dandori_isHost(iter$2), more$2, temp$2, error$2; more$2 = !(host$2 && (temp$2 = iter$2.next()).sync ? temp$2 : __dandori_result(temp$2 = await (host$2 ? temp$2 : iter$2.next()))).done; more$2 = false) {
    const row = temp$2.value;
    log(row);
  }
} catch (temp$2) { error$2 = [temp$2]; } finally { try { more$2 && (temp$2 = iter$2.return) && await temp$2.call(iter$2); } finally { if (error$2) throw error$2[0]; } }
return {};
};
})()
//# sourceMappingURL=dandori.js.map