package cli

import (
	"os"
	"path/filepath"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// execution is everything that one run needs.
type execution struct {
	*target
	flags    runFlags
	id       string
	params   []byte
	read     []string // project-relative folders
	write    []string
	compiled *compiled
	started  time.Time
	display  *display
}

// prepare finds, reads and compiles everything, so that nothing that is wrong
// in the project is found halfway through a run.
func (a *app) prepare(name string, f runFlags) (*execution, error) {
	if f.askVendor && !f.dryRun {
		return nil, &usageError{text: say.T("--ask-vendor works only with --dry-run")}
	}
	p, err := a.openProject()
	if err != nil {
		return nil, err
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	t, err := a.find(p, name)
	if err != nil {
		return nil, err
	}
	x := &execution{target: t, flags: f, started: clock.Now()}
	x.id = newRunID(x.started)
	if err := a.folders(x); err != nil {
		return nil, err
	}
	input, err := a.input(f)
	if err != nil {
		return nil, err
	}
	if x.params, err = a.values(t, input); err != nil {
		return nil, err
	}
	x.compiled, err = t.compile()
	return x, err
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
func (a *app) folders(x *execution) error {
	if x.workflow != nil {
		if len(x.flags.read)+len(x.flags.write) > 0 {
			return &usageError{text: say.T("--read and --write are for bare scripts; a workflow names its folders in %s", x.workflow.File)}
		}
		x.read, x.write = x.workflow.Folders.Readable(), x.workflow.Folders.Writable()
		return nil
	}
	x.read, x.write = workflow.Folders{}.Readable(), workflow.Folders{}.Writable()
	for _, typed := range []struct {
		dirs []string
		to   *[]string
	}{{x.flags.read, &x.read}, {x.flags.write, &x.write}} {
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
