package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/timetable"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// startAt puts the run of a schedule's occurrence into the list (timetable.Config.Start).
func (s *server) startAt(ctx context.Context, name string, c queue.Cause) error {
	run, w, err := s.order(ctx, name, workflow.Input{}, nil)
	if err != nil {
		return unlessItsOwn(err)
	}
	fired, err := s.store.Fire(ctx, run, c, w.Overlap == workflow.Skip, func(busy string) (say.Text, []queue.Notice) {
		why := say.T("run %s was under way (overlap: skip)", busy)
		return why, skipNotices(w, c.At, why)
	})
	if err != nil {
		return fmt.Errorf("%w: %w", timetable.ErrLater, err)
	}
	switch {
	case fired.New:
		s.logOf("info", name, say.T("run %[1]s of the schedule %[2]s is in the list", fired.Run, c.Schedule))
	case fired.Busy != "":
		s.logOf("warn", name, say.T("the schedule's run of %[1]s did not start: run %[2]s was under way (overlap: skip)", clockTime(c.At), fired.Busy))
		s.notifier.Wake()
	}
	return nil
}

// unlessItsOwn lets an occurrence be tried again, unless it could not start
// because of what the workflow says.
func unlessItsOwn(err error) error {
	var problems workflow.Problems
	var wrong *workflow.WrongInput
	var own *call.Error
	if errors.As(err, &problems) || errors.As(err, &wrong) || errors.As(err, &own) && own.Class == call.Config {
		return err
	}
	return fmt.Errorf("%w: %w", timetable.ErrLater, err)
}

// startFor puts the run of a file into the list (inbox.Config.Start).
func (s *server) startFor(ctx context.Context, name string, c queue.Cause) (queue.Fired, error) {
	in := workflow.Input{Form: map[string]string{workflow.FileParam: c.File.Path}}
	run, w, err := s.order(ctx, name, in, &c.File)
	if err != nil {
		return queue.Fired{}, err
	}
	fired, err := s.store.Fire(ctx, run, c, w.Overlap == workflow.Skip, nil)
	if err == nil && fired.New {
		s.logOf("info", name, say.T("run %[1]s for %[2]s is in the list", fired.Run, c.File.Path))
	}
	return fired, err
}

// order makes a run of the version that counts now.
func (s *server) order(ctx context.Context, name string, in workflow.Input, file *queue.File) (queue.Run, *workflow.Workflow, error) {
	now, err := s.catalog.Current(ctx, name)
	if err != nil {
		return queue.Run{}, nil, err
	}
	spec := queue.Spec{Program: now.Version.Program, Uses: now.Version.Uses, Version: now.Version.ID, Lang: string(s.lang), File: file}
	define(&spec, now.Workflow)
	if spec.Params, err = now.Workflow.Params.Values(in); err != nil {
		return queue.Run{}, nil, err
	}
	if spec.Prelude, err = s.store.Put(ctx, vm.Prelude()); err != nil {
		return queue.Run{}, nil, err
	}
	at := clock.Now().Truncate(time.Millisecond)
	return queue.Run{
		ID: newRunID(at), Workflow: name, Script: now.Version.Script, Lane: laneOf(spec, now.Workflow), Attempt: 1, Created: at,
		Spec: spec, Sandbox: s.now.Load().sandboxed(spec.Uses),
	}, now.Workflow, nil
}

// sandboxed are those of the connections named that are simulated.
func (p *project) sandboxed(uses []string) []string {
	names := []string{}
	for _, name := range uses {
		if c, ok := p.config.Connections.Named(name); ok && c.Sandbox {
			names = append(names, name)
		}
	}
	return names
}

// skipped are the notices of occurrences that start nothing (timetable.Config.Skipped).
func (s *server) skipped(name string, causes []queue.Cause) []queue.Notice {
	all := s.catalog.Standing()
	i := slices.IndexFunc(all, func(st catalog.Standing) bool { return st.Name == name })
	if i < 0 || all[i].Workflow == nil || len(causes) == 0 {
		return nil
	}
	newest := causes[0]
	for _, c := range causes {
		if c.At.After(newest.At) {
			newest = c
		}
	}
	return skipNotices(all[i].Workflow, newest.At, newest.Reason)
}

// skipNotices tell that an occurrence of w's schedule started nothing.
func skipNotices(w *workflow.Workflow, at time.Time, why say.Text) []queue.Notice {
	run := queue.Run{Workflow: w.Name}
	define(&run.Spec, w)
	return run.Tell(queue.OnSkipped, clock.Now(), say.T("%[1]s did not run at %[2]s: %[3]s", w.Name, clockTime(at), why), say.T("dandori list %s", w.Name))
}
