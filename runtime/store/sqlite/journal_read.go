package sqlite

import (
	"context"
	"iter"
	"math"

	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// A page of a journal is read at once, so that no reading transaction is open
// while somebody works on its entries.
const (
	pageRows = 512
	pageSize = 1 << 20
)

// row of the table journal.
type journalRow struct {
	seq    int64
	kind   string
	sealed []byte
}

// ReadJournal returns a run's entries as far as they are written, oldest first,
// for those who look at it. Content that was kept apart is under Content.
func (d *DB) ReadJournal(ctx context.Context, run string) iter.Seq2[journal.Entry, error] {
	return d.entries(ctx, run, math.MaxInt64)
}

// entries returns a run's entries up to the one with the number last. The
// first that is missing, cannot be read or cannot be is an error, after which there is none.
func (d *DB) entries(ctx context.Context, run string, last int64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		var check journal.Checker
		for seq := int64(0); seq < last; {
			page, err := d.page(ctx, run, seq, last)
			if err != nil {
				yield(journal.Entry{}, err)
				return
			}
			for _, row := range page {
				seq++
				e, err := d.entry(run, seq, row, &check)
				if !yield(e, err) || err != nil {
					return
				}
			}
			if len(page) > 0 {
				continue
			}
			if last < math.MaxInt64 {
				yield(d.entry(run, seq+1, journalRow{}, &check))
			}
			return
		}
	}
}

func (d *DB) page(ctx context.Context, run string, after, last int64) ([]journalRow, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT seq, kind, body FROM journal WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?", run, after, last, pageRows)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var page []journalRow
	for size := 0; size < pageSize && rows.Next(); {
		var r journalRow
		if err := rows.Scan(&r.seq, &r.kind, &r.sealed); err != nil {
			return nil, err
		}
		page = append(page, r)
		size += len(r.sealed)
	}
	return page, d.trouble(rows.Err())
}

// entry opens the row that must be the run's entry seq.
func (d *DB) entry(run string, seq int64, row journalRow, check *journal.Checker) (journal.Entry, error) {
	e, err := d.opened(run, seq, row)
	if err == nil {
		err = check.Next(e)
	}
	if err != nil {
		return journal.Entry{}, d.trouble(say.Errorf("entry %d of the journal of run %s cannot be used: %w", seq, run, err))
	}
	return e, nil
}

func (d *DB) opened(run string, seq int64, row journalRow) (journal.Entry, error) {
	if row.seq != seq {
		return journal.Entry{}, say.Errorf("it is missing")
	}
	packed, err := d.box.Open(row.sealed, lineAbout(run, seq))
	if err != nil {
		return journal.Entry{}, err
	}
	plain, err := unpack(packed)
	if err != nil {
		return journal.Entry{}, err
	}
	e, err := journal.Decode(plain)
	if err == nil && string(e.Kind) != row.kind {
		err = errPacked
	}
	return e, err
}
