package api

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/transport"
)

// Write sends rows for op (2.3, 2.4, 2.6, 2.7, 2.9, 2.10, 2.15, 2.16) and
// returns the id of the task that the vendor has taken on. What the task makes
// of it is told by Task.
func (c *Client) Write(ctx context.Context, op Operation, sheet string, rows Rows) (id string, err error) {
	if err := c.Offers(op); err != nil {
		return "", err
	}
	err = c.post(ctx, op.Operation, function(op.Function).fill(sheet, ""), body(op, rows, false), func(a answer) error {
		id = a.progress()
		switch {
		case a.state() == "ERROR" && a.success():
			// "Unknown error": unlike NG it does not say that nothing was done.
			return say.Errorf("Kaonavi answered %s with an unknown error", op.Name)
		case a.unanswerable() || a.refused():
			return a.refusal(c.request(op.Operation))
		case id == "":
			return say.Errorf("Kaonavi's answer to %s has no progress_id", op.Name)
		}
		return nil
	})
	return id, err
}

// Rehearse sends rows with dryrun=1: エラー有無のみ返却 (1.5). A nil error means
// that the vendor found nothing wrong. id is "" unless it made a task of the
// rehearsal. Only operations that Rehearses says so of may be rehearsed.
func (c *Client) Rehearse(ctx context.Context, op Operation, sheet string, rows Rows) (id string, err error) {
	if err := c.Offers(op); err != nil {
		return "", err
	}
	if !op.Rehearses {
		return "", call.New(call.Fault, "%s must not be rehearsed on the wire", op.Name)
	}
	err = c.post(transport.Rehearsal(ctx), op.Operation, function(op.Function).fill(sheet, ""), body(op, rows, true), func(a answer) error {
		if a.unanswerable() || a.refused() {
			return a.refusal(c.request(op.Operation))
		}
		id = a.progress()
		return nil
	})
	return id, c.harmless(err, op)
}

// harmless makes of a doubt what it is for a rehearsal, which changes nothing: a lost answer.
func (c *Client) harmless(err error, op Operation) error {
	if e := (*call.Error)(nil); errors.As(err, &e) && e.Class == call.InDoubt {
		return call.New(call.ConnectionError, "Kaonavi's answer to the rehearsal of %s was lost", op.Name).
			Of(c.request(op.Operation)).Because(err)
	}
	return err
}

func body(op Operation, rows Rows, dryrun bool) []byte {
	b := map[string]any{op.Kind.list(): rows}
	if dryrun {
		b["dryrun"] = 1
	}
	raw, _ := json.Marshal(b) // raw JSON that was parsed before
	return raw
}
