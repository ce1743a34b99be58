package sqlite

import (
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
	l.packed, l.err = d.packer.pack(plain), err
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
		if err := r.fence(t); err != nil {
			return err
		}
		for _, l := range lines {
			if err := r.insert(t, l); err != nil {
				return err
			}
		}
		if len(lines) > 0 || s == quick {
			return nil
		}
		// All was committed before: only a commit that writes makes it reach the disk.
		_, err := t.Exec("INSERT OR REPLACE INTO meta VALUES('synced', randomblob(8))")
		return err
	})
}

// fence refuses to write for a run that somebody else has taken over, or that was given back.
func (r *runLog) fence(t *tx) error {
	var held bool
	err := t.QueryRow("SELECT EXISTS (SELECT 1 FROM runs WHERE id = ? AND epoch = ? AND state = 'running')", r.lease.Run, r.lease.Epoch).Scan(&held)
	if err == nil && !held {
		return queue.ErrFenced
	}
	return err
}

func (r *runLog) insert(t *tx, l *line) error {
	var apart any
	if l.apart != nil {
		if err := l.apart.insert(t); err != nil {
			return err
		}
		apart = l.apart.hash
	}
	if _, err := t.Exec("INSERT INTO journal(run, seq, epoch, kind, body, blob) VALUES(?,?,?,?,?,?)",
		r.lease.Run, l.seq, r.lease.Epoch, string(l.entry.Kind), l.sealed, apart); err != nil {
		return err
	}
	return r.remember(t, l.entry)
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
