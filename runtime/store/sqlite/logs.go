package sqlite

import (
	"context"
	"database/sql"

	"dandori/runtime/queue"
)

var _ queue.Logs = (*DB)(nil)

// Write adds lines to a run's log in one transaction (queue.Logs): many lines
// at a time cost little more than one.
func (d *DB) Write(ctx context.Context, run string, lines []queue.Line) error {
	if len(lines) == 0 {
		return nil
	}
	return d.change(ctx, quick, func(t *tx) error {
		var next int
		if err := t.QueryRow("SELECT COALESCE(MAX(line) + 1, 0) FROM logs WHERE run = ?", run).Scan(&next); err != nil {
			return err
		}
		for i, l := range lines {
			sealed, err := d.sealJSON(l, about("logs", run, next+i))
			if err != nil {
				return err
			}
			if _, err := t.Exec("INSERT INTO logs(run, line, script, body) VALUES(?,?,?,?)", run, next+i, l.Script, sealed); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read returns lines from the nth on (queue.Logs).
func (d *DB) Read(ctx context.Context, run string, from, limit int) ([]queue.Line, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT line, body FROM logs WHERE run = ? AND line >= ? ORDER BY line LIMIT ?", run, from, limit)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var lines []queue.Line
	for rows.Next() {
		l, err := d.line(rows, run)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, d.trouble(rows.Err())
}

func (d *DB) line(rows *sql.Rows, run string) (queue.Line, error) {
	var l queue.Line
	var n int
	var sealed []byte
	err := rows.Scan(&n, &sealed)
	if err == nil {
		err = d.openJSON(sealed, about("logs", run, n), &l)
	}
	return l, err
}

// Scripted returns how many lines the run's script wrote (queue.Logs).
func (d *DB) Scripted(ctx context.Context, run string) (n int, err error) {
	err = d.reads.QueryRowContext(ctx, "SELECT COUNT(*) FROM logs WHERE run = ? AND script", run).Scan(&n)
	return n, d.trouble(err)
}
