package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/seal"
)

// Names in the table meta.
const (
	metaHashKey = "hash key"    // sealed: the key of all names by content
	metaKey     = "key id"      // of the key that sealed everything
	metaNextKey = "next key id" // of the key that everything is being sealed with anew
	metaWriter  = "writer"      // the version of dandori that made the tables as they are
)

// Hash names data, so that whoever has only the store learns nothing about it.
// It stays the same when the store is sealed with another key.
func (d *DB) Hash(data []byte) string { return d.hash.Hash(data) }

// makeKey gives a new store its hash key.
func (d *DB) makeKey(t *tx) error {
	sealed := d.box.Seal([]byte(seal.NewKey().String()), about("meta", metaHashKey))
	if err := t.setMeta(metaHashKey, sealed); err != nil {
		return err
	}
	return t.setMeta(metaKey, []byte(d.box.ID()))
}

// checkKey refuses to go on without the key that the store was sealed with: all
// else would fail one by one, and what is written would not belong together.
func (d *DB) checkKey(ctx context.Context) error {
	is, err := d.meta(ctx, metaKey)
	if err != nil {
		return err
	}
	next, err := d.meta(ctx, metaNextKey)
	if err != nil {
		return err
	}
	if err := d.fits(string(is), string(next)); err != nil {
		return err
	}
	sealed, err := d.meta(ctx, metaHashKey)
	if err != nil {
		return err
	}
	plain, err := d.box.Open(sealed, about("meta", metaHashKey))
	if err != nil {
		return damaged(d.path, err)
	}
	d.hash, err = seal.ParseKey(string(plain))
	return err
}

// fits checks the keys at hand against the one that the store is sealed with,
// and the one that it is being sealed with anew, if any.
func (d *DB) fits(is, next string) error {
	switch {
	case !d.box.Opens(is):
		return call.New(call.Config, "the store %s was sealed with key %s, but the key at hand is %s", d.path, is, d.box.ID()).
			WithHint("give dandori the key that the store was made with: in DANDORI_KEY, as its key file, or from where the backup's key is kept (dandori restore); without it what is sealed cannot be read")
	case next != "" && d.box.ID() != next:
		return interrupted(d.path, next)
	case next == "" && d.box.ID() != is:
		return call.New(call.Config, "the store %s is still sealed with key %s, not with %s", d.path, is, d.box.ID()).
			WithHint("seal it with the new key first: dandori secret rotate")
	}
	return nil
}

func interrupted(path, next string) error {
	return call.New(call.Config, "changing the key of the store %s to %s was interrupted", path, next).
		WithHint("finish it first: dandori secret rotate")
}

// meta returns a fact about the store, nil when it is not known.
func (d *DB) meta(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := d.reads.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

func (t *tx) setMeta(name string, value []byte) error {
	_, err := t.Exec("INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", name, value)
	return err
}
