// Event, CustomEvent and EventTarget of the DOM standard §2. Targets have no
// parents here, so that an event meets its target and nobody else.
((web) => {
  "use strict";
  const isObject = (v) => v !== null && (typeof v === "object" || typeof v === "function");
  const NONE = 0, AT_TARGET = 2;
  let flags; // of an event, for EventTarget

  class Event {
    #type; #options; #time; #initialized = true;
    #state = { target: null, currentTarget: null, phase: NONE, dispatching: false, stopped: false, stoppedNow: false, passive: false, prevented: false, trusted: false };
    constructor(type, options = {}) {
      if (arguments.length === 0) throw new TypeError("Event needs 1 argument");
      if (options !== undefined && options !== null && !isObject(options)) throw new TypeError("Event: the options must be an object");
      const { bubbles, cancelable, composed } = options ?? {};
      this.#type = `${type}`;
      this.#options = { bubbles: Boolean(bubbles), cancelable: Boolean(cancelable), composed: Boolean(composed) };
    }
    static { flags = (event) => event.#state; web.isEvent = (v) => isObject(v) && #state in v; }
    get type() { return this.#type; }
    get target() { return this.#state.target; }
    get srcElement() { return this.#state.target; }
    get currentTarget() { return this.#state.currentTarget; }
    get eventPhase() { return this.#state.phase; }
    get bubbles() { return this.#options.bubbles; }
    get cancelable() { return this.#options.cancelable; }
    get composed() { return this.#options.composed; }
    get defaultPrevented() { return this.#state.prevented; }
    get returnValue() { return !this.#state.prevented; }
    set returnValue(v) { if (!v) this.preventDefault(); }
    get cancelBubble() { return this.#state.stopped; }
    set cancelBubble(v) { if (v) this.stopPropagation(); }
    get isTrusted() { return this.#state.trusted; }
    // The time is read when a script asks for it: reading it is a step of the run.
    get timeStamp() { return (this.#time ??= web.script("performance").performance.now()); }
    composedPath() { return this.#state.currentTarget === null ? [] : [this.#state.currentTarget]; }
    stopPropagation() { this.#state.stopped = true; }
    stopImmediatePropagation() { this.#state.stopped = this.#state.stoppedNow = true; }
    preventDefault() { if (this.cancelable && !this.#state.passive) this.#state.prevented = true; }
    initEvent(type, bubbles = false, cancelable = false) {
      if (this.#state.dispatching) return;
      Object.assign(this.#state, { target: null, stopped: false, stoppedNow: false, prevented: false, trusted: false });
      this.#type = `${type}`;
      this.#options = { ...this.#options, bubbles: Boolean(bubbles), cancelable: Boolean(cancelable) };
    }
    get [Symbol.toStringTag]() { return "Event"; }
  }
  for (const [name, value] of [["NONE", 0], ["CAPTURING_PHASE", 1], ["AT_TARGET", 2], ["BUBBLING_PHASE", 3]]) {
    Object.defineProperty(Event, name, { value, enumerable: true });
    Object.defineProperty(Event.prototype, name, { value, enumerable: true });
  }

  class CustomEvent extends Event {
    #detail;
    constructor(type, options = {}) {
      super(...(arguments.length === 0 ? [] : [type, options]));
      this.#detail = options?.detail ?? null;
    }
    get detail() { return this.#detail; }
    get [Symbol.toStringTag]() { return "CustomEvent"; }
  }

  const capture = (options) => Boolean(isObject(options) ? options.capture : options);

  class EventTarget {
    #listeners = [];
    addEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw new TypeError("EventTarget.addEventListener needs 2 arguments");
      if (callback !== null && callback !== undefined && !isObject(callback)) throw new TypeError("EventTarget.addEventListener: the listener must be a function or an object");
      const { once = false, passive = false, signal } = isObject(options) ? options : {};
      if (signal !== undefined && !web.script("abort").isSignal(signal)) throw new TypeError("EventTarget.addEventListener: the signal must be an AbortSignal");
      const listener = { type: `${type}`, callback, capture: capture(options), once: Boolean(once), passive: Boolean(passive), removed: false };
      if (signal?.aborted || callback === null || callback === undefined || this.#find(listener)) return;
      this.#listeners.push(listener);
      if (signal) web.script("abort").onAbort(signal, () => this.#drop(listener));
    }
    removeEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw new TypeError("EventTarget.removeEventListener needs 2 arguments");
      const found = this.#find({ type: `${type}`, callback, capture: capture(options) });
      if (found) this.#drop(found);
    }
    dispatchEvent(event) {
      if (!web.isEvent(event)) throw new TypeError("EventTarget.dispatchEvent: the argument must be an Event");
      const state = flags(event);
      if (state.dispatching) throw new (web.script("exception").DOMException)("The event is already being dispatched", "InvalidStateError");
      state.trusted = false;
      this.#deliver(event, state);
      return !state.prevented;
    }
    #find(l) { return this.#listeners.find((m) => m.type === l.type && m.callback === l.callback && m.capture === l.capture); }
    #drop(listener) {
      listener.removed = true;
      this.#listeners = this.#listeners.filter((l) => l !== listener);
    }
    #deliver(event, state) {
      Object.assign(state, { dispatching: true, target: this, currentTarget: this, phase: AT_TARGET });
      const all = this.#listeners.filter((l) => l.type === event.type);
      if (!state.stopped) {
        for (const listener of [...all.filter((l) => l.capture), ...all.filter((l) => !l.capture)]) {
          if (state.stoppedNow) break;
          if (!listener.removed) this.#call(listener, event, state);
        }
      }
      Object.assign(state, { dispatching: false, currentTarget: null, phase: NONE, stopped: false, stoppedNow: false });
    }
    #call(listener, event, state) {
      if (listener.once) this.#drop(listener);
      state.passive = listener.passive;
      const { callback } = listener;
      try {
        if (typeof callback === "function") {
          callback.call(this, event);
        } else {
          const handle = callback.handleEvent;
          if (typeof handle !== "function") throw new TypeError("The listener has no handleEvent function");
          handle.call(callback, event);
        }
      } catch (error) {
        Promise.reject(error); // nobody can catch it: it fails the run, as a rejection without a handler does
      }
      state.passive = false;
    }
    static { web.fire = (target, event) => { const state = flags(event); state.trusted = true; target.#deliver(event, state); }; }
    get [Symbol.toStringTag]() { return "EventTarget"; }
  }
  web.platform.add(Event.prototype).add(EventTarget.prototype);
  return { Event, CustomEvent, EventTarget };
})
