package plan

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// made is what the ids stand for that a dry run made up.
type made map[string]string

// drift are the rows of either that the other lacks: gone those of signed, fresh
// those of now. Their writes' numbers do not count. What a dry run made up stands for what is there now, for the same
// everywhere: known is what it stands for as far as that was learned before,
// and learned what is new.
func drift(signed, now []Row, known made) (gone, fresh []Row, learned made) {
	signed, now = unmatched(signed, now)
	learned = made{}
	waiting := map[Row][]Row{} // of now, by what must be the same to the letter
	for _, r := range now {
		waiting[r.frame()] = append(waiting[r.frame()], r)
	}
	for _, s := range signed {
		left := waiting[s.frame()]
		i := -1
		if s.imagines() {
			i = slices.IndexFunc(left, func(n Row) bool { return s.matches(n, known, learned) })
		}
		switch {
		case i < 0:
			gone = append(gone, s)
		case i == 0:
			waiting[s.frame()] = left[1:]
		default:
			waiting[s.frame()] = slices.Delete(left, i, i+1)
		}
	}
	for _, r := range now { // in their order
		fresh = append(fresh, waiting[r.frame()]...)
		delete(waiting, r.frame())
	}
	return gone, fresh, learned
}

// unmatched leaves out of both what is the same to the letter, which is nearly all.
func unmatched(signed, now []Row) (ofSigned, ofNow []Row) {
	count := make(map[Row]int, len(now))
	bare := make([]Row, len(now))
	for i, r := range now {
		bare[i] = r.bare()
		count[bare[i]]++
	}
	for _, r := range signed {
		if b := r.bare(); count[b] > 0 {
			count[b]--
		} else {
			ofSigned = append(ofSigned, r)
		}
	}
	for i, r := range now {
		if count[bare[i]] > 0 {
			count[bare[i]]--
			ofNow = append(ofNow, r)
		}
	}
	return ofSigned, ofNow
}

// bare is r for comparing: without its write's number, its texts plain.
func (r Row) bare() Row {
	r = r.frame().in(r)
	r.Key, r.Before, r.After = plain(r.Key), plain(r.Before), plain(r.After)
	return r
}

// frame is what of a row no dry run makes up.
func (r Row) frame() Row {
	return Row{Connection: plain(r.Connection), Operation: plain(r.Operation), Target: plain(r.Target), Action: r.Action, Field: plain(r.Field)}
}

func (r Row) in(of Row) Row {
	r.Key, r.Before, r.After = of.Key, of.Before, of.After
	return r
}

// imaginary are the ids that a dry run makes up: the vendor's own take their place.
var imaginary = regexp.MustCompile(`dry-run:[0-9]+`)

func (r Row) imagines() bool {
	return imaginary.MatchString(r.Key) || imaginary.MatchString(r.Before) || imaginary.MatchString(r.After)
}

// matches compares a signed row with one of now that has the same frame. What
// it learns of made-up ids is kept when they match.
func (r Row) matches(now Row, known, learned made) bool {
	c := comparison{known: known, learned: learned, fresh: made{}}
	ok := c.alike(r.Key, now.Key) && c.alike(r.Before, now.Before) && c.alike(r.After, now.After)
	if ok {
		maps.Copy(learned, c.fresh)
	}
	return ok
}

// comparison is one of a row's texts, one after the other.
type comparison struct{ known, learned, fresh made }

func (c comparison) real(id string) (string, bool) {
	for _, m := range []made{c.known, c.learned, c.fresh} {
		if is, ok := m[id]; ok {
			return is, true
		}
	}
	return "", false
}

// alike compares texts. A made-up id stands for what is known of it, or else for
// anything, which is then learned.
func (c comparison) alike(signed, now string) bool {
	signed, now = plain(signed), plain(now)
	for {
		at := imaginary.FindStringIndex(signed)
		if at == nil {
			return signed == now
		}
		id, rest, ok := signed[at[0]:at[1]], signed[at[1]:], false
		if now, ok = strings.CutPrefix(now, signed[:at[0]]); !ok {
			return false
		}
		is, known := c.real(id)
		if !known {
			is = upTo(now, rest)
		}
		if now, ok = strings.CutPrefix(now, is); is == "" || !ok {
			return false
		}
		if !known && !imaginary.MatchString(is) { // what is still to be made stays made up
			c.fresh[id] = is
		}
		signed = rest
	}
}

// upTo is the beginning of now that a made-up id stands for, which rest follows.
func upTo(now, rest string) string {
	literal := rest
	if next := imaginary.FindStringIndex(rest); next != nil {
		literal = rest[:next[0]]
	}
	if id := imaginary.FindString(now); id != "" && strings.HasPrefix(now, id) {
		return id
	}
	switch i := strings.Index(now, literal); {
	case literal == "":
		return now
	case i < 0:
		return ""
	case literal == rest: // it ends with it
		return strings.TrimSuffix(now, literal)
	default:
		return now[:i]
	}
}

// plain is a text as any spreadsheet leaves it: what it does to line ends, to
// blanks at the ends, and to the characters that Windows writes in its own way
// does not count.
func plain(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r == '\r' || r > 0x9f && r < 0x3021 && strings.ContainsRune(rewritten, r) }) {
		s = windows.Replace(s)
	}
	return strings.TrimSpace(s)
}

const rewritten = "\r〜−‖—¢£¬\u00a0"

var windows = strings.NewReplacer("\r\n", "\n", "\r", "\n", "〜", "～", "−", "－", "‖", "∥", "—", "―", "¢", "￠", "£", "￡", "¬", "￢", "\u00a0", " ")
