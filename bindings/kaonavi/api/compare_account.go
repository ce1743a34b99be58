package api

import (
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// Deletion is the deletion of one user or webhook.
type Deletion struct {
	op      Operation
	id      string
	request call.Request
}

// Deletion returns that of the user or webhook with this id.
func (c *Client) Deletion(op Operation, id string) *Deletion {
	return &Deletion{op, id, c.request(op.Operation)}
}

// imaginary begins the ids of what a dry run would have created.
const imaginary = "dry-run:"

// userCells are a user's values. A password is told of, never told.
func userCells(u User) cells {
	var c cells
	if u.Email != "" {
		c.text("email", &u.Email, strings.ToLower)
	}
	c.text("member_code", u.MemberCode, asWritten)
	if u.Role != nil {
		c.add("", "role", shape{{"id", u.Role.ID}}, u.Role.ID.String())
	}
	for _, f := range []struct {
		name string
		on   *bool
	}{{"is_active", u.IsActive}, {"password_locked", u.PasswordLocked}, {"use_smartphone", u.UseSmartphone}} {
		if f.on != nil {
			c.add("", f.name, *f.on, map[bool]string{true: "on", false: "off"}[*f.on])
		}
	}
	if u.Password != nil {
		c.add("", "password", hidden, hidden)
	}
	return c
}

// hidden stands in the place of a secret.
const hidden = "***"

func webhookCells(w Webhook) cells {
	var c cells
	if w.URL != "" {
		c.text("url", &w.URL, asWritten)
	}
	if w.Events != nil {
		c.add("", "events", w.Events, spelledSet(w.Events))
	}
	if w.SecretToken != "" {
		c.add("", "secret_token", hidden, w.SecretToken)
	}
	return c
}

// open are the cells without secrets, for what could be sent again.
func (c cells) open() cells {
	return slices.DeleteFunc(slices.Clone(c), func(c cell) bool { return c.show == hidden || c.name == "password" || c.name == "secret_token" })
}

// listed are the accounts of a list, by their ids, each as cells.
type listed struct {
	ids   []string
	cells map[string]cells
	names map[string]string // a user's mail address, a webhook's url
	users []User
}

func listedIn(op Operation, t Table) (l listed, err error) {
	l.cells, l.names = map[string]cells{}, map[string]string{}
	if op.Kind == Users {
		l.users, err = Read[User](t)
		for _, u := range l.users {
			l.add(u.ID, u.Email, userCells(u))
		}
		return l, err
	}
	hooks, err := Read[Webhook](t)
	for _, w := range hooks {
		l.add(w.ID, w.URL, webhookCells(w))
	}
	return l, err
}

func (l *listed) add(id *Int, name string, c cells) {
	if id == nil {
		id = new(Int) // a dry run's own
	}
	l.ids = append(l.ids, id.String())
	l.cells[id.String()], l.names[id.String()] = c, name
}

// Compare says what the account changes of now, the list of users or webhooks.
// A new one goes by its mail address or its url, for it has no id yet.
func (a *Account) Compare(now Table, known Known) (plan.Write, error) {
	l, err := listedIn(a.op, now)
	if err != nil {
		return plan.Write{}, of(unplanned(err), a.request)
	}
	c := &comparison{checker: newChecker(a.op, a.at, a.argument, Sizes{}), write: written(a.op, Target{}, a.request)}
	c.index, c.write.Present = -1, len(l.ids)
	next, key := webhookCells(a.webhook), a.webhook.URL
	if a.op.Kind == Users {
		next, key = userCells(a.user), a.user.Email
		if err := c.userTaken(a, l, known); err != nil {
			return plan.Write{}, of(unplanned(err), a.request)
		}
	}
	c.foreign(a.strangers, now)
	switch was, there := l.cells[a.at.ID]; {
	case a.at.ID == "":
		c.change(key, nil, next.filled().open().shape())
	case !there && !strings.HasPrefix(a.at.ID, imaginary):
		c.unknownID(a.at.ID)
	default:
		if before, after, differ := diff(was, next, false); differ {
			id := pair{"id", a.at.ID}
			c.change(a.at.ID, before.open().shape(id), after.shape(id))
		}
	}
	c.callAll(l.names[a.at.ID])
	return c.told(1, a.request)
}

// callAll gives the changes, which are of one row, its name.
func (c *comparison) callAll(name string) {
	for i := range c.write.Changes {
		c.write.Changes[i].Name = name
	}
}

// told is the write, or everything that is wrong with it.
func (c *comparison) told(rows int, r call.Request) (plan.Write, error) {
	if c.err != nil {
		return plan.Write{}, of(unplanned(c.err), r)
	}
	if err := c.checker.err(rows); err != nil {
		return plan.Write{}, of(err, r)
	}
	c.write.Requests = requests(c.op, 1)
	return c.write, nil
}

// userTaken tells what only a look at the users and members shows.
func (c *comparison) userTaken(a *Account, l listed, known Known) error {
	for _, u := range l.users {
		if u.ID != nil && u.ID.String() == a.at.ID {
			continue
		}
		if a.user.Email != "" && strings.EqualFold(u.Email, a.user.Email) {
			c.problem("email", say.T("is that of another user already"))
			break
		}
	}
	members, err := known.codes(listMembers)
	if err != nil {
		return err
	}
	c.unknownCode("member_code", orEmpty(a.user.MemberCode), members)
	roles, err := known.ids(listRoles)
	if a.user.Role != nil {
		c.unknownRole(a.user.Role.ID.String(), roles)
	}
	return err
}

// Needs are the members, when the user is to belong to one, and the roles, when it is to have one.
func (a *Account) Needs() []Operation {
	var names []string
	if orEmpty(a.user.MemberCode) != "" {
		names = append(names, listMembers)
	}
	if a.user.Role != nil {
		names = append(names, listRoles)
	}
	return lists(names)
}

func (a *Account) reads() (Operation, Target) { return a.op.Reads(), Target{} }

// Compare says what the deletion removes of now, the list of users or webhooks.
func (d *Deletion) Compare(now Table, _ Known) (plan.Write, error) {
	l, err := listedIn(d.op, now)
	if err != nil {
		return plan.Write{}, of(unplanned(err), d.request)
	}
	c := &comparison{checker: newChecker(d.op, Target{}, "id", Sizes{}), write: written(d.op, Target{}, d.request)}
	c.index, c.write.Present = -1, len(l.ids)
	was, there := l.cells[d.id]
	if !there && !strings.HasPrefix(d.id, imaginary) {
		c.unknownID(d.id)
	}
	c.change(d.id, was.filled().open().shape(pair{"id", d.id}), nil)
	c.callAll(l.names[d.id])
	return c.told(1, d.request)
}

// Needs is nothing.
func (d *Deletion) Needs() []Operation { return nil }

func (d *Deletion) reads() (Operation, Target) { return d.op.Reads(), Target{} }
