// What WPT's url/urlsearchparams-* ask. One check a line: an expression, what it shows.
new URLSearchParams("?a=1&b=2&a=3").toString() //=> a=1&b=2&a=3
new URLSearchParams("??a=1").toString() //=> %3Fa=1
new URLSearchParams("a&b=&=c&&=").toString() //=> a=&b=&=c&=
[...new URLSearchParams("a=%E4%BC%8A+x&b=%&c=%2&d=%zz")] //=> [["a","伊 x"],["b","%"],["c","%2"],["d","%zz"]]
[...new URLSearchParams("a=%fe%ff&b=%E3%81")] //=> [["a","��"],["b","�"]]
[...new URLSearchParams("a=1=2&b=c%3Dd")] //=> [["a","1=2"],["b","c=d"]]
[...new URLSearchParams("\ufeffa=1")].join() === "\ufeffa,1" //=> true
new URLSearchParams({ a: 1, b: "x y" }).toString() //=> a=1&b=x+y
new URLSearchParams([["a", 1], ["a", 2]]).toString() //=> a=1&a=2
new URLSearchParams(new Map([["k", "v"]])).toString() //=> k=v
new URLSearchParams(new URLSearchParams("x=1&y")).toString() //=> x=1&y=
new URLSearchParams([["a"]]) //=> throws TypeError
new URLSearchParams([["a", "b", "c"]]) //=> throws TypeError
new URLSearchParams([1]) //=> throws TypeError
new URLSearchParams().toString() //=> 
new URLSearchParams(undefined).size //=> 0
new URLSearchParams(null).toString() //=> null=
new URLSearchParams({ [Symbol.iterator]: function* () { yield ["a", "b"]; } }).toString() //=> a=b
new URLSearchParams({ a: "~!*()'-._", b: "é伊😀", c: "\u0000\n" }).toString() //=> a=%7E%21*%28%29%27-._&b=%C3%A9%E4%BC%8A%F0%9F%98%80&c=%00%0A
new URLSearchParams({ "\ud835x": "1", xx: "2", "\ud83dxx": "3" }).toString() //=> %EF%BF%BDx=1&xx=2&%EF%BF%BDxx=3
(() => { const p = new URLSearchParams("a=1&b=2&a=3"); return [p.get("a"), p.getAll("a"), p.get("z"), p.has("b"), p.has("b", "3"), p.has("a", "3"), p.size]; })() //=> ["1",["1","3"],null,true,false,true,3]
(() => { const p = new URLSearchParams("x=0&a=1&b=2&a=3"); p.set("a", 9); p.set("n", "m"); return p.toString(); })() //=> x=0&a=9&b=2&n=m
(() => { const p = new URLSearchParams("a=1&b=2&a=3"); p.delete("a", "3"); p.append("c", null); p.delete("b"); return p.toString(); })() //=> a=1&c=null
(() => { const p = new URLSearchParams("z=1&a=2&z=0&ﬃ=3&🌈=4"); p.sort(); return [...p.keys()]; })() //=> ["a","z","z","🌈","ﬃ"]
(() => { const p = new URLSearchParams("a=1&b=2"), seen = []; p.forEach(function (v, k, all) { seen.push(v + k + (all === p) + this.t); }, { t: "!" }); return seen; })() //=> ["1atrue!","2btrue!"]
(() => { const p = new URLSearchParams("a=1&b=2&c=3"), seen = []; for (const [k] of p) { seen.push(k); p.delete("b"); } return seen; })() //=> ["a","c"]
[new URLSearchParams("a=1").entries().next(), [...new URLSearchParams("a=1").values()]] //=> [{"value":["a","1"],"done":false},["1"]]
Object.prototype.toString.call(new URLSearchParams().keys()) //=> [object URLSearchParams Iterator]
URLSearchParams.prototype[Symbol.iterator] === URLSearchParams.prototype.entries //=> true
new URLSearchParams().append("a") //=> throws TypeError
new URLSearchParams().get() //=> throws TypeError
URLSearchParams.prototype.get.call({}, "a") //=> throws TypeError
