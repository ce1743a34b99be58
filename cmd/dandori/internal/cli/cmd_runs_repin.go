package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// repinned is what repin --json prints; null where nothing is.
type repinned struct {
	Run      string  `json:"run"`
	Workflow *string `json:"workflow"`
	From     *string `json:"from"` // versions
	To       *string `json:"to"`
	Fits     bool    `json:"fits"`
	Moved    bool    `json:"moved"`
	Steps    int     `json:"steps"`   // of the run, which the new code takes again
	Journal  *int    `json:"journal"` // the line of the journal where it goes another way
	Was      *string `json:"was"`
	Is       *string `json:"is"`
	Message  *string `json:"message"`
	File     *string `json:"file"`
	Line     *int    `json:"line"`
	Column   *int    `json:"column"`
}

func (a *app) runsRepinCommand() *cobra.Command {
	var asJSON bool
	c := a.oneRun("repin RUN", say.T("Let a run that waits go on with the code as it is now, if that fits what it has done"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			return a.repin(ctx, p, s, run, asJSON)
		})
	c.Long = a.say(say.T(`A run keeps the code that it began with. This goes through what the run has done so far with the code as it is now; nothing is sent.
Where the code asks for the same, the run is moved and goes on with it; else it stays as it is, and you see where the code goes another way (exit code 1).`))
	c.Flags().BoolVar(&asJSON, "json", false, a.say(say.T("print JSON")))
	return c
}

// repin moves run to what the next run of its workflow would take.
func (a *app) repin(ctx context.Context, p *project, s *keeping, run queue.Run, asJSON bool) error {
	switch {
	case run.State.Over():
		return isOver(run)
	case run.State == queue.Running:
		return &usageError{text: say.T("another process is working on run %s", run.ID), hint: say.T("wait until it rests (dandori runs show %[1]s), or end that process and try again", run.ID)}
	}
	spec, err := a.specNow(ctx, p, s, run)
	if err != nil {
		return err
	}
	r := &repinned{Run: run.ID, Workflow: optional(run.Workflow), From: optional(run.Spec.Version), To: optional(spec.Version)}
	if spec.Program == run.Spec.Program && spec.Version == run.Spec.Version {
		r.Fits = true
		return a.tellRepin(p, r, engine.Rehearsal{Fits: true}, asJSON)
	}
	told, err := a.rehearse(ctx, p, s, run, spec)
	if err != nil {
		return err
	}
	if told.Fits {
		if err := a.move(ctx, s, run, spec); err != nil {
			return err
		}
		r.Moved = true
	}
	return a.tellRepin(p, r, told, asJSON)
}

// specNow is what run would be ordered with now, but for what it was given and
// the engine's own scripts, which stay.
func (a *app) specNow(ctx context.Context, p *project, s *keeping, run queue.Run) (queue.Spec, error) {
	spec := run.Spec
	if run.Workflow == "" || spec.Example {
		x, err := a.again(p, run, nil)
		if err != nil {
			return spec, err
		}
		spec.Uses = united(run.Spec.Uses, x.compiled.uses)
		program, err := json.Marshal(x.compiled.program)
		if err == nil {
			spec.Program, err = s.Put(ctx, program)
		}
		return spec, err
	}
	c, err := a.openCatalog(ctx, p, s)
	if err != nil {
		return spec, unreadable(err)
	}
	defer c.Close()
	now, err := c.Current(ctx, run.Workflow)
	if err != nil {
		return spec, err
	}
	if now.Fault != nil { // what counts is the last good version
		a.printProblem(now.Fault.Problem())
	}
	spec.Program, spec.Version, spec.Uses = now.Version.Program, now.Version.ID, united(run.Spec.Uses, now.Version.Uses)
	define(&spec, now.Workflow)
	return spec, nil
}

// united are the connections that the run began with, which it must find again,
// and those that the code imports now.
func united(began, now []string) []string {
	all := slices.Clone(began)
	for _, name := range now {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// move changes what a run goes on with, that nobody works on, and leaves it as it stood.
func (a *app) move(ctx context.Context, s *keeping, run queue.Run, spec queue.Spec) error {
	claimed, ok, err := s.ClaimRun(ctx, run.ID, s.Worker(), a.lease(), run.State)
	if err != nil {
		return err
	}
	if !ok || claimed.Epoch != run.Epoch+1 {
		return notClaimed(ctx, s, run, say.T("dandori runs show %s tells how it stands", run.ID))
	}
	l := queue.Lease{Run: run.ID, Epoch: claimed.Epoch}
	err = s.Repin(ctx, l, spec)
	parked := putBack(ctx, s, l, run)
	if err != nil {
		return err
	}
	return parked
}

// tellRepin says what came of it.
func (a *app) tellRepin(p *project, r *repinned, told engine.Rehearsal, asJSON bool) error {
	r.Fits, r.Steps = told.Fits, told.Steps
	r.Was, r.Is, r.Journal = optional(told.Was), optional(told.Is), optional(told.At)
	if !told.Fits {
		a.code = exitScript
	}
	if f := told.Why; f != nil {
		message := f.Message.In(a.lang)
		r.Message, r.File, r.Line, r.Column = &message, optional(f.File), optional(f.Line), optional(f.Column)
	}
	if asJSON {
		return a.printJSON(r)
	}
	switch {
	case !told.Fits:
		a.printWhyNot(p, r, told)
	case r.Moved:
		fmt.Fprintln(a.Stdout, a.say(say.T("run %[1]s was moved: it goes on with the code as it is now (%[2]d {2:step was|steps were} gone through again)", r.Run, told.Steps)))
	default:
		fmt.Fprintln(a.Stdout, a.say(say.T("run %s has the code as it is now already", r.Run)))
	}
	return nil
}

// printWhyNot shows the run's step beside the line of the source that does not fit it.
func (a *app) printWhyNot(p *project, r *repinned, told engine.Rehearsal) {
	problem := failureProblem(told.Why)
	problem.LineText = (&target{project: p}).sourceLine(problem.File, problem.Line)
	problem.Hint = say.T("the run stays with the code that it began with: dandori runs resume %s goes on with that", r.Run)
	a.printProblem(problem)
}
