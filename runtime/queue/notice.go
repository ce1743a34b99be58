package queue

import (
	"context"
	"slices"
	"time"

	"dandori/runtime/say"
)

// Occasion is what people are told of.
type Occasion string

// The occasions.
const (
	OnSucceeded Occasion = "succeeded"
	OnFailed    Occasion = "failed"
	OnInDoubt   Occasion = "in_doubt"
	OnApproval  Occasion = "approval"
	OnPaused    Occasion = "paused"
	OnCancelled Occasion = "cancelled"
	OnSkipped   Occasion = "skipped"
)

// Notice is a message to people that waits to be sent. It holds codes and
// sentences of dandori's own, never values of records. It is sealed at rest.
type Notice struct {
	ID       int64     `json:"-"` // given by the store
	Occasion Occasion  `json:"occasion"`
	Workflow string    `json:"workflow"` // or the script
	Run      string    `json:"run,omitempty"`
	At       time.Time `json:"at"`
	Text     say.Text  `json:"text"`          // what happened
	Hint     say.Text  `json:"hint,omitzero"` // what to type
	To       string    `json:"to"`            // one channel of dandori.yaml
	Tries    int       `json:"-"`             // how often it was handed out before
}

// Tell returns what is to be sent on an occasion to those whom the run's
// workflow wants told of it.
func (r Run) Tell(o Occasion, at time.Time, text, hint say.Text) []Notice {
	if !slices.Contains(r.Spec.Notify.On, string(o)) {
		return nil
	}
	name := r.Workflow
	if name == "" {
		name = r.Script
	}
	var out []Notice
	for _, to := range r.Spec.Notify.To {
		out = append(out, Notice{Occasion: o, Workflow: name, Run: r.ID, At: at, Text: text, Hint: hint, To: to})
	}
	return out
}

// Notices is what waits to be sent.
type Notices interface {
	// DueNotices returns notices that are due by now, oldest first, and puts each off by again, so that no other process sends it meanwhile.
	DueNotices(ctx context.Context, now time.Time, again time.Duration, limit int) ([]Notice, error)
	// PutOff lets a notice that could not be sent be due at next.
	PutOff(ctx context.Context, id int64, next time.Time) error
	// Sent deletes a notice.
	Sent(ctx context.Context, id int64) error
}
