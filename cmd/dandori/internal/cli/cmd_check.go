package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) checkCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check [NAME]",
		Short: a.say(say.T("Everything that can be found wrong without running")),
		Args:  arguments(0, 1, "check [NAME] [--json]"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.check(strings.Join(args, ""), asJSON)
		},
		ValidArgsFunction: a.completeNames,
	}
	c.Flags().BoolVar(&asJSON, "json", false, a.say(say.T("print JSON")))
	return c
}

func (a *app) check(name string, asJSON bool) error {
	problems, count, err := a.findings(name)
	if err != nil {
		return err
	}
	if len(problems.Errors()) > 0 {
		a.code = exitConfig
	}
	if asJSON {
		out := []finding{}
		for _, p := range problems {
			out = append(out, found(p, a.lang))
		}
		return a.printJSON(out)
	}
	for _, p := range problems {
		printProblem(a.Stdout, p, a.lang)
	}
	switch {
	case a.code != exitOK:
	case len(problems) > 0:
		fmt.Fprintln(a.Stdout, a.say(say.T("checked %[1]d workflows: they can run; warnings: %[2]d", count, len(problems))))
	default:
		fmt.Fprintln(a.Stdout, a.say(say.T("checked %d workflows: nothing is wrong", count)))
	}
	return nil
}

// findings gathers the problems of the project, or of one workflow and the configuration.
func (a *app) findings(name string) (problems workflow.Problems, count int, err error) {
	p, err := a.openProject()
	if err != nil {
		return asProblems(err)
	}
	if !p.found {
		return nil, 0, call.New(call.Config, "there is no %s in %s or above it", workflow.ConfigFile, a.Dir).
			WithHint("dandori init makes a project")
	}
	set, err := p.workflows()
	if err != nil {
		return asProblems(err)
	}
	set.Together()
	problems = append(problems, p.problems...)
	broken := len(problems.Errors()) > 0
	for i := range set {
		w := &set[i]
		if name != "" && w.Name != name {
			continue
		}
		count++
		problems = append(problems, inOrder(w.Problems)...)
		if !w.Broken() && !broken {
			problems = append(problems, (&target{project: p, workflow: w, script: w.Script}).problems()...)
		}
	}
	if name != "" && count == 0 {
		return nil, 0, unknownWorkflow(name, set.Names())
	}
	return distinct(problems), count, nil
}

func asProblems(err error) (workflow.Problems, int, error) {
	var problems workflow.Problems
	if errors.As(err, &problems) {
		return problems, 0, nil
	}
	return nil, 0, err
}

// inOrder returns the problems of one file as they stand in it.
func inOrder(problems workflow.Problems) workflow.Problems {
	return slices.SortedStableFunc(slices.Values(problems), func(a, b workflow.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// distinct leaves out what was said before: two workflows may share a script.
func distinct(problems workflow.Problems) workflow.Problems {
	var out workflow.Problems
	for _, p := range problems {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// problems compiles the script and looks at what it uses.
func (t *target) problems() workflow.Problems {
	c, err := t.compile()
	if err != nil {
		return reported(err)
	}
	var out workflow.Problems
	for _, d := range diagnosed(c.program.Warnings) {
		d.Warning = true
		out = append(out, d)
	}
	for _, name := range c.uses {
		c, _ := t.known().Named(name)
		if _, err := c.Settings(t.project.lookup); err != nil {
			out = append(out, reported(err)...)
		}
	}
	return append(out, t.undeclared(c.program)...)
}

// undeclared warns of parameters that the script, or a file that it imports,
// seems to read and the workflow does not declare.
func (t *target) undeclared(program *compile.Program) (out workflow.Problems) {
	if !program.HasDefault && !slices.Contains(program.Imports, compile.Import{Module: "dandori", Name: "params"}) {
		return nil
	}
	var declared []string
	for _, p := range t.workflow.Params {
		declared = append(declared, p.Name)
	}
	for _, file := range program.Inputs {
		text, err := fs.ReadFile(t.project.files, file)
		if err != nil || !isFile(file) || strings.Contains(file, "node_modules/") {
			continue
		}
		for _, r := range paramReads(string(text), file == t.script) {
			if !slices.Contains(declared, r.name) {
				out = append(out, t.reads(file, string(text), r, declared))
			}
		}
	}
	return out
}

// reads is the warning of a parameter that is not declared.
func (t *target) reads(file, text string, r read, declared []string) workflow.Problem {
	start := strings.LastIndexByte(text[:r.at], '\n') + 1
	p := workflow.Problem{
		File: file, Line: strings.Count(text[:r.at], "\n") + 1, Column: len(utf16.Encode([]rune(text[start:r.at]))) + 1,
		LineText: strings.TrimRight(text[start:r.at+until(text[r.at:], "\n")], "\r"), Warning: true,
		Message: say.T("the script reads params.%[1]s, which workflow %[2]s does not declare", r.name, t.workflow.Name),
	}
	if near := workflow.Nearest(r.name, declared); near != "" {
		p.Hint = say.T("did you mean %q?", near)
	}
	return p
}
