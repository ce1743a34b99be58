package api

import (
	"context"
	"errors"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// State is how far a task is (5).
type State string

// The states, by the words that scripts see. NG is an error that the vendor
// knows and explains, Error one that it does not.
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

// Task looks at the task with that id, on behalf of the operation that started
// it, or of the operation task. It counts among all requests, not among the updates.
func (c *Client) Task(ctx context.Context, op Operation, id string) (p Progress, err error) {
	look, _ := Lookup(nameTask)
	err = c.send(ctx, ask{op: look, as: op.reading(), at: Target{ID: id}}, func(a answer) error {
		states := map[string]State{"OK": OK, "NG": NG, "ERROR": Error, "WAITING": Waiting, "RUNNING": Running}
		state, known := states[strings.ToUpper(text(a.fields["status"]))]
		if !known {
			return c.unread(op.reading(), say.T("its status is none of OK, NG, ERROR, WAITING, RUNNING"))
		}
		p = Progress{State: state, Messages: append([]string{}, messagesIn(a.fields["messages"])...)}
		return nil
	})
	return p, err
}

// Waiter looks at a task again and again until it is done, at sensible
// distances. *job.Poller fulfils it.
type Waiter interface {
	Wait(ctx context.Context, key string, first time.Duration, poll func(context.Context) (done bool, err error)) error
}

// firstLook is when a task is looked at first; what others took decides after
// that. How long tasks take is not found.
const firstLook = 2 * time.Second

// Await waits until a task has ended; one that ended badly is an error of class
// JobFailed. op is what started it just now, or the operation task for one of
// which only the id is known.
func (c *Client) Await(ctx context.Context, w Waiter, op Operation, id string) error {
	key := c.config.Connection + " " + op.Name
	if op.Name == nameTask {
		key = "" // begun some unknown time ago: nothing can be learned
	}
	return w.Wait(ctx, key, firstLook, func(ctx context.Context) (bool, error) {
		p, err := c.Task(ctx, op, id)
		if err != nil {
			return false, c.accepted(op, id, err)
		}
		return p.Done(), c.Failure(op, id, p)
	})
}

// Failure is the error of a task that ended badly, nil for any other.
func (c *Client) Failure(op Operation, id string, p Progress) error {
	if p.State != NG && p.State != Error {
		return nil
	}
	e := call.New(call.JobFailed, "Kaonavi's task %s of %s ended as %s: %s", id, op.Name, string(p.State), reasons(200, p.Messages))
	e.Job, e.State, e.Messages = id, string(p.State), p.Messages
	e = e.WithHint("管理者機能 > 公開API v2 情報 > 実行結果 lists what became of each update")
	if p.State == Error {
		e = e.WithHint("the vendor calls this an unknown error: ask Kaonavi's support, naming task %s", id)
	}
	return e.Of(c.request(op.Operation))
}

// accepted returns err, of a look at a task, with a hint that the vendor goes on
// with it: who only reads that the connection broke would send the write again.
func (c *Client) accepted(op Operation, id string, err error) error {
	if e := (*call.Error)(nil); op.Task && errors.As(err, &e) {
		return e.WithHint("Kaonavi has accepted %s as task %s and goes on with it; look at task(%q) before you send it again", op.Name, id, id)
	}
	return err
}
