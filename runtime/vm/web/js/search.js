// URLSearchParams of the URL standard §6.2. bind is for URL alone: fill gives
// the parameters anew, follow tells of every change.
((web) => {
  "use strict";
  const bind = {};
  const isObject = (v) => v !== null && (typeof v === "object" || typeof v === "function");
  const need = (method, given, n) => {
    if (given < n) throw new TypeError(`URLSearchParams.${method} needs ${n} argument${n > 1 ? "s" : ""}`);
  };

  // flatten makes a flat list of names and values of what the constructor takes.
  const flatten = (init) => {
    if (!isObject(init)) return web.parseForm(`${init}`.replace(/^\?/, ""));
    const flat = [];
    if (init[Symbol.iterator] === undefined || init[Symbol.iterator] === null) {
      for (const key of Reflect.ownKeys(init)) {
        if (Object.prototype.propertyIsEnumerable.call(init, key)) flat.push(`${key}`, `${init[key]}`);
      }
      return flat;
    }
    for (const pair of init) {
      const [...both] = isObject(pair) ? pair : [];
      if (both.length !== 2) throw new TypeError("Each query pair must be an iterable [name, value] tuple");
      flat.push(`${both[0]}`, `${both[1]}`);
    }
    return flat;
  };
  const scalar = (v) => `${v}`.toWellFormed();

  class URLSearchParams {
    #list; #changed;
    constructor(init = "") { this.#list = flatten(init).map(scalar); }
    static {
      bind.fill = (params, search) => { params.#list = web.parseForm(search.replace(/^\?/, "")); };
      bind.follow = (params, changed) => { params.#changed = changed; };
    }
    #tell() { if (this.#changed) this.#changed(this.toString()); }
    // keep drops the pairs that the test refuses.
    #keep(test) {
      const all = this.#list, kept = [];
      for (let i = 0; i < all.length; i += 2) if (test(all[i], all[i + 1])) kept.push(all[i], all[i + 1]);
      this.#list = kept;
    }
    get size() { return this.#list.length / 2; }
    append(name, value) {
      need("append", arguments.length, 2);
      this.#list.push(scalar(name), scalar(value));
      this.#tell();
    }
    delete(name, value = undefined) {
      need("delete", arguments.length, 1);
      const key = scalar(name), only = value === undefined ? undefined : scalar(value);
      this.#keep((n, v) => n !== key || (only !== undefined && v !== only));
      this.#tell();
    }
    get(name) {
      need("get", arguments.length, 1);
      return this.getAll(name)[0] ?? null;
    }
    getAll(name) {
      need("getAll", arguments.length, 1);
      const key = scalar(name), all = this.#list, found = [];
      for (let i = 0; i < all.length; i += 2) if (all[i] === key) found.push(all[i + 1]);
      return found;
    }
    has(name, value = undefined) {
      need("has", arguments.length, 1);
      const found = this.getAll(name);
      return value === undefined ? found.length > 0 : found.includes(scalar(value));
    }
    set(name, value) {
      need("set", arguments.length, 2);
      const key = scalar(name), only = scalar(value), at = this.#list.findIndex((n, i) => i % 2 === 0 && n === key);
      if (at < 0) {
        this.#list.push(key, only);
      } else {
        const head = this.#list.slice(0, at);
        this.#keep((n) => n !== key);
        this.#list.splice(head.length, 0, key, only);
      }
      this.#tell();
    }
    sort() {
      const all = this.#list, pairs = [];
      for (let i = 0; i < all.length; i += 2) pairs.push([all[i], all[i + 1]]);
      pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#list = pairs.flat();
      this.#tell();
    }
    toString() { return web.writeForm(this.#list); }
    forEach(callback, thisArg = undefined) {
      if (typeof callback !== "function") throw new TypeError("URLSearchParams.forEach: the callback must be a function");
      for (let i = 0; i < this.#list.length; i += 2) callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
    entries() { return new Walk(() => this.#list, (list, i) => [list[i], list[i + 1]]); }
    keys() { return new Walk(() => this.#list, (list, i) => list[i]); }
    values() { return new Walk(() => this.#list, (list, i) => list[i + 1]); }
    get [Symbol.toStringTag]() { return "URLSearchParams"; }
  }
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, { value: URLSearchParams.prototype.entries, writable: true, configurable: true });

  class Walk {
    #list; #item; #i = 0;
    constructor(list, item) { this.#list = list; this.#item = item; }
    next() {
      const list = this.#list();
      if (this.#i >= list.length) return { value: undefined, done: true };
      const item = this.#item, value = item(list, this.#i);
      this.#i += 2;
      return { value, done: false };
    }
  }
  delete Walk.prototype.constructor;
  Object.setPrototypeOf(Walk.prototype, web.iteratorPrototype);
  Object.defineProperty(Walk.prototype, Symbol.toStringTag, { value: "URLSearchParams Iterator", configurable: true });
  web.platform.add(URLSearchParams.prototype);
  return { URLSearchParams, bind };
})
