package api

import (
	"context"
	"errors"
	"net/http"

	"dandori/runtime/call"
	"dandori/runtime/plan"
)

// Intent is a write that can say, before it is sent, what it will change: a
// *Draft, an *Account or a *Deletion.
type Intent interface {
	// Needs are the lists that its rows refer to, beside the one that it changes.
	Needs() []Operation
	// Compare says what the write changes of now, the list of what it is about.
	// Its error has every problem of the write, also those that a Draft was made with.
	Compare(now Table, known Known) (plan.Write, error)

	reads() (Operation, Target)     // the list of what it is about
	apply(now Table) (Table, error) // the list as the write would leave it
}

// Known are other lists of the company, as the vendor sends them, by the names
// of their operations: "members.list", "departments.list", "users.list". What
// is not there is not checked.
type Known map[string]Table

// Seen is what a look before a write has shown.
type Seen struct {
	Write plan.Write // without Rehearsed
	Now   Table      // the list of what it is about: for Removes and Photograph
}

// Look reads what is there, checks the write against it and says what it will
// change. In a dry run (View) each list is read once, and what the write would
// leave is what the next look sees; otherwise the list is read each time.
//
// The lists that it only refers to are read once a run, and again before
// anything is refused because of them. One that the vendor refuses is done
// without: a company need not tick what only a check wants.
func (c *Client) Look(ctx context.Context, i Intent, v *View) (Seen, error) {
	op, at := i.reads()
	now, err := v.list(op, at, func() (Table, error) { return c.present(ctx, op, at) })
	if err != nil {
		return Seen{}, err
	}
	known, fresh, err := c.known(ctx, i, v)
	if err != nil {
		return Seen{}, err
	}
	w, err := i.Compare(now, known)
	if err != nil && !fresh {
		v.forget(i.Needs())
		if known, _, err = c.known(ctx, i, v); err != nil {
			return Seen{}, err
		}
		w, err = i.Compare(now, known)
	}
	if err != nil {
		return Seen{}, err
	}
	return Seen{Write: w, Now: now}, v.apply(i, now)
}

// present is List, or the choices of one field in the same form.
func (c *Client) present(ctx context.Context, op Operation, at Target) (Table, error) {
	return c.Present(ctx, &Draft{op: op, at: at})
}

// known reads what i needs. fresh: nothing of it was read before.
func (c *Client) known(ctx context.Context, i Intent, v *View) (known Known, fresh bool, err error) {
	known, fresh = Known{}, true
	for _, op := range i.Needs() {
		t, read, err := v.known(op, func() (Table, error) { return c.List(ctx, op, Target{}, Query{}) })
		if e := refusedBy(err); e != nil && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		known[op.Name], fresh = t, fresh && read
	}
	return known, fresh, nil
}

// requests is what n requests of op cost, by class of limit.
func requests(op Operation, n int) map[string]int { return map[string]int{op.Of: n} }

func refusedBy(err error) *call.Error {
	e := (*call.Error)(nil)
	if !errors.As(err, &e) || e.Class != call.VendorError {
		return nil
	}
	return e
}
