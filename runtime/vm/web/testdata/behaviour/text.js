// What WPT's encoding/ asks. One check a line: an expression, what it shows.
[...new TextEncoder().encode("aé伊😀\ud800")] //=> [97,195,169,228,188,138,240,159,152,128,239,191,189]
new TextEncoder().encode() instanceof Uint8Array //=> true
new TextEncoder().encoding //=> utf-8
(() => { const b = new Uint8Array(5), r = new TextEncoder().encodeInto("a伊藤", b); return [r, [...b]]; })() //=> [{"read":2,"written":4},[97,228,188,138,0]]
(() => { const b = new Uint8Array(6), r = new TextEncoder().encodeInto("😀😀", b); return [r, b[4]]; })() //=> [{"read":2,"written":4},0]
new TextEncoder().encodeInto("a", [1]) //=> throws TypeError
new TextEncoder().encodeInto("a", new Uint16Array(4)) //=> throws TypeError
new TextDecoder().decode() //=> 
new TextDecoder().decode(new Uint8Array([0xe4, 0xbc, 0x8a])) //=> 伊
new TextDecoder().decode(new Uint8Array([0xe4, 0xbc, 0x8a]).buffer) //=> 伊
new TextDecoder().decode(new DataView(new Uint8Array([0, 97, 98, 0]).buffer, 1, 2)) //=> ab
new TextDecoder().decode(new Uint8Array([1, 97, 98, 1]).subarray(1, 3)) //=> ab
new TextDecoder().decode("text") //=> throws TypeError
new TextDecoder().decode([97]) //=> throws TypeError
new TextDecoder().decode({ buffer: new ArrayBuffer(1) }) //=> throws TypeError
["utf8", " UTF-8\n", "sjis", "ms_kanji", "windows-31j", "x-sjis", "euc-jp", "x-euc-jp", "iso-2022-jp", "utf-16", "utf-16be", "latin1", "ascii", "gb2312", "big5", "euc-kr"].map((l) => new TextDecoder(l).encoding) //=> ["utf-8","utf-8","shift_jis","shift_jis","shift_jis","shift_jis","euc-jp","euc-jp","iso-2022-jp","utf-16le","utf-16be","windows-1252","windows-1252","gbk","big5","euc-kr"]
new TextDecoder("cp932") //=> throws RangeError
new TextDecoder("utf-7") //=> throws RangeError
new TextDecoder("replacement") //=> throws RangeError
new TextDecoder("iso-2022-kr") //=> throws RangeError
new TextDecoder("\u3000utf-8") //=> throws RangeError
(() => { const d = new TextDecoder("utf-8", { fatal: 1, ignoreBOM: true }); return [d.fatal, d.ignoreBOM]; })() //=> [true,true]
// UTF-8 that is none: one replacement for each longest start of a character.
new TextDecoder().decode(new Uint8Array([0xe3, 0x81, 0x41])) //=> �A
new TextDecoder().decode(new Uint8Array([0xe3, 0x81])) //=> �
new TextDecoder().decode(new Uint8Array([0xf0, 0x9f, 0x98])) //=> �
new TextDecoder().decode(new Uint8Array([0xf0, 0x80, 0x80, 0x41])) //=> ���A
new TextDecoder().decode(new Uint8Array([0xed, 0xa0, 0x80])) //=> ���
new TextDecoder().decode(new Uint8Array([0xc0, 0xaf])) //=> ��
new TextDecoder().decode(new Uint8Array([0xff, 0x61])) //=> �a
new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])) //=> throws TypeError
new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xe3, 0x81])) //=> throws TypeError
new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xef, 0xbf, 0xbd])) //=> �
(() => { const d = new TextDecoder("utf-8", { fatal: true }); try { d.decode(new Uint8Array([0xff])); } catch {} return d.decode(new Uint8Array([0x61])); })() //=> a
// The byte order mark.
new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).length //=> 1
new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).length //=> 2
new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf])).length //=> 1
(() => { const d = new TextDecoder(); return [d.decode(new Uint8Array([0xef, 0xbb]), { stream: true }), d.decode(new Uint8Array([0xbf, 0x61]), { stream: true }), d.decode(new Uint8Array([0xef, 0xbb, 0xbf])).length, d.decode(new Uint8Array([0xef, 0xbb, 0xbf])).length]; })() //=> ["","a",1,0]
new TextDecoder("utf-16le").decode(new Uint8Array([0xff, 0xfe, 0x61, 0])) //=> a
new TextDecoder("utf-16be").decode(new Uint8Array([0xfe, 0xff, 0x4f, 0x0a])) //=> 伊
// Streams.
(() => { const d = new TextDecoder(), out = []; for (const b of [0xf0, 0x9f, 0x98, 0x80, 0x61, 0xe3]) out.push(d.decode(new Uint8Array([b]), { stream: true })); out.push(d.decode()); return out; })() //=> ["","","","😀","a","","�"]
(() => { const d = new TextDecoder("shift_jis"), out = []; for (const b of [0x88, 0xc9, 0x93, 0xa1, 0x83]) out.push(d.decode(new Uint8Array([b]), { stream: true })); out.push(d.decode()); return out; })() //=> ["","伊","","藤","","�"]
(() => { const d = new TextDecoder("iso-2022-jp"), out = []; for (const b of [0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42, 0x61]) out.push(d.decode(new Uint8Array([b]), { stream: true })); out.push(d.decode(new Uint8Array([0x24]))); return out.join(""); })() //=> あa$
(() => { const d = new TextDecoder("utf-16le"), out = []; for (const b of [0x3d, 0xd8, 0x00, 0xde, 0x61]) out.push(d.decode(new Uint8Array([b]), { stream: true })); out.push(d.decode()); return out.join(""); })() //=> 😀�
(() => { const d = new TextDecoder("utf-8", { fatal: true }); return [d.decode(new Uint8Array([0xe4, 0xbc]), { stream: true }), d.decode(new Uint8Array([0x8a]))]; })() //=> ["","伊"]
// Shift_JIS as Windows writes it.
new TextDecoder("shift_jis").decode(new Uint8Array([0x87, 0x40, 0x87, 0x8a, 0xfb, 0xfc, 0xed, 0x95, 0xfa, 0xb1])) //=> ①㈱髙﨑﨑
new TextDecoder("shift_jis").decode(new Uint8Array([0x81, 0x60, 0x81, 0x7c, 0x81, 0x61, 0x5c, 0x7e, 0xb1, 0xdf])) //=> ～－∥\~ｱﾟ
[...new TextDecoder("shift_jis").decode(new Uint8Array([0xf0, 0x40, 0xf0, 0x7e, 0xf0, 0x80, 0xf9, 0xfc]))].map((c) => c.codePointAt(0).toString(16)) //=> ["e000","e03e","e03f","e757"]
new TextDecoder("shift_jis").decode(new Uint8Array([0x88, 0x20, 0x81, 0xff, 0xa0, 0xfd])) //=> � ���
new TextDecoder("shift_jis").decode(new Uint8Array([0xf0, 0x20, 0x61, 0xf0])) //=> � a�
new TextDecoder("shift_jis").decode(new Uint8Array([0x88, 0xf0, 0x40, 0x41])) //=> 芋@A
[0x80].map((b) => new TextDecoder("shift_jis").decode(new Uint8Array([b])).charCodeAt(0)) //=> [128]
new TextDecoder("shift_jis", { fatal: true }).decode(new Uint8Array([0x81])) //=> throws TypeError
new TextDecoder("shift_jis", { fatal: true }).decode(new Uint8Array([0xfb, 0xfc])) //=> 髙
new TextDecoder("euc-jp").decode(new Uint8Array([0xb0, 0xcb, 0x8e, 0xb1, 0x8f, 0xb0, 0xa1, 0xa4, 0x41, 0xad, 0xa1])) //=> 伊ｱ丂�A①
new TextDecoder("utf-16le", { fatal: true }).decode(new Uint8Array([0xfd, 0xff])) //=> �
new TextDecoder("utf-16le", { fatal: true }).decode(new Uint8Array([0, 0xd8, 0x61, 0])) //=> throws TypeError
new TextDecoder("windows-1252").decode(new Uint8Array([0x80, 0xe9])) //=> €é
