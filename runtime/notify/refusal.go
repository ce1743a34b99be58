package notify

import (
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// refusal is why a message was not taken.
type refusal struct {
	why   *call.Error
	final bool          // sending it again would be in vain
	after time.Duration // not sooner than then; 0: it does not say
}

func (r *refusal) Error() string           { return r.why.Error() }
func (r *refusal) SayIn(l say.Lang) string { return r.why.SayIn(l) }
func (r *refusal) Unwrap() error           { return r.why }
func never(why *call.Error) *refusal       { return &refusal{why: why, final: true} }
func notNow(why *call.Error) *refusal      { return &refusal{why: why} }
func unknownChannel(name string) *call.Error {
	return call.New(call.Config, "dandori.yaml has no channel %q under notify", name).
		WithHint("add it, or take its name out of the workflow's notify.to")
}

// asRefusal is what err says about sending again; anything unknown is worth another try.
func asRefusal(err error) *refusal {
	var r *refusal
	var c *call.Error
	switch {
	case errors.As(err, &r):
		return r
	case errors.As(err, &c):
		return never(c)
	}
	return notNow(call.New(call.ConnectionError, "no answer that can be used: %v", err))
}

// asCall is err as an error with what to do; nil for nil.
func asCall(err error) error {
	if err == nil {
		return nil
	}
	return asRefusal(err).why
}
