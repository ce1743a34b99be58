// What ArrayBuffer has besides slice. Every buffer here is of fixed length:
// the engine knows no others.
((web) => {
  "use strict";
  const { get: byteLength } = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength");
  const { slice } = ArrayBuffer.prototype;
  const length = (buffer) => byteLength.call(buffer); // throws when it is none
  const index = (v) => {
    const n = Math.trunc(Number(v)) || 0;
    if (n < 0 || n > Number.MAX_SAFE_INTEGER) throw new RangeError("Invalid array buffer length");
    return n;
  };
  const move = (buffer, newLength) => {
    const old = isDetached(buffer) ? 0 : length(buffer);
    const n = newLength === undefined ? old : index(newLength);
    if (isDetached(buffer)) throw new TypeError("The ArrayBuffer is detached");
    const bytes = new Uint8Array(n);
    bytes.set(new Uint8Array(slice.call(buffer, 0, Math.min(n, old))));
    web.detach(buffer);
    return bytes.buffer;
  };
  const isDetached = (buffer) => {
    if (buffer === null || typeof buffer !== "object" || web.kind(buffer) !== "ArrayBuffer") throw new TypeError("The receiver must be an ArrayBuffer");
    return web.isDetached(buffer);
  };
  return {
    resize(newLength) { isDetached(this); throw new TypeError("The ArrayBuffer is not resizable"); },
    transfer(newLength = undefined) { return move(this, newLength); },
    transferToFixedLength(newLength = undefined) { return move(this, newLength); },
  };
})
