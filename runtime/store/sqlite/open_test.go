package sqlite

import (
	"path/filepath"
	"testing"

	"dandori/runtime/seal"
)

func TestTheStoreIsMadeAndOpenedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "dandori #%.db")
	box := seal.NewBox(seal.NewKey())
	for range 2 {
		d, err := Open(t.Context(), Config{Path: path, Box: box})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.change(t.Context(), durable, func(t *tx) error {
			_, err := t.Exec("INSERT OR REPLACE INTO meta VALUES('a', x'00')")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
