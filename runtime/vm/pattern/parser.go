package pattern

import (
	"strconv"
	"strings"

	"dandori/runtime/say"
)

// modes are the flags that a group may change for what is in it.
type modes struct{ ignoreCase, multiline, dotAll bool }

// parser reads a pattern by the grammar of ECMA-262 §22.2.1 with flag u (and
// v), which has none of the leniencies of Annex B, and writes as it reads.
type parser struct {
	src     []rune
	at      int
	sets    bool  // flag v
	flags   modes // of the whole, which the engine is given too
	modes   modes // where the parser stands
	depth   int
	out     strings.Builder
	groups  int
	names   []string
	highest int      // the highest number referred to
	wanted  []string // the names referred to
}

func newParser(src []rune, flags string) *parser {
	checkFlags(flags)
	p := &parser{src: src, sets: strings.Contains(flags, "v")}
	p.flags = modes{strings.Contains(flags, "i"), strings.Contains(flags, "m"), strings.Contains(flags, "s")}
	p.modes = p.flags
	return p
}

func checkFlags(flags string) {
	switch {
	case strings.Contains(flags, "d"):
		fail(say.T("dandori's engine does not have the flag d"))
	case strings.Contains(flags, "u") && strings.Contains(flags, "v"):
		fail(say.T("the flags u and v exclude each other"))
	case strings.Trim(flags, "gimsuvy") != "" || repeats(flags):
		fail(say.T("the flags are wrong"))
	}
}

func (p *parser) more() bool { return p.at < len(p.src) }

// peek returns the next character, -1 at the end.
func (p *parser) peek() rune {
	if !p.more() {
		return -1
	}
	return p.src[p.at]
}

func (p *parser) next() rune {
	r := p.peek()
	p.at++
	return r
}

// looking tells whether text comes next.
func (p *parser) looking(text string) bool {
	i := p.at
	for _, r := range text {
		if i >= len(p.src) || p.src[i] != r {
			return false
		}
		i++
	}
	return true
}

// take reads text if it comes next.
func (p *parser) take(text string) bool {
	if !p.looking(text) {
		return false
	}
	p.at += len(text) // all that is looked for is ASCII
	return true
}

// enter counts what is nested; the caller defers leave.
func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		fail(say.T("it is nested too deeply"))
	}
}

func (p *parser) leave() { p.depth-- }

// disjunction reads alternatives up to a ")" that is not its own, or the end.
func (p *parser) disjunction() {
	p.enter()
	defer p.leave()
	for p.more() && p.peek() != ')' {
		if p.take("|") {
			p.out.WriteByte('|')
			continue
		}
		p.term()
	}
}

func (p *parser) term() {
	if p.assertion() {
		return
	}
	p.atom()
	p.quantifier()
}

// quantifier reads a quantifier, if one is there.
func (p *parser) quantifier() {
	switch c := p.peek(); c {
	case '*', '+', '?':
		p.at++
		p.out.WriteRune(c)
	case '{':
		p.at++
		p.braces()
	default:
		return
	}
	if p.take("?") {
		p.out.WriteByte('?')
	}
}

// braces reads {n}, {n,} or {n,m}.
func (p *parser) braces() {
	low, ok := p.digits()
	high, bounded := low, true
	if ok && p.take(",") {
		if high, bounded = p.digits(); !bounded {
			high = low
		}
	}
	if !ok || !p.take("}") {
		fail(say.T("a quantifier is incomplete"))
	}
	if high < low {
		fail(say.T("the numbers of a quantifier are out of order"))
	}
	p.out.WriteString("{" + strconv.Itoa(low))
	if !bounded {
		p.out.WriteByte(',')
	} else if high != low {
		p.out.WriteString("," + strconv.Itoa(high))
	}
	p.out.WriteByte('}')
}

// digits reads a decimal number. More than any string could hold is as good as that.
func (p *parser) digits() (n int, ok bool) {
	const most = 1 << 30
	for ; p.more() && p.peek() >= '0' && p.peek() <= '9'; p.at++ {
		n, ok = min(n*10+int(p.peek()-'0'), most), true
	}
	return n, ok
}
