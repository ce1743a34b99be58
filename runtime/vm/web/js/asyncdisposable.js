// AsyncDisposableStack of the Explicit Resource Management proposal (ECMA-262 of 2026).
((web) => {
  "use strict";
  const { SuppressedError } = web.script("suppressed");
  const { isObject, method, needFunction } = web.script("disposable");
  // asyncMethod prefers Symbol.asyncDispose; what Symbol.dispose returns is not waited for.
  const asyncMethod = (value) => {
    if (isObject(value) && value[Symbol.asyncDispose] !== undefined && value[Symbol.asyncDispose] !== null) {
      const f = method(value, Symbol.asyncDispose);
      return () => f.call(value);
    }
    const f = method(value, Symbol.dispose);
    return () => { f.call(value); };
  };

  class AsyncDisposableStack {
    #steps = []; #disposed = false;
    #open() { if (this.#disposed) throw new ReferenceError("The stack has already been disposed"); }
    get disposed() { return this.#disposed; }
    use(value) {
      this.#open();
      this.#steps.push(value === null || value === undefined ? () => {} : asyncMethod(value));
      return value;
    }
    adopt(value, onDisposeAsync) {
      this.#open();
      needFunction(onDisposeAsync);
      this.#steps.push(() => onDisposeAsync(value));
      return value;
    }
    defer(onDisposeAsync) {
      this.#open();
      needFunction(onDisposeAsync);
      this.#steps.push(() => onDisposeAsync());
    }
    move() {
      this.#open();
      const moved = new AsyncDisposableStack();
      moved.#steps = this.#steps;
      this.#steps = [];
      this.#disposed = true;
      return moved;
    }
    async disposeAsync() {
      if (this.#disposed) return;
      this.#disposed = true;
      const failures = [];
      for (const step of this.#steps.reverse()) {
        try {
          await step();
        } catch (error) {
          failures[0] = failures.length > 0 ? new SuppressedError(error, failures[0]) : error;
        }
      }
      this.#steps = [];
      if (failures.length > 0) throw failures[0];
    }
  }
  const { prototype } = AsyncDisposableStack;
  Object.defineProperty(prototype, Symbol.asyncDispose, { value: prototype.disposeAsync, writable: true, configurable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: "AsyncDisposableStack", configurable: true });
  web.platform.add(prototype);
  return { AsyncDisposableStack };
})
