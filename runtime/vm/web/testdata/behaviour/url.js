// What WPT's url/ asks of URL. One check a line: an expression, what it shows.
new URL("https://user:pa%20ss@Example.COM:8080/a/./b/../c?q=1#f").href //=> https://user:pa%20ss@example.com:8080/a/c?q=1#f
new URL("https://example.com:443/").port //=> 
new URL("https://例え.テスト/パス?問=答#片").href //=> https://xn--r8jz45g.xn--zckzah/%E3%83%91%E3%82%B9?%E5%95%8F=%E7%AD%94#%E7%89%87
new URL("../x?y#z", "https://a.b/c/d/e").href //=> https://a.b/c/x?y#z
new URL("//h/p", "https://a.b").href //=> https://h/p
new URL("?q", "https://a.b/c?d#e").href //=> https://a.b/c?q
new URL("", "https://a.b/c?d#e").href //=> https://a.b/c?d
new URL("mailto:ito@example.com").pathname //=> ito@example.com
new URL("data:text/plain,hi").origin //=> null
new URL("file:///C|/x").href //=> file:///C:/x
new URL("http://0x7f.1/").hostname //=> 127.0.0.1
new URL("http://[::1]:80/").host //=> [::1]
new URL("http://[1:0::0:1]/").hostname //=> [1::1]
new URL("blob:https://a.b/uuid").origin //=> https://a.b
new URL("blob:ftp://a.b/uuid").origin //=> null
new URL("  https://a.b/\n\tx  ").href //=> https://a.b/x
new URL("https:\\\\a.b\\c").href //=> https://a.b/c
new URL("http://a.b/%zz ").pathname //=> /%zz
new URL("http://a/\ud800").pathname //=> /%EF%BF%BD
new URL("nope") //=> throws TypeError
new URL("https://a b/") //=> throws TypeError
new URL("https://a:70000/") //=> throws TypeError
new URL("http://[::1/") //=> throws TypeError
new URL("/x", "mailto:a@b") //=> throws TypeError
new URL() //=> throws TypeError
URL("https://a.b") //=> throws TypeError
(() => { try { new URL("x:", "y"); } catch (e) { return [e.code, e.input, e.base]; } })() //=> ["ERR_INVALID_URL","x:","y"]
[URL.canParse("https://a.b"), URL.canParse("a"), URL.canParse("a", "https://b/")] //=> [true,false,true]
new URL({ toString: () => "https://a.b/" }).href //=> https://a.b/
JSON.stringify({ u: new URL("https://a.b") }) //=> {"u":"https://a.b/"}
String(new URL("https://a.b")) + `${new URL("https://c.d")}` //=> https://a.b/https://c.d/
Object.prototype.toString.call(new URL("https://a.b")) //=> [object URL]
(() => { const u = new URL("https://a.b/c"); u.protocol = "http"; return u.href; })() //=> http://a.b/c
(() => { const u = new URL("https://a.b/c"); u.protocol = "mailto"; return u.href; })() //=> https://a.b/c
(() => { const u = new URL("https://a.b/c"); u.username = "伊藤"; u.password = "p:w"; return u.href; })() //=> https://%E4%BC%8A%E8%97%A4:p%3Aw@a.b/c
(() => { const u = new URL("https://a.b/c"); u.host = "x:81"; u.hostname = "y"; return u.href; })() //=> https://y:81/c
(() => { const u = new URL("https://a.b/c"); u.port = "443"; return u.href; })() //=> https://a.b/c
(() => { const u = new URL("https://a.b:1/c"); u.port = ""; return u.href; })() //=> https://a.b/c
(() => { const u = new URL("https://a.b/c"); u.port = "x"; return u.href; })() //=> https://a.b/c
(() => { const u = new URL("https://a.b/c"); u.pathname = "日 本?"; return u.href; })() //=> https://a.b/%E6%97%A5%20%E6%9C%AC%3F
(() => { const u = new URL("https://a.b/c"); u.search = "?q=伊"; u.hash = "#h i"; return u.href; })() //=> https://a.b/c?q=%E4%BC%8A#h%20i
(() => { const u = new URL("https://a.b/c?x#y"); u.search = ""; u.hash = ""; return u.href; })() //=> https://a.b/c
(() => { const u = new URL("https://a.b/c"); u.href = "http://x/"; return u.host; })() //=> x
(() => { const u = new URL("https://a.b/c"); try { u.href = "nope"; } catch (e) { return e.name + u.href; } })() //=> TypeErrorhttps://a.b/c
(() => { "use strict"; const u = new URL("https://a.b/c"); try { u.origin = "x"; } catch (e) { return e.name; } })() //=> TypeError
(() => { const u = new URL("mailto:a@b"); u.host = "x"; u.pathname = "y"; return u.href; })() //=> mailto:a@b
(() => { const u = new URL("https://a.b/?x=1"); u.searchParams.append("y", "日 本"); return u.href; })() //=> https://a.b/?x=1&y=%E6%97%A5+%E6%9C%AC
(() => { const u = new URL("https://a.b/?x=1"); u.searchParams.delete("x"); return u.href; })() //=> https://a.b/
(() => { const u = new URL("https://a.b/?x=1"), p = u.searchParams; u.search = "?x=2"; u.href = "https://a.b/?z=3"; return [p.get("x"), p.get("z"), p === u.searchParams]; })() //=> [null,"3",true]
(() => { const u = new URL("https://a.b/?a=b~c"); u.searchParams.get("a"); const before = u.href; u.searchParams.sort(); return [before, u.href]; })() //=> ["https://a.b/?a=b~c","https://a.b/?a=b%7Ec"]
class X extends URL { get x() { return this.host; } }; new X("https://a.b").x //=> a.b
