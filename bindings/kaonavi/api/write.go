package api

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/transport"
)

// Accepted is a task that the vendor has taken on.
type Accepted struct {
	Task string `json:"task"`
	// Repeated: the request was sent before, and nobody knows whether that one
	// was done. Then the task may find nothing left to do.
	Repeated bool `json:"repeated,omitempty"`
}

// Send sends a part. What the task makes of it is told by Task or Ended.
func (c *Client) Send(ctx context.Context, p Part) (t Accepted, err error) {
	op := p.draft.op
	err = c.send(ctx, ask{op: op, at: p.draft.at, body: p.Body()}, func(a answer) error {
		t = Accepted{Task: text(a.fields["task_id"]), Repeated: a.repeated}
		if t.Task == "" {
			return say.Errorf("Kaonavi's answer to %s has no task_id", op.Name)
		}
		return nil
	})
	return t, err
}

// Rehearse sends a part with Dry-Run: 1: it is checked, and nothing is changed
// (6, B). What a rehearsal answers is not found: task is "" unless it made one.
// Only operations that Rehearses says so of may be rehearsed.
func (c *Client) Rehearse(ctx context.Context, p Part) (task string, err error) {
	op := p.draft.op
	if !op.Rehearses {
		return "", call.New(call.Fault, "%s must not be rehearsed with Dry-Run", op.Name).Of(c.request(op.Operation))
	}
	a := ask{op: op, at: p.draft.at, body: p.Body(), rehearsal: true}
	err = c.send(transport.Rehearsal(ctx), a, func(got answer) error {
		if len(messagesIn(got.fields["errors"])) > 0 {
			return c.refusal(op.Operation, got)
		}
		task = text(got.fields["task_id"])
		return nil
	})
	if e := (*call.Error)(nil); errors.As(err, &e) && e.Class == call.InDoubt {
		// It changes nothing, so that there is no doubt about it: an answer was lost.
		return "", call.New(call.ConnectionError, "Kaonavi's answer to the rehearsal of %s was lost", op.Name).
			Of(c.request(op.Operation)).Because(err)
	}
	return task, err
}

// Ended waits until a part's task has ended. One that ended badly is an error of
// class JobFailed that names the rows of its request, and what was done before
// it. A delete that was sent twice and finds nobody to delete has been done.
func (c *Client) Ended(ctx context.Context, w Waiter, p Part, t Accepted) error {
	err := c.Await(ctx, w, p.draft.op, t.Task)
	failed := (*call.Error)(nil)
	if !errors.As(err, &failed) || failed.Class != call.JobFailed {
		return err
	}
	if t.Repeated && p.draft.op.Name == deleteMembers {
		if gone, look := c.Settled(ctx, p, Evidence{}); look == nil && gone {
			return nil
		}
	}
	return p.failed(failed)
}

// failed adds to a task's error whom its request was about.
func (p Part) failed(e *call.Error) *call.Error {
	e.Results, _ = json.Marshal(map[string]any{"part": p.Number, "parts": p.Of, "rows": []int{p.first, p.last}, "keys": p.Keys()}) // strings and numbers
	switch about := shown(p.Keys()); {
	case p.last == p.first: // a replacement by nothing
	case p.Of == 1:
		e.Text = say.T("%s (its request had all %d rows: %s; nothing was done before)", e.Text, p.last-p.first, about)
	case p.first == 0:
		e.Text = say.T("%s (part 1 of %d: rows %d to %d: %s; nothing was done before)", e.Text, p.Of, p.first, p.last-1, about)
	default:
		e.Text = say.T("%s (part %d of %d: rows %d to %d: %s; the rows before them were done)", e.Text, p.Number, p.Of, p.first, p.last-1, about)
	}
	return e
}

// Run sends a draft part by part and waits for each task before the next one is
// sent, for nobody says in which order tasks are done. told is called after each; nil: nobody is.
func (c *Client) Run(ctx context.Context, w Waiter, d *Draft, told func(Part)) error {
	parts, err := d.Parts()
	if err != nil {
		return err
	}
	for p := range parts {
		task, err := c.Send(ctx, p)
		if err == nil {
			err = c.Ended(ctx, w, p, task)
		}
		if err != nil {
			return err
		}
		if told != nil {
			told(p)
		}
	}
	return nil
}
