package pattern

import (
	"slices"
	"sort"
	"unicode"
)

// span is the code points from lo to hi, both included.
type span struct{ lo, hi rune }

// set is a set of code points: sorted spans with gaps between them.
type set []span

func (s set) has(r rune) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].hi >= r })
	return i < len(s) && s[i].lo <= r
}

// normal sorts spans and joins those that touch.
func normal(list []span) set {
	slices.SortFunc(list, func(a, b span) int { return int(a.lo) - int(b.lo) })
	var out set
	for _, s := range list {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
		} else {
			out = append(out, s)
		}
	}
	return out
}

func union(sets ...set) set { return normal(slices.Concat(sets...)) }

// negated is every code point that s lacks, surrogates included.
func (s set) negated() set {
	var out set
	next := rune(0)
	for _, g := range s {
		if g.lo > next {
			out = append(out, span{next, g.lo - 1})
		}
		next = g.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, span{next, unicode.MaxRune})
	}
	return out
}

func (s set) and(t set) set   { return union(s.negated(), t.negated()).negated() }
func (s set) minus(t set) set { return union(s.negated(), t).negated() }

// folded adds to s whatever differs from a member in case only, by Unicode's
// simple case folding (ECMA-262 §22.2.2.7.3 with flag u or v).
func (s set) folded() set {
	const sharpS = 'ß' // in no case range, for it has no simple upper case; but ẞ folds to it
	var more []span
	for _, c := range append([]unicode.CaseRange{{Lo: sharpS, Hi: sharpS}}, unicode.CaseRanges...) {
		for r := rune(c.Lo); r <= rune(c.Hi); r++ {
			if !s.has(r) {
				continue
			}
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				more = append(more, span{f, f})
			}
		}
	}
	if more == nil {
		return s
	}
	return union(s, normal(more))
}

// table returns a set with the members of Go's tables.
func table(tables ...*unicode.RangeTable) set {
	var list []span
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			list = append(list, span{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			list = append(list, span{r, r})
		}
	}
	for _, t := range tables {
		for _, g := range t.R16 {
			add(rune(g.Lo), rune(g.Hi), rune(g.Stride))
		}
		for _, g := range t.R32 {
			add(rune(g.Lo), rune(g.Hi), rune(g.Stride))
		}
	}
	return normal(list)
}
