package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/bindings"
	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsUndoCommand() *cobra.Command {
	var f undoFlags
	c := a.oneRun("undo RUN", say.T("Put back what a run has changed and nobody has changed since"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			return a.undo(ctx, p, s, run, f)
		})
	c.Long = a.say(say.T(`Reads what is there now, and puts back the rows that still are as the run left them: what it added goes, what it
changed or removed comes back as it was. Rows that somebody has changed since stay as they are and are named, and
so is what cannot be put back: passwords, secrets, pictures and files.

It is a run of its own, and by itself a dry run: --plan FILE writes down what it would do, and --apply FILE does
what stands there. It can be undone like any other.`))
	c.Example = "  dandori runs undo 20261122-111920-kq7rbd --plan undo.xlsx\n  dandori runs undo 20261122-111920-kq7rbd --apply undo.xlsx"
	f.ending.flags(a, c)
	c.Flags().StringVar(&f.planning.file, "plan", "", a.say(say.T("write the plan to `FILE` (.csv or .xlsx), for the person who must sign it")))
	c.Flags().StringVar(&f.apply, "apply", "", a.say(say.T("make exactly the writes of the signed plan `FILE`, and stop where something has changed since")))
	c.Flags().BoolVar(&f.all, "all", false, a.say(say.T("show every row of the plan")))
	return c
}

// undoFlags are the flags of runs undo.
type undoFlags struct {
	ending
	planning
	signed *signature // of --apply
}

// read reads the file of --apply, and refuses flags that do not go together.
func (f *undoFlags) read(a *app) (err error) {
	if f.apply == "" {
		return f.planning.check(true, false)
	}
	if err := f.planning.check(false, false); err != nil {
		return err
	}
	f.signed, err = a.readSigned(f.apply)
	return err
}

// undo begins a run that takes back what run has written.
func (a *app) undo(ctx context.Context, p *project, s *keeping, run queue.Run, f undoFlags) error {
	if err := f.read(a); err != nil {
		return err
	}
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	if err := undoable(run, entries); err != nil {
		return err
	}
	writes, err := written(entries)
	if err != nil {
		return err
	}
	if len(writes) == 0 {
		return &usageError{text: say.T("run %s has changed nothing", run.ID)}
	}
	a.asked = nil // from here on it is about another
	order := func(dry bool) (*execution, error) {
		x, err := a.undoing(p, run, began(entries), writes)
		if err != nil {
			return nil, err
		}
		if x.planning = f.planning; dry {
			x.run.Spec.DryRun, x.run.Lane = true, ""
		}
		if f.signed != nil {
			if err := f.signed.of(x); err != nil {
				return nil, err
			}
		}
		return x, samePlace(p, s, x, began(entries))
	}
	if f.signed != nil {
		return a.apply(ctx, s, f.signed, f.ending, order)
	}
	x, err := order(true)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, f.ending, func() error { return a.order(ctx, s, x) })
}

// undoable says why nothing of run can be undone.
func undoable(run queue.Run, entries []journal.Entry) error {
	switch {
	case run.Spec.DryRun:
		return &usageError{text: say.T("run %s was a dry run: it has changed nothing", run.ID)}
	case run.State == queue.InDoubt || len(journal.Doubts(entries)) > 0:
		return &usageError{text: say.T("it is not known whether a write of run %s was done", run.ID), hint: say.T("dandori runs resolve %s says whether it was", run.ID)}
	case !run.State.Over():
		return &usageError{text: say.T("run %[1]s is not over (%[2]s)", run.ID, run.State), hint: say.T("dandori runs resume %[1]s goes on with it, dandori runs cancel %[1]s ends it", run.ID)}
	}
	return nil
}

// written are the writes of a journal of which something was sent.
func written(entries []journal.Entry) ([]undoWrite, error) {
	var out []undoWrite
	for _, p := range journal.Plans(entries) {
		if !p.Sent {
			continue
		}
		w, err := plan.Decode(p.Bytes)
		if err != nil {
			return nil, call.New(call.Fault, "what %s has changed cannot be read", p.Call.Spoken()).Because(err)
		}
		out = append(out, undoWrite{Write: w})
	}
	for _, r := range journal.Unplanned(entries) {
		out = append(out, undoWrite{Write: plan.Write{Connection: r.Connection, Vendor: r.Vendor, Operation: r.Operation.Name}, Unkept: true})
	}
	return out, nil
}

// began are the connections that the run of a journal began with.
func began(entries []journal.Entry) []journal.Pin {
	if len(entries) == 0 || entries[0].Pins == nil {
		return nil
	}
	return entries[0].Pins.Connections
}

// samePlace refuses to undo in another company than the one that was written to,
// or with other credentials.
func samePlace(p *project, s *keeping, x *execution, began []journal.Pin) error {
	now, err := bindings.Pins(bindings.Config{Root: p.root, Connections: x.usable(), Use: x.run.Spec.Uses, Lookup: p.lookup}, s.Hash)
	if err != nil {
		return configError(err)
	}
	for _, is := range now {
		for _, was := range began {
			if was.Name == is.Name && was != is {
				return call.New(call.Config, "the connection %[1]q leads elsewhere than when run %[2]s began, or with other credentials", is.Name, x.run.Spec.Undo).
					WithHint("a run can be undone only where it was done: put the connection back as it was")
			}
		}
	}
	return nil
}

// undone refuses to begin a run of runs undo anew.
func undone(run queue.Run) error {
	if run.Spec.Undo == "" {
		return nil
	}
	return &usageError{text: say.T("run %[1]s took back what run %[2]s had changed, as things stood then", run.ID, run.Spec.Undo), hint: say.T("dandori runs undo %s looks at how things stand now", run.Spec.Undo)}
}
