package plan

import (
	"regexp"
	"slices"
	"strings"

	"dandori/runtime/call"
)

// Signed is a plan that a person has read and signed: what a run may do, and no more.
type Signed struct {
	writes [][]Row // by their numbers, in the plan's order
}

// NewSigned returns the signed plan with these rows.
func NewSigned(rows []Row) *Signed {
	s := &Signed{}
	numbers := []int{}
	for _, r := range rows {
		i := slices.Index(numbers, r.Write)
		if i < 0 {
			i = len(numbers)
			numbers, s.writes = append(numbers, r.Write), append(s.writes, nil)
		}
		s.writes[i] = append(s.writes[i], r)
	}
	return s
}

// sign refuses w unless it is, row by row, one of the signed writes that no
// other call has taken. Callers hold the lock.
func (b *Book) sign(n int, w Write) error {
	rows := w.rows(0)
	if len(rows) == 0 {
		return nil
	}
	best, least := -1, []Row(nil)
	for i, signed := range b.config.Signed.writes {
		if b.taken(n, i) {
			continue
		}
		differ := drift(signed, rows)
		if len(differ) == 0 {
			b.signed[n] = i
			return nil
		}
		if best < 0 || len(differ) < len(least) {
			best, least = i, differ
		}
	}
	if best < 0 {
		least = rows
	}
	return refusal(w, call.New(call.PermissionError, "%s is not what was signed. It differs in %d rows:\n%s", w.Operation, len(least), listed(least)).
		WithHint("something has changed since the plan was made; make a new one with --dry-run --plan FILE, and have it signed"))
}

func (b *Book) taken(n, i int) bool {
	for of, write := range b.signed {
		if of != n && write == i {
			return true
		}
	}
	return false
}

// Unused are the rows of the signed plan that no write has taken.
func (b *Book) Unused() []Row {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.config.Signed == nil {
		return nil
	}
	var out []Row
	for i, rows := range b.config.Signed.writes {
		if !b.taken(-1, i) {
			out = append(out, rows...)
		}
	}
	return out
}

// Drift compares a signed plan with the one that would be made now: the rows of
// either that the other lacks.
func (s *Signed) Drift(writes []Write) []Row {
	var signed []Row
	for _, rows := range s.writes {
		signed = append(signed, rows...)
	}
	return drift(signed, Rows(writes))
}

// drift are the rows of either that the other lacks; their writes' numbers do not count.
func drift(signed, now []Row) []Row {
	signed, left := unmatched(signed, now)
	var out []Row
	for _, s := range signed {
		if i := slices.IndexFunc(left, s.same); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			out = append(out, s)
		}
	}
	return append(out, left...)
}

// unmatched leaves out of both what is the same to the letter, which is nearly all.
func unmatched(signed, now []Row) (ofSigned, ofNow []Row) {
	count := map[Row]int{}
	for _, r := range now {
		count[r.bare()]++
	}
	for _, r := range signed {
		if b := r.bare(); count[b] > 0 {
			count[b]--
		} else {
			ofSigned = append(ofSigned, r)
		}
	}
	for _, r := range now {
		if b := r.bare(); count[b] > 0 {
			count[b]--
			ofNow = append(ofNow, r)
		}
	}
	return ofSigned, ofNow
}

// bare is r for comparing: without its write's number, its texts plain.
func (r Row) bare() Row {
	r.Write, r.Key, r.Before, r.After = 0, plain(r.Key), plain(r.Before), plain(r.After)
	return r
}

// imaginary are the ids that a dry run makes up: the vendor's own take their place.
var imaginary = regexp.MustCompile(`dry-run:[0-9]+`)

// same compares a signed row with one of now.
func (r Row) same(now Row) bool {
	return r.Connection == now.Connection && r.Operation == now.Operation && r.Target == now.Target && r.Action == now.Action &&
		alike(r.Key, now.Key) && r.Field == now.Field && alike(r.Before, now.Before) && alike(r.After, now.After)
}

// alike compares texts; what a dry run made up stands for anything. Line ends
// and blanks at the ends do not count: spreadsheets change them.
func alike(signed, now string) bool {
	signed, now = plain(signed), plain(now)
	if signed == now || !imaginary.MatchString(signed) {
		return signed == now
	}
	parts := imaginary.Split(signed, -1)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	ok, err := regexp.MatchString("^(?s:"+strings.Join(parts, ".+")+")$", now)
	return err == nil && ok
}

func plain(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// listed names rows: whose they are and what field, never a value.
func listed(rows []Row) string {
	var b strings.Builder
	for i, r := range rows {
		if i == named {
			b.WriteString("  …")
			break
		}
		b.WriteString("  " + strings.Join(slices.DeleteFunc([]string{r.Connection, r.Operation, r.Target, string(r.Action), r.Key, r.Field}, func(s string) bool { return s == "" }), " · ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
