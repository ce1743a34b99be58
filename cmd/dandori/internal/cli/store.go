package cli

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"dandori/runtime/say"
	"dandori/runtime/store"
)

// lease is how long a process that stands still keeps others from its runs.
// The deadline of a request on the wire is shorter than what is left of it.
const lease = 60 * time.Second

// openStore opens the project's store.
func (a *app) openStore(ctx context.Context, p *project) (store.Store, error) {
	k, made, err := a.keysOf(p)
	if err != nil {
		return nil, err
	}
	p.box = k.box()
	where, err := p.storeAt()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Config{Where: where, Box: p.box, Version: thisBuild().Version})
	if err == nil && made {
		a.newDisplay().Log("info", a.say(say.T("a key was made for what dandori keeps: %s. Whoever loses it loses the runs and the state of this project; dandori backup copies both", p.keyFile())), nil)
	}
	return s, err
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
