// Math.sumPrecise and Math.f16round of ECMA-262 of 2026.
((web) => {
  "use strict";
  return {
    sumPrecise(items) {
      const terms = [];
      let special = 0, has = false, minusZero = true;
      for (const n of items) {
        if (typeof n !== "number") throw new TypeError("Math.sumPrecise: every item must be a number");
        minusZero &&= Object.is(n, -0);
        if (Number.isFinite(n)) terms.push(n);
        else { special += n; has = true; }
      }
      return has ? special : minusZero ? -0 : web.sum(terms);
    },
    f16round(x) { return web.half(+x); },
  };
})
