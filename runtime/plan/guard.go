package plan

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dandori/runtime/call"
)

// named is how many of the rows that would go a message names.
const named = 10

// guard refuses w when the run would change more than its workflow allows, w in
// place of what the call n announced before. Callers hold the lock.
func (b *Book) guard(n int, w Write) error {
	before := b.announced[n]
	total := b.removed - before.Removed() + w.Removed()
	if most := b.config.Guard.Remove; most != nil && total > *most && w.Removed() > 0 {
		return refusal(w, call.New(call.PermissionError, "%s would remove %d, which makes %d in this run, and the workflow allows %d: %s", w.Operation, w.Removed(), total, *most, names(w)).
			WithHint("look at those who would go; if that is meant, say guard: { remove: %d } in the workflow's file", total))
	}
	touched, present := b.touched(before, w)
	if most := b.config.Guard.Change; most > 0 && present > 0 && len(w.Changes) > 0 && float64(touched)*100 > most*float64(present)*(1+1e-12) {
		return refusal(w, call.New(call.PermissionError, "%s would change %d of %d {3:row|rows} in this run (%s%%), and the workflow allows %s%%",
			w.Operation, touched, present, percent(math.Ceil(float64(touched)*1000/float64(present))/10), percent(most)).
			WithHint("see what it would change with --dry-run; if that is meant, say more at guard: { change } in the workflow's file"))
	}
	return nil
}

func percent(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// aim is what writes have in common that change the same rows of a vendor: the
// connection, the noun and the target.
type aim struct{ connection, noun, target string }

func aimOf(w Write) aim {
	return aim{w.Connection, w.Operation[:max(strings.LastIndexByte(w.Operation, '.'), 0)], w.Target}
}

// tally counts what was announced of one target.
type tally struct {
	rows    map[string]int // how many calls would change the row
	present int            // the most that were there
}

func (t *tally) count(w Write, by int) {
	t.present = max(t.present, w.Present)
	for _, c := range w.Changes {
		if t.rows[c.id()] += by * c.rows(); t.rows[c.id()] <= 0 {
			delete(t.rows, c.id())
		}
	}
}

// rows is how many rows of the target c changes: none where it is only their order.
func (c Change) rows() int { return min(len(c.Key), 1) }

// id names the row of a change. What is added counts, too.
func (c Change) id() string { return c.Of + "\x00" + c.Key }

// touched is how many rows of w's target the run would change with w in place
// of before, and how many there are. No row counts twice.
func (b *Book) touched(before, w Write) (touched, present int) {
	present = w.Present
	delta := map[string]int{}
	t := b.tallies[aimOf(w)]
	if t == nil {
		t = &tally{}
	}
	if aimOf(before) == aimOf(w) {
		for _, c := range before.Changes {
			delta[c.id()] -= c.rows()
		}
	}
	for _, c := range w.Changes {
		delta[c.id()] += c.rows()
	}
	touched = len(t.rows)
	for id, by := range delta {
		was, is := t.rows[id], t.rows[id]+by
		switch {
		case was <= 0 && is > 0:
			touched++
		case was > 0 && is <= 0:
			touched--
		}
	}
	return touched, max(present, t.present)
}

// names lists the keys of those who would go.
func names(w Write) string {
	var gone []string
	for _, c := range w.Changes {
		if c.Action() == Remove {
			gone = append(gone, c.Key)
		}
	}
	if rest := len(gone) - named; rest > 0 {
		gone = append(gone[:named:named], fmt.Sprintf("+%d", rest))
	}
	return strings.Join(gone, ", ")
}

func refusal(w Write, e *call.Error) *call.Error {
	e.Connection, e.Vendor, e.Operation = w.Connection, w.Vendor, w.Operation
	return e
}
