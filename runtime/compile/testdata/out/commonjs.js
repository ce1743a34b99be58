(async function(__dandori) {
"use strict";
var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};

// rates.json
var require_rates = __commonJS({
  "rates.json"(exports, module) {
    module.exports = { "2025": 0.1 };
  }
});

// commonjs.ts
var require_commonjs = __commonJS({
  "commonjs.ts"(exports, module) {
    var rates = require_rates();
    module.exports = () => rates;
  }
});
return ((f) => typeof f === "function" ? { default: f } : {})(require_commonjs());
})
//# sourceMappingURL=dandori.js.map