(async function(__dandori) {
"use strict";
// dandori:dandori
var log = /* @__PURE__ */ __dandori("dandori", "log");

// oneline.ts
log("\u6BB5\u53D6\u308A");
return {};
})
//# sourceMappingURL=dandori.js.map