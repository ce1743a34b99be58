package quota

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"dandori/runtime/call"
)

const (
	ownerOnly    = 0o600
	ownerFolder  = 0o700
	brokenSuffix = ".broken"
	lockPoll     = 10 * time.Millisecond
)

// disk reads and replaces one ledger file.
type disk struct{ path string }

// prepare makes the folder, and takes a file that others could read away from them.
func (d disk) prepare() error {
	if err := os.MkdirAll(filepath.Dir(d.path), ownerFolder); err != nil {
		return err
	}
	if err := os.Chmod(d.path, ownerOnly); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// lock waits for the lock file with the given suffix until ctx ends. The
// operating system gives it back when its holder dies.
func (d disk) lock(ctx context.Context, suffix string) (unlock func(), err error) {
	l := flock.New(d.path+suffix, flock.SetPermissions(ownerOnly))
	switch ok, err := l.TryLockContext(ctx, lockPoll); {
	case ok:
		return func() { _ = l.Close() }, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	default:
		return nil, d.trouble(err)
	}
}

// load reads the file. A missing one is an empty page. One that cannot be
// parsed is put aside, and the page says only when it was lost (whole is false).
func (d disk) load(now time.Time) (p *page, whole bool, err error) {
	data, err := os.ReadFile(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		return newPage(now), true, nil
	}
	if err != nil {
		return nil, false, d.trouble(err)
	}
	p, newer, err := parsePage(data)
	switch {
	case newer:
		return nil, false, call.New(call.Config, "the ledger %s was written by a newer dandori", d.path).
			WithHint("Use that version, or remove the file when no request was sent for an hour.")
	case err != nil:
		return d.putAside(now)
	}
	return p, true, nil
}

func (d disk) putAside(now time.Time) (*page, bool, error) {
	lost := now
	if info, err := os.Stat(d.path); err == nil && info.ModTime().Before(now) {
		lost = info.ModTime()
	}
	if err := os.Rename(d.path, d.path+brokenSuffix); err != nil {
		return nil, false, d.trouble(err)
	}
	p := newPage(now)
	p.Lost = lost
	return p, false, nil
}

// save replaces the file at once and for good: a crash leaves the old one or the new one.
func (d disk) save(p *page) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := d.replace(data); err != nil {
		return d.trouble(err)
	}
	return nil
}

func (d disk) replace(data []byte) error {
	name := d.path + ".tmp" // only the holder of the lock writes it
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, ownerOnly)
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(name, d.path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// trouble is the error of a file that cannot be used.
func (d disk) trouble(err error) *call.Error {
	return call.New(call.Config, "the ledger of requests %s cannot be used: %v", d.path, err).Because(err).
		WithHint("Nothing is sent that cannot be counted. Check that the folder exists, is writable and belongs to you.")
}
