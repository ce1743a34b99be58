// performance.now and timeOrigin of High Resolution Time. The origin is when
// the script first asked: before that the time was nobody's business.
((web) => {
  "use strict";
  const origin = web.now();
  let last = 0;
  class Performance {
    constructor() { throw new TypeError("Illegal constructor"); }
    get timeOrigin() { return origin; }
    now() { return (last = Math.max(last, web.now() - origin)); }
    toJSON() { return { timeOrigin: origin }; }
    get [Symbol.toStringTag]() { return "Performance"; }
  }
  web.platform.add(Performance.prototype);
  return { Performance, performance: Object.create(Performance.prototype) };
})
