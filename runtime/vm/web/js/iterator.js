// Iterator of ECMA-262 §27.1.3, with Iterator.concat of 2026.
((web) => {
  "use strict";
  const proto = web.iteratorPrototype;
  const { END, isObject, done, close, open, pull, receiver, flattenable } = web.script("walk");

  function Iterator() {
    if (new.target === undefined || new.target === Iterator) throw new TypeError("Iterator is abstract: extend it, or use Iterator.from");
  }
  Object.defineProperty(Iterator, "prototype", { value: proto, writable: false });

  class Wrapper {
    #walk;
    constructor(walk) { this.#walk = walk; }
    next() { const { it, next } = this.#walk; return next.call(it); }
    return() {
      const { it } = this.#walk, end = it.return ?? undefined;
      return end === undefined ? done() : end.call(it);
    }
  }
  delete Wrapper.prototype.constructor;
  Object.setPrototypeOf(Wrapper.prototype, proto);

  // concat reads how to open each iterable at once and opens it when its turn comes.
  const concat = (iterables) => {
    const waiting = iterables.map((iterable) => {
      if (!isObject(iterable)) throw new TypeError("Iterator.concat: every item must be an iterable object");
      const method = iterable[Symbol.iterator];
      if (typeof method !== "function") throw new TypeError("Iterator.concat: every item must be an iterable object");
      return () => method.call(iterable);
    });
    let walk = null;
    const step = () => {
      for (;;) {
        if (walk !== null) {
          const v = pull(walk);
          if (v !== END) return v;
          walk = null;
        }
        if (waiting.length === 0) return END;
        walk = open(receiver(waiting.shift()()));
      }
    };
    return web.script("helper").make(step, () => { if (walk !== null) close(walk.it); });
  };

  const statics = {
    from(value) {
      const walk = flattenable(value, true);
      return proto.isPrototypeOf(walk.it) ? walk.it : new Wrapper(walk);
    },
    concat(...items) { return concat(items); },
  };
  for (const name of Object.keys(statics)) {
    Object.defineProperty(Iterator, name, { value: statics[name], writable: true, configurable: true });
  }

  // constructor and toStringTag of the prototype are accessors that look like
  // data: code from before Iterator assigns them on objects that inherit from it.
  const weird = (key, value) => Object.defineProperty(proto, key, {
    get() { return value; },
    set(v) {
      receiver(this);
      if (this === proto) throw new TypeError(`${String(key)} of Iterator.prototype cannot be assigned`);
      if (Object.hasOwn(this, key)) this[key] = v;
      else Object.defineProperty(this, key, { value: v, writable: true, enumerable: true, configurable: true });
    },
    configurable: true,
  });
  weird("constructor", Iterator);
  weird(Symbol.toStringTag, "Iterator");
  return { Iterator };
})
