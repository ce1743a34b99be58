package compile

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// esbuild lowers "for await (const x of y) {…}" to
//
//	try {
//	  for (var iter = __forAwait(y), more, temp, error; more = !(temp = await iter.next()).done; more = false) {
//	    const x = temp.value;
//	    …
//	  }
//	} catch (temp) {
//	  error = [temp];
//	} finally {
//	  try {
//	    more && (temp = iter.return) && await temp.call(iter);
//	  } finally {
//	    if (error)
//	      throw error[0];
//	  }
//	}
//
// We change three things of it. An iterator of the host that has its item at
// hand is not awaited. The variables get names of their own: at the top level
// of a file esbuild gives every loop the same ones, so that an inner loop
// steals the iterator of the outer one, and clashes with a variable "error"
// of the script. And the helpers, __forAwait and __asyncGenerator, become
// ours: esbuild's generator, asked to return, skips what follows an "await"
// in its "finally". Where the code does not read exactly so, it stays as esbuild wrote it.

// Definitions of helpers in the bundle. Names inside may carry numbers where the script has the same ones.
var (
	helperLoop      = regexp.MustCompile(`(?m)^var (__forAwait\d*) = \(\w+, \w+, \w+\) => [^\n]*;$`)
	helperGenerator = regexp.MustCompile(`(?m)^var (__asyncGenerator\d*) = \(\w+, \w+, \w+\) => \{\n(?: [^\n]*\n)+\};$`)
	helperStar      = regexp.MustCompile(`(?m)^var (__yieldStar\d*) = \(\w+\) => \{\n(?: [^\n]*\n)+\};$`)
	helperAwait     = regexp.MustCompile(`(?m)^var (__await\d*) = function\(\w+, \w+\) \{\n(?: [^\n]*\n)+\};$`)
)

// prelude is the part of a bundle where esbuild's helpers stand: up to the
// first file's name.
func prelude(code []byte) []byte {
	if bytes.HasPrefix(code, []byte("// ")) {
		return nil
	}
	if i := bytes.Index(code, []byte("\n// ")); i >= 0 {
		return code[:i]
	}
	return nil
}

// usesHelpers tells whether code needs ours.
func usesHelpers(code []byte) bool {
	head := prelude(code)
	return helperLoop.Match(head) || helperGenerator.Match(head)
}

// fast returns the edits that put our helpers and loops into code.
func fast(code []byte) []edit {
	head := prelude(code)
	var edits []edit
	if def := helperGenerator.FindSubmatchIndex(head); def != nil {
		edits = append(edits, define(code, def, "__dandori_asyncGenerator"))
	}
	if def := helperStar.FindSubmatchIndex(head); def != nil {
		edits = append(edits, define(code, def, "__dandori_yieldStar"))
	}
	wait := helperAwait.FindSubmatchIndex(head)
	if wait != nil {
		edits = append(edits, define(code, wait, "__dandori_await"))
	}
	def := helperLoop.FindSubmatchIndex(head)
	if def == nil {
		return edits
	}
	edits = append(edits, define(code, def, "__dandori_forAwait"))
	text, ok := outlineOf(code)
	if !ok {
		return edits
	}
	l := loops{code: code, text: text, helper: string(code[def[2]:def[3]]), mark: mark(code)}
	if wait != nil {
		l.await = string(code[wait[2]:wait[3]])
	}
	return append(edits, l.all()...)
}

// define is the edit that makes the helper whose definition was found ours.
func define(code []byte, found []int, ours string) edit {
	return edit{found[0], found[1], fmt.Sprintf("var %s = %s;", code[found[2]:found[3]], ours)}
}

// mark returns what, behind a name of a loop's variable, makes it a name that code does not have.
func mark(code []byte) string {
	m := "$"
	for bytes.Contains(code, []byte("iter"+m)) || bytes.Contains(code, []byte("more"+m)) ||
		bytes.Contains(code, []byte("temp"+m)) || bytes.Contains(code, []byte("error"+m)) || bytes.Contains(code, []byte("host"+m)) {
		m += "$"
	}
	return m
}

// loops finds the lowered loops of a bundle.
type loops struct {
	code   []byte
	text   *outline
	helper string // what the bundle calls __forAwait
	await  string // what it calls __await; "" when it has none
	mark   string
}

// loop is one of them.
type loop struct {
	iter, more, temp, err string // its variables
	yields                bool   // it stands in a generator, which yields what is to be awaited
	start                 int    // of "iter = __forAwait("
	value                 int    // of the iterable
	test                  span   // from behind the iterable to the end of the head, ")" and all
	use                   int    // of "temp.value"
	tail                  span   // from the end of the body to the end of it all
}

func (l *loops) all() []edit {
	var edits []edit
	for n, at := range occurrences(l.code, "for (var ") {
		if found, ok := l.read(at); ok {
			edits = append(edits, l.rewrite(found, l.mark+strconv.Itoa(n+1))...)
		}
	}
	return edits
}

var loopVariable = regexp.MustCompile(`^([\w$]+) = (__forAwait\d*)\(`)

