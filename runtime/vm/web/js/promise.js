// Promise.withResolvers and Promise.try of ECMA-262 §27.2.4.
(() => {
  "use strict";
  const capability = (C) => {
    if (typeof C !== "function") throw new TypeError("The receiver must be a constructor of promises");
    let resolve, reject;
    const promise = new C((yes, no) => {
      if (resolve !== undefined || reject !== undefined) throw new TypeError("The executor was called twice");
      resolve = yes;
      reject = no;
    });
    if (typeof resolve !== "function" || typeof reject !== "function") throw new TypeError("The receiver must be a constructor of promises");
    return { promise, resolve, reject };
  };
  return {
    withResolvers() { return capability(this); },
    try(callback, ...args) {
      const { promise, resolve, reject } = capability(this);
      try {
        resolve(callback(...args));
      } catch (error) {
        reject(error);
      }
      return promise;
    },
  };
})
