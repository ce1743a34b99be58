package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dandori/bindings/sandboxes"
	"dandori/runtime/clock"
	"dandori/runtime/job"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/store"
)

// usualLease is how long a process that stands still keeps others from its runs.
// It is renewed while the process works, also during a request that takes longer.
const usualLease = 60 * time.Second

func (a *app) lease() time.Duration {
	if a.Lease > 0 {
		return a.Lease
	}
	return usualLease
}

// keeping is the project's store, with what all runs of this process share.
type keeping struct {
	store.Store
	ledger  *quota.Shared
	poller  *job.Poller
	sandbox *sandboxes.Sandbox
}

// Close gives everything back.
func (k *keeping) Close() error {
	k.sandbox.Close()
	return k.Store.Close()
}

// openStore opens the project's store.
func (a *app) openStore(ctx context.Context, p *project) (*keeping, error) {
	k, made, err := a.keysOf(p)
	if err != nil {
		return nil, err
	}
	box := k.box()
	where, err := p.storeAt()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Config{Where: where, Box: box, Version: thisBuild().Version})
	if err != nil {
		return nil, err
	}
	if made {
		a.newDisplay().Log("info", a.say(say.T("a key was made: %s. The runs and the state of this project are encrypted with it, and nobody can read them without it; dandori backup keeps both together", p.keyFile())), nil)
	}
	poller := job.NewStoredPoller(s)
	poller.Hasten(a.Hurry)
	return &keeping{
		Store: s, ledger: quota.NewShared(s, clock.Boot), poller: poller,
		sandbox: sandboxes.Open(sandboxes.Config{Dir: sandboxes.Folder(p.root), Box: box}),
	}, nil
}

// untouched reports whether the store is to be a file that is not there yet.
func (p *project) untouched() bool {
	where, err := p.storeAt()
	if err != nil || strings.Contains(where, "://") {
		return false
	}
	_, err = os.Stat(where)
	return errors.Is(err, fs.ErrNotExist)
}

// storeAt is where the project's runs are kept: a file, or an address.
func (p *project) storeAt() (string, error) {
	where, err := p.config.Store.Where(p.lookup)
	switch {
	case err != nil:
		return "", err
	case where == "":
		where = ".dandori/dandori.db"
	case strings.Contains(where, "://"):
		return where, nil
	}
	if !filepath.IsAbs(where) {
		where = filepath.Join(p.root, filepath.FromSlash(where))
	}
	return where, nil
}
