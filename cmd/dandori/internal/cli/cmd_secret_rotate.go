package cli

import (
	"context"
	"errors"
	"fmt"

	"dandori/bindings/sandboxes"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store"
)

// rotation is the change of a project's key. It can be stopped anywhere, and
// called again:
//
//	the home holds    the store is sealed with
//	old               old
//	new, old          old                             begun: until Rotate has begun, only rotate opens the store
//	new, old          some with old, some with new    nothing but rotate opens the store
//	new, old          new                             the sandbox may still need old
//	new               new
type rotation struct {
	home  keyHome
	where string // the store
	keys  keys   // new, old
	begun bool   // by an earlier call
}

func (a *app) rotate() error {
	p, err := a.soundProject()
	if err != nil {
		return err
	}
	where, err := p.storeAt()
	if err != nil {
		return err
	}
	return p.withKeyLock(func() error {
		h, ok, err := a.keyHome(p)
		if err == nil && !ok {
			err = noKeyYet(p)
		}
		if err != nil {
			return err
		}
		r := rotation{home: h, where: where, keys: h.keys, begun: len(h.keys) > 1}
		if h.inEnv && !r.begun {
			return twoKeysNeeded()
		}
		return a.rotateKeys(context.Background(), r)
	})
}

func twoKeysNeeded() error {
	return &usageError{text: say.T("the key is in DANDORI_KEY, which must hold the new key before the old one"),
		hint: say.T("dandori secret new prints a key. Set DANDORI_KEY to NEW,OLD everywhere, call dandori secret rotate, then set it to NEW")}
}

func (a *app) rotateKeys(ctx context.Context, r rotation) error {
	old := r.home.keys
	if !r.begun {
		r.keys = append(keys{seal.NewKey()}, old...)
		if err := r.home.put(r.keys); err != nil {
			return err
		}
	}
	a.at("rotate")
	if err := r.seal(ctx); err != nil {
		if !r.begun && r.untouched(ctx, old) {
			err = errors.Join(err, r.home.put(old))
		}
		return err
	}
	a.at("rotate")
	if err := sandboxes.Reseal(sandboxes.Folder(r.home.project.root), r.keys.box()); err != nil {
		return r.sandboxLeft(err)
	}
	a.at("rotate")
	return a.endRotation(r)
}

// seal seals the store with the new key.
func (r rotation) seal(ctx context.Context) error {
	s, err := openWith(ctx, r.where, r.keys)
	if err != nil {
		return err
	}
	return errors.Join(s.Rotate(ctx, r.keys[0]), s.Close())
}

// untouched reports whether the store is as it was before, so that the new key may be forgotten.
func (r rotation) untouched(ctx context.Context, old keys) bool {
	s, err := store.Open(ctx, store.Config{Where: r.where, Version: thisBuild().Version, Box: old.box()})
	if err != nil {
		return false
	}
	return s.Close() == nil
}

// sandboxLeft says that only the sandbox still needs the old key.
func (r rotation) sandboxLeft(err error) error {
	var taken *sandboxes.Taken
	if !errors.As(err, &taken) {
		return err
	}
	return &usageError{text: say.T("the store has the new key, but the sandbox is in use and still needs the old one: %s", taken.Text()),
		hint: say.T("everything works with both keys; end that process, then call dandori secret rotate once more to drop the old one")}
}

// endRotation drops the old key.
func (a *app) endRotation(r rotation) error {
	key := r.keys[0].ID()
	if r.home.inEnv {
		_, err := fmt.Fprintln(a.Stdout, a.say(say.T("everything is encrypted with the key %s now: set DANDORI_KEY to that one alone", key)))
		return err
	}
	if err := r.home.put(r.keys[:1]); err != nil {
		return err
	}
	a.at("rotate")
	fmt.Fprintln(a.Stdout, a.say(say.T("everything is encrypted with the new key %s now", key)))
	_, err := fmt.Fprintln(a.Stdout, a.say(say.T("Backups from before hold their own key, unless they were made with --without-key: those need the old one, %s, which dandori no longer has.", r.keys[1].ID())))
	return err
}

// at tells tests that a point has come where a crash would hurt.
func (a *app) at(point string) {
	if a.At != nil {
		a.At(point)
	}
}
