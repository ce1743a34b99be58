package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// Habit returns what is known of how long a vendor's jobs take; nil for
// nothing. It fulfils job.Habits.
func (d *DB) Habit(ctx context.Context, name string) (body []byte, err error) {
	err = d.reads.QueryRowContext(ctx, "SELECT body FROM habits WHERE name = ?", name).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, d.trouble(err)
}

// KeepHabit keeps it.
func (d *DB) KeepHabit(ctx context.Context, name string, body []byte) error {
	return d.change(ctx, quick, func(t *tx) error {
		_, err := t.Exec("INSERT INTO habits VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET body = excluded.body", name, body)
		return err
	})
}
