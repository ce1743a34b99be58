// URL of the URL standard §6.1. A URL keeps its parts as the native parser gives them.
((web) => {
  "use strict";
  const HREF = 0, PROTOCOL = 1, USERNAME = 2, PASSWORD = 3, HOST = 4, HOSTNAME = 5, PORT = 6, PATHNAME = 7, SEARCH = 8, HASH = 9, ORIGIN = 10;
  const { URLSearchParams, bind } = web.script("search");
  const parse = (url, base) => web.parseURL(`${url}`, base === undefined ? undefined : `${base}`);
  const invalid = (input, base) => {
    const error = Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input: `${input}` });
    if (base !== undefined) error.base = `${base}`;
    return error;
  };

  class URL {
    #parts; #params;
    constructor(url, base = undefined) {
      if (arguments.length === 0) throw new TypeError("URL needs 1 argument");
      this.#parts = parse(url, base);
      if (this.#parts === null) throw invalid(url, base);
    }
    static canParse(url, base = undefined) { return parse(url, base) !== null; }
    static parse(url, base = undefined) { return URL.canParse(url, base) ? new URL(url, base) : null; }
    #set(name, value) {
      this.#parts = web.setURL(this.#parts[HREF], name, `${value}`) ?? this.#parts;
    }
    #refill() { if (this.#params) bind.fill(this.#params, this.#parts[SEARCH]); }
    get href() { return this.#parts[HREF]; }
    set href(value) {
      const parts = parse(value);
      if (parts === null) throw invalid(value);
      this.#parts = parts;
      this.#refill();
    }
    get origin() { return this.#parts[ORIGIN]; }
    get protocol() { return this.#parts[PROTOCOL]; }
    set protocol(value) { this.#set("protocol", value); }
    get username() { return this.#parts[USERNAME]; }
    set username(value) { this.#set("username", value); }
    get password() { return this.#parts[PASSWORD]; }
    set password(value) { this.#set("password", value); }
    get host() { return this.#parts[HOST]; }
    set host(value) { this.#set("host", value); }
    get hostname() { return this.#parts[HOSTNAME]; }
    set hostname(value) { this.#set("hostname", value); }
    get port() { return this.#parts[PORT]; }
    set port(value) { this.#set("port", value); }
    get pathname() { return this.#parts[PATHNAME]; }
    set pathname(value) { this.#set("pathname", value); }
    get search() { return this.#parts[SEARCH]; }
    set search(value) { this.#set("search", value); this.#refill(); }
    get searchParams() {
      if (!this.#params) {
        this.#params = new URLSearchParams(this.#parts[SEARCH]);
        bind.follow(this.#params, (query) => this.#set("search", query));
      }
      return this.#params;
    }
    get hash() { return this.#parts[HASH]; }
    set hash(value) { this.#set("hash", value); }
    toString() { return this.#parts[HREF]; }
    toJSON() { return this.#parts[HREF]; }
    get [Symbol.toStringTag]() { return "URL"; }
  }
  web.platform.add(URL.prototype);
  return { URL };
})
