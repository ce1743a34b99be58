package compile

import (
	"bytes"
	"sort"
)

// outline is where the brackets of a JavaScript text pair up, and which of it
// is literals and comments, so that code can be told from text that looks like it.
type outline struct {
	brackets []span // of ( [ { and ${, by where they open
	literals []span // strings, pieces of templates, regular expressions, comments
}

// span is [start, end): of a bracket, end is just behind the closing one.
type span struct{ start, end int }

// code tells whether what stands at offset is code.
func (o *outline) code(offset int) bool {
	i := sort.Search(len(o.literals), func(i int) bool { return o.literals[i].end > offset })
	return i == len(o.literals) || o.literals[i].start > offset
}

// close returns where the bracket at offset ends.
func (o *outline) close(offset int) (int, bool) {
	i := sort.Search(len(o.brackets), func(i int) bool { return o.brackets[i].start >= offset })
	if i == len(o.brackets) || o.brackets[i].start != offset {
		return 0, false
	}
	return o.brackets[i].end, true
}

// inside returns the brackets that open behind the offset after and before the offset before.
func (o *outline) inside(after, before int) []span {
	i := sort.Search(len(o.brackets), func(i int) bool { return o.brackets[i].start > after })
	j := sort.Search(len(o.brackets), func(i int) bool { return o.brackets[i].start >= before })
	return o.brackets[i:max(i, j)]
}

// lexer reads code as esbuild prints it. In any JavaScript, whether a slash
// divides or begins a regular expression takes a parser to know; as esbuild
// prints it, the token before and the line break tell.
type lexer struct {
	code    []byte
	at      int
	out     outline
	open    []int // indexes into out.brackets
	operand bool  // the last token ends an operand: a slash divides
	newline bool  // a line ended since the last token
	word    string
	before  byte   // the character before the last word
	heads   []bool // of each open bracket: a ( of if, while, for or with
}

// outlineOf reads code; false when it cannot be followed.
func outlineOf(code []byte) (*outline, bool) {
	l := &lexer{code: code}
	for l.at < len(code) {
		if !l.token() {
			return nil, false
		}
	}
	return &l.out, len(l.open) == 0
}

// token reads one token; false when the text is none.
func (l *lexer) token() bool {
	switch c := l.code[l.at]; {
	case c == '\n':
		l.newline = true
		l.at++
		return true
	case c == ' ' || c == '\t' || c == '\r':
		l.at++
		return true
	case c == '/' && l.starts("//"):
		return l.literal(l.until("\n"))
	case c == '/' && l.starts("/*"):
		return l.literal(l.until("*/"))
	}
	ok := l.significant()
	l.newline = false
	return ok
}

func (l *lexer) significant() bool {
	c := l.code[l.at]
	switch {
	case c == '"' || c == '\'':
		l.operand = true
		return l.literal(l.quoted(c))
	case c == '`':
		return l.template()
	case c == '/' && !l.divides():
		l.operand = true
		return l.literal(l.regexp())
	case wordChar(c):
		l.readWord()
		return true
	case c == '(' || c == '[' || c == '{':
		return l.push()
	case c == ')' || c == ']' || c == '}':
		return l.pop(c)
	}
	twice := l.at+1 < len(l.code) && l.code[l.at+1] == c
	if twice && (c == '+' || c == '-') {
		l.at++ // ++ and -- leave an operand an operand
	} else {
		l.operand = false
	}
	l.word = ""
	l.at++
	return true
}

func (l *lexer) starts(s string) bool { return bytes.HasPrefix(l.code[l.at:], []byte(s)) }

// until returns the length up to and with end; all that is left when there is none.
func (l *lexer) until(end string) int {
	i := bytes.Index(l.code[l.at+2:], []byte(end))
	if i < 0 {
		return len(l.code) - l.at
	}
	return i + 2 + len(end)
}

// literal takes n bytes; n of 0 says that the literal has no end.
func (l *lexer) literal(n int) bool {
	l.out.literals = append(l.out.literals, span{l.at, l.at + n})
	l.at += n
	l.word = ""
	return n > 0
}

func (l *lexer) quoted(quote byte) int {
	for i := l.at + 1; i < len(l.code); i++ {
		switch l.code[i] {
		case '\\':
			i++
		case quote:
			return i + 1 - l.at
		case '\n':
			return 0
		}
	}
	return 0
}

func (l *lexer) regexp() int {
	class := false
	for i := l.at + 1; i < len(l.code); i++ {
		switch c := l.code[i]; {
		case c == '\\':
			i++
		case c == '\n':
			return 0
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			return i + 1 - l.at
		}
	}
	return 0
}

// template reads a template, or the rest of one behind a substitution, up to
// its end or the next ${.
func (l *lexer) template() bool {
	for i := l.at + 1; i < len(l.code); i++ {
		switch c := l.code[i]; {
		case c == '\\':
			i++
		case c == '`':
			l.operand = true
			return l.literal(i + 1 - l.at)
		case c == '$' && i+1 < len(l.code) && l.code[i+1] == '{':
			return l.literal(i-l.at) && l.push()
		}
	}
	return false
}

func (l *lexer) readWord() {
	start := l.at
	for l.at < len(l.code) && wordChar(l.code[l.at]) {
		l.at++
	}
	l.before = 0
	if start > 0 {
		l.before = l.code[start-1]
	}
	l.word = string(l.code[start:l.at])
	l.operand = l.before == '.' || !operatorWord(l.word)
}

// divides tells whether a slash here divides.
func (l *lexer) divides() bool {
	if l.operand && l.at > 0 && l.newline && bytes.HasSuffix(bytes.TrimRight(l.code[:l.at], " \n"), []byte("}")) {
		return false // a statement after a block; behind an object the slash stands on the same line
	}
	return l.operand
}

func (l *lexer) push() bool {
	head := l.code[l.at] == '(' && l.before != '.' && headWord(l.word)
	l.open = append(l.open, len(l.out.brackets))
	l.heads = append(l.heads, head)
	l.out.brackets = append(l.out.brackets, span{l.at, 0})
	if l.code[l.at] == '$' {
		l.at++
	}
	l.at++
	l.operand, l.word = false, ""
	return true
}

func (l *lexer) pop(c byte) bool {
	if len(l.open) == 0 {
		return false
	}
	last := len(l.open) - 1
	opened := &l.out.brackets[l.open[last]]
	head := l.heads[last]
	l.open, l.heads = l.open[:last], l.heads[:last]
	opened.end = l.at + 1
	l.operand, l.word = !head, ""
	switch l.code[opened.start] {
	case '$':
		return c == '}' && l.template()
	case '(':
		l.at++
		return c == ')'
	case '[':
		l.at++
		return c == ']'
	default:
		l.at++
		return c == '}'
	}
}

func wordChar(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '\\' || c >= 0x80
}

// operatorWord tells the words behind which an operand stands.
func operatorWord(w string) bool {
	switch w {
	case "return", "typeof", "instanceof", "in", "new", "delete", "void", "throw", "case", "do", "else", "yield", "await", "default", "extends":
		return true
	}
	return false
}

func headWord(w string) bool { return w == "if" || w == "while" || w == "for" || w == "with" }
