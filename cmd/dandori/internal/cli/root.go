package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// app is one call of the program.
type app struct {
	Env
	lang     say.Lang
	dir      string // -C
	logs     string // --log-format
	level    string // --log-level
	colours  bool   // of log lines though Stderr is no terminal: dandori serve passes them on to one
	startDir string // the working directory, whatever -C says
	code     exitCode
	asked    *queue.Run // that the command is about; nil: none, or not yet known
}

// Run runs the program and returns its exit code.
func Run(e Env) int {
	lang, ok := language(e)
	a := &app{Env: e, lang: lang, startDir: e.Dir}
	root := a.rootCommand()
	root.SetArgs(e.Args)
	root.SetOut(e.Stdout)
	root.SetErr(e.Stderr)
	err := error(&usageError{text: say.T("--lang is one of ja, en")})
	if ok {
		err = root.Execute()
	}
	if err != nil {
		_, a.code = outcome{err: err}.ending()
		a.printError(err)
		if wantsJSON(e.Args) {
			r := newRecord()
			r.fail(err, a)
			_ = a.printJSON(r)
		}
	}
	return int(a.code)
}

// printError writes err to stderr: for people, or as log lines where JSON was asked for.
func (a *app) printError(err error) {
	for _, p := range reported(err) {
		a.printProblem(p)
	}
}

func (a *app) printProblem(p workflow.Problem) {
	if a.logs != "json" {
		printProblem(a.Stderr, p, a.lang)
		return
	}
	f := found(p, a.lang)
	fields, err := json.Marshal(map[string]any{"file": f.File, "line": f.Line, "column": f.Column, "hint": f.Hint})
	if err == nil {
		a.newDisplay().Log("error", f.Message, fields)
	}
}

// say is what t says in the user's language.
func (a *app) say(t say.Text) string { return t.In(a.lang) }

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "dandori",
		Short:         a.say(say.T("Scripts that move people data between Kaonavi, Sansan and the files of the office")),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          a.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			return c.Help()
		},
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.begin() },
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&a.dir, "directory", "C", "", a.say(say.T("work in `DIR`")))
	flags.StringVar(&a.logs, "log-format", a.setting("LOG_FORMAT"), a.say(say.T("`FORMAT` of log lines: people or json (default: people on a terminal)")))
	flags.StringVar(&a.level, "log-level", a.setting("LOG_LEVEL"), a.say(say.T("least `LEVEL` of log lines: debug, info, warn or error (default: info)")))
	flags.String("lang", "", a.say(say.T("`LANGUAGE` of messages: ja or en (default: the locale)")))
	root.AddCommand(a.initCommand(), a.runCommand(), a.devCommand(), a.serveCommand(), a.workerCommand(), a.reloadCommand(), a.serviceCommand(), a.approveCommand(), a.runsCommand(), a.quotaCommand(), a.listCommand(), a.checkCommand(), a.sandboxCommand(), a.secretCommand(), a.backupCommand(), a.restoreCommand(), a.typesCommand(), a.doctorCommand(), a.versionCommand())
	root.SetFlagErrorFunc(wrongFlag)
	a.completeFlags(root)
	a.translate(root)
	return root
}

// begin checks the flags of every command and enters its directory.
func (a *app) begin() error {
	switch a.logs {
	case "", "people", "json":
	default:
		return &usageError{text: say.T("--log-format is one of people, json")}
	}
	switch a.level {
	case "", "debug", "info", "warn", "error":
	default:
		return &usageError{text: say.T("--log-level is one of debug, info, warn, error")}
	}
	if a.dir == "" {
		return nil
	}
	if !filepath.IsAbs(a.dir) {
		a.dir = filepath.Join(a.Dir, a.dir)
	}
	if info, err := os.Stat(a.dir); err != nil || !info.IsDir() {
		return &usageError{text: say.T("-C %s: there is no such folder", a.dir)}
	}
	a.Dir = filepath.Clean(a.dir)
	return nil
}

func (a *app) noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	e := &usageError{text: say.T("there is no command %q", args[0]), hint: say.T("%s --help lists the commands", c.CommandPath())}
	if near := workflow.Nearest(args[0], names); near != "" {
		e.hint = say.T("did you mean %q?", near)
	}
	if below := elsewhere(c, args[0]); below != "" {
		e.hint = say.T("did you mean %q?", below)
	}
	return e
}

// elsewhere is the command below those of c that is called name, or that has a
// flag of this name, as it is typed; "" for none.
func elsewhere(c *cobra.Command, name string) string {
	for _, sub := range c.Commands() {
		for _, below := range sub.Commands() {
			if below.Name() == name && sub.Name() != "completion" {
				return below.CommandPath()
			}
		}
	}
	for _, sub := range c.Commands() {
		if f := sub.LocalNonPersistentFlags().Lookup(name); f != nil && !sub.Hidden {
			return sub.CommandPath() + " --" + name
		}
	}
	return ""
}

// arguments checks the number of a command's arguments.
func arguments(least, most int, usage string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= most {
			return nil
		}
		return &usageError{text: say.T("usage: dandori %s", usage)}
	}
}

// wrongFlag says what pflag says in the user's language.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if near := workflow.Nearest(name, flagNames(c)); near != "" && len(name) > 1 {
			return &usageError{text: say.T("there is no flag --%s", name), hint: say.T("did you mean --%s?", near)}
		}
		if len(name) == 1 {
			return &usageError{text: say.T("there is no flag -%s", name), hint: say.T("--help lists the flags")}
		}
		return &usageError{text: say.T("there is no flag --%s", name), hint: say.T("--help lists the flags")}
	case errors.As(err, &bare):
		return &usageError{text: say.T("--%s needs a value", bare.GetFlag().Name)}
	case errors.As(err, &invalid):
		return &usageError{text: say.T("--%[1]s: %[2]q is not what it takes", invalid.GetFlag().Name, invalid.GetValue())}
	}
	return &usageError{text: say.Raw(fmt.Sprint(err))}
}

// flagNames are the long names of the flags that c takes.
func flagNames(c *cobra.Command) (names []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return names
}
