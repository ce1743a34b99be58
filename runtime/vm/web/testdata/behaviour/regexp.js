// What test262 asks of property escapes. One check a line: an expression, what it shows.
"漢字とカナA1".replace(new RegExp("\\p{Script=Han}", "gu"), "*") //=> **とカナA1
"漢字とカナA1".match(new RegExp("\\p{sc=Hira}|\\p{Script=Katakana}+", "gu")) //=> ["と","カナ"]
"𠮷野家".match(new RegExp("^\\p{sc=Hani}+$", "u"))[0] //=> 𠮷野家
"伊藤 Ito-1。".replace(new RegExp("[^\\p{L}\\p{N}]", "gu"), "") //=> 伊藤Ito1
"aB1".match(new RegExp("\\p{Lu}", "u")).index //=> 1
"aB1".match(new RegExp("\\P{L}", "u"))[0] //=> 1
"aB1".match(new RegExp("[\\P{L}]", "u"))[0] //=> 1
"aB1".match(new RegExp("[^\\P{L}]+", "u"))[0] //=> aB
["Letter", "gc=Decimal_Number", "General_Category=P", "Alphabetic", "Uppercase", "White_Space", "Any", "ASCII", "Assigned", "ID_Start", "Ideographic"].map((p) => "漢1。A ".match(new RegExp("\\p{" + p + "}", "u"))[0]) //=> ["漢","1","。","漢","A"," ","漢","1","漢","漢","漢"]
new RegExp("(?<=\\p{Script=Han})[a-z]", "u").exec("a漢b").index //=> 2
new RegExp("(?=\\p{Script=Han})(.)\\1", "u").test("漢漢") //=> true
new RegExp("\\p{Lu}", "iu").test("a") //=> true
[new RegExp("\\p{L}/[/]", "gu").source, String(new RegExp("\\p{L}", "gu")), /a/.source, new RegExp("\\p{L}", "gu").flags] //=> ["\\p{L}\\/[/]","/\\p{L}/gu","a","gu"]
(() => { const r = new RegExp("\\p{L}", "gu"); const c = new RegExp(r), d = new RegExp(r, "u"); return [c.source, c.flags, d.flags, d.test("漢"), c === r]; })() //=> ["\\p{L}","gu","u",true,false]
(() => { const r = new RegExp("\\p{L}", "gu"); return [new r.constructor(r.source, r.flags).test("漢"), r.constructor === RegExp, /a/.constructor === RegExp, r instanceof RegExp, /a/ instanceof RegExp]; })() //=> [true,true,true,true,true]
(() => { const make = () => new RegExp("\\p{L}", "gu"), a = make(), b = make(); a.test("漢"); return [a.lastIndex, b.lastIndex, make().lastIndex]; })() //=> [1,0,0]
(() => { class R extends RegExp { yes(s) { return this.test(s); } } return [new R("\\p{L}", "u").yes("漢"), new R("a").yes("a"), new R("\\p{L}", "u").source]; })() //=> [true,true,"\\p{L}"]
"漢1字2".split(new RegExp("\\p{Nd}", "u")) //=> ["漢","字",""]
[..."漢1字2".matchAll(new RegExp("\\p{sc=Han}", "gu"))].map((m) => m.index) //=> [0,2]
new RegExp("\\p{Nope}", "u") //=> throws SyntaxError
new RegExp("\\p{Script=Nope}", "u") //=> throws SyntaxError
new RegExp("\\pL", "u") //=> throws SyntaxError
new RegExp("\\p", "u") //=> throws SyntaxError
new RegExp("\\p{L", "u") //=> throws SyntaxError
new RegExp("\\p{L}").test("p{L}") //=> true
new RegExp("\\\\p{1}", "u").test("\\p") //=> true
[RegExp.name, RegExp.length, RegExp("a", "g").flags, globalThis.RegExp("a").source, new RegExp().source, new RegExp(undefined, "g").flags, new RegExp(5).source] //=> ["RegExp",2,"g","a","(?:)","g","5"]
[RegExp[Symbol.species] !== undefined, typeof RegExp.escape, Object.getPrototypeOf(RegExp) === Function.prototype] //=> [true,"function",true]
structuredClone(new RegExp("\\p{L}", "u")).test("漢") //=> true
