package quota

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const (
	leaseLife   = 30 * time.Second // of the right to ask for a token; renewed while it is asked for
	firstPoll   = 20 * time.Millisecond
	longestPoll = 500 * time.Millisecond
)

// Vault keeps the access token of some credentials for all processes of the
// machine, sealed at rest. It fulfils transport.Vault and is safe for
// concurrent use. Whoever needs a token first asks for it, on a lease that it
// renews; the others wait and get the same. What vendors say of bad credentials
// is kept for ten minutes, for all.
type Vault struct {
	shared  *Shared
	account string

	mu     sync.Mutex
	cached token
}

// Token returns a good token that is not refused, asking for one if no process
// has one. With a nil fetch it returns what there is, or "".
func (v *Vault) Token(ctx context.Context, refused string, fetch Fetch) (string, error) {
	said := instant(0)
	defer func() {
		if said != 0 {
			call.Moves(ctx)
		}
	}()
	for poll := firstPoll; ; poll = min(2*poll, longestPoll) {
		if secret := v.have().good(v.now(), refused); secret != "" {
			return secret, nil
		}
		got, err := v.look(ctx, refused, fetch != nil)
		switch {
		case err != nil || got.secret != "" || fetch == nil:
			return got.secret, err
		case got.mine != "":
			return v.fetch(ctx, got.mine, fetch)
		}
		if until := got.waits; until-v.now() >= worthSaying && (until-said).Abs() >= worthSaying {
			said = until
			call.Waits(ctx, clock.Now().Add(until-v.now()), say.T("another run asks for the access token"))
		}
		if err := clock.Sleep(ctx, poll); err != nil {
			return "", err
		}
	}
}

func (v *Vault) now() instant { return v.shared.boot() }

func (v *Vault) have() token {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.cached
}

func (v *Vault) keep(t token) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cached = t
}

func (v *Vault) drop() { v.keep(token{}) }

// found is what a look at the account brought.
type found struct {
	secret string
	mine   string  // the lease on which to ask; "": somebody else has it
	waits  instant // until when the holder waits
}

// look looks for a token, and takes the lease when there is none and asks is set.
func (v *Vault) look(ctx context.Context, refused string, asks bool) (found, error) {
	var f found
	err := v.change(ctx, func(a *account, now instant) (bool, error) {
		if f.secret = a.Token.good(now, refused); f.secret != "" || !asks {
			v.keep(a.Token)
			return false, nil
		}
		if err := a.Refusal.lasts(now); err != nil {
			return false, err
		}
		if a.Lease.held(now, v.shared.shelf) {
			f.waits = a.Lease.Waits
			return false, nil
		}
		f.mine = rand.Text()
		a.Lease = lease{ID: f.mine, Worker: v.shared.shelf.Worker(), Until: now + leaseLife}
		return true, nil
	})
	return f, err
}

// fetch asks the vendor for a token on the lease id.
func (v *Vault) fetch(ctx context.Context, id string, fetch Fetch) (string, error) {
	ctx, stop := v.renew(ctx, id)
	t, err := fetch(ctx)
	stop()
	fresh := token{}
	if err == nil {
		s := storedNow(t)
		fresh = token{Secret: s.secret, Got: v.now(), Lifetime: s.lifetime}
		v.keep(fresh)
	}
	entered, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	kept := v.change(entered, func(a *account, now instant) (bool, error) {
		if a.Lease.ID != id {
			return false, nil // it ran out, and somebody else asked meanwhile
		}
		a.Lease = lease{}
		switch {
		case err == nil:
			a.Token, a.Refusal = fresh, refusal{}
		case badCredentials(err) != nil:
			a.Refusal = refusal{Err: badCredentials(err), At: max(1, now)}
		}
		return true, nil
	})
	if err != nil {
		return "", err
	}
	return fresh.Secret, kept
}

// change runs f on the account, and keeps what it changed when it says so.
func (v *Vault) change(ctx context.Context, f func(a *account, now instant) (bool, error)) error {
	return v.shared.shelf.Account(ctx, v.account, func(body []byte) ([]byte, error) {
		now := v.now()
		a := parseAccount(body, now)
		if write, err := f(a, now); err != nil || !write {
			return nil, err
		}
		return json.Marshal(a)
	})
}
