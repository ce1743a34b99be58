// What WPT's WebCryptoAPI, html/webappapis/atob and hr-time ask. One check a line: an expression, what it shows.
/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()) //=> true
crypto.randomUUID() === crypto.randomUUID() //=> false
(() => { const a = new Uint8Array(4); return [crypto.getRandomValues(a) === a, a.some((x) => x > 0)]; })() //=> [true,true]
(() => { const a = new Uint8Array(4); crypto.getRandomValues(a.subarray(1, 3)); return [a[0], a[3]]; })() //=> [0,0]
crypto.getRandomValues(new BigUint64Array(2)).length //=> 2
crypto.getRandomValues(new Float64Array(2)) //=> throws TypeMismatchError
crypto.getRandomValues(new DataView(new ArrayBuffer(2))) //=> throws TypeMismatchError
crypto.getRandomValues(new Uint8Array(65537)) //=> throws QuotaExceededError
crypto.getRandomValues([1]) //=> throws TypeError
crypto.getRandomValues() //=> throws TypeError
new Crypto() //=> throws TypeError
[String(crypto), crypto instanceof Crypto] //=> ["[object Crypto]",true]
[btoa(""), btoa("a"), btoa("ab"), btoa("abc"), btoa("\u00ff\u0000"), btoa(undefined)] //=> ["","YQ==","YWI=","YWJj","/wA=","dW5kZWZpbmVk"]
btoa("伊") //=> throws InvalidCharacterError
btoa() //=> throws TypeError
[atob(""), atob("YQ=="), atob("YQ"), atob(" Y\tW\nJ\fj\r"), atob("/wA=").charCodeAt(0)] //=> ["","a","a","abc",255]
["YR==", "YQ=", "Y", "YQ===", "=", "Y=Q=", "YW-j", "ＹＱ", "YQ==YQ==", "a\u00a0b"].map((s) => { try { return atob(s); } catch (e) { return e.name; } }) //=> ["a","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError","InvalidCharacterError"]
[...Array(256).keys()].every((i) => atob(btoa(String.fromCharCode(i, 0))) === String.fromCharCode(i, 0)) //=> true
(() => { const a = performance.now(), b = performance.now(); return [typeof a, b >= a, typeof performance.timeOrigin]; })() //=> ["number",true,"number"]
new Performance() //=> throws TypeError
