package cli

import (
	"os"
	"path/filepath"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// execution is everything that one run needs.
type execution struct {
	*target
	flags    runFlags
	run      queue.Run // with all that it was ordered with
	compiled *compiled
	prelude  []byte    // the engine's own scripts that it began with; nil: today's
	started  time.Time // in this process
	planning planning  // what becomes of the plan of a dry run
	watched  bool      // somebody waits for it at a terminal
	known    bool      // what kind of run it is was said
	log      *runLog
}

// name is what messages and the record of the run call it.
func (x *execution) name() string {
	switch {
	case x.run.Workflow != "":
		return x.run.Workflow
	case x.run.Script != "":
		return x.run.Script
	}
	return x.target.name() // it has not been ordered
}

// usable are the connections that the run may open: what the project says
// today of those that its script imports, but where they lead.
func (x *execution) usable() workflow.Connections { return usable(x.project, x.run) }

func usable(p *project, run queue.Run) workflow.Connections {
	var out workflow.Connections
	for _, name := range run.Spec.Uses {
		if c, ok := p.config.Connections.Named(name); ok {
			if run.Spec.Sandboxed {
				c = onSandbox(c)
			}
			out = append(out, c)
		} else if c, ok := workflow.Practice(name); ok && run.Spec.Example {
			out = append(out, c)
		}
	}
	return out
}

// prepare finds, reads and compiles everything, so that nothing that is wrong
// in the project is found halfway through a run.
func (a *app) prepare(name string, f runFlags) (*execution, error) {
	p, err := a.soundProject()
	if err != nil {
		return nil, err
	}
	t, err := a.find(p, name)
	if err != nil {
		return nil, err
	}
	return a.execution(t, f, nil)
}

// execution makes a new run of t, with the code of v when that is not nil.
func (a *app) execution(t *target, f runFlags, v *live) (*execution, error) {
	if f.askVendor && !f.dryRun {
		return nil, &usageError{text: say.T("--ask-vendor works only with --dry-run")}
	}
	if v != nil {
		t = v.target
	}
	x := &execution{target: t, flags: f, planning: f.planning, started: clock.Now().Truncate(time.Millisecond)}
	if f.signed != nil {
		if err := f.signed.of(x); err != nil {
			return nil, err
		}
	}
	spec, err := a.spec(x)
	if err != nil {
		return nil, err
	}
	if err := x.takeCode(v); err != nil {
		return nil, err
	}
	spec.Uses = x.compiled.uses
	if v != nil {
		spec.Version = v.version
	}
	x.run = queue.Run{ID: newRunID(x.started), Script: t.script, Attempt: 1, Created: x.started, Spec: spec}
	if t.workflow != nil {
		x.run.Workflow, x.run.Lane = t.workflow.Name, laneOf(spec, t.workflow)
	}
	return x, nil
}

// takeCode compiles what is saved, when v does not have the code.
func (x *execution) takeCode(v *live) (err error) {
	if v != nil {
		x.compiled = v.compiled
		return nil
	}
	x.compiled, err = x.target.compile()
	return err
}

// spec is what the run needs to begin, but for its code.
func (a *app) spec(x *execution) (queue.Spec, error) {
	s := queue.Spec{
		DryRun: x.flags.dryRun, AskVendor: x.flags.askVendor, Example: x.example, Lang: string(a.lang),
	}
	if x.workflow != nil {
		define(&s, x.workflow)
		unheard(&s)
	}
	if err := a.folders(x, &s); err != nil {
		return s, err
	}
	if x.flags.signed != nil {
		var err error
		s.Params, err = a.signedParams(x, x.flags)
		return s, err
	}
	input, err := a.input(x.flags)
	if err != nil {
		return s, err
	}
	s.Params, err = a.values(x.target, input)
	return s, err
}

// unheard keeps a run to whoever started it, when nothing about it is real.
func unheard(s *queue.Spec) {
	if s.DryRun || s.Example || s.Sandboxed {
		s.Notify = queue.Notify{}
	}
}

// input reads the file of parameters.
func (a *app) input(f runFlags) (workflow.Input, error) {
	in := workflow.Input{Typed: f.params, FileName: f.file}
	if f.file == "" {
		return in, nil
	}
	text, err := os.ReadFile(absolute(a.Dir, f.file))
	if err != nil {
		return in, &usageError{text: say.T("--params: %v", err)}
	}
	in.File = append([]byte{}, text...)
	return in, nil
}

// folders are the workflow's; a bare script's are typed, or the defaults.
func (a *app) folders(x *execution, s *queue.Spec) error {
	if x.workflow != nil {
		if len(x.flags.read)+len(x.flags.write) > 0 {
			return &usageError{text: say.T("--read and --write are for bare scripts; a workflow names its folders in %s", x.workflow.File)}
		}
		return nil
	}
	s.Read, s.Write = workflow.Folders{}.Readable(), workflow.Folders{}.Writable()
	for _, typed := range []struct {
		dirs []string
		to   *[]string
	}{{x.flags.read, &s.Read}, {x.flags.write, &s.Write}} {
		var rel []string
		for _, dir := range typed.dirs {
			r, err := x.project.relative(a.Dir, filepath.FromSlash(dir))
			if err != nil {
				return err
			}
			rel = append(rel, r)
		}
		if rel != nil {
			*typed.to = rel
		}
	}
	return nil
}
