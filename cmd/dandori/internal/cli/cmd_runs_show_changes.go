package cli

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// changed is what one write of a run has changed, as runs show prints it.
type changed struct {
	Connection string        `json:"connection"`
	Operation  string        `json:"operation"`
	Target     *string       `json:"target"`
	Title      *string       `json:"title"`
	Added      *int          `json:"added"` // null: the run did not say
	Changed    *int          `json:"changed"`
	Removed    *int          `json:"removed"`
	Sent       bool          `json:"sent"` // something of it left
	Kept       bool          `json:"kept"` // the state before
	Rows       []plan.Change `json:"rows"` // null unless asked for

	write plan.Write
}

// changesOf are what the run of a journal said that it would change, and what
// it changed without a word.
func changesOf(entries []journal.Entry) ([]changed, error) {
	out := []changed{}
	for _, p := range journal.Plans(entries) {
		w, err := plan.Decode(p.Bytes)
		if err != nil {
			return nil, call.New(call.Fault, "what %s has changed cannot be read", p.Call.Spoken()).Because(err)
		}
		added, updated, removed := tally(w)
		out = append(out, changed{
			Connection: w.Connection, Operation: w.Operation, Target: optional(w.Target), Title: optional(w.Title),
			Added: &added, Changed: &updated, Removed: &removed, Sent: p.Sent, Kept: len(w.Changes) > 0 && !ofFiles(w), write: w,
		})
	}
	for _, r := range journal.Unplanned(entries) {
		out = append(out, changed{Connection: r.Connection, Operation: r.Operation.Name, Sent: true})
	}
	return out, nil
}

func tally(w plan.Write) (added, updated, removed int) {
	for _, c := range w.Changes {
		switch c.Action() {
		case plan.Add:
			added++
		case plan.Remove:
			removed++
		default:
			updated++
		}
	}
	return added, updated, removed
}

// ofFiles reports whether w writes files, of which only the hashes are kept.
func ofFiles(w plan.Write) bool {
	return strings.Contains(w.Operation, "faceImages.") || strings.Contains(w.Operation, "attachments.")
}

// printChanges prints what a run has written, and its rows when asked for:
// they hold values.
func (a *app) printChanges(run queue.Run, changes []changed, rows bool) {
	if len(changes) == 0 {
		return
	}
	table := [][]string{{
		a.say(say.T("WRITE")), a.say(say.T("CONNECTION")), a.say(say.T("TARGET")),
		a.say(say.T("ADDED")), a.say(say.T("CHANGED")), a.say(say.T("REMOVED")), a.say(say.T("SENT")), a.say(say.T("STATE BEFORE")),
	}}
	undo := false
	for _, c := range changes {
		table = append(table, []string{c.Operation, c.Connection, dashed(aimOf(c.write)), count(c.Added), count(c.Changed), count(c.Removed), a.yes(c.Sent), a.kept(c)})
		undo = undo || c.Sent && c.Kept
	}
	fmt.Fprintln(a.Stdout)
	printTable(a.Stdout, table)
	if rows {
		a.printChangedRows(changes)
	}
	if undo && run.State.Over() {
		fmt.Fprintf(a.Stdout, "  → %s\n", a.say(say.T("dandori runs undo %s plans how to put it back", run.ID)))
	}
}

func (a *app) kept(c changed) string {
	switch {
	case c.Kept:
		return a.say(say.T("kept"))
	case c.Added != nil && len(c.write.Changes) == 0:
		return "-"
	default:
		return a.say(say.T("not kept"))
	}
}

// aimOf is what of the vendor's w changes, where its operation does not say.
func aimOf(w plan.Write) string {
	if w.Title != "" {
		return w.Title
	}
	return w.Target
}

// printChangedRows prints each field before and after.
func (a *app) printChangedRows(changes []changed) {
	var writes []plan.Write
	for _, c := range changes {
		writes = append(writes, c.write)
	}
	table := [][]string{{a.say(say.T("WRITE")), a.say(say.T("KEY")), a.say(say.T("NAME")), a.say(say.T("FIELD")), a.say(say.T("BEFORE")), "", a.say(say.T("AFTER"))}}
	for _, r := range plan.Rows(writes) {
		arrow := "→"
		if r.Field == "" {
			arrow = ""
		}
		table = append(table, []string{r.Operation, dashed(r.Key), dashed(r.Name), dashed(r.Field), dashed(r.Before), arrow, dashed(r.After)})
	}
	fmt.Fprintln(a.Stdout)
	printTable(a.Stdout, table)
}

func (a *app) yes(is bool) string {
	if is {
		return a.say(say.T("yes"))
	}
	return a.say(say.T("no"))
}

func count(n *int) string {
	if n == nil {
		return "?"
	}
	return fmt.Sprint(*n)
}

func dashed(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// shownRun is a run as runs show --json prints it; null where nothing is.
type shownRun struct {
	listedRun
	Script   string         `json:"script"`
	Attempt  int            `json:"attempt"`
	Undoes   *string        `json:"undoes"` // the run that this one takes back
	DryRun   bool           `json:"dryRun"`
	Requests map[string]int `json:"requests"`
	Sandbox  []string       `json:"sandbox"`
	Changes  []changed      `json:"changes"`
	Plan     *shownPlan     `json:"plan"` // of a dry run; null: it is none
}

// shownPlan is what the changes of a dry run would cost, and when they could be made now.
type shownPlan struct {
	Requests map[string]map[string]int `json:"requests"` // by connection and class of limit; "" is all others
	DoneAt   *string                   `json:"doneAt"`
}

// rehearsalOf is what a dry run comes to, nil for another run.
func (a *app) rehearsalOf(ctx context.Context, p *project, s *keeping, run queue.Run) (*outlook, error) {
	if !run.Spec.DryRun {
		return nil, nil
	}
	return a.outlook(ctx, s, p, run)
}

// printComing prints what a dry run comes to, as it did itself.
func (a *app) printComing(o *outlook) {
	if o == nil || len(o.rows) == 0 {
		return
	}
	fmt.Fprintln(a.Stdout)
	for _, t := range o.foot() {
		fmt.Fprintln(a.Stdout, a.say(t))
	}
}

func (a *app) shown(r queue.Run, changes []changed, o *outlook, rows bool) shownRun {
	out := shownRun{
		listedRun: a.listedRun(r), Script: r.Script, Attempt: r.Attempt, Undoes: optional(r.Spec.Undo), DryRun: r.Spec.DryRun,
		Requests: map[string]int{}, Sandbox: append([]string{}, r.Sandbox...), Changes: changes,
	}
	maps.Copy(out.Requests, r.Sent)
	if o != nil {
		plan := o.record()
		out.Plan = &shownPlan{plan.Requests, plan.DoneAt}
	}
	for i := range changes {
		if rows {
			changes[i].Rows = append([]plan.Change{}, changes[i].write.Changes...)
		}
	}
	return out
}
