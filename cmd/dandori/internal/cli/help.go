package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dandori/runtime/say"
)

// translate puts the words of the help pages into the user's language.
func (a *app) translate(root *cobra.Command) {
	words := []string{
		"Usage:", a.say(say.T("Usage:")),
		"Aliases:", a.say(say.T("Aliases:")),
		"Examples:", a.say(say.T("Examples:")),
		"Available Commands:", a.say(say.T("Commands:")),
		"Global Flags:", a.say(say.T("Flags of every command:")),
		"Flags:", a.say(say.T("Flags:")),
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
		a.say(say.T("{{.CommandPath}} COMMAND --help tells more about a command.")),
	}
	root.SetUsageTemplate(strings.NewReplacer(words...).Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = a.say(say.T("Help about a command"))
		case "completion":
			a.translateCompletion(c)
		}
	}
	a.translateFlags(root)
}

// translateCompletion does so for the command that cobra brings along.
func (a *app) translateCompletion(c *cobra.Command) {
	c.Short = a.say(say.T("Completion for your shell: bash, zsh, fish or powershell"))
	c.Long = a.say(say.T("Writes a script that lets your shell complete commands, flags, workflows and runs. Its name --help tells how it is loaded."))
	c.Args = a.noSuchCommand
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	for _, sub := range c.Commands() {
		sub.Short = a.say(say.T("The completion script for %s", sub.Name()))
		file, line := loading(sub.Name())
		sub.Long = a.say(say.T("Writes the completion script for %[1]s. To have it in each session, add this line to %[2]s:\n  %[3]s", sub.Name(), file, line))
		if f := sub.Flags().Lookup("no-descriptions"); f != nil {
			f.Usage = a.say(say.T("complete without descriptions"))
		}
	}
}

// loading is the line that loads the completion of a shell, and the file that it belongs into.
func loading(shell string) (file, line string) {
	switch shell {
	case "fish":
		return "~/.config/fish/config.fish", "dandori completion fish | source"
	case "powershell":
		return "$PROFILE", "dandori completion powershell | Out-String | Invoke-Expression"
	default:
		return "~/." + shell + "rc", "source <(dandori completion " + shell + ")"
	}
}

// translateFlags does so for the flags of c and of all commands below it.
func (a *app) translateFlags(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	c.Flags().Lookup("help").Usage = a.say(say.T("this help"))
	c.Flags().VisitAll(a.translateDefault)
	for _, sub := range c.Commands() {
		a.translateFlags(sub)
	}
}

// translateDefault says a flag's default in its usage, where pflag would add it in English.
func (a *app) translateDefault(f *pflag.Flag) {
	nothing, known := map[string]string{"int": "0", "string": "", "stringSlice": "[]"}[f.Value.Type()]
	if !known || f.DefValue == nothing || strings.HasSuffix(f.Usage, ")") {
		return
	}
	f.Usage = a.say(say.T("%[1]s (default: %[2]s)", f.Usage, strings.Trim(f.DefValue, "[]")))
	f.DefValue = nothing
}

// exitStatus ends every help page that is longer than a line.
func (a *app) exitStatus() string {
	return a.say(say.T(`Exit status: 0 succeeded, 1 the script failed, 2 wrong usage, 3 configuration, workflow or compile error,
4 the vendor refused us, 5 a write is in doubt, 6 waiting for an approval, 7 timed out, 8 cancelled, 70 a fault of dandori, 130 interrupted.`))
}
