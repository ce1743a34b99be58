package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// SavedAs reports whether an account was saved or deleted although the answer
// was lost, and what the vendor shows of it: one request. before are the ids
// of the webhooks that were there; without them no new webhook is told from an
// older one that is alike. What carries a password is told only by a creation: nobody is shown passwords.
func (c *Client) SavedAs(ctx context.Context, a *Account, before []string) (json.RawMessage, bool, error) {
	t, err := c.List(ctx, a.op.Reads(), Target{}, Query{})
	if err != nil {
		return nil, false, err
	}
	rows, err := Read[json.RawMessage](t)
	if err != nil {
		return nil, false, err
	}
	for _, raw := range slices.Backward(rows) {
		if a.is(raw) && a.matches(raw, before) {
			return raw, true, nil
		}
	}
	return nil, false, nil
}

func (a *Account) matches(raw json.RawMessage, before []string) bool {
	if a.op.Kind == Users {
		var now User
		return json.Unmarshal(raw, &now) == nil && sameUser(a.user, now) && (a.op.Name == createUser || a.user.Password == nil)
	}
	var now Webhook
	if json.Unmarshal(raw, &now) != nil || now.ID == nil || !sameWebhook(a.webhook, now) {
		return false
	}
	return a.op.Name == updateWebhook || before != nil && !slices.Contains(before, now.ID.String())
}

// Deleted reports whether no user or webhook with that id is listed any more.
func (c *Client) Deleted(ctx context.Context, op Operation, id string) (bool, error) {
	ids, err := c.IDs(ctx, op)
	return err == nil && op.Method == http.MethodDelete && !slices.Contains(ids, id), err
}

// IDs are the ids of the users or webhooks that are there: what SavedAs wants to know of before.
func (c *Client) IDs(ctx context.Context, op Operation) ([]string, error) {
	t, err := c.List(ctx, op.Reads(), Target{}, Query{})
	if err != nil {
		return nil, err
	}
	rows, err := Read[struct{ ID Int }](t)
	ids := []string{}
	for _, r := range rows {
		ids = append(ids, r.ID.String())
	}
	return ids, err
}
