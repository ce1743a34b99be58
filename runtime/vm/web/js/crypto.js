// crypto.getRandomValues and crypto.randomUUID of Web Cryptography §10.
((web) => {
  "use strict";
  const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array).prototype, Symbol.toStringTag).get;
  const integers = /^(?:Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|BigInt64|BigUint64)Array$/;
  const fail = (message, name) => { throw new (web.script("exception").DOMException)(message, name); };
  const illegal = () => { throw new TypeError("Illegal invocation"); };

  class Crypto {
    constructor() { throw new TypeError("Illegal constructor"); }
    getRandomValues(array) {
      if (this !== crypto) illegal();
      if (!ArrayBuffer.isView(array)) throw new TypeError("crypto.getRandomValues: the argument must be an array of integers of fixed size");
      if (!integers.test(tag.call(array))) fail("The data argument must be an integer-type TypedArray", "TypeMismatchError");
      if (array.byteLength > 65536) fail(`The requested length exceeds 65,536 bytes: ${array.byteLength}`, "QuotaExceededError");
      web.random(array);
      return array;
    }
    randomUUID() {
      if (this !== crypto) illegal();
      const bytes = new Uint8Array(16);
      web.random(bytes);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    }
    get [Symbol.toStringTag]() { return "Crypto"; }
  }
  const crypto = Object.create(Crypto.prototype);
  web.platform.add(Crypto.prototype);
  return { Crypto, crypto };
})
