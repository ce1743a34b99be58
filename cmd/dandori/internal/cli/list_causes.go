package cli

import (
	"context"
	"fmt"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// caused is a cause with what became of it.
type caused struct {
	queue.Cause
	state queue.State // of its run; "" for none, and for one that is deleted by now
}

// causes returns what started runs of a workflow lately, or did not, newest first.
func (a *app) causes(ctx context.Context, o *overview, name string, limit int) ([]caused, error) {
	if o.store == nil {
		return nil, nil
	}
	found, err := o.store.Causes(ctx, queue.CauseFilter{Workflow: name, Limit: limit})
	if err != nil {
		return nil, err
	}
	var all []caused
	for _, c := range found {
		one := caused{Cause: c}
		if c.Run != "" {
			run, ok, err := o.store.Get(ctx, c.Run)
			if err != nil {
				return nil, err
			}
			if ok {
				one.state = run.State
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// what is what was to start a run: a schedule or a file.
func (c caused) what() string {
	if c.Kind == queue.ByFile {
		return c.File.Path
	}
	return c.Schedule
}

// printCauses prints for each occurrence the run that it started, or why it started none.
func (a *app) printCauses(o *overview, all []caused) {
	if o.store == nil {
		return
	}
	fmt.Fprintln(a.Stdout)
	if len(all) == 0 {
		fmt.Fprintln(a.Stdout, a.say(say.T("no schedule and no file has started it yet")))
		return
	}
	rows := [][]string{{a.say(say.T("WHEN")), a.say(say.T("STARTED BY")), a.say(say.T("RUN")), a.say(say.T("STATE"))}}
	for _, c := range all {
		row := []string{clockTime(c.At), cut(oneLine(c.what()), startsWidth), c.Run, string(c.state)}
		switch {
		case c.Run == "":
			row[2], row[3] = "-", oneLine(a.say(c.Reason))
		case c.state == "":
			row[3] = a.say(say.T("over, and deleted by now"))
		}
		rows = append(rows, row)
	}
	printTable(a.Stdout, rows)
}
