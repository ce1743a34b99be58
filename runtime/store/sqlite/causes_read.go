package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"dandori/runtime/queue"
)

const pageCauses = 100

// Causes returns causes, newest first (queue.Causes).
func (d *DB) Causes(ctx context.Context, f queue.CauseFilter) ([]queue.Cause, error) {
	where, args := []string{"true"}, []any{}
	for _, c := range []struct{ column, value string }{{"workflow", f.Workflow}, {"kind", string(f.Kind)}, {"run", f.Run}} {
		if c.value != "" {
			where, args = append(where, c.column+" = ?"), append(args, c.value)
		}
	}
	if f.Run != "" {
		where = append(where, "run <> ''") // as the index says it
	}
	if f.Open {
		where = append(where, "place = 'open'")
	}
	if f.Over {
		where = append(where, "NOT EXISTS (SELECT 1 FROM runs WHERE id = causes.run AND finished_at IS NULL)")
	}
	limit := f.Limit
	if limit <= 0 {
		limit = pageCauses
	}
	rows, err := d.reads.QueryContext(ctx, "SELECT key, body FROM causes WHERE "+strings.Join(where, " AND ")+" ORDER BY at DESC, key LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var out []queue.Cause
	for rows.Next() {
		c, err := d.cause(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, d.trouble(rows.Err())
}

// Caused returns the cause of a key, if it is there (queue.Causes).
func (d *DB) Caused(ctx context.Context, workflow string, kind queue.CauseKind, key string) (queue.Cause, bool, error) {
	name := d.causeKey(queue.Cause{Workflow: workflow, Kind: kind, Key: key})
	c, err := d.cause(d.reads.QueryRowContext(ctx, "SELECT key, body FROM causes WHERE key = ?", name))
	if errors.Is(err, sql.ErrNoRows) {
		return queue.Cause{}, false, nil
	}
	return c, err == nil, err
}

// cause is the cause of a row.
func (d *DB) cause(row interface{ Scan(...any) error }) (c queue.Cause, err error) {
	var key string
	var sealed []byte
	if err := row.Scan(&key, &sealed); err != nil {
		return c, d.trouble(err)
	}
	return c, d.openJSON(sealed, about("causes", key), &c)
}
