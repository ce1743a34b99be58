// What annex B of ECMA-262 has and old npm packages still call.
(() => {
  "use strict";
  const lookup = (object, key, half) => {
    for (let o = Object(object); o !== null; o = Object.getPrototypeOf(o)) {
      const found = Object.getOwnPropertyDescriptor(o, key);
      if (found) return found[half];
    }
  };
  const accessor = (object, key, half, f) => {
    if (typeof f !== "function") throw new TypeError("The accessor must be a function");
    Object.defineProperty(Object(object), key, { [half]: f, enumerable: true, configurable: true });
  };
  return {
    __defineGetter__(key, getter) { accessor(this, key, "get", getter); },
    __defineSetter__(key, setter) { accessor(this, key, "set", setter); },
    __lookupGetter__(key) { return lookup(this, key, "get"); },
    __lookupSetter__(key) { return lookup(this, key, "set"); },
    toGMTString: Date.prototype.toUTCString,
  };
})
