// String.prototype.isWellFormed and toWellFormed of ECMA-262 §22.1.3.
(() => {
  "use strict";
  const text = (v) => {
    if (v === null || v === undefined) throw new TypeError("String.prototype method called on null or undefined");
    return `${v}`;
  };
  const lone = (s, i) => {
    const c = s.charCodeAt(i);
    if (c < 0xd800 || c > 0xdfff) return false;
    return s.codePointAt(i) <= 0xffff && !(c >= 0xdc00 && i > 0 && s.codePointAt(i - 1) > 0xffff);
  };
  return {
    isWellFormed() {
      const s = text(this);
      for (let i = 0; i < s.length; i++) if (lone(s, i)) return false;
      return true;
    },
    toWellFormed() {
      const s = text(this);
      let out = "", from = 0;
      for (let i = 0; i < s.length; i++) {
        if (lone(s, i)) {
          out += s.slice(from, i) + "\ufffd";
          from = i + 1;
        }
      }
      return out + s.slice(from);
    },
  };
})
