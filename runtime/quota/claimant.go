package quota

import "context"

// Claimant is who asks for slots. Slots go to runs in turn; see line.
type Claimant struct {
	Run         string // the run's id; "": nobody's, and what this process asks for without one shares a turn
	Interactive bool   // somebody waits for it at a terminal: it goes first
}

type claimantKey struct{}

// WithClaimant returns ctx whose slots are asked for on c's behalf.
func WithClaimant(ctx context.Context, c Claimant) context.Context {
	return context.WithValue(ctx, claimantKey{}, c)
}

// claimantFrom returns the claimant in ctx, or else the other one.
func claimantFrom(ctx context.Context, other Claimant) Claimant {
	if c, ok := ctx.Value(claimantKey{}).(Claimant); ok {
		return c
	}
	return other
}
