package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/say"
)

// content is what blobs keep: compressed, sealed, and named by what it is.
type content struct {
	hash   string
	size   int
	sealed []byte
}

func (d *DB) content(plain []byte) content {
	hash := d.Hash(plain)
	room, ok := d.rooms.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	*room = packInto(*room, plain)
	defer d.rooms.Put(room)
	return content{hash: hash, size: len(plain), sealed: d.box.Seal(*room, blobAbout(hash))}
}

func blobAbout(hash string) string { return "blobs/" + hash }

// Put keeps content under a name made of it, which it returns; the same content
// is kept once. What nothing in the store names is swept away after a while, so
// that whoever puts something enters the name soon.
func (d *DB) Put(ctx context.Context, plain []byte) (hash string, err error) {
	c := d.content(plain)
	return c.hash, d.change(ctx, quick, func(t *tx) error {
		if err := c.insert(t); err != nil {
			return err
		}
		_, err := t.Exec("UPDATE blobs SET put_at = unixepoch() * 1000 WHERE hash = ? AND put_at < unixepoch() * 1000 - 60000", c.hash)
		return err
	})
}

func (c content) insert(t *tx) error {
	_, err := t.Exec("INSERT OR IGNORE INTO blobs(hash, size, data) VALUES(?,?,?)", c.hash, c.size, c.sealed)
	return err
}

// Content returns what was put under the name hash.
func (d *DB) Content(ctx context.Context, hash string) ([]byte, error) {
	var sealed []byte
	err := d.reads.QueryRowContext(ctx, "SELECT data FROM blobs WHERE hash = ?", hash).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, say.Errorf("the store has lost the content %s", hash)
	}
	if err != nil {
		return nil, d.trouble(err)
	}
	packed, err := d.box.Open(sealed, blobAbout(hash))
	if err == nil {
		packed, err = unpack(packed)
	}
	if err != nil {
		return nil, d.trouble(say.Errorf("the content %s cannot be read: %w", hash, err))
	}
	return packed, nil
}
