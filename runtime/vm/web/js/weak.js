// WeakRef and FinalizationRegistry. When memory is collected is nobody's to
// predict, and a script must do the same steps each time: so here a target lives as long
// as what refers to it, and no clean-up is ever called. The language allows both.
((web) => {
  "use strict";
  const canBeHeld = (v) => (v !== null && (typeof v === "object" || typeof v === "function")) || (typeof v === "symbol" && Symbol.keyFor(v) === undefined);
  class WeakRef {
    #target;
    constructor(target) {
      if (!canBeHeld(target)) throw new TypeError("WeakRef: the target must be an object or a symbol that is not registered");
      this.#target = target;
    }
    deref() { return this.#target; }
  }
  class FinalizationRegistry {
    #tokens = new WeakSet();
    constructor(cleanupCallback) {
      if (typeof cleanupCallback !== "function") throw new TypeError("FinalizationRegistry: the callback must be a function");
    }
    register(target, heldValue, unregisterToken = undefined) {
      if (!canBeHeld(target)) throw new TypeError("FinalizationRegistry.register: the target must be an object or a symbol that is not registered");
      if (Object.is(target, heldValue)) throw new TypeError("FinalizationRegistry.register: the target and the held value must not be the same");
      if (unregisterToken !== undefined && !canBeHeld(unregisterToken)) throw new TypeError("FinalizationRegistry.register: the token must be an object or a symbol that is not registered");
      if (unregisterToken !== undefined && typeof unregisterToken !== "symbol") this.#tokens.add(unregisterToken);
    }
    unregister(unregisterToken) {
      if (!canBeHeld(unregisterToken)) throw new TypeError("FinalizationRegistry.unregister: the token must be an object or a symbol that is not registered");
      return typeof unregisterToken !== "symbol" && this.#tokens.delete(unregisterToken);
    }
  }
  for (const c of [WeakRef, FinalizationRegistry]) {
    Object.defineProperty(c.prototype, Symbol.toStringTag, { value: c.name, configurable: true });
    web.platform.add(c.prototype);
  }
  return { WeakRef, FinalizationRegistry };
})
