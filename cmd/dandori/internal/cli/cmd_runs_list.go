package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// listedRun is a run as runs list --json prints it; null where nothing is.
type listedRun struct {
	Run        string      `json:"run"`
	Workflow   *string     `json:"workflow"` // null for a bare script
	State      queue.State `json:"state"`
	StartedAt  *string     `json:"startedAt"`
	FinishedAt *string     `json:"finishedAt"`
	WaitingFor *string     `json:"waitingFor"`
	Until      *string     `json:"until"`
}

// listFlags choose what runs list prints.
type listFlags struct {
	json     bool
	workflow string
	states   []string
	limit    int
}

func (a *app) runsListCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "list",
		Short: a.say(say.T("The runs, newest first")),
		Args:  arguments(0, 0, "runs list [--workflow NAME] [--state STATE]… [--json]"),
		RunE: func(*cobra.Command, []string) error {
			if p, err := a.openProject(); err == nil && p.found && p.untouched() {
				return a.printListed(nil, f)
			}
			return a.withRuns(func(ctx context.Context, _ *project, s *keeping) error { return a.listRuns(ctx, s, f) })
		},
	}
	flags := c.Flags()
	flags.BoolVar(&f.json, "json", false, a.say(say.T("print JSON")))
	flags.StringVar(&f.workflow, "workflow", "", a.say(say.T("only those of the workflow `NAME`")))
	flags.StringSliceVar(&f.states, "state", nil, a.say(say.T("only those in `STATE`; several times")))
	flags.IntVar(&f.limit, "limit", 50, a.say(say.T("`N` at most")))
	return c
}

// runStates are the states that --state takes.
var runStates = []queue.State{queue.Queued, queue.Running, queue.Waiting, queue.Paused, queue.InDoubt, queue.Succeeded, queue.Failed, queue.Cancelled}

func (a *app) listRuns(ctx context.Context, s *keeping, f listFlags) error {
	filter := queue.Filter{Workflow: f.workflow, Limit: f.limit}
	for _, name := range f.states {
		if !slices.Contains(runStates, queue.State(name)) {
			return &usageError{text: say.T("there is no state %q", name), hint: say.T("there are: %s", joined(runStates))}
		}
		filter.States = append(filter.States, queue.State(name))
	}
	runs, err := s.List(ctx, filter)
	if err != nil {
		return err
	}
	for i, r := range runs {
		if runs[i].Reason, err = waits(ctx, s, r); err != nil {
			return err
		}
	}
	return a.printListed(runs, f)
}

// waits is what a run waits for, as far as its row does not tell it.
func waits(ctx context.Context, s *keeping, r queue.Run) (say.Text, error) {
	switch {
	case r.State == queue.Running:
		return asks(ctx, s, r), nil
	case r.State != queue.Queued:
		return r.Reason, nil
	}
	holder, err := aheadOf(ctx, s, r)
	switch {
	case err != nil:
		return say.Text{}, err
	case holder != "":
		return say.T("run %[1]s to end (%[2]s)", holder, ruleOf(r.Lane)), nil
	case r.Due.After(clock.Now()) && !r.Reason.IsZero():
		return say.T("its next attempt, at %[1]s (%[2]s)", clockTime(r.Due), r.Reason), nil
	}
	return say.T("a process that takes it: dandori serve, or dandori runs resume %s", r.ID), nil
}

// asks is what a run on which a process works waits for somebody to say: on a
// terminal it stays in memory and is no waiting one.
func asks(ctx context.Context, s *keeping, r queue.Run) say.Text {
	open, err := s.Open(ctx, r.ID)
	if err != nil || len(open) == 0 {
		return say.Text{}
	}
	return say.T("waiting for an approval: %s", open[0].Message)
}

// untilOf is when the wait ends, as far as that is known: also of a run that is tried again.
func untilOf(r queue.Run) time.Time {
	if r.State == queue.Queued && r.Due.After(clock.Now()) {
		return r.Due
	}
	return r.Until
}

func (a *app) printListed(runs []queue.Run, f listFlags) error {
	if !f.json {
		return a.printRuns(runs)
	}
	out := []listedRun{}
	for _, r := range runs {
		out = append(out, a.listedRun(r))
	}
	return a.printJSON(out)
}

func (a *app) listedRun(r queue.Run) listedRun {
	return listedRun{
		Run: r.ID, Workflow: optional(r.Workflow), State: r.State, StartedAt: moment(r.Started), FinishedAt: moment(r.Finished),
		WaitingFor: optional(a.waitsFor(r)), Until: moment(untilOf(r)),
	}
}

// moment is a time as JSON has it, nil for none.
func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return optional(t.Format(time.RFC3339))
}

// waitsFor is what a run that is not over waits for, or who must do something (waits).
func (a *app) waitsFor(r queue.Run) string {
	if r.State.Over() {
		return ""
	}
	return a.say(r.Reason)
}

func (a *app) printRuns(runs []queue.Run) error {
	if len(runs) == 0 {
		_, err := fmt.Fprintln(a.Stdout, a.say(say.T("there is no run yet")))
		return err
	}
	rows := [][]string{{a.say(say.T("RUN")), a.say(say.T("WORKFLOW")), a.say(say.T("STATE")), a.say(say.T("STARTED")), a.say(say.T("TOOK")), a.say(say.T("NOTE"))}}
	for _, r := range runs {
		rows = append(rows, []string{r.ID, nameOf(r), string(r.State), clockTime(r.Started), took(r), a.noteOf(r)})
	}
	printTable(a.Stdout, rows)
	return nil
}

// noteOf is what a run that is not over waits for, and tells a rehearsal from the real thing.
func (a *app) noteOf(r queue.Run) string {
	waits := a.waitsFor(r)
	switch {
	case !r.Spec.DryRun:
		return waits
	case waits == "":
		return a.say(say.T("dry run"))
	default:
		return a.say(say.T("dry run")) + ": " + waits
	}
}

func clockTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

func took(r queue.Run) string {
	if r.Finished.IsZero() || r.Started.IsZero() {
		return "-"
	}
	return r.Finished.Sub(r.Started).Round(time.Millisecond).String()
}

func joined[T ~string](words []T) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += ", "
		}
		text += string(w)
	}
	return text
}
