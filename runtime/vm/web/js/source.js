// The source of a regexp whose property escapes were written as ranges for the
// engine: what the script wrote.
(() => {
  "use strict";
  const { get: engine } = Object.getOwnPropertyDescriptor(RegExp.prototype, "source");
  const { get, has } = WeakMap.prototype, { toString } = RegExp.prototype;
  const escape = (text) => text.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\/|\n/gs, (part) => (part === "/" ? "\\/" : part === "\n" ? "\\n" : part));
  return {
    override(sources) {
      const written = {
        toString() { return has.call(sources, this) ? `/${this.source}/${this.flags}` : toString.call(this); },
        get source() { return has.call(sources, this) ? escape(get.call(sources, this)) : engine.call(this); },
      };
      Object.defineProperty(RegExp.prototype, "source", { get: Object.getOwnPropertyDescriptor(written, "source").get });
      Object.defineProperty(RegExp.prototype, "toString", { value: written.toString });
    },
  };
})
