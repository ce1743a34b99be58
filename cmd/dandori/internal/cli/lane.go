package cli

import (
	"context"
	"errors"
	"strings"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// errElsewhere says that a run is in the list and not this process's: its lane
// is taken, or another process was faster.
var errElsewhere = errors.New("cli: the run is not this process's")

// ruleOf is why runs of a lane go one after the other, as the workflow's file says it.
func ruleOf(lane string) string {
	if name, ok := strings.CutPrefix(lane, "lock:"); ok {
		return "lock: " + name
	}
	return "overlap: queue"
}

// aheadOf returns the run for whose end run must wait; "" for none.
func aheadOf(ctx context.Context, s *keeping, run queue.Run) (string, error) {
	holder, err := s.Busy(ctx, run.Lane)
	if holder == run.ID {
		holder = ""
	}
	return holder, err
}

// notClaimed says why a run could not be claimed on which somebody wants to work.
// hint is for when another process does.
func notClaimed(ctx context.Context, s *keeping, run queue.Run, hint say.Text) error {
	now, ok, err := s.Get(ctx, run.ID)
	if err != nil {
		return err
	}
	holder := ""
	if ok && now.State != queue.Running {
		if holder, err = aheadOf(ctx, s, run); err != nil {
			return err
		}
	}
	if holder == "" {
		return &usageError{text: say.T("another process is working on run %s", run.ID), hint: hint}
	}
	return &usageError{
		text: say.T("run %[1]s has to wait until run %[2]s is over (%[3]s)", run.ID, holder, ruleOf(run.Lane)),
		hint: say.T("dandori runs show %s tells how it stands", holder),
	}
}

// skips reports whether the run is not to be where another one is under way.
func (x *execution) skips() bool {
	return x.workflow != nil && x.run.Lane != "" && x.workflow.Overlap == workflow.Skip
}

// unlessSkipped refuses a run that is not to be where another one is under way.
func unlessSkipped(ctx context.Context, s *keeping, x *execution) error {
	if !x.skips() {
		return nil
	}
	holder, err := aheadOf(ctx, s, x.run)
	if err == nil && holder != "" {
		err = skipped(holder)
	}
	return err
}

func skipped(holder string) error {
	return &usageError{text: say.T("nothing was started: run %s is under way (overlap: skip)", holder), hint: say.T("dandori runs show %s tells how it stands", holder)}
}

// queuedBehind is what becomes of a run that came into the list behind another one:
// it waits, or, where it is not to be, is taken back.
func queuedBehind(ctx context.Context, s *keeping, x *execution) error {
	if !x.skips() {
		return errElsewhere
	}
	holder, err := aheadOf(ctx, s, x.run)
	if err != nil {
		return err
	}
	if _, err := s.Cancel(ctx, x.run.ID); err != nil {
		return err
	}
	return skipped(holder)
}
