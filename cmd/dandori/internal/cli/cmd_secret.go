package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"dandori/runtime/say"
	"dandori/runtime/seal"
)

func (a *app) secretCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "secret",
		Short: a.say(say.T("The key with which dandori encrypts what it keeps about people")),
		Long: a.say(say.T("The bodies of requests and answers, parameters, logs, state and tokens are encrypted with this key. " +
			"It is in DANDORI_KEY, in .dandori/key, or in the keyring of the system. Without it nobody can read the store, nor a backup that was made without it.")),
		Args: a.noSuchCommand,
		RunE: func(*cobra.Command, []string) error { return a.withKeys(a.showKeys) },
	}
	c.AddCommand(
		a.secretSubcommand("show", say.T("Which key it is, and where it is"), func() error { return a.withKeys(a.showKeys) }),
		a.secretSubcommand("print", say.T("Print the key itself"), func() error { return a.withKeys(a.printKeys) }),
		a.secretSubcommand("new", say.T("Print a key that nobody has"), a.printNewKey),
		a.secretSubcommand("rotate", say.T("Encrypt everything anew with a new key"), a.rotate),
		a.secretSubcommand("to-keyring", say.T("Move the key from its file into the keyring of the system"), func() error { return a.moveKeys(a.toKeyring) }),
		a.secretSubcommand("to-file", say.T("Move the key from the keyring of the system into its file"), func() error { return a.moveKeys(a.toFile) }),
	)
	return c
}

func (a *app) secretSubcommand(name string, short say.Text, run func() error) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: a.say(short), Args: arguments(0, 0, "secret "+name),
		RunE: func(*cobra.Command, []string) error { return run() },
	}
}

// withKeys does work with the project's keys.
func (a *app) withKeys(work func(keyHome) error) error {
	p, err := a.openProject()
	if err != nil {
		return err
	}
	h, ok, err := a.keyHome(p)
	if err == nil && !ok {
		err = noKeyYet(p)
	}
	if err != nil {
		return err
	}
	return work(h)
}

func (a *app) showKeys(h keyHome) error {
	rows := [][]string{{a.say(say.T("key")), h.keys[0].ID()}}
	for _, older := range h.keys[1:] {
		rows = append(rows, []string{a.say(say.T("older key")), older.ID()})
	}
	rows = append(rows, []string{a.say(say.T("where")), a.say(h.place())})
	printTable(a.Stdout, rows)
	if len(h.keys) > 1 {
		fmt.Fprintln(a.Stdout, a.say(say.T("A change of the key is not finished: dandori secret rotate")))
	}
	return nil
}

func (a *app) printKeys(h keyHome) error {
	fmt.Fprintln(a.Stderr, a.say(say.T("Whoever has this key and the store, or a backup of it, can read everything. Keep it where passwords are kept, and nowhere else.")))
	_, err := fmt.Fprint(a.Stdout, h.keys.text())
	return err
}

func (a *app) printNewKey() error {
	_, err := fmt.Fprintln(a.Stdout, seal.NewKey())
	return err
}
