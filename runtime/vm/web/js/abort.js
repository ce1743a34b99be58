// AbortController and AbortSignal of the DOM standard §3.
((web) => {
  "use strict";
  const { Event, EventTarget } = web.script("event");
  const KEY = Symbol("made here");
  const failure = (message, name) => new (web.script("exception").DOMException)(message, name);
  let inside; // of a signal, for this file

  class AbortSignal extends EventTarget {
    #inside = { aborted: false, reason: undefined, steps: [], sources: [], dependents: [], handler: null };
    constructor(key = undefined) {
      if (key !== KEY) throw new TypeError("Illegal constructor");
      super();
    }
    static { inside = (signal) => signal.#inside; web.isSignal = (v) => v !== null && typeof v === "object" && #inside in v; }
    static abort(reason = undefined) {
      const signal = new AbortSignal(KEY);
      abort(signal, reason);
      return signal;
    }
    static timeout(milliseconds) {
      const ms = Math.trunc(Number(milliseconds));
      if (arguments.length === 0 || !(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER)) throw new TypeError("AbortSignal.timeout: milliseconds must be a number from 0");
      const signal = new AbortSignal(KEY);
      web.after(ms, () => abort(signal, failure("The operation was aborted due to timeout", "TimeoutError")));
      return signal;
    }
    static any(signals) {
      const all = [...signals];
      if (!all.every(web.isSignal)) throw new TypeError("AbortSignal.any: every item must be an AbortSignal");
      const result = new AbortSignal(KEY), gone = all.find((s) => s.aborted);
      if (gone) {
        abort(result, gone.reason);
        return result;
      }
      // The sources of dependents are followed to those that can abort by themselves.
      const sources = new Set(all.flatMap((s) => (inside(s).sources.length > 0 ? inside(s).sources : [s])));
      for (const source of sources) {
        inside(source).dependents.push(result);
        inside(result).sources.push(source);
      }
      return result;
    }
    get aborted() { return this.#inside.aborted; }
    get reason() { return this.#inside.reason; }
    throwIfAborted() { if (this.#inside.aborted) throw this.#inside.reason; }
    get onabort() { return this.#inside.handler; }
    set onabort(value) {
      const handler = typeof value === "function" ? value : null;
      const had = this.#inside.handler !== null;
      this.#inside.handler = handler;
      if (handler && !had) this.addEventListener("abort", this.#inside.call ??= (event) => this.#inside.handler.call(this, event));
      if (!handler && had) this.removeEventListener("abort", this.#inside.call);
    }
    get [Symbol.toStringTag]() { return "AbortSignal"; }
  }

  // abort marks a signal and all that depend on it before anybody is told.
  const abort = (signal, reason) => {
    if (signal.aborted) return;
    const why = reason === undefined ? failure("This operation was aborted", "AbortError") : reason;
    const all = [signal, ...inside(signal).dependents.filter((d) => !inside(d).aborted)];
    for (const s of all) Object.assign(inside(s), { aborted: true, reason: why });
    for (const s of all) tell(s);
  };
  const tell = (signal) => {
    const { steps } = inside(signal);
    inside(signal).steps = [];
    for (const step of steps) step();
    web.fire(signal, new Event("abort"));
  };

  class AbortController {
    #signal = new AbortSignal(KEY);
    get signal() { return this.#signal; }
    abort(reason = undefined) { abort(this.#signal, reason); }
    get [Symbol.toStringTag]() { return "AbortController"; }
  }
  web.platform.add(AbortController.prototype);
  return { AbortController, AbortSignal, isSignal: web.isSignal, onAbort: (signal, step) => { inside(signal).steps.push(step); } };
})
