package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/seal"
)

// Account runs f on what is kept of an account, alone among all processes, and
// keeps what it returns, sealed. It fulfils quota.Shelf. What none of our keys
// opens is as nothing: a token can be had again.
func (d *DB) Account(ctx context.Context, account string, f func(body []byte) (kept []byte, err error)) error {
	return d.change(ctx, quick, func(t *tx) error {
		var sealed []byte
		err := t.QueryRow("SELECT body FROM tokens WHERE account = ?", account).Scan(&sealed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		body, err := d.box.Open(sealed, about("tokens", account))
		if err != nil && !errors.Is(err, seal.ErrUnsealed) {
			return err
		}
		kept, err := f(body)
		if err != nil || kept == nil {
			return err
		}
		_, err = t.Exec("INSERT INTO tokens VALUES(?, ?) ON CONFLICT(account) DO UPDATE SET body = excluded.body",
			account, d.box.Seal(kept, about("tokens", account)))
		return err
	})
}
