// SuppressedError of the Explicit Resource Management proposal (ECMA-262 of 2026).
(() => {
  "use strict";
  function SuppressedError(error, suppressed, message) {
    const self = Reflect.construct(Error, message === undefined ? [] : [message], new.target ?? SuppressedError);
    Object.defineProperty(self, "error", { value: error, writable: true, configurable: true });
    Object.defineProperty(self, "suppressed", { value: suppressed, writable: true, configurable: true });
    return self;
  }
  Object.setPrototypeOf(SuppressedError, Error);
  SuppressedError.prototype = Object.create(Error.prototype, {
    constructor: { value: SuppressedError, writable: true, configurable: true },
    name: { value: "SuppressedError", writable: true, configurable: true },
    message: { value: "", writable: true, configurable: true },
  });
  Object.defineProperty(SuppressedError, "prototype", { writable: false });
  return { SuppressedError };
})
