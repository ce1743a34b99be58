package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/kardianos/service"
	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) serviceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "service",
		Short: a.say(say.T("Let the system start dandori serve for this project, and start it again")),
		Long: a.say(say.T(`Makes a service of dandori serve for this project: it starts with the machine, and again when it has failed.
On Linux it is one of systemd, on macOS of launchd, on Windows a Windows service. Installed by root (or sudo) it is the machine's, else your own.`)),
		Args: a.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	o := &unitOptions{account: a.serviceAccount()}
	install := a.servicePart(o, "install", say.T("Make the service and start it"), a.installService)
	if runtime.GOOS != "windows" {
		install.Flags().StringVar(&o.account, "user", o.account, a.say(say.T("`ACCOUNT` as which the machine's service runs (default: who called sudo)")))
		c.PersistentFlags().BoolVar(&o.own, "own", false, a.say(say.T("root's own service rather than the machine's")))
	}
	c.AddCommand(install, a.servicePart(o, "uninstall", say.T("Stop the service and remove it"), a.uninstallService),
		a.servicePart(o, "status", say.T("Whether the service is there and runs"), a.serviceStatus))
	return c
}

func (a *app) servicePart(o *unitOptions, name string, short say.Text, work func(*unit) error) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: a.say(short), Args: arguments(0, 0, "service "+name),
		RunE: func(*cobra.Command, []string) error { return a.withUnit(*o, work) },
	}
}

// serviceAccount is as whom a service of the machine runs: whoever called sudo, whose
// files the project's are.
func (a *app) serviceAccount() string {
	if runtime.GOOS == "windows" || os.Geteuid() != 0 {
		return ""
	}
	sudo, _ := a.Lookup("SUDO_USER")
	return sudo
}

func (a *app) withUnit(o unitOptions, work func(*unit) error) error {
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if !p.found {
		return call.New(call.Config, "there is no %s in %s or above it", workflow.ConfigFile, a.Dir).WithHint("dandori init makes a project")
	}
	u, err := a.unitOf(p, o)
	if err != nil {
		return err
	}
	return work(u)
}

func (a *app) installService(u *unit) error {
	if err := u.project.problems.Err(); err != nil {
		return err
	}
	if there(u.path) {
		return call.New(call.PlainError, "the service %[1]s is there already (%[2]s)", u.name, u.path).
			WithHint("dandori service uninstall removes it")
	}
	if err := os.MkdirAll(logFolder(u.project), 0o700); err != nil {
		return err
	}
	if err := u.Install(); err != nil {
		if u.path != "" {
			_ = os.Remove(u.path) // half installed is not installed
		}
		return notDone(err)
	}
	if err := u.Start(); err != nil {
		return notDone(err)
	}
	a.tellUnit(u, say.T("the service %s is installed and started", u.name))
	a.warnOfKey(u.project)
	if u.user && runtime.GOOS == "linux" && !there(filepath.Join("/var/lib/systemd/linger", a.account())) {
		fmt.Fprintln(a.Stdout, a.say(say.T("it starts when you log in, and ends when you log out. So that it starts with the machine, type: %s", "loginctl enable-linger "+a.account())))
	}
	return nil
}

func (a *app) account() string {
	if a.User == nil {
		return ""
	}
	return a.User()
}

// warnOfKey says when a service cannot read the key that the project's runs are sealed with.
func (a *app) warnOfKey(p *project) {
	h, ok, err := a.keyHome(p)
	switch {
	case err != nil || !ok:
	case h.inEnv:
		fmt.Fprintln(a.Stdout, a.say(say.T("DANDORI_KEY is set here, but not for the service: set it there too, or unset it and let dandori secret keep the key in its file")))
	case h.account != "":
		fmt.Fprintln(a.Stdout, a.say(say.T("the key is in the keyring, which a service can read only while you are logged in: dandori secret can move it into its file")))
	}
}

func (a *app) uninstallService(u *unit) error {
	_, err := u.Status()
	if errors.Is(err, service.ErrNotInstalled) && !there(u.path) {
		return call.New(call.PlainError, "the service %s is not installed", u.name)
	}
	_ = u.Stop() // it may stand still already
	if err := u.Uninstall(); err != nil {
		return notDone(err)
	}
	fmt.Fprintln(a.Stdout, a.say(say.T("the service %s is stopped and removed", u.name)))
	return nil
}

// serviceStatus says how the service is; the exit code is 0 only while it runs.
func (a *app) serviceStatus(u *unit) error {
	status, err := u.Status()
	a.code = exitScript
	switch {
	case status == service.StatusRunning && err == nil:
		a.code = exitOK
		a.tellUnit(u, say.T("the service %s runs", u.name))
	case errors.Is(err, service.ErrNotInstalled) && !there(u.path):
		fmt.Fprintln(a.Stdout, a.say(say.T("the service %s is not installed", u.name)))
	case status == service.StatusStopped && err == nil:
		a.tellUnit(u, say.T("the service %s is installed and does not run", u.name))
	case err != nil && !errors.Is(err, service.ErrNotInstalled):
		a.tellUnit(u, say.T("the service %[1]s is installed and does not run: %[2]v", u.name, err))
	default:
		a.tellUnit(u, say.T("the service %s is installed; whether it runs is not known", u.name))
	}
	return nil
}

// tellUnit says t, and where the service's file and log are.
func (a *app) tellUnit(u *unit, t say.Text) {
	fmt.Fprintln(a.Stdout, a.say(t))
	if u.path != "" {
		fmt.Fprintf(a.Stdout, "  %s\n", u.path)
	}
	log := logFolder(u.project)
	switch {
	case runtime.GOOS == "linux" && u.user:
		log = "journalctl --user -u " + u.name
	case runtime.GOOS == "linux":
		log = "journalctl -u " + u.name
	}
	fmt.Fprintf(a.Stdout, "  %s\n", a.say(say.T("what it says: %s", log)))
}

// notDone is what the system's service manager said.
func notDone(err error) error {
	e := call.New(call.PlainError, "the system's service manager refuses: %v", err)
	if runtime.GOOS == "windows" {
		return e.WithHint("open the terminal as administrator and try again")
	}
	return e
}
