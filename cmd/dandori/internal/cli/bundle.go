package cli

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// A backup is a ZIP file of these. Nothing in it is compressed: what is sealed cannot be.
const (
	bundleNote  = "backup.json" // a bundle, first
	bundleStore = "dandori.db"
	bundleKey   = "key" // the key that opens the store; missing in one made with --without-key
)

// bundleFormat is the version of the format, for later ones to tell.
const bundleFormat = 1

// bundle is what a backup says of itself.
type bundle struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Dandori string    `json:"dandori"` // the version that made it
	Key     string    `json:"key"`     // the id of the key that opens the store
}

// write fills and closes an empty file. k may be nil: it is left out then.
func (b bundle) write(file *os.File, db string, k keys) error {
	z := zip.NewWriter(file)
	err := b.fill(z, db, k)
	return errors.Join(err, z.Close(), file.Sync(), file.Close())
}

func (b bundle) fill(z *zip.Writer, db string, k keys) error {
	note, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := b.add(z, bundleNote, note); err != nil {
		return err
	}
	if k != nil {
		if err := b.add(z, bundleKey, []byte(k.text())); err != nil {
			return err
		}
	}
	from, err := os.Open(db)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	w, err := b.entry(z, bundleStore)
	if err == nil {
		_, err = io.Copy(w, from)
	}
	return err
}

func (b bundle) add(z *zip.Writer, name string, text []byte) error {
	w, err := b.entry(z, name)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

func (b bundle) entry(z *zip.Writer, name string) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Method: zip.Store, Modified: b.Made}
	h.SetMode(0o600)
	return z.CreateHeader(h)
}

// readBundle reads what a backup says of itself, and its key (nil for none).
func readBundle(z *zip.Reader) (bundle, keys, error) {
	var b bundle
	note, err := readEntry(z, bundleNote)
	if err != nil {
		return b, nil, err
	}
	if err := json.Unmarshal(note, &b); err != nil {
		return b, nil, err
	}
	if b.Format != bundleFormat {
		return b, nil, say.Errorf("it is of the format %d, which this dandori does not know", b.Format)
	}
	text, err := readEntry(z, bundleKey)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil, nil
	}
	if err != nil {
		return b, nil, err
	}
	k, err := parseKeys(string(text))
	return b, k, err
}

// readEntry reads a small file of a backup.
func readEntry(z *zip.Reader, name string) ([]byte, error) {
	file, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, 1<<20))
}

// unpackStore copies the store out of a backup to the file to. What was
// damaged since is noticed by its checksum.
func unpackStore(z *zip.Reader, to string) error {
	from, err := z.Open(bundleStore)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Sync(), file.Close())
}

// noBackup says that a file is not a backup that can be read.
func noBackup(file string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return call.New(call.Config, "there is no file %s", file).WithHint("dandori restore takes a file that dandori backup has made")
	}
	return call.New(call.Config, "%[1]s is not a backup of dandori that can be read: %[2]v", file, err).Because(err).
		WithHint("name a file that dandori backup has made; one that was damaged is of no use any more")
}
