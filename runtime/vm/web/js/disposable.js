// DisposableStack of the Explicit Resource Management proposal (ECMA-262 of 2026).
((web) => {
  "use strict";
  const { SuppressedError } = web.script("suppressed");
  const isObject = (v) => v !== null && (typeof v === "object" || typeof v === "function");
  // method reads how a resource is disposed of; a resource without a way is refused.
  const method = (value, symbol) => {
    if (!isObject(value)) throw new TypeError("The resource must be an object, null or undefined");
    const f = value[symbol];
    if (typeof f !== "function") throw new TypeError(`The resource has no ${symbol.description} method`);
    return f;
  };
  const needFunction = (f) => {
    if (typeof f !== "function") throw new TypeError("onDispose must be a function");
  };

  class DisposableStack {
    #steps = []; #disposed = false;
    #open() { if (this.#disposed) throw new ReferenceError("The stack has already been disposed"); }
    get disposed() { return this.#disposed; }
    use(value) {
      this.#open();
      if (value === null || value === undefined) return value;
      const f = method(value, Symbol.dispose);
      this.#steps.push(() => f.call(value));
      return value;
    }
    adopt(value, onDispose) {
      this.#open();
      needFunction(onDispose);
      this.#steps.push(() => onDispose(value));
      return value;
    }
    defer(onDispose) {
      this.#open();
      needFunction(onDispose);
      this.#steps.push(() => onDispose());
    }
    move() {
      this.#open();
      const moved = new DisposableStack();
      moved.#steps = this.#steps;
      this.#steps = [];
      this.#disposed = true;
      return moved;
    }
    dispose() {
      if (this.#disposed) return;
      this.#disposed = true;
      let failed = false, failure;
      for (const step of this.#steps.reverse()) {
        try {
          step();
        } catch (error) {
          failure = failed ? new SuppressedError(error, failure) : error;
          failed = true;
        }
      }
      this.#steps = [];
      if (failed) throw failure;
    }
  }
  const { prototype } = DisposableStack;
  Object.defineProperty(prototype, Symbol.dispose, { value: prototype.dispose, writable: true, configurable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: "DisposableStack", configurable: true });
  web.platform.add(prototype);
  return { DisposableStack, isObject, method, needFunction };
})
