// The methods of iterators that give iterators (ECMA-262 §27.1.2 and §27.1.4).
((web) => {
  "use strict";
  const { END, done, close, abandon, guard, open, pull, receiver, flattenable, needFunction } = web.script("walk");
  const needCount = (it, v, method) => {
    const n = guard(it, () => Number(v));
    if (Number.isNaN(n) || Math.trunc(n) < 0) abandon(it, new RangeError(`Iterator.prototype.${method}: ${v} must be a count`));
    return Math.trunc(n);
  };

  class Helper {
    #step; #shut; #running = false; #ended = false;
    constructor(step, shut) { this.#step = step; this.#shut = shut; }
    #run(f) {
      if (this.#running) throw new TypeError("The iterator is already running");
      if (this.#ended) return done();
      this.#running = true;
      try {
        return f();
      } catch (error) {
        this.#ended = true;
        throw error;
      } finally {
        this.#running = false;
      }
    }
    next() {
      return this.#run(() => {
        const step = this.#step, value = step();
        if (value !== END) return { value, done: false };
        this.#ended = true;
        return done();
      });
    }
    return() {
      return this.#run(() => {
        this.#ended = true;
        const shut = this.#shut;
        shut();
        return done();
      });
    }
  }
  const helper = (walk, step, shut = () => close(walk.it)) => new Helper(step, shut);
  delete Helper.prototype.constructor;
  Object.setPrototypeOf(Helper.prototype, web.iteratorPrototype);
  Object.defineProperty(Helper.prototype, Symbol.toStringTag, { value: "Iterator Helper", configurable: true });

  return {
    make: (step, shut) => new Helper(step, shut),
    map(mapper) {
      const it = receiver(this);
      needFunction(it, mapper, "map");
      const walk = open(it);
      let i = 0;
      return helper(walk, () => {
        const v = pull(walk);
        return v === END ? END : guard(it, () => mapper(v, i++));
      });
    },
    filter(predicate) {
      const it = receiver(this);
      needFunction(it, predicate, "filter");
      const walk = open(it);
      let i = 0;
      return helper(walk, () => {
        for (;;) {
          const v = pull(walk);
          if (v === END || guard(it, () => predicate(v, i++))) return v;
        }
      });
    },
    take(limit) {
      const it = receiver(this), n = needCount(it, limit, "take"), walk = open(it);
      let left = n;
      return helper(walk, () => {
        if (left > 0) { left--; return pull(walk); }
        close(it);
        return END;
      });
    },
    drop(limit) {
      const it = receiver(this), n = needCount(it, limit, "drop"), walk = open(it);
      let left = n;
      return helper(walk, () => {
        for (; left > 0; left--) if (pull(walk) === END) return END;
        return pull(walk);
      });
    },
    flatMap(mapper) {
      const it = receiver(this);
      needFunction(it, mapper, "flatMap");
      const walk = open(it);
      let inner = null, i = 0;
      const step = () => {
        for (;;) {
          if (inner !== null) {
            const v = guard(it, () => pull(inner));
            if (v !== END) return v;
            inner = null;
          }
          const v = pull(walk);
          if (v === END) return END;
          inner = guard(it, () => flattenable(mapper(v, i++), false));
        }
      };
      return helper(walk, step, () => {
        if (inner !== null) guard(it, () => close(inner.it));
        close(it);
      });
    },
  };
})
