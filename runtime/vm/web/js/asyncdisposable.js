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
      let failed = false, failure;
      for (const step of this.#steps.reverse()) {
        try {
          await step();
        } catch (error) {
          failure = failed ? new SuppressedError(error, failure) : error;
          failed = true;
        }
      }
      this.#steps = [];
      if (failed) throw failure;
    }
  }
  const { prototype } = AsyncDisposableStack;
  Object.defineProperty(prototype, Symbol.asyncDispose, { value: prototype.disposeAsync, writable: true, configurable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: "AsyncDisposableStack", configurable: true });
  web.platform.add(prototype);
  return { AsyncDisposableStack };
})
