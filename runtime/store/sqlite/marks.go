package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/say"
)

// Mark returns what SetMark kept last under a name (queue.Causes).
func (d *DB) Mark(ctx context.Context, name string) ([]byte, error) {
	var sealed []byte
	err := d.reads.QueryRowContext(ctx, "SELECT body FROM marks WHERE name = ?", name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, d.trouble(err)
	}
	mark, err := d.box.Open(sealed, about("marks", name))
	if err != nil {
		return nil, d.trouble(say.Errorf("%[1]s cannot be read: %[2]w", about("marks", name), err))
	}
	return mark, nil
}

// SetMark keeps mark under a name (queue.Causes). It may be lost in a power cut,
// together with what was fired after the mark before.
func (d *DB) SetMark(ctx context.Context, name string, mark []byte) error {
	sealed := d.box.Seal(append([]byte{}, mark...), about("marks", name))
	return d.change(ctx, quick, func(t *tx) error {
		_, err := t.Exec("INSERT INTO marks(name, set_at, body) VALUES(?,?,?) ON CONFLICT DO UPDATE SET set_at = excluded.set_at, body = excluded.body",
			name, d.millis(), sealed)
		return err
	})
}