// read reads the loop whose "for" stands at offset at; false when what is
// there is none. In a literal there is none: its brackets are none to the outline.
func (l *loops) read(at int) (loop, bool) {
	found := loop{start: at + len("for (var ")}
	begin := loopVariable.FindSubmatch(l.code[found.start:min(found.start+200, len(l.code))])
	if begin == nil || string(begin[2]) != l.helper {
		return loop{}, false
	}
	found.iter = string(begin[1])
	found.value = found.start + len(begin[0])
	closed, ok1 := l.text.close(found.value - 1)
	end, ok2 := l.text.close(at + len("for "))
	if !ok1 || !ok2 || !found.names(l.code[closed:end]) {
		return loop{}, false
	}
	found.test = span{closed, end}
	if !l.same(found.test, found.head(l.await)) {
		return loop{}, false
	}
	return l.readBody(found)
}

var headNames = regexp.MustCompile(`^, ([\w$]+), ([\w$]+), ([\w$]+); [\w$]+ = !\([\w$]+ = (await|yield) `)

// names reads the loop's variables from its head.
func (f *loop) names(head []byte) bool {
	m := headNames.FindSubmatch(head)
	if m == nil {
		return false
	}
	f.more, f.temp, f.err, f.yields = string(m[1]), string(m[2]), string(m[3]), string(m[4]) == "yield"
	return true
}

func (l *loops) readBody(found loop) (loop, bool) {
	body := found.test.end + 1
	end, ok := l.text.close(body)
	if !ok || l.code[found.test.end] != ' ' {
		return loop{}, false
	}
	if found.use, ok = l.value(found.temp, body); !ok || found.use > end {
		return loop{}, false
	}
	found.tail.start = end
	found.tail.end, ok = l.skip(end, found.ending(l.await))
	return found, ok
}

// value finds "temp.value" in the first statement of the body.
func (l *loops) value(temp string, body int) (int, bool) {
	text := "= " + temp + ".value"
	for from := body; ; {
		i := bytes.Index(l.code[from:], []byte(text))
		if i < 0 {
			return 0, false
		}
		at := from + i
		from = at + len(text)
		if c := l.code[from]; (c == ';' || c == ')') && l.text.code(at) && l.shallow(body, at) {
			return at + 2, true
		}
	}
}

// shallow tells whether at is in no bracket inside the one at body, but for
// one that begins the first statement: ({ a } = temp.value).
func (l *loops) shallow(body, at int) bool {
	first := body + 1 + len(l.code[body+1:]) - len(bytes.TrimLeft(l.code[body+1:], " \n"))
	for _, b := range l.text.inside(body, at) {
		if b.end > at && b.start != first {
			return false
		}
	}
	return true
}

// same tells whether the code in s reads as text does, but for blanks.
func (l *loops) same(s span, text string) bool {
	end, ok := l.skip(s.start, text)
	return ok && end == s.end
}

// skip returns where the code from start on has read as text does, but for blanks.
func (l *loops) skip(start int, text string) (int, bool) {
	at := start
	for i := range len(text) {
		if text[i] == ' ' {
			continue
		}
		for at < len(l.code) && (l.code[at] == ' ' || l.code[at] == '\n') {
			at++
		}
		if at == len(l.code) || l.code[at] != text[i] {
			return 0, false
		}
		at++
	}
	return at, true
}

// waits is how the loop waits for an expression.
func (f loop) waits(await, expression string) string {
	if f.yields {
		return "yield new " + await + "(" + expression + ")"
	}
	return "await " + expression
}

func (f loop) head(await string) string {
	return f.fill(", MORE, TEMP, ERROR; MORE = !(TEMP = " + f.waits(await, "ITER.next()") + ").done; MORE = false)")
}

func (f loop) ending(await string) string {
	last := f.waits(await, "TEMP.call(ITER)")
	if f.yields {
		last = "(" + last + ")"
	}
	return f.fill("} catch (TEMP) { ERROR = [TEMP]; } finally { try { MORE && (TEMP = ITER.return) && " + last +
		"; } finally { if (ERROR) throw ERROR[0]; } }")
}

func (f loop) fill(text string) string {
	return strings.NewReplacer("ITER", f.iter, "MORE", f.more, "TEMP", f.temp, "ERROR", f.err).Replace(text)
}

// rewrite returns the edits of the loop, whose variables get names with suffix.
func (l *loops) rewrite(f loop, suffix string) []edit {
	named := loop{iter: "iter" + suffix, more: "more" + suffix, temp: "temp" + suffix, err: "error" + suffix, yields: f.yields}
	host := "host" + suffix
	head := named.fill(", " + host + " = __dandori_isHost(ITER), MORE, TEMP, ERROR; MORE = !(" + host +
		" && (TEMP = ITER.next()).sync ? TEMP : __dandori_result(TEMP = " + named.waits(l.await, "("+host+" ? TEMP : ITER.next())") + ")).done; MORE = false)")
	return []edit{
		{f.start, f.start + len(f.iter), named.iter},
		{f.test.start, f.test.end, head},
		{f.use, f.use + len(f.temp), named.temp},
		{f.tail.start, f.tail.end, "\n" + named.ending(l.await)},
	}
}
