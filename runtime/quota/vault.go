package quota

import (
	"context"
	"time"

	"dandori/runtime/call"
)

// Token returns a good token that is not refused, asking for one if no process
// has one; processes that need one at the same time ask once. With a nil fetch
// it returns what there is, or "".
func (f *File) Token(ctx context.Context, refused string, fetch Fetch) (string, error) {
	have := func() (string, error) { return f.stored(ctx, refused) }
	alone := func(ctx context.Context) (call.Token, error) {
		unlock, err := f.disk.lock(ctx, ".token.lock")
		if err != nil {
			return call.Token{}, err
		}
		defer unlock()
		if secret, err := have(); err != nil || secret != "" {
			return call.Token{Secret: secret}, err // another process was faster
		}
		return f.fetch(ctx, fetch)
	}
	if fetch == nil {
		alone = nil
	}
	return f.flight.token(ctx, have, alone, func(stored) error { return nil })
}

func (f *File) fetch(ctx context.Context, fetch Fetch) (call.Token, error) {
	t, err := fetch(ctx)
	if err != nil {
		return t, err
	}
	now := storedNow(t)
	row := sealed{Secret: f.seal.close(now.secret), Got: now.got.Round(0), Lifetime: now.lifetime}
	return t, f.change(ctx, func(p *page, _ time.Time) bool {
		if p.Tokens == nil {
			p.Tokens = map[string]sealed{}
		}
		p.Tokens[f.seal.fingerprint] = row
		return true
	})
}

func (f *File) stored(ctx context.Context, refused string) (secret string, err error) {
	err = f.change(ctx, func(p *page, now time.Time) bool {
		row := p.Tokens[f.seal.fingerprint]
		s := stored{secret: f.seal.open(row.Secret), got: row.Got, lifetime: row.Lifetime}
		secret = s.good(now, refused)
		return false
	})
	return secret, err
}
