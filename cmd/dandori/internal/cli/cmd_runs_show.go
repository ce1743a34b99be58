package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"

	"github.com/spf13/cobra"
)

// stepsShown is how many of the last steps are printed.
const stepsShown = 20

func (a *app) runsShowCommand() *cobra.Command {
	var f showFlags
	c := a.oneRun("show RUN", say.T("How a run stands, what it did, and what it waits for"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			return a.show(ctx, p, s, run, f)
		})
	c.Flags().BoolVar(&f.json, "json", false, a.say(say.T("print JSON")))
	c.Flags().BoolVar(&f.changes, "changes", false, a.say(say.T("print the rows that it changed, before and after")))
	return c
}

// showFlags choose what runs show prints.
type showFlags struct {
	json    bool
	changes bool // values of rows, too
}

func (a *app) show(ctx context.Context, p *project, s *keeping, run queue.Run, f showFlags) error {
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	changes, err := changesOf(entries)
	if err != nil {
		return err
	}
	begun, err := a.begunBy(ctx, s, run)
	if err != nil {
		return err
	}
	now := run
	if now.Reason, err = waits(ctx, s, run); err != nil {
		return err
	}
	o, err := a.rehearsalOf(ctx, p, s, run)
	if err != nil {
		return err
	}
	if f.json {
		return a.printJSON(a.shown(now, changes, o, f.changes))
	}
	a.printRun(now, begun)
	if run.State != queue.InDoubt { // the doubt says it better
		a.printLastFailure(run)
	}
	a.printAttempts(entries)
	a.printSteps(entries)
	a.printChanges(run, changes, f.changes)
	a.printComing(o)
	return a.printOpen(ctx, s, run, entries)
}

// printRun prints how a run stands: its Reason is what it waits for.
func (a *app) printRun(r queue.Run, begun say.Text) {
	rows := [][]string{
		{a.say(say.T("run")), r.ID},
		{a.say(say.T("script")), r.Script},
		{a.say(say.T("started by")), a.say(begun)},
		{a.say(say.T("state")), string(r.State)},
		{a.say(say.T("started")), clockTime(r.Started)},
		{a.say(say.T("finished")), clockTime(r.Finished)},
		{a.say(say.T("attempt")), a.attempt(r)},
	}
	if r.Spec.DryRun {
		rows = append(rows, []string{a.say(say.T("dry run")), a.say(say.T("it changes nothing"))})
	}
	if signed := r.Spec.Signed; signed != nil {
		rows = append(rows, []string{a.say(say.T("signed plan")), signed.File + " (SHA-256 " + signed.Hash + ")"}, []string{a.say(say.T("applied by")), signed.By})
	}
	if r.Workflow != "" {
		rows = slices.Insert(rows, 1, []string{a.say(say.T("workflow")), r.Workflow})
	}
	if why := a.waitsFor(r); why != "" && (r.State == queue.Waiting || r.State == queue.Queued) {
		rows = append(rows, []string{a.say(say.T("waits for")), why})
	}
	if !r.Until.IsZero() {
		rows = append(rows, []string{a.say(say.T("until")), clockTime(r.Until)})
	}
	for _, name := range sortedKeys(r.Sent) {
		rows = append(rows, []string{a.say(say.T("requests")), fmt.Sprintf("%s %d", name, r.Sent[name])})
	}
	for _, name := range r.Sandbox {
		rows = append(rows, []string{a.say(say.T("sandbox")), name})
	}
	printTable(a.Stdout, rows)
}

// printLastFailure prints why a run ended, or stopped.
func (a *app) printLastFailure(r queue.Run) {
	var f runner.Failure
	switch err := json.Unmarshal(r.Failure, &f); {
	case err == nil && f.Failure != nil:
		fmt.Fprintln(a.Stdout)
		printProblem(a.Stdout, failureProblem(f.Failure), a.lang)
	case r.State == queue.Paused: // set aside without its script having failed
		fmt.Fprintf(a.Stdout, "\n%s\n", a.say(r.Reason))
	}
	if r.State == queue.Paused {
		fmt.Fprintf(a.Stdout, "  → %s\n", a.say(say.T("dandori runs resume %s goes on with it", r.ID)))
	}
}

// printSteps prints the last calls: what was asked and what came of it, not what was in it.
func (a *app) printSteps(entries []journal.Entry) {
	steps := stepsOf(entries)
	if len(steps) == 0 {
		return
	}
	fmt.Fprintln(a.Stdout)
	if more := len(steps) - stepsShown; more > 0 {
		fmt.Fprintln(a.Stdout, a.say(say.T("… %d {1:step|steps} before these", more)))
		steps = steps[more:]
	}
	rows := [][]string{{"#", a.say(say.T("STEP")), a.say(say.T("OF")), a.say(say.T("ASKED")), a.say(say.T("OUTCOME"))}}
	for _, s := range steps {
		rows = append(rows, []string{fmt.Sprint(s.n), s.name, s.target, clockTime(s.asked), s.outcome(a)})
	}
	printTable(a.Stdout, rows)
}

// printOpen prints what somebody must decide.
func (a *app) printOpen(ctx context.Context, s *keeping, run queue.Run, entries []journal.Entry) error {
	if run.State == queue.InDoubt {
		for _, d := range journal.Doubts(entries) {
			fmt.Fprintln(a.Stdout)
			a.printDoubt(a.Stdout, run, d)
		}
	}
	open, err := s.Open(ctx, run.ID)
	if err != nil || run.State.Over() {
		return err
	}
	for _, q := range open {
		fmt.Fprintln(a.Stdout)
		fmt.Fprintln(a.Stdout, a.say(say.T("asks for an approval since %[1]s: %[2]s", clockTime(q.Asked), q.Message)))
		if len(q.Details) > 0 && string(q.Details) != "null" {
			fmt.Fprintln(a.Stdout, string(indented(q.Details)))
		}
		fmt.Fprintln(a.Stdout, "  dandori runs approve "+run.ID)
		fmt.Fprintln(a.Stdout, "  dandori runs reject "+run.ID)
	}
	return nil
}
