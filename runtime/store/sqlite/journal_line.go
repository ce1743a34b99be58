package sqlite

import (
	"database/sql"
	"strconv"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// line is an entry on its way into the table journal.
type line struct {
	entry journal.Entry
	size  int // about, in bytes
	seq   int64

	packed []byte // nil: not yet encoded
	sealed []byte
	apart  *content
	err    error
}

// sizeOf tells about how many bytes an entry takes.
func sizeOf(e journal.Entry) int {
	n := 256 + len(e.Call.Args) + len(e.Answer.Body) + len(e.Answer.Cursor) + len(e.Bytes)
	for _, k := range e.Answer.Keep {
		n += len(k.Key) + len(k.Value)
	}
	if e.Intent != nil {
		n += len(e.Intent.Body)
	}
	if e.Result != nil {
		n += len(e.Result.Body)
	}
	if e.Pins != nil {
		n += len(e.Pins.Params)
	}
	return n
}

// encode does what needs no place in the journal, once.
func (l *line) encode(d *DB) {
	if l.packed != nil || l.err != nil {
		return
	}
	e := l.entry
	if len(e.Answer.Body) > apart {
		c := d.content(e.Answer.Body)
		l.apart = &c
		e.Answer.Body, e.Blob = nil, c.hash
	}
	plain, err := journal.Encode(e)
	l.packed, l.err = pack(plain), err
}

// commit writes lines in one transaction, if the lease is still the run's last.
func (r *runLog) commit(lines []*line, s durability) error {
	for _, l := range lines {
		if l.encode(r.d); l.err != nil {
			return l.err
		}
		l.sealed = r.d.box.Seal(l.packed, lineAbout(r.lease.Run, l.seq))
	}
	return r.d.change(r.ctx, s, func(t *tx) error {
		if len(lines) == 0 {
			return r.ask(t) // a durable change brings to the disk what was committed before, too
		}
		for i, l := range lines {
			if err := r.insert(t, l, i == 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// held is true while the lease is the run's last and was not given back.
const held = "EXISTS (SELECT 1 FROM runs WHERE id = ? AND epoch = ? AND state = 'running')"

// ask fails when the lease is not held any more.
func (r *runLog) ask(t *tx) error {
	var still bool
	err := t.QueryRow("SELECT "+held, r.lease.Run, r.lease.Epoch).Scan(&still)
	if err == nil && !still {
		return queue.ErrFenced
	}
	return err
}

// insert enters a line; the first of a transaction only while the lease is held.
func (r *runLog) insert(t *tx, l *line, first bool) error {
	var apart any
	if l.apart != nil {
		apart = l.apart.hash
	}
	query, args := "INSERT INTO journal(run, seq, epoch, kind, body, blob) SELECT ?,?,?,?,?,?", []any{r.lease.Run, l.seq, r.lease.Epoch, string(l.entry.Kind), l.sealed, apart}
	if first {
		query, args = query+" WHERE "+held, append(args, r.lease.Run, r.lease.Epoch)
	}
	if err := fenced(t.Exec(query, args...)); err != nil {
		return err
	}
	if l.apart != nil {
		if err := l.apart.insert(t); err != nil {
			return err
		}
	}
	return r.remember(t, l.entry)
}

// fenced is queue.ErrFenced when a statement that asks for the lease did nothing.
func fenced(did sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := did.RowsAffected(); n > 0 || err != nil {
		return err
	}
	return queue.ErrFenced
}

// remember changes the workflow's state as an entry wants it.
func (r *runLog) remember(t *tx, e journal.Entry) error {
	switch {
	case e.Kind == journal.Retry:
		return retried(t, r.home, r.lease.Run, e.N)
	case e.Kind != journal.Outcome || e.Err != nil:
		return nil
	}
	var now []call.Keep
	for _, k := range e.Answer.Keep {
		if !k.AtEnd {
			now = append(now, k)
		}
	}
	return r.d.keep(t, r.home, r.lease.Run, e.N, now)
}

func lineAbout(run string, seq int64) string {
	return "journal/" + run + "/" + strconv.FormatInt(seq, 10)
}
