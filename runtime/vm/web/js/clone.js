// structuredClone of the HTML standard §2.7. An object behind a Proxy is cloned
// as what it looks like, for the records of listings are such.
((web) => {
  "use strict";
  const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array).prototype, Symbol.toStringTag).get;
  const getter = (C, key) => Object.getOwnPropertyDescriptor(C.prototype, key).get;
  const source = getter(RegExp, "source"), flags = getter(RegExp, "flags");
  const { slice } = ArrayBuffer.prototype, { forEach: eachOfMap } = Map.prototype, { forEach: eachOfSet } = Set.prototype;
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const fail = (what) => { throw new (web.script("exception").DOMException)(`${what} could not be cloned.`, "DataCloneError"); };
  const describe = (v) => (typeof v === "function" ? `The function ${v.name || "(anonymous)"}` : `#<${v.constructor?.name ?? "Object"}>`);
  const define = (o, key, value) => Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
  const hide = (o, key, value) => Object.defineProperty(o, key, { value, writable: true, configurable: true });
  // isPlatform tells what the platform made and cannot be cloned: URL, AbortSignal …
  const isPlatform = (v) => {
    for (let o = Object.getPrototypeOf(v); o !== null; o = Object.getPrototypeOf(o)) if (web.platform.has(o)) return true;
    return false;
  };

  const fields = (v, copy, clone) => {
    for (const key of Object.keys(v)) if (Object.hasOwn(v, key)) define(copy, key, clone(v[key]));
    return copy;
  };
  const errorOf = (v, remember, clone) => {
    const name = String(v.name), message = Object.getOwnPropertyDescriptor(v, "message");
    const isDOM = web.isDOMException?.(v);
    const copy = isDOM ? new (web.script("exception").DOMException)(v.message, name)
      : Object.create((Object.hasOwn(errors, name) ? errors[name] : Error).prototype);
    const made = isDOM ? copy : Reflect.construct(Error, [], copy.constructor);
    remember(made);
    if (!isDOM && message && "value" in message) hide(made, "message", String(message.value));
    if (typeof v.stack === "string") hide(made, "stack", v.stack);
    if (Object.hasOwn(v, "cause")) hide(made, "cause", clone(v.cause));
    return made;
  };

  // A maker makes the copy of one kind of object; those that hold others
  // remember the copy before they go on, for cycles.
  const makers = {
    Date: (v) => new Date(+v),
    RegExp: (v) => new RegExp(source.call(v), flags.call(v)),
    Number: (v) => Object(Number.prototype.valueOf.call(v)),
    String: (v) => Object(String.prototype.valueOf.call(v)),
    Boolean: (v) => Object(Boolean.prototype.valueOf.call(v)),
    BigInt: (v) => Object(BigInt.prototype.valueOf.call(v)),
    ArrayBuffer: (v) => (web.isDetached(v) ? fail("A detached ArrayBuffer") : slice.call(v, 0)),
    View: (v, remember, clone) => {
      const name = tag.call(v), buffer = clone(v.buffer);
      if (name === undefined) return new DataView(buffer, v.byteOffset, v.byteLength);
      return new globalThis[name](buffer, v.byteOffset, v.length);
    },
    Map: (v, remember, clone) => {
      const copy = remember(new Map()), all = [];
      eachOfMap.call(v, (value, key) => { all.push(key, value); });
      for (let i = 0; i < all.length; i += 2) copy.set(clone(all[i]), clone(all[i + 1]));
      return copy;
    },
    Set: (v, remember, clone) => {
      const copy = remember(new Set()), all = [];
      eachOfSet.call(v, (value) => { all.push(value); });
      for (const value of all) copy.add(clone(value));
      return copy;
    },
    Error: errorOf,
    Array: (v, remember, clone) => fields(v, remember(new Array(v.length)), clone),
    Proxy: (v, remember, clone) => fields(v, remember(Array.isArray(v) ? new Array(v.length) : {}), clone),
    object: (v, remember, clone) => (isPlatform(v) || isWeak(v) ? fail(describe(v)) : fields(v, remember({}), clone)),
  };
  const isWeak = (v) => {
    for (const { has } of [WeakMap.prototype, WeakSet.prototype]) {
      try { has.call(v, v); return true; } catch { /* it is none */ }
    }
    return false;
  };

  const copier = (memory) => {
    const clone = (v) => {
      if (typeof v === "symbol") fail(String(v));
      if (v === null || (typeof v !== "object" && typeof v !== "function")) return v;
      if (memory.has(v)) return memory.get(v);
      const make = makers[web.kind(v)] ?? fail(describe(v));
      const remember = (copy) => { memory.set(v, copy); return copy; };
      return remember(make(v, remember, clone));
    };
    return clone;
  };

  // transfers moves the buffers that are to be handed over, not copied.
  const transfers = (list, memory) => {
    const all = [...(list ?? [])];
    for (const buffer of all) {
      if (buffer === null || typeof buffer !== "object" || web.kind(buffer) !== "ArrayBuffer") fail("A value that is not transferable");
      if (web.isDetached(buffer) || memory.has(buffer)) fail("An ArrayBuffer that is detached or transferred twice");
      memory.set(buffer, slice.call(buffer, 0));
    }
    return all;
  };
  return {
    structuredClone(value, options = undefined) {
      if (arguments.length === 0) throw new TypeError("structuredClone needs 1 argument");
      const memory = new Map(), moved = transfers(options?.transfer, memory);
      const copy = copier(memory)(value);
      for (const buffer of moved) web.detach(buffer);
      return copy;
    },
  };
})
