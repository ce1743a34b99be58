package transport

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// maxStale bounds how often a request comes back for a token that lives less
// long than the wait for a slot; then it goes with what it has.
const maxStale = 3

// errStale says that the token died while its request waited for a slot.
var errStale = say.Errorf("the access token died while the request waited")

// token gives each request the access token, and one more try with a new one
// when the vendor refuses it. A request that waits for its slot so long that
// the token dies gives the slot back and comes again with a new token: on 60
// requests an hour and tokens of an hour that is the usual case.
type token struct {
	door  *Door
	next  http.RoundTripper
	fetch func(context.Context) (call.Token, error)

	mu      sync.Mutex
	useless string // a token that was refused just after it had been renewed: renewing does not help
}

func (t *token) RoundTrip(req *http.Request) (*http.Response, error) {
	refused, renewed := "", false
	for stales := 0; ; {
		secret, err := t.door.config.Token.Vault.Token(req.Context(), refused, t.fetch)
		if err != nil {
			return nil, notAsked(err)
		}
		resp, err := t.next.RoundTrip(t.with(req, secret, stales < maxStale))
		switch {
		case errors.Is(err, errStale):
			stales++
			continue
		case err != nil:
			return nil, err
		case resp.StatusCode != http.StatusUnauthorized:
			t.mark(secret, false)
			return resp, nil
		case renewed || t.is(secret):
			t.mark(secret, true)
			return resp, nil
		}
		recordFrom(req.Context()).settle(call.Refused, heard{status: resp.StatusCode}, nil)
		discard(resp)
		refused, renewed = secret, true
	}
}

// with returns a copy of req that carries secret and, when checked, finds out
// whether it is still good before it leaves.
func (t *token) with(req *http.Request, secret string, checked bool) *http.Request {
	vault := t.door.config.Token.Vault
	out := req.Clone(context.WithValue(req.Context(), staleKey{}, func() bool {
		now, err := vault.Token(req.Context(), "", nil)
		return checked && err == nil && now != secret
	}))
	out.Header.Set(t.door.config.Token.Header, t.door.config.Token.Prefix+secret)
	return out
}

func (t *token) is(secret string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.useless == secret
}

// mark remembers that secret is useless, or forgets it.
func (t *token) mark(secret string, useless bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case useless:
		t.useless = secret
	case t.useless == secret:
		t.useless = ""
	}
}

// notAsked says that a request was not sent because no token could be had.
func notAsked(err error) error {
	var f *fault
	if errors.As(err, &f) {
		err = f.err
	}
	return &fault{err: err}
}

type staleKey struct{}

// stale reports whether the token of ctx's request has died since it was added.
func stale(ctx context.Context) bool {
	check, ok := ctx.Value(staleKey{}).(func() bool)
	return ok && check()
}

// tokenRequest describes the asking for a token, in the name of the connection.
func (d *Door) tokenRequest() call.Request {
	return d.request(call.Operation{Name: call.TokenClass, Effect: call.Read, Of: call.TokenClass})
}

// fetchThrough returns how to ask the vendor for a token through rt.
func (d *Door) fetchThrough(rt http.RoundTripper) func(context.Context) (call.Token, error) {
	return func(ctx context.Context) (call.Token, error) {
		// The request that needs the token may be a write; asking for the token is a read of its own.
		ctx = call.WithRequest(countTries(ctx), d.tokenRequest())
		ctx = context.WithValue(context.WithValue(ctx, staleKey{}, nil), recordKey{}, nil)
		return d.config.Token.Fetch(ctx, rt)
	}
}
