package plan

import (
	"fmt"
	"strings"

	"dandori/runtime/call"
)

// named is how many of the rows that would go a message names.
const named = 10

// guard refuses w when the run would change more than its workflow allows, w in
// place of what the call n announced before. Callers hold the lock.
func (b *Book) guard(n int, w Write) error {
	total, touched, present := w.Removed(), map[string]bool{}, w.Present
	note(touched, w)
	for of, earlier := range b.announced {
		if of == n {
			continue
		}
		total += earlier.Removed()
		if sameTarget(earlier, w) {
			note(touched, earlier)
			present = max(present, earlier.Present)
		}
	}
	if most := b.config.Guard.Remove; most != nil && total > *most && w.Removed() > 0 {
		return refusal(w, call.New(call.PermissionError, "%s would remove %d, which makes %d in this run, and the workflow allows %d: %s", w.Operation, w.Removed(), total, *most, names(w)).
			WithHint("look at those who would go; if that is meant, say guard: { remove: %d } in the workflow's file", total))
	}
	if most := b.config.Guard.Change; most > 0 && len(touched)*100 > most*present && len(touched) > 0 && present > 0 {
		return refusal(w, call.New(call.PermissionError, "%s would change %d of %d rows in this run (%d%%), and the workflow allows %d%%",
			w.Operation, len(touched), present, (len(touched)*100+present-1)/present, most).
			WithHint("see what it would change with --dry-run; if that is meant, say more at guard: { change } in the workflow's file"))
	}
	return nil
}

// note adds the rows of w, of which no row counts twice. What is added counts, too.
func note(touched map[string]bool, w Write) {
	for _, c := range w.Changes {
		touched[c.Of+"\x00"+c.Key] = true
	}
}

// sameTarget reports whether both change the same rows of a vendor: all writes
// of one connection with the same noun and target.
func sameTarget(x, y Write) bool {
	return x.Connection == y.Connection && noun(x.Operation) == noun(y.Operation) && x.Target == y.Target
}

// noun is an operation without its verb.
func noun(operation string) string {
	i := strings.LastIndexByte(operation, '.')
	return operation[:max(i, 0)]
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
