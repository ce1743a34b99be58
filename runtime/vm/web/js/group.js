// Object.groupBy and Map.groupBy of ECMA-262 §20.1.2.13 and §24.1.2.1.
(() => {
  "use strict";
  const group = (items, callback, keyOf) => {
    if (items === null || items === undefined) throw new TypeError(`${items} is not iterable`);
    if (typeof callback !== "function") throw new TypeError("groupBy: the callback must be a function");
    const groups = new Map();
    let i = 0;
    for (const item of items) {
      const key = keyOf(callback(item, i++)), members = groups.get(key);
      if (members) members.push(item);
      else groups.set(key, [item]);
    }
    return groups;
  };
  const propertyKey = (v) => (typeof v === "symbol" ? v : `${v}`);
  return {
    groupBy(items, callback) {
      const object = Object.create(null);
      for (const [key, members] of group(items, callback, propertyKey)) object[key] = members;
      return object;
    },
    mapGroupBy: { groupBy(items, callback) { return group(items, callback, (key) => key); } }.groupBy,
  };
})
