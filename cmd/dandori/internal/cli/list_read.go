package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"dandori/runtime/call"
)

// openPatience is how long somebody who only looks waits for a store that another has for itself.
const openPatience = 2 * time.Second

// overview is how the workflows of a project stand, as far as it can be known here.
type overview struct {
	all     []stand
	store   *keeping // nil: there is none yet, or it cannot be opened
	trouble error    // why nothing is known but what the files say; nil: all is
	left    int      // new or changed workflows that were not compiled: it took too long
}

func (o *overview) close() {
	if o.store != nil {
		_ = o.store.Close() // nothing was written
	}
}

func (o *overview) names() []string {
	var names []string
	for _, s := range o.all {
		names = append(names, s.name)
	}
	return names
}

// named returns the workflow called name.
func (o *overview) named(name string) (stand, bool) {
	for _, s := range o.all {
		if s.name == name {
			return s, true
		}
	}
	return stand{}, false
}

// overview looks at the workflows of p as their files are now and as the store
// has them, and leaves everything as it is; with only, at that one alone.
// What is returned must be closed.
func (a *app) overview(ctx context.Context, p *project, only string) (*overview, error) {
	set, err := p.workflows()
	if err != nil {
		return nil, err
	}
	o := &overview{}
	for i := range set {
		o.all = append(o.all, stand{name: set[i].Name, saved: &set[i], def: &set[i]})
	}
	if err := p.problems.Err(); err != nil {
		return o.unknown(err), nil
	}
	switch begun, err := a.begun(p); {
	case err != nil:
		return o.unknown(err), nil
	case !begun:
		return o, nil
	}
	if o.store, err = a.openSoon(ctx, p); err != nil {
		return o.unknown(err), nil
	}
	if err := o.look(ctx, p, only); err != nil {
		return o.unknown(err), nil
	}
	return o, nil
}

// unknown says why nothing is known but what the files say.
func (o *overview) unknown(why error) *overview {
	o.trouble = why
	for i := range o.all {
		o.all[i].alone = true
	}
	return o
}

// begun reports whether p has a store that can be looked into: to look must
// make none, and no key.
func (a *app) begun(p *project) (bool, error) {
	if _, err := p.storeAt(); err != nil {
		return false, err
	}
	_, err := os.Stat(p.keyFile())
	return !p.untouched() && (p.hasStore() || a.has("DANDORI_KEY") || err == nil), nil
}

// openSoon opens the store unless somebody has it for himself.
func (a *app) openSoon(ctx context.Context, p *project) (*keeping, error) {
	ctx, stop := context.WithTimeout(ctx, openPatience)
	defer stop()
	s, err := a.openStore(ctx, p)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, call.New(call.Config, "the store is in the hands of another dandori, which restores it, changes its key, or is of another version")
	}
	return s, err
}
