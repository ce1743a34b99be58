package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// listed is a workflow as list --json prints it; null where nothing is.
type listed struct {
	Name        string        `json:"name"`
	Description *string       `json:"description"`
	Script      *string       `json:"script"` // project-relative
	On          *trigger      `json:"on"`
	Params      []listedParam `json:"params"`
	Error       *string       `json:"error"` // why it cannot run
}

type trigger struct {
	Schedule []workflow.Schedule `json:"schedule"`
	Files    []workflow.Pattern  `json:"files"`
}

type listedParam struct {
	Name        string             `json:"name"`
	Type        workflow.ParamType `json:"type"`
	Description *string            `json:"description"`
	Required    bool               `json:"required"`
	Default     json.RawMessage    `json:"default"`
}

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: a.say(say.T("The workflows of the project")),
		Args:  arguments(0, 0, "list [--json]"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.openProject()
			if err != nil {
				return err
			}
			set, err := p.workflows()
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(a.listing(set))
			}
			return a.printList(set)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, a.say(say.T("print JSON")))
	return c
}

func (a *app) listing(set workflow.Set) []listed {
	out := []listed{}
	for _, w := range set {
		l := listed{Name: w.Name, Description: optional(w.Description), Script: optional(w.Script), Params: []listedParam{}}
		for _, p := range w.Params {
			l.Params = append(l.Params, listedParam{p.Name, p.Type, optional(p.Description), p.Required, p.DefaultValue()})
		}
		if len(w.On.Schedule)+len(w.On.Files) > 0 {
			l.On = &trigger{Schedule: append([]workflow.Schedule{}, w.On.Schedule...), Files: []workflow.Pattern{}}
			for _, g := range w.On.Files {
				l.On.Files = append(l.On.Files, g.Match...)
			}
		}
		if errors := w.Problems.Errors(); len(errors) > 0 {
			text := place(errors[0]) + errors[0].Message.In(a.lang)
			l.Error = &text
		}
		out = append(out, l)
	}
	return out
}

func (a *app) printList(set workflow.Set) error {
	if len(set) == 0 {
		shipped, err := examples()
		fmt.Fprintln(a.Stdout, a.say(say.T("there are no workflows here; dandori init makes a project with one")))
		fmt.Fprintln(a.Stdout, a.say(say.T("shipped examples, which dandori run takes by name: %s", strings.Join(shipped.Names(), ", "))))
		return err
	}
	rows := [][]string{{a.say(say.T("NAME")), a.say(say.T("SCRIPT")), a.say(say.T("DESCRIPTION"))}}
	for _, l := range a.listing(set) {
		text := l.Description
		if l.Error != nil {
			text = optional(a.say(say.T("cannot run: %s", *l.Error)))
		}
		rows = append(rows, []string{l.Name, value(l.Script), value(text)})
	}
	printTable(a.Stdout, rows)
	return nil
}

// value is what p points to, the zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
