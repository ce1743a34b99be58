// Array.fromAsync of ECMA-262 of 2026.
(() => {
  "use strict";
  const isConstructor = (f) => {
    if (typeof f !== "function") return false;
    try { Reflect.construct(Object, [], f); return true; } catch { return false; }
  };
  const put = (target, i, value) => {
    Object.defineProperty(target, i, { value, writable: true, enumerable: true, configurable: true });
  };
  const shut = async (it, wait) => {
    try {
      const end = it.return;
      if (end !== undefined && end !== null) { const r = end.call(it); if (wait) await r; }
    } catch { /* what went wrong first is what counts */ }
  };
  const fromIterator = async (C, it, wait, map) => {
    const target = isConstructor(C) ? new C() : [], next = it.next;
    for (let i = 0; ; i++) {
      let r = next.call(it);
      if (wait) r = await r;
      if (r === null || typeof r !== "object") throw new TypeError("The iterator's result is not an object");
      if (r.done) { target.length = i; return target; }
      try {
        let value = r.value;
        if (!wait) value = await value;
        put(target, i, map ? await map(value, i) : value);
      } catch (error) {
        await shut(it, wait);
        throw error;
      }
    }
  };
  const fromArrayLike = async (C, items, map) => {
    const length = Math.min(Math.max(Math.trunc(Number(items.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
    const target = isConstructor(C) ? new C(length) : new Array(length);
    for (let i = 0; i < length; i++) {
      const value = await items[i];
      put(target, i, map ? await map(value, i) : value);
    }
    target.length = length;
    return target;
  };
  const fill = async (C, items, mapper, thisArg) => {
    if (mapper !== undefined && typeof mapper !== "function") throw new TypeError("Array.fromAsync: the mapper must be a function");
    const map = mapper && ((value, i) => mapper.call(thisArg, value, i));
    const ofAsync = items[Symbol.asyncIterator] ?? undefined;
    if (ofAsync !== undefined) return fromIterator(C, ofAsync.call(items), true, map);
    const ofSync = items[Symbol.iterator] ?? undefined;
    if (ofSync !== undefined) return fromIterator(C, ofSync.call(items), false, map);
    return fromArrayLike(C, Object(items), map);
  };
  return { fromAsync(items, mapper = undefined, thisArg = undefined) { return fill(this, items, mapper, thisArg); } };
})
