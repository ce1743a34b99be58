package api

import (
	"context"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// State is how far a task is (2.11).
type State string

// The states, by the words that scripts see. NG is an error that the vendor
// knows and explains, Error one that it does not: ask its support.
const (
	Waiting State = "waiting"
	Running State = "running"
	OK      State = "ok"
	NG      State = "ng"
	Error   State = "error"
)

// Progress is a task's state and what the vendor says of it.
type Progress struct {
	State    State    `json:"state"`
	Messages []string `json:"messages"` // never nil
}

// Done reports whether the task has ended, well or badly.
func (p Progress) Done() bool { return p.State != Waiting && p.State != Running }

// Failure is the error of a task that ended badly, nil for any other.
func (c *Client) Failure(op Operation, id string, p Progress) error {
	if p.State != NG && p.State != Error {
		return nil
	}
	e := call.New(call.JobFailed, "Kaonavi's task %s of %s ended as %s: %s", id, op.Name, string(p.State), reasons(200, p.Messages))
	e.Job, e.State, e.Messages = id, string(p.State), p.Messages
	if p.State == Error {
		e = e.WithHint("the vendor calls this an unknown error: ask Kaonavi's support, naming task %s", id)
	}
	return e.Of(c.request(op.Operation))
}

// Task looks at the task with that id (2.11), on behalf of the operation that
// started it, or of the operation task.
func (c *Client) Task(ctx context.Context, op Operation, id string) (Progress, error) {
	return c.look(ctx, op, function(11).fill("", id))
}

// PresetTask looks at what Preset started (2.13).
func (c *Client) PresetTask(ctx context.Context, op Operation, sheet, id string) (Progress, error) {
	return c.look(ctx, op, function(13).fill(sheet, id))
}

func (c *Client) look(ctx context.Context, op Operation, path string) (p Progress, err error) {
	err = c.post(ctx, op.reading(), path, nil, func(a answer) (err error) {
		p, err = c.progressIn(a, op)
		return err
	})
	return p, err
}

// progressIn reads a look at a task. "NG" is said with an HTTP status that
// nobody documents, so that it counts whatever the status.
func (c *Client) progressIn(a answer, op Operation) (Progress, error) {
	states := map[string]State{"OK": OK, "NG": NG, "ERROR": Error, "WAITING": Waiting, "RUNNING": Running}
	state, known := states[a.state()]
	switch {
	case a.unanswerable() || !known && a.refused():
		return Progress{}, a.refusal(c.request(op.reading()))
	case !known:
		return Progress{}, c.unread(op, say.T("its status is none of OK, NG, ERROR, WAITING, RUNNING"))
	}
	return Progress{State: state, Messages: append([]string{}, a.messages()...)}, nil
}

// Accepted returns err, of a look at a task, with a hint that the vendor goes on
// with it: who only reads that the connection broke would send the write again.
func (c *Client) Accepted(op Operation, id string, err error) error {
	if e := (*call.Error)(nil); op.Kind != None && errors.As(err, &e) && e.Class != call.JobFailed {
		return e.WithHint("Kaonavi has accepted %s as task %s and goes on with it; look at task(%q) before you send it again", op.Name, id, id)
	}
	return err
}

// unread is the error for a whole and valid answer to a read that is not what
// the document describes. Asking again would bring the same.
func (c *Client) unread(op Operation, why say.Text) error {
	return call.New(call.ConnectionError, "Kaonavi's answer to %s is not what its document describes: %s", op.Name, why).
		Of(c.request(op.Operation))
}
