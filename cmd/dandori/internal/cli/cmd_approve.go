package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// awaiting is a saved change that waits for somebody's word, as approve --json prints it.
type awaiting struct {
	Workflow string    `json:"workflow"`
	Version  string    `json:"version"`
	Live     *string   `json:"live"` // the version that runs take until then; null: none yet
	Saved    time.Time `json:"saved"`
	Diff     string    `json:"diff"`
	Approved bool      `json:"approved"`
	By       *string   `json:"by"`
}

type approveFlags struct {
	yes, asJSON bool
	by          string
}

func (a *app) approveCommand() *cobra.Command {
	var f approveFlags
	c := &cobra.Command{
		Use:   "approve [NAME]",
		Short: a.say(say.T("Let a saved change of a workflow go live that waits for it (reload: approve)")),
		Long: a.say(say.T(`Shows how the saved change differs from the version that runs take now, asks, and lets the next run take it.
Without a name, lists the workflows of which a change waits. Runs under way keep the code that they began with.`)),
		Args:              arguments(0, 1, "approve [NAME]"),
		ValidArgsFunction: a.completeNames,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withStore(func(ctx context.Context, p *project, s *keeping) error {
				c, err := a.openCatalog(ctx, p, s)
				if err != nil {
					return unreadable(err)
				}
				defer c.Close()
				if len(args) == 0 {
					return a.listAwaiting(ctx, c, s, f)
				}
				return a.approveChange(ctx, c, s, args[0], f)
			})
		},
	}
	c.Flags().BoolVarP(&f.yes, "yes", "y", false, a.say(say.T("do not ask")))
	c.Flags().StringVar(&f.by, "by", a.person(), a.say(say.T("in the name of `PERSON`")))
	c.Flags().BoolVar(&f.asJSON, "json", false, a.say(say.T("print JSON")))
	return c
}

// listAwaiting lists what waits.
func (a *app) listAwaiting(ctx context.Context, c *catalog.Catalog, s *keeping, f approveFlags) error {
	list := []*awaiting{}
	for _, st := range c.Standing() {
		if st.Gone || st.Pending == nil && (st.Workflow == nil || st.Workflow.Reload != "approve") {
			continue
		}
		w, err := a.awaiting(ctx, c, s, st.Name)
		if err != nil {
			return err
		}
		if w != nil {
			list = append(list, w)
		}
	}
	if f.asJSON {
		return a.printJSON(list)
	}
	if len(list) == 0 {
		fmt.Fprintln(a.Stdout, a.say(say.T("no saved change waits for an approval")))
		return nil
	}
	rows := [][]string{{a.say(say.T("workflow")), a.say(say.T("version")), a.say(say.T("saved"))}}
	for _, w := range list {
		rows = append(rows, []string{w.Workflow, w.Version, clockTime(w.Saved)})
	}
	printTable(a.Stdout, rows)
	return nil
}

// awaiting returns the change of a workflow that waits, nil when none does.
// The files are looked at: what was saved just now counts.
func (a *app) awaiting(ctx context.Context, c *catalog.Catalog, s *keeping, name string) (*awaiting, error) {
	_, notNow := c.Current(ctx, name) // makes a version of what was saved
	all := c.Standing()
	i := slices.IndexFunc(all, func(st catalog.Standing) bool { return st.Name == name })
	if i < 0 {
		var names []string
		for _, st := range all {
			if !st.Gone {
				names = append(names, st.Name)
			}
		}
		if near := workflow.Nearest(name, names); near != "" {
			return nil, unknownWorkflow(name, names)
		}
		return nil, notNow
	}
	st := all[i]
	if st.Pending == nil || st.Gone {
		return nil, nil
	}
	is, err := catalog.Texts(ctx, s, st.Pending)
	if err != nil {
		return nil, err
	}
	was := map[string]string{}
	if e, ok, err := s.Entry(ctx, name); err != nil {
		return nil, err
	} else if ok {
		if was, err = catalog.Texts(ctx, s, e.Live); err != nil {
			return nil, err
		}
	}
	return &awaiting{
		Workflow: name, Version: st.Pending.ID, Live: optional(st.Version), Saved: st.Pending.Made, Diff: catalog.Diff(was, is),
	}, nil
}

// approveChange shows the change of a workflow, asks, and lets it go live.
func (a *app) approveChange(ctx context.Context, c *catalog.Catalog, s *keeping, name string, f approveFlags) error {
	w, err := a.awaiting(ctx, c, s, name)
	if err != nil {
		return err
	}
	if w == nil {
		for _, st := range c.Standing() {
			if st.Name == name && st.Fault != nil {
				return workflow.Problems{st.Fault.Problem()}
			}
		}
		return &usageError{text: say.T("no change of the workflow %s waits for an approval", name), hint: say.T("dandori approve lists those that do")}
	}
	if !f.asJSON {
		fmt.Fprint(a.Stdout, w.Diff)
	}
	sure := f.yes
	if !sure && !f.asJSON {
		if sure, err = a.sure(say.T("Let this go live? [y/N]")); err != nil {
			return err
		}
	}
	if sure {
		if err := a.approved(ctx, s, w, f.by); err != nil {
			return err
		}
	}
	if f.asJSON {
		return a.printJSON(w)
	}
	if sure {
		fmt.Fprintln(a.Stdout, a.say(say.T("approved: the next run of %[1]s takes version %[2]s", name, w.Version)))
	} else {
		fmt.Fprintln(a.Stdout, a.say(say.T("nothing was changed")))
	}
	return nil
}

func (a *app) approved(ctx context.Context, s *keeping, w *awaiting, by string) error {
	ok, err := catalog.Approve(ctx, s, w.Workflow, w.Version, by)
	if err != nil {
		return err
	}
	if !ok {
		return call.New(call.Config, "the workflow %s was saved again meanwhile: what was shown does not wait any more", w.Workflow).
			WithHint("dandori approve %s shows what waits now", w.Workflow)
	}
	w.Approved, w.By = true, optional(by)
	return nil
}

// sure asks the person at the terminal.
func (a *app) sure(question say.Text) (bool, error) {
	if !a.Terminal {
		return false, &usageError{text: say.T("there is nobody to ask: this is not a terminal"), hint: say.T("add --yes")}
	}
	fmt.Fprint(a.Stderr, a.say(question)+" ")
	answer, err := bufio.NewReader(a.Stdin).ReadString('\n')
	if err != nil && err != io.EOF {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "はい":
		return true, nil
	}
	return false, nil
}
