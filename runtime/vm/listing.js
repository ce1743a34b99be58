// The Listing class of design §4.1. A listing opens walks: objects whose next()
// gives { value, done, sync: true } at once, or a promise of that. A walk may
// hand out the same result object each time, so what is read is read at once.
((sync, needFunction) => {
  const END = Symbol("end"), SKIP = Symbol("skip");
  const thenable = (v) => v !== null && typeof v === "object" && !(sync in v) && typeof v.then === "function";
  const result = (value, done) => ({ value, done, sync: true });

  // each calls f for every item, waiting for what it returns, until the end or END.
  const each = async (open, f) => {
    const it = open();
    for (let i = 0; ; i++) {
      let r = it.next();
      if (!r.sync) r = await r;
      if (r.done) return;
      try {
        let v = f(r.value, i);
        if (thenable(v)) v = await v;
        if (v === END) { it.return(); return; }
      } catch (e) {
        it.return();
        throw e;
      }
    }
  };

  // A walk is opened with a bound: how many items are wanted at most, 0 for
  // some end that is not known yet, undefined for none. Whoever is bounded does
  // not fetch ahead what may never be wanted.
  const unknown = (bound) => (bound === undefined ? undefined : 0);

  // stage is a listing of what step makes of each item: a value, SKIP or END, or
  // a promise of one. enough says before each item whether another is wanted,
  // below what bound of its own a stage puts on what it opens.
  const stage = (open, begin, { enough, below = (bound) => bound } = {}) => new Listing((bound) => {
    const it = open(below(bound)), step = begin(), out = result(undefined, false);
    let ended = false, i = 0;
    const end = () => { if (!ended) { ended = true; it.return(); } return result(undefined, true); };
    const fail = (e) => { end(); throw e; };
    const slow = async (r, v) => {
      try {
        for (;;) {
          if (r) {
            if (!r.sync) r = await r;
            if (r.done) return end();
            v = step(r.value, i++);
          }
          if (thenable(v)) v = await v;
          if (v === END) return end();
          if (v !== SKIP) return result(v, false);
          r = it.next();
        }
      } catch (e) { fail(e); }
    };
    return {
      sync: true,
      next() {
        if (ended || (enough && enough(i))) return end();
        try {
          for (;;) {
            const r = it.next();
            if (!r.sync) return slow(r);
            if (r.done) return end();
            const v = step(r.value, i++);
            if (thenable(v)) return slow(undefined, v);
            if (v === END) return end();
            if (v !== SKIP) { out.value = v; return out; }
          }
        } catch (e) { fail(e); }
      },
      return: end,
    };
  });

  const count = (method, n) => {
    if (typeof n !== "number" || Number.isNaN(n)) throw new RangeError(`${method}: ${String(n)}`);
    n = Math.trunc(n);
    if (n < 0) throw new RangeError(`${method}: ${n}`);
    return n;
  };

  class Listing {
    #open;
    constructor(open) { this.#open = open; }
    get [Symbol.toStringTag]() { return "Listing"; }
    [sync]() { return this.#open(); }
    [Symbol.asyncIterator]() { return iterator(this.#open(), (it) => it.next()); }
    pages() {
      const open = this.#open;
      return {
        [Symbol.asyncIterator]: () => iterator(open(), async (it) => {
          const items = await it.nextPage();
          return result(items, items === undefined);
        }),
      };
    }
    map(f) { needFunction("map", f); return stage(this.#open, () => f); }
    filter(f) {
      needFunction("filter", f);
      return stage(this.#open, () => (v, i) => {
        const keep = f(v, i);
        return thenable(keep) ? keep.then((k) => (k ? v : SKIP)) : keep ? v : SKIP;
      }, { below: unknown });
    }
    take(n) {
      n = count("take", n);
      return stage(this.#open, () => (v) => v, {
        enough: (taken) => taken >= n,
        below: (bound) => Math.min(n, bound ?? n),
      });
    }
    drop(n) {
      n = count("drop", n);
      return stage(this.#open, () => (v, i) => (i < n ? SKIP : v), { below: (bound) => (bound ? bound + n : bound) });
    }
    flatMap(f) {
      needFunction("flatMap", f);
      const open = this.#open;
      return new Listing((bound) => flat(open(unknown(bound)), f));
    }
    async toArray() { const all = []; await each(this.#open, (v) => { all.push(v); }); return all; }
    async forEach(f) { needFunction("forEach", f); await each(this.#open, async (v, i) => { await f(v, i); }); }
    async reduce(f, ...initial) {
      needFunction("reduce", f);
      let has = initial.length > 0, sum = initial[0];
      await each(this.#open, (v, i) => {
        if (!has) { has = true; sum = v; return; }
        const next = f(sum, v, i);
        if (thenable(next)) return next.then((n) => { sum = n; });
        sum = next;
      });
      if (!has) throw new TypeError("reduce of an empty listing with no initial value");
      return sum;
    }
    async some(f) { return (await search(this.#open, "some", f)).found; }
    async every(f) { needFunction("every", f); return !(await search(this.#open, "every", async (v, i) => !(await f(v, i)))).found; }
    async find(f) { return (await search(this.#open, "find", f)).value; }
  }

  const search = async (open, method, f) => {
    needFunction(method, f);
    const hit = { found: false, value: undefined };
    await each(open, (v, i) => {
      const judge = (yes) => { if (yes) { hit.found = true; hit.value = v; return END; } };
      const yes = f(v, i);
      return thenable(yes) ? yes.then(judge) : judge(yes);
    });
    return hit;
  };

  // iterator is a walk as the language's own async iterator: every next a
  // promise, and calls that overlap answered in their order.
  const iterator = (it, step) => {
    let tail = Promise.resolve();
    const queue = (f) => { const p = tail.then(f); tail = p.then(() => {}, () => {}); return p; };
    return {
      next: () => queue(async () => { const r = await step(it); return { value: r.value, done: r.done }; }),
      return: (value) => queue(() => { it.return(); return { value, done: true }; }),
      [Symbol.asyncIterator]() { return this; },
    };
  };

  const inner = (v) => {
    if (typeof v === "string" || v === null || v === undefined) throw new TypeError("flatMap: the callback must return something to iterate over");
    if (v[sync]) return v[sync]();
    const own = v[Symbol.asyncIterator] || v[Symbol.iterator];
    if (typeof own !== "function") throw new TypeError("flatMap: the callback must return something to iterate over");
    const it = own.call(v);
    return { next: async () => { const r = await it.next(); return result(await r.value, r.done); }, return: () => it.return && it.return() };
  };
  const flat = (it, f) => {
    let current = null, i = 0, ended = false;
    const end = () => { if (!ended) { ended = true; if (current) current.return(); it.return(); } return result(undefined, true); };
    return {
      sync: true,
      return: end,
      next: async () => {
        try {
          for (;;) {
            if (ended) return end();
            if (current) {
              const r = await current.next();
              if (!r.done) return result(r.value, false);
              current = null;
            }
            const r = await it.next();
            if (r.done) return end();
            current = inner(await f(r.value, i++));
          }
        } catch (e) { current = null; end(); throw e; }
      },
    };
  };
  Object.defineProperty(Listing.prototype, "constructor", { value: Object });
  return Listing;
})
