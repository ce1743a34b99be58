(async function(__dandori) {
"use strict";
// dandori:dandori
var log = /* @__PURE__ */ __dandori("dandori", "log");

// rates.json
var rates_default = { "2025": 0.1 };

// default.ts
var unused = 1;
async function main(params) {
  log(rates_default[params.year]);
}
return { default: main };
})
//# sourceMappingURL=dandori.js.map