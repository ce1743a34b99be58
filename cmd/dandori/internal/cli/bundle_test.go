package cli

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/seal"
)

// packed is a backup with a store that says this; k may be nil.
func packed(t testing.TB, text string, k keys) []byte {
	t.Helper()
	dir := t.TempDir()
	db := filepath.Join(dir, "db")
	if err := os.WriteFile(db, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(dir, "backup"))
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{Format: bundleFormat, Made: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Dandori: "v1", Key: "0123abcd"}
	if err := b.write(file, db, k); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func TestABackupIsReadAsItWasWritten(t *testing.T) {
	for _, k := range []keys{nil, {seal.NewKey()}, {seal.NewKey(), seal.NewKey()}} {
		whole := packed(t, "the store", k)
		z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		b, got, err := readBundle(z)
		if err != nil || b.Dandori != "v1" || b.Key != "0123abcd" || b.Made.Year() != 2026 {
			t.Fatalf("%+v, %v", b, err)
		}
		if len(got) != len(k) || len(k) > 0 && got.text() != k.text() {
			t.Errorf("%d keys, want %d", len(got), len(k))
		}
		to := filepath.Join(t.TempDir(), "db")
		if err := unpackStore(z, to); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(to); err != nil || string(text) != "the store" {
			t.Errorf("%q, %v", text, err)
		}
	}
}

// What a later version writes otherwise is not taken for what this one knows.
func TestABackupOfALaterFormatIsRefused(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if err := (bundle{}).add(z, bundleNote, []byte(`{"format": 2}`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := readBundle(r); err == nil {
		t.Error("it was read")
	}
}

// Any bytes are a backup or an error.
func FuzzBundle(f *testing.F) {
	f.Add(packed(f, "the store", keys{seal.NewKey()}))
	f.Add(packed(f, "the store", nil))
	f.Fuzz(func(t *testing.T, whole []byte) {
		z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			return
		}
		if b, _, err := readBundle(z); err == nil && b.Format != bundleFormat {
			t.Errorf("format %d was read", b.Format)
		}
		_, _ = readEntry(z, bundleStore)
	})
}
