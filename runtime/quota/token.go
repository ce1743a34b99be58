package quota

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

const (
	longestMargin = time.Minute      // a token is renewed so long before it dies, or a quarter of a short life
	unknownLife   = 5 * time.Minute  // of a token whose lifetime the vendor did not name
	refusalKept   = 10 * time.Minute // bad credentials are not tried again before: there are five tries an hour
)

// Fetch asks the vendor for a token.
type Fetch = func(context.Context) (call.Token, error)

// Tokens keeps one access token within one process. It fulfils
// transport.Vault and is safe for concurrent use. How many tokens may be asked
// for is a matter of limits (Limit.Of = call.TokenClass).
type Tokens struct {
	flight flight

	mu sync.Mutex
	at stored
}

// stored is a token and how long it is good.
type stored struct {
	secret   string
	got      time.Time // its life began at most one request before
	lifetime time.Duration
}

// NewTokens returns a vault without a token.
func NewTokens() *Tokens {
	return &Tokens{flight: flight{turn: make(chan struct{}, 1)}}
}

// Token returns a good token that is not refused, asking for one if need be;
// everybody who waits gets the same. With a nil fetch it returns what it has, or "".
func (t *Tokens) Token(ctx context.Context, refused string, fetch Fetch) (string, error) {
	have := func() (string, error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.at.good(clock.Now(), refused), nil
	}
	return t.flight.token(ctx, have, fetch, func(s stored) error {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.at = s
		return nil
	})
}

// good returns the token if it is still good at now and is not refused, else "".
func (s stored) good(now time.Time, refused string) string { return s.goodAt(now.Sub(s.got), refused) }

// goodAt is the same of one that is as old as age.
func (s stored) goodAt(age time.Duration, refused string) string {
	margin := min(longestMargin, s.lifetime/4)
	if s.secret == refused || age >= s.lifetime-margin {
		return ""
	}
	return s.secret
}

// flight lets one caller at a time ask for a token.
type flight struct {
	turn chan struct{} // buffered: 1

	mu      sync.Mutex
	refusal error // the vendor refused the credentials
	until   time.Time
}

func (f *flight) token(ctx context.Context, have func() (string, error), fetch Fetch, keep func(stored) error) (string, error) {
	if secret, err := have(); secret != "" || err != nil || fetch == nil {
		return secret, err
	}
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if secret, err := have(); secret != "" || err != nil {
		return secret, err
	}
	return f.ask(ctx, fetch, keep)
}

func (f *flight) ask(ctx context.Context, fetch Fetch, keep func(stored) error) (string, error) {
	if err := f.refused(clock.Now()); err != nil {
		return "", err
	}
	t, err := fetch(ctx)
	if err != nil {
		f.remember(err)
		return "", err
	}
	return t.Secret, keep(storedNow(t))
}

// storedNow is t, which just came. Asking for it may have meant waiting for a
// slot, so its age counts from now and the margin covers its own request.
func storedNow(t call.Token) stored {
	if t.Lifetime <= 0 {
		t.Lifetime = unknownLife
	}
	return stored{secret: t.Secret, got: clock.Now(), lifetime: t.Lifetime}
}

func (f *flight) refused(now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Before(f.until) {
		return f.refusal
	}
	return nil
}

// remember keeps err when it says that the credentials are bad.
func (f *flight) remember(err error) {
	if badCredentials(err) == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusal, f.until = err, clock.Now().Add(refusalKept)
}
