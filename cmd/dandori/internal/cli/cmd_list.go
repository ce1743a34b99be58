package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

type listWorkflowsFlags struct {
	json  bool
	limit int
}

func (a *app) listCommand() *cobra.Command {
	var f listWorkflowsFlags
	c := &cobra.Command{
		Use:   "list [NAME]",
		Short: a.say(say.T("The workflows of the project")),
		Long: a.say(say.T(`Lists the workflows: what starts them, when that is next, and what is wrong. With a name, shows all that is known of that one: its version, its settings, the next times, and what started its runs lately, or why nothing was started.
The files are looked at as they are now; nothing is changed.`)),
		Args:              arguments(0, 1, "list [NAME] [--json]"),
		ValidArgsFunction: a.completeWorkflows,
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.openProject()
			if err != nil {
				return err
			}
			name := strings.Join(args, "")
			o, err := a.overview(context.Background(), p, name)
			if err != nil {
				return err
			}
			defer o.close()
			a.tellTrouble(o)
			if name != "" {
				return a.listOne(context.Background(), p, o, name, f)
			}
			o.all = slices.DeleteFunc(o.all, func(s stand) bool { return s.gone })
			if f.json {
				return a.printJSON(a.listing(p, o))
			}
			return a.printList(p, o)
		},
	}
	c.Flags().BoolVar(&f.json, "json", false, a.say(say.T("print JSON")))
	c.Flags().IntVar(&f.limit, "limit", 20, a.say(say.T("with a name: `N` of the latest occurrences and files at most")))
	return c
}

// completeWorkflows offers the project's workflows to the shell.
func (a *app) completeWorkflows(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	p, err := a.openProject()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	set, _ := p.workflows()
	for _, w := range set {
		names = append(names, w.Name+"\t"+w.Description)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// tellTrouble says what is not known, and why.
func (a *app) tellTrouble(o *overview) {
	if o.trouble != nil {
		for _, p := range reported(o.trouble) {
			p.Warning = true
			a.printProblem(p)
		}
		a.printProblem(workflow.Problem{Warning: true, Message: say.T("what follows is what the files say alone: versions, approvals and what ran are not known")})
	}
	if o.left > 0 {
		a.printProblem(workflow.Problem{Warning: true, Message: say.T("%d workflows that are new or changed were not compiled: it would have taken too long", o.left),
			Hint: say.T("dandori check compiles them all")})
	}
}

// printList prints the workflows for people.
func (a *app) printList(p *project, o *overview) error {
	if len(o.all) == 0 {
		shipped, err := examples()
		fmt.Fprintln(a.Stdout, a.say(say.T("there are no workflows here; dandori init makes a project with one")))
		fmt.Fprintln(a.Stdout, a.say(say.T("shipped examples, which dandori run takes by name: %s", strings.Join(shipped.Names(), ", "))))
		return err
	}
	printTable(a.Stdout, a.table(p, o.all))
	a.tellUnserved(p, o.all)
	return nil
}

// tellUnserved says that what the list promises will not come.
func (a *app) tellUnserved(p *project, all []stand) {
	triggered := slices.ContainsFunc(all, func(s stand) bool { return s.starts() && len(s.def.On.Schedule)+len(s.def.On.Files) > 0 })
	if there, err := p.served(); err != nil || there || !triggered {
		return
	}
	s := p.serveSign()
	a.printProblem(workflow.Problem{Warning: true, Message: s.message, Hint: s.hint})
}
