package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dandori/runtime/seal"
)

// sealedTable is a table with columns that are sealed.
type sealedTable struct {
	name    string
	key     []string // the primary key
	columns []string
}

// place names a sealed column of a row, as the package comment says.
func (s sealedTable) place(key []any, column string) string {
	if len(s.columns) > 1 {
		key = append(key[:len(key):len(key)], column)
	}
	return about(s.name, key...)
}

// sealedTables lists all that is sealed but for the hash key.
func sealedTables() []sealedTable {
	return []sealedTable{
		{"runs", []string{"id"}, []string{"spec", "reason", "result", "failure"}},
		{"journal", []string{"run", "seq"}, []string{"body"}},
		{"blobs", []string{"hash"}, []string{"data"}},
		{"approvals", []string{"run", "n"}, []string{"question", "decision"}},
		{"logs", []string{"run", "line"}, []string{"body"}},
		{"state", []string{"workflow", "key"}, []string{"value"}},
		{"tokens", []string{"account"}, []string{"body"}},
		{"causes", []string{"key"}, []string{"body"}},
		{"marks", []string{"name"}, []string{"body"}},
		{"notices", []string{"id"}, []string{"body"}},
		{"entries", []string{"workflow"}, []string{"body"}},
	}
}

const (
	batchRows  = 500
	batchBytes = 4 << 20 // about
)

// Rotate seals everything anew with the key to, in small transactions. Nobody
// else may use the store meanwhile, in this process neither: it is refused while
// another process does, and others that start wait or are told to wait.
//
// When it is interrupted, the store opens only with a box that seals with to
// and opens with the key before, until Rotate is called again and ends. From
// then on the key before opens nothing of it.
func (d *DB) Rotate(ctx context.Context, to seal.Key) (err error) {
	ok, err := d.hold.alone()
	if err != nil || !ok {
		_, shared := d.hold.share()
		return errors.Join(inUse(d.path, ok), d.trouble(err), shared)
	}
	defer func() {
		if _, shared := d.hold.share(); err == nil {
			err = shared
		}
	}()
	before := d.box
	if err := d.beginRotation(ctx, to.ID()); err != nil {
		return err
	}
	d.box = before.With(to)
	for _, table := range sealedTables() {
		if err := d.resealTable(ctx, table); err != nil {
			return err
		}
	}
	if err := d.endRotation(ctx, to.ID()); err != nil {
		return err
	}
	return d.shrink(ctx)
}

// beginRotation enters which key comes, unless another one is on its way.
func (d *DB) beginRotation(ctx context.Context, to string) error {
	next, err := d.meta(ctx, metaNextKey)
	if err != nil {
		return err
	}
	if next != nil && string(next) != to {
		return interrupted(d.path, string(next))
	}
	return d.change(ctx, durable, func(t *tx) error { return t.setMeta(metaNextKey, []byte(to)) })
}

func (d *DB) endRotation(ctx context.Context, to string) error {
	return d.change(ctx, durable, func(t *tx) error {
		sealed := d.box.Seal([]byte(d.hash.String()), about("meta", metaHashKey))
		if err := t.setMeta(metaHashKey, sealed); err != nil {
			return err
		}
		if err := t.setMeta(metaKey, []byte(to)); err != nil {
			return err
		}
		_, err := t.Exec("DELETE FROM meta WHERE name = ?", metaNextKey)
		return err
	})
}

// resealTable seals the rows of a table anew, in the order of their keys.
func (d *DB) resealTable(ctx context.Context, s sealedTable) error {
	var after []any // the key of the last row that is done
	for {
		var last []any
		err := d.change(ctx, quick, func(t *tx) error {
			rows, err := s.read(t, after)
			if err != nil || len(rows) == 0 {
				return err
			}
			last = rows[len(rows)-1].key
			return d.reseal(t, s, rows)
		})
		if err != nil || last == nil {
			return err
		}
		after = last
	}
}

// sealedRow is a row's key and what is sealed in it, empty where nothing is.
type sealedRow struct {
	key    []any
	sealed [][]byte
}

// read returns the rows after a key, as many as one batch takes.
func (s sealedTable) read(t *tx, after []any) (batch []sealedRow, err error) {
	keys := strings.Join(s.key, ", ")
	query := fmt.Sprintf("SELECT %s, %s FROM %s", keys, strings.Join(s.columns, ", "), s.name)
	if after != nil {
		query += fmt.Sprintf(" WHERE (%s) > (%s)", keys, marks(len(s.key)))
	}
	rows, err := t.Query(fmt.Sprintf("%s ORDER BY %s LIMIT %d", query, keys, batchRows), after...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for size := 0; size < batchBytes && rows.Next(); {
		row := sealedRow{key: make([]any, len(s.key)), sealed: make([][]byte, len(s.columns))}
		var into []any
		for i := range row.key {
			into = append(into, &row.key[i])
		}
		for i := range row.sealed {
			into = append(into, &row.sealed[i])
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for _, sealed := range row.sealed {
			size += len(sealed)
		}
		batch = append(batch, row)
	}
	return batch, rows.Err()
}

// reseal seals rows anew that are not sealed with the new key yet.
func (d *DB) reseal(t *tx, s sealedTable, rows []sealedRow) error {
	var where []string
	for _, key := range s.key {
		where = append(where, key+" = ?")
	}
	for _, row := range rows {
		for i, column := range s.columns {
			if len(row.sealed[i]) == 0 || d.box.Current(row.sealed[i]) {
				continue
			}
			place := s.place(row.key, column)
			plain, err := d.box.Open(row.sealed[i], place)
			if err != nil {
				return damaged(d.path, fmt.Errorf("%s: %w", place, err))
			}
			query := fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s", s.name, column, strings.Join(where, " AND "))
			if _, err := t.Exec(query, append([]any{d.box.Seal(plain, place)}, row.key...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }
