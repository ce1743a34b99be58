// %TypedArray%.from takes what is no object, too: a text, above all that of atob.
(() => {
  "use strict";
  return {
    from(source, ...rest) {
      if (typeof this !== "function") throw new TypeError("TypedArray.from: this is not a constructor");
      const values = Array.from(source, ...rest), made = new this(values.length);
      if (!ArrayBuffer.isView(made) || made.length < values.length) throw new TypeError("TypedArray.from: this makes no typed array");
      for (let i = 0; i < values.length; i++) made[i] = values[i];
      return made;
    },
  };
})
