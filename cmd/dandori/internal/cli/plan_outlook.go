package cli

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"dandori/bindings"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// outlook is what a dry run found out: what would be changed, what that costs,
// and when it could be done.
type outlook struct {
	writes  []plan.Write // those that change something
	rows    []plan.Row
	costs   []cost
	doneAt  time.Time // when the last request could be sent; zero: there is none
	sandbox []string
}

// cost is how many requests of a class one connection would take.
type cost struct {
	connection string
	class      string // of limit; "" is all others
	requests   int
}

// outlook reads what a dry run has announced. The forecast is made anew.
func (a *app) outlook(ctx context.Context, s *keeping, p *project, run queue.Run) (*outlook, error) {
	all, err := announced(ctx, s, run)
	if err != nil {
		return nil, err
	}
	o := &outlook{sandbox: append([]string{}, run.Sandbox...)}
	book := plan.NewBook(plan.Config{})
	book.Recall(all)
	o.writes = slices.DeleteFunc(book.Writes(), func(w plan.Write) bool { return len(w.Changes) == 0 })
	o.rows, o.costs = plan.Rows(o.writes), costsOf(o.writes)
	c := bindings.Config{Root: p.root, Connections: usable(p, run), Use: run.Spec.Uses, Lookup: p.lookup, Ledger: s.ledger}
	for name, classes := range classesOf(o.writes) {
		if at, err := bindings.Forecast(ctx, c, name, classes); err == nil && at.After(o.doneAt) { // a connection that is gone has no forecast
			o.doneAt = at
		}
	}
	return o, nil
}

func costsOf(writes []plan.Write) (out []cost) {
	sum := map[cost]int{}
	for _, w := range writes {
		for class, n := range w.Requests {
			sum[cost{connection: w.Connection, class: class}] += n
		}
	}
	for c, n := range sum {
		if c.requests = n; n > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(x, y cost) int {
		return cmp.Or(cmp.Compare(x.connection, y.connection), cmp.Compare(x.class, y.class))
	})
	return out
}

// classesOf are the requests of writes in their order, by connection.
func classesOf(writes []plan.Write) map[string][]string {
	out := map[string][]string{}
	for _, w := range writes {
		for _, class := range slices.Sorted(maps.Keys(w.Requests)) {
			out[w.Connection] = append(out[w.Connection], slices.Repeat([]string{class}, max(0, w.Requests[class]))...)
		}
	}
	return out
}

// counts are how many rows of vendors would be added, changed and removed.
type counts struct{ add, change, remove int }

func (c *counts) take(w plan.Write) {
	for _, change := range w.Changes {
		switch change.Action() {
		case plan.Add:
			c.add++
		case plan.Update:
			c.change++
		default:
			c.remove++
		}
	}
}

// summary says how much the plan is.
func (o *outlook) summary() say.Text {
	var c counts
	for _, w := range o.writes {
		c.take(w)
	}
	return say.T("%[1]d to add, %[2]d to change, %[3]d to remove, in %[4]d {4:write|writes}", c.add, c.change, c.remove, len(o.writes))
}

// spending says what each connection would be asked for.
func (o *outlook) spending() (out []say.Text) {
	for _, c := range o.costs {
		if c.class == "" {
			out = append(out, say.T("%[1]s: %[2]d {2:request|requests}", c.connection, c.requests))
		} else {
			out = append(out, say.T("%[1]s: %[2]d {2:request that counts|requests that count} as %[3]s", c.connection, c.requests, c.class))
		}
	}
	return out
}

// rehearsed says what vendors said to rehearsals.
func (o *outlook) rehearsed() (out []say.Text) {
	for _, w := range o.writes {
		switch {
		case w.Rehearsed == nil:
		case len(w.Rehearsed) == 0:
			out = append(out, say.T("%[1]s of %[2]s: the vendor has rehearsed it and has no objection", w.Operation, w.Connection))
		}
		for _, word := range w.Rehearsed {
			out = append(out, say.T("%[1]s of %[2]s: the vendor says to the rehearsal: %[3]s", w.Operation, w.Connection, word))
		}
	}
	return out
}
