// What WPT's webidl/ecmascript-binding asks of DOMException. One check a line: an expression, what it shows.
(() => { const e = new DOMException(); return [e.name, e.message, e.code, e instanceof Error]; })() //=> ["Error","",0,true]
(() => { const e = new DOMException("m", "NotFoundError"); return [e.name, e.message, e.code, String(e), Object.prototype.toString.call(e)]; })() //=> ["NotFoundError","m",8,"NotFoundError: m","[object DOMException]"]
(() => { const e = new DOMException("m", { name: "AbortError", cause: 5 }); return [e.name, e.code, e.cause]; })() //=> ["AbortError",20,5]
[DOMException.ABORT_ERR, DOMException.DATA_CLONE_ERR, DOMException.INDEX_SIZE_ERR, DOMException.prototype.TIMEOUT_ERR, DOMException.URL_MISMATCH_ERR] //=> [20,25,1,23,21]
new DOMException("m", "Own").code //=> 0
new DOMException("m", "toString").code //=> 0
typeof new DOMException("m").stack //=> string
DOMException("m") //=> throws TypeError
