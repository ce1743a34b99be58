package cli

import (
	"context"

	"dandori/runtime/store"
)

// openWith opens a store with whichever of the keys is its present one: the
// first, unless a change of the key has not begun yet.
func openWith(ctx context.Context, where string, k keys) (store.Store, error) {
	c := store.Config{Where: where, Version: thisBuild().Version, Box: k.box()}
	s, err := store.Open(ctx, c)
	if err == nil {
		return s, nil
	}
	for i := 1; i < len(k); i++ {
		c.Box = k.from(i).box()
		if s, err := store.Open(ctx, c); err == nil {
			return s, nil
		}
	}
	return nil, err
}

// from returns the keys with the ith put first.
func (k keys) from(i int) keys {
	out := append(keys{k[i]}, k[:i]...)
	return append(out, k[i+1:]...)
}

// and returns the keys and those of others that are not among them.
func (k keys) and(others keys) keys {
	out := append(keys{}, k...)
	for _, o := range others {
		if !out.has(o.ID()) {
			out = append(out, o)
		}
	}
	return out
}

func (k keys) has(id string) bool {
	for _, one := range k {
		if one.ID() == id {
			return true
		}
	}
	return false
}
