package cli

import (
	"context"
	"encoding/json"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/queue"
	"dandori/runtime/vm"
)

// order makes a run of what was asked for, and puts it into the list, claimed
// by this process. From here on it can be taken up again by any other.
// errElsewhere: it is in the list, and waits for its turn.
func (a *app) order(ctx context.Context, s *keeping, x *execution) error {
	if err := unlessSkipped(ctx, s, x); err != nil {
		return err
	}
	program, err := json.Marshal(x.compiled.program)
	if err != nil {
		return err
	}
	spec := &x.run.Spec
	if spec.Program, err = s.Put(ctx, program); err != nil {
		return err
	}
	if spec.Prelude, err = s.Put(ctx, vm.Prelude()); err != nil {
		return err
	}
	l, err := s.Add(ctx, x.run, s.Worker(), a.lease())
	x.run.Epoch = l.Epoch
	if err == nil && l == (queue.Lease{}) {
		return queuedBehind(ctx, s, x)
	}
	return err
}

// restore makes an execution of a run that was ordered before, with the code
// that it began with.
func (a *app) restore(ctx context.Context, p *project, s *keeping, run queue.Run) (*execution, error) {
	x := &execution{
		target:  &target{project: p, example: run.Spec.Example, script: run.Script},
		run:     run,
		started: clock.Now(),
	}
	code, err := s.Content(ctx, run.Spec.Program)
	if err != nil {
		return nil, missingCode(run, err)
	}
	program := &compile.Program{}
	if err := json.Unmarshal(code, program); err != nil {
		return nil, missingCode(run, err)
	}
	if x.prelude, err = s.Content(ctx, run.Spec.Prelude); err != nil {
		return nil, missingCode(run, err)
	}
	x.compiled = &compiled{program: program, uses: run.Spec.Uses}
	return x, nil
}

func missingCode(run queue.Run, err error) error {
	return call.New(call.Config, "the code that run %[1]s began with cannot be read: %[2]v", run.ID, err).Because(err).
		WithHint("The store was damaged or changed by hand. Restore a backup (dandori restore), or begin anew: dandori runs cancel %[1]s, then dandori runs rerun %[1]s", run.ID)
}
