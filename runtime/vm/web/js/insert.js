// getOrInsert and getOrInsertComputed of Map and WeakMap (ECMA-262 of 2026).
(() => {
  "use strict";
  const of = ({ prototype: { has, get, set } }) => {
    const insert = (map, key, make) => {
      if (has.call(map, key)) return get.call(map, key);
      const value = make();
      set.call(map, key, value);
      return value;
    };
    return {
      getOrInsert(key, value) { return insert(this, key, () => value); },
      getOrInsertComputed(key, callback) {
        has.call(this, key); // a wrong receiver comes before a wrong callback
        if (typeof callback !== "function") throw new TypeError("getOrInsertComputed: the callback must be a function");
        return insert(this, key, () => callback(key === 0 ? 0 : key)); // a Map knows no -0
      },
    };
  };
  const map = of(Map), weak = of(WeakMap);
  return { ...map, weakGetOrInsert: weak.getOrInsert, weakGetOrInsertComputed: weak.getOrInsertComputed };
})
