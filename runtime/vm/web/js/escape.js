// RegExp.escape of ECMA-262 §22.2.5.1.
(() => {
  "use strict";
  const syntax = "^$\\.*+?()[]{}|/", other = ",-=<>#&!%:;@~'`\"", control = { "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r" };
  const space = /^[\s\ufeff]$/;
  const hex = (c) => c.toString(16);
  const escaped = (c) => {
    const code = c.codePointAt(0);
    if (syntax.includes(c)) return "\\" + c;
    if (c in control) return "\\" + control[c];
    if (!other.includes(c) && !space.test(c) && !(code >= 0xd800 && code <= 0xdfff)) return c;
    return code <= 0xff ? "\\x" + hex(code).padStart(2, "0") : "\\u" + hex(code).padStart(4, "0");
  };
  return {
    escape(text) {
      if (typeof text !== "string") throw new TypeError("RegExp.escape: the argument must be a string");
      let out = "";
      for (const c of text) {
        out += out === "" && /^[0-9A-Za-z]$/.test(c) ? "\\x" + hex(c.codePointAt(0)) : escaped(c);
      }
      return out;
    },
  };
})
