package quota

import (
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/call"
)

// token is one, and how long it is good.
type token struct {
	Secret   string        `json:"secret,omitempty"`
	Got      instant       `json:"got,omitempty"` // its life began at most one request before
	Lifetime time.Duration `json:"lifetime,omitempty"`
}

// account is what is kept about credentials.
type account struct {
	Token   token   `json:"token,omitzero"`
	Refusal refusal `json:"refusal,omitzero"`
	Lease   lease   `json:"lease,omitzero"`
}

// refusal is that the vendor refused the credentials.
type refusal struct {
	Err *call.Error `json:"err,omitempty"`
	At  instant     `json:"at,omitempty"`
}

// lease is the right to ask for a token.
type lease struct {
	ID     string  `json:"id,omitempty"`
	Worker string  `json:"worker,omitempty"`
	Until  instant `json:"until,omitempty"`
	Waits  instant `json:"waits,omitempty"` // until when its holder waits, for a slot; 0: it does not
}

// parseAccount reads what change kept. What this package cannot have written
// is as nothing: then a token is asked for. What was stamped after now is from
// before the machine was started, and counts as of then; a token that is older
// than it looks is refused by the vendor.
func parseAccount(body []byte, now instant) *account {
	a := &account{}
	if len(body) > 0 && json.Unmarshal(body, a) != nil {
		return &account{}
	}
	if a.Token.Got > now {
		a.Token.Got = 0
	}
	if a.Refusal.At > now {
		a.Refusal.At = 1
	}
	if a.Lease.Until > now+leaseLife {
		a.Lease = lease{}
	}
	return a
}

// good returns the token if it is still good at now and is not refused, else "".
func (t token) good(now instant, refused string) string {
	return stored{secret: t.Secret, lifetime: t.Lifetime}.goodAt(now-t.Got, refused)
}

func (r refusal) lasts(now instant) error {
	if r.Err == nil || now-r.At >= refusalKept {
		return nil
	}
	return r.Err
}

func (l lease) held(now instant, shelf Shelf) bool {
	return l.ID != "" && now < l.Until && (l.Worker == shelf.Worker() || shelf.Alive(l.Worker))
}

// badCredentials returns err when it says that the vendor refused the credentials, else nil.
func badCredentials(err error) *call.Error {
	var e *call.Error
	if !errors.As(err, &e) || e.Class != call.VendorError || e.Status == 429 || e.Status < 400 || e.Status >= 500 {
		return nil
	}
	return e
}
