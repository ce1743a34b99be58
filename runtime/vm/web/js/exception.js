// DOMException of Web IDL §4.3.
((web) => {
  "use strict";
  const codes = {
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5,
    NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
    InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14,
    InvalidAccessError: 15, TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20,
    URLMismatchError: 21, QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
  };
  class DOMException extends Error {
    #name;
    constructor(message = "", options = "Error") {
      super(String(message));
      if (options !== null && typeof options === "object") {
        this.#name = options.name === undefined ? "Error" : String(options.name);
        if ("cause" in options) Object.defineProperty(this, "cause", { value: options.cause, writable: true, configurable: true });
      } else {
        this.#name = String(options);
      }
    }
    get name() { return this.#name; }
    get code() { return Object.hasOwn(codes, this.#name) ? codes[this.#name] : 0; }
    get [Symbol.toStringTag]() { return "DOMException"; }
    static #is(v) { return #name in v; }
    static { web.isDOMException = (v) => DOMException.#is(v); }
  }
  for (const name of Object.keys(codes)) {
    const constant = name.replace(/Error$/, "").replace(/([a-z]|^URL)([A-Z])/g, "$1_$2").toUpperCase() + "_ERR";
    const value = { value: codes[name], enumerable: true };
    Object.defineProperty(DOMException, constant, value);
    Object.defineProperty(DOMException.prototype, constant, value);
  }
  return { DOMException };
})
