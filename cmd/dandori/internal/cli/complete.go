package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// completeFlags lets the shell offer the values of c's flags, and of those of the commands below it.
func (a *app) completeFlags(c *cobra.Command) {
	var states []string
	for _, s := range runStates {
		states = append(states, string(s))
	}
	for name, values := range map[string]cobra.CompletionFunc{
		"log-format": offer("people", "json"), "log-level": offer("debug", "info", "warn", "error"),
		"state": offer(states...), "workflow": a.completeWorkflow, "param": a.completeParam,
	} {
		_ = c.RegisterFlagCompletionFunc(name, values) // fails where there is no such flag, or it was done
	}
	for _, sub := range c.Commands() {
		a.completeFlags(sub)
	}
}

func offer(values ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

func (a *app) completeWorkflow(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	names, _ := a.completeNames(c, nil, typed)
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeParam offers the parameters of the workflow that was typed.
func (a *app) completeParam(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := a.openProject()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	t, err := a.find(p, args[0])
	if err != nil || t.workflow == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault // a value may be a file
	}
	var names []string
	for _, param := range t.workflow.Params {
		names = append(names, param.Name+"=\t"+param.Description)
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
