package transport

import (
	"context"
	"net/http"

	"dandori/runtime/call"
)

type rehearsalKey struct{}

// Rehearsal marks the requests of ctx as a vendor's own rehearsal: something
// that the vendor only checks (v1 dryrun, v2 Dry-Run). Config.AskVendor lets
// them pass in a dry run. Never mark an operation that removes.
func Rehearsal(ctx context.Context) context.Context {
	return context.WithValue(ctx, rehearsalKey{}, true)
}

// guard refuses what must not reach a socket.
type guard struct {
	door *Door
	next http.RoundTripper
}

func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	r, ok := call.RequestFrom(req.Context())
	switch base := g.door.config.BaseURL; {
	case !ok || r.Operation.Effect == 0:
		return nil, refusedHere(r, call.New(call.Fault, "a request to %s was made without an operation", base.Host))
	case req.URL.Scheme != base.Scheme || req.URL.Host != base.Host:
		return nil, refusedHere(r, call.New(call.Fault, "a request for %s was about to leave for %s", base.Host, req.URL.Host))
	case g.door.config.DryRun && !g.harmless(req.Context(), r):
		return nil, refusedHere(r, call.New(call.PermissionError, "this is a dry run: %s on %s changes something and was not sent", r.Operation.Name, r.Connection))
	}
	return g.next.RoundTrip(req)
}

func (g *guard) harmless(ctx context.Context, r call.Request) bool {
	return r.Operation.Effect == call.Read || g.door.config.AskVendor && ctx.Value(rehearsalKey{}) != nil
}
