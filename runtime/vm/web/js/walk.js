// The protocol of iterators of ECMA-262 §7.4, as the helpers need it.
((web) => {
  "use strict";
  const END = Symbol("end");
  const isObject = (v) => v !== null && (typeof v === "object" || typeof v === "function");
  // close tells an iterator that no more is wanted; after a failure its own failures do not count.
  const close = (it) => {
    const end = it.return ?? undefined;
    if (end !== undefined && !isObject(end.call(it))) throw new TypeError("The iterator's return() gave no object");
  };
  const abandon = (it, error) => {
    try { close(it); } catch { /* the first error is the one that counts */ }
    throw error;
  };
  const guard = (it, f) => {
    try { return f(); } catch (error) { return abandon(it, error); }
  };

  // open is an iterator with its next method read once; pull gives its next value or END.
  const open = (it) => ({ it, next: it.next });
  const pull = (walk) => {
    const r = walk.next.call(walk.it);
    if (!isObject(r)) throw new TypeError("The iterator's result is not an object");
    return r.done ? END : r.value;
  };
  const receiver = (v) => {
    if (!isObject(v)) throw new TypeError("Iterator helpers need an object");
    return v;
  };
  // flattenable opens what is iterable, or an iterator already.
  const flattenable = (v, strings) => {
    if (!isObject(v) && !(strings && typeof v === "string")) throw new TypeError("The value must be iterable");
    const method = v[Symbol.iterator] ?? undefined;
    const it = method === undefined ? v : method.call(v);
    if (!isObject(it)) throw new TypeError("The iterator is not an object");
    return open(it);
  };

  const needFunction = (it, f, method) => {
    if (typeof f !== "function") abandon(it, new TypeError(`Iterator.prototype.${method}: the callback must be a function`));
  };
  const done = () => ({ value: undefined, done: true });
  return { END, isObject, done, close, abandon, guard, open, pull, receiver, flattenable, needFunction };
})
