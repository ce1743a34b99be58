// Where records are Proxies and must be cloned as what they look like, unlike in browsers.
structuredClone(new Proxy({ a: 1, b: { c: 2 } }, {})) //=> {"a":1,"b":{"c":2}}
structuredClone(new Proxy([1, [2]], {})) //=> [1,[2]]
structuredClone([new Proxy({}, { ownKeys: () => ["x"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => "got" })]) //=> [{"x":"got"}]
structuredClone(new Proxy(() => {}, {})) //=> throws DataCloneError
