package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Account is a user or a webhook that is ready to be sent: checked, and without
// what only Kaonavi sets.
type Account struct {
	op      Operation
	at      Target
	user    User
	webhook Webhook
	body    []byte

	argument  string
	request   call.Request // for errors
	strangers []stranger   // as a Draft's
}

// Account reads an object with the vendor's keys for users.create and .update,
// webhooks.create and .update. Whatever is wrong with it is in the one error;
// argument is what the script calls it: "user". null clears a user's member_code.
func (c *Client) Account(op Operation, at Target, argument string, item json.RawMessage) (*Account, error) {
	check := newChecker(op, at, argument, c.config.Sizes)
	check.index = -1
	a := &Account{op: op, at: at, argument: argument, request: c.request(op.Operation)}
	var value any
	switch {
	case op.Name == createUser || op.Name == updateUser:
		a.user = check.user(item)
		value = a.user
	case op.Name == createWebhook || op.Name == updateWebhook:
		a.webhook = check.webhook(item)
		value = a.webhook
	default:
		return nil, call.New(call.Fault, "%s writes no rows", op.Name).Of(c.request(op.Operation))
	}
	if err := check.err(1); err != nil {
		return nil, of(err, c.request(op.Operation))
	}
	a.strangers = check.strangers
	var err error
	if a.body, err = json.Marshal(value); err != nil {
		return nil, call.New(call.Fault, "writing the rows of %s: %v", op.Name, err).Because(err)
	}
	return a, nil
}

func (c *checker) user(item json.RawMessage) User {
	var u User
	if !c.into(cleared(item, map[string]string{"member_code": `""`}), &u) {
		return u
	}
	c.unknown("", u.Rest, u)
	creates := c.op.Name == createUser
	if u.Email == "" && creates {
		c.problem("email", say.T("is missing"))
	} else if u.Email != "" && !strings.Contains(u.Email, "@") {
		c.problem("email", say.T("must be a mail address"))
	}
	if u.Role != nil {
		c.unknown("role", u.Role.Rest, *u.Role)
		u.Role = &Role{ID: u.Role.ID}
		if u.Role.ID <= 0 {
			c.problem("role.id", say.T("is missing"))
		}
	}
	u.ID, u.LastLoginAt = nil, nil
	return u
}

func (c *checker) webhook(item json.RawMessage) Webhook {
	var w Webhook
	if !c.into(item, &w) {
		return w
	}
	c.unknown("", w.Rest, w)
	creates := c.op.Name == createWebhook
	if (creates || w.URL != "") && !strings.HasPrefix(w.URL, "https://") {
		c.problem("url", say.T("must begin with https://"))
	}
	if creates && len(w.Events) == 0 || w.Events != nil && len(w.Events) == 0 {
		c.problem("events", say.T("is missing"))
	}
	c.distinct("events", w.Events)
	c.events(w.Events)
	w.ID, w.CreatedAt, w.UpdatedAt = nil, nil, nil
	return w
}

// events refuses what is a slip of one that there is (8.9). Others may have come since.
func (c *checker) events(given []string) {
	all := []string{"member_created", "member_updated", "member_deleted"}
	for _, event := range given {
		if near := closest(event, all); near != "" && !slices.Contains(all, event) {
			c.problem("events", noChoice(event, all))
		}
	}
}

// Save sends an account and returns what the vendor has made of it: the object
// as it answers it, or as the list shows it when the answer is empty (201 and
// 204 are taken alike, for which one it is is not found); nil when that cannot be told.
func (c *Client) Save(ctx context.Context, a *Account) (json.RawMessage, error) {
	var saved json.RawMessage
	err := c.send(ctx, ask{op: a.op, at: a.at, body: a.body}, func(got answer) error {
		saved = nil
		if got.body != nil && got.fields == nil {
			return say.Errorf("Kaonavi's answer to %s is no object", a.op.Name)
		}
		if text(got.fields["id"]) != "" {
			saved = got.body
		}
		return nil
	})
	if err != nil || saved != nil {
		return saved, err
	}
	// It has been done: that it cannot be shown is no failure of it.
	saved, _ = c.listed(ctx, a)
	return saved, nil
}

// listed finds an account in the list. Of several webhooks that are alike the newest is taken.
func (c *Client) listed(ctx context.Context, a *Account) (json.RawMessage, error) {
	t, err := c.List(ctx, a.op.Reads(), Target{}, Query{})
	if err != nil {
		return nil, err
	}
	rows, err := Read[json.RawMessage](t)
	if err != nil {
		return nil, err
	}
	for _, raw := range slices.Backward(rows) {
		if a.is(raw) {
			return raw, nil
		}
	}
	return nil, nil
}

// is reports whether raw, of a list, is the account.
func (a *Account) is(raw json.RawMessage) bool {
	var known struct {
		ID    Int    `json:"id"`
		Email string `json:"email"`
		URL   string `json:"url"`
	}
	if json.Unmarshal(raw, &known) != nil {
		return false
	}
	switch a.op.Name {
	case createUser:
		return strings.EqualFold(known.Email, a.user.Email)
	case createWebhook:
		return known.URL == a.webhook.URL
	}
	return known.ID.String() == a.at.ID
}

// Delete deletes the user or the webhook with that id. "Not found" to one that
// was sent before, without an answer, counts as done (design §3).
func (c *Client) Delete(ctx context.Context, op Operation, id string) error {
	if op.Method != http.MethodDelete {
		return call.New(call.Fault, "%s deletes nothing by its id", op.Name).Of(c.request(op.Operation))
	}
	return c.send(ctx, ask{op: op, at: Target{ID: id}}, func(answer) error { return nil })
}
