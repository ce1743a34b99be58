package plan

import (
	"slices"
	"strings"

	"dandori/runtime/call"
)

// Signed is a plan that a person has read and signed: what a run may do, and no more.
type Signed struct {
	writes [][]Row // in the order of the plan
}

// NewSigned returns the signed plan with these rows, in any order.
func NewSigned(rows []Row) *Signed {
	s := &Signed{}
	at := map[int]int{}
	for _, r := range rows {
		i, ok := at[r.Write]
		if !ok {
			i = len(s.writes)
			at[r.Write], s.writes = i, append(s.writes, nil)
		}
		s.writes[i] = append(s.writes[i], r)
	}
	slices.SortStableFunc(s.writes, func(x, y []Row) int { return x[0].Write - y[0].Write })
	return s
}

// Rows are the rows of the signed plan.
func (s *Signed) Rows() []Row { return slices.Concat(s.writes...) }

// sign refuses w unless it is, row by row, one of the signed writes that no
// other call has taken. Callers hold the lock.
func (b *Book) sign(n int, w Write) error {
	rows := w.rows(0)
	if len(rows) == 0 {
		return nil
	}
	best := b.find(n, rows)
	if len(best.differ) == 0 {
		b.take(n, best.write, best.learned)
		return nil
	}
	return refusal(w, call.New(call.PermissionError, "%s is not what was signed. It differs in %d {2:row|rows}:\n%s", w.Operation, len(best.differ), List(best.differ)).
		WithHint("something has changed since the plan was made; make a new one with --dry-run --plan FILE, and have it signed"))
}

// candidate is a signed write that a call may take.
type candidate struct {
	write   int // nobody: there is none left
	differ  []Row
	learned made
}

// find returns the signed write that the rows of call n are, or the one that is
// most like them. Where the vendor's own ids are known that a made-up one
// stands for, those go before ids that would be learned.
func (b *Book) find(n int, rows []Row) candidate {
	best := candidate{write: nobody, differ: rows}
	known := slices.ContainsFunc(rows, func(r Row) bool { return b.met[lastWord(r.Key)] })
	for i, signed := range b.config.Signed.writes {
		if by := b.taken[i]; by != nobody && by != n || !related(signed[0], rows[0]) {
			continue
		}
		gone, fresh, learned := drift(signed, rows, b.real)
		differ := append(gone, fresh...)
		if len(differ) == 0 && (!known || len(learned) == 0) {
			return candidate{i, nil, learned}
		}
		if best.write == nobody || len(differ) < len(best.differ) {
			best = candidate{i, differ, learned}
		}
	}
	return best
}

// lastWord is the id in a row's key, which may say before it what the row is.
func lastWord(key string) string {
	key = plain(key)
	return key[strings.LastIndexByte(key, ' ')+1:]
}

// take gives the signed write i to the call n.
func (b *Book) take(n, i int, learned made) {
	if was, again := b.took[n]; again {
		b.taken[was] = nobody
	}
	b.took[n], b.taken[i] = i, n
	for id, is := range learned {
		b.real[id], b.met[is] = is, true
	}
}

// nobody is the call that has taken a signed write which none has.
const nobody = -1

// related reports whether both belong to writes of one operation on one target.
func related(x, y Row) bool {
	return plain(x.Connection) == plain(y.Connection) && plain(x.Operation) == plain(y.Operation) && plain(x.Target) == plain(y.Target)
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
		if b.taken[i] == nobody {
			out = append(out, rows...)
		}
	}
	return out
}

// Drift compares a signed plan with the one that would be made now: gone are
// the signed rows that it lacks, and fresh are the rows that nobody has signed.
func (s *Signed) Drift(writes []Write) (gone, fresh []Row) {
	gone, fresh, _ = drift(s.Rows(), Rows(writes), nil)
	return gone, fresh
}

// List names rows, some of them where they are many: whose they are and what
// field, never a value.
func List(rows []Row) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, r := range rows {
		line := strings.Join(slices.DeleteFunc([]string{r.Connection, r.Operation, r.Target, string(r.Action), r.Key, r.Field}, func(s string) bool { return s == "" }), " · ")
		if seen[line] { // as it was signed, and as it would be
			continue
		}
		if len(seen) == named {
			b.WriteString("  …")
			break
		}
		seen[line] = true
		b.WriteString("  " + line + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
