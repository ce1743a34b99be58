// Package cli is the command line: it reads what was typed and configured,
// wires the parts together and says in the reader's language what came of it.
package cli

import (
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"time"
	_ "time/tzdata" // zones on machines that have none, as Windows

	"golang.org/x/term"
)

// Env is the only way to the operating system. Tests hand in another one.
type Env struct {
	Program  string                           // as it was called
	Args     []string                         // without the program's name
	Lookup   func(name string) (string, bool) // environment variables
	Dir      string                           // the working directory, absolute
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Locale   func() string                                 // the language that the system is set to, where no variable says it; "" is not known
	Terminal bool                                          // Stderr is one
	Signals  func() (caught <-chan os.Signal, stop func()) // interrupts from now on, until stop
	Hangups  func() (caught <-chan os.Signal, stop func()) // SIGHUP from now on, until stop: to read the configuration again; nil: there are none
	SetZone  func(*time.Location)                          // makes a zone that of Date and of log lines
	Exit     func(code int)                                // ends the process at once
	User     func() string                                 // who sits at the terminal; nil: nobody is known
	At       func(point string)                            // called where a crash would hurt: before and after each entry of a journal, before each write to a socket; nil: nothing is
	Unkept   bool                                          // runs keep no journal: to measure what one costs
	Lease    time.Duration                                 // how long a process that stands still keeps others from its runs; 0: the usual
	Hurry    int                                           // jobs of vendors are looked at, and notices that were not taken are sent again, so many times sooner; 0: as is usual
	Later    time.Duration                                 // schedules find it so much later: to see what they make of the time between
	Patience []time.Duration                               // when a write in doubt is looked up again before a person is asked; nil: over two minutes
}

// Main is the program; exit ends the process.
func Main(exit func(int)) { exit(Run(System(exit))) }

// System is the operating system as it is. exit ends the process.
func System(exit func(int)) Env {
	dir, err := os.Getwd()
	if err != nil {
		_, _ = io.WriteString(os.Stderr, "dandori: "+err.Error()+"\n")
		exit(int(exitFault))
	}
	return Env{
		Program: os.Args[0], Args: os.Args[1:], Lookup: os.LookupEnv, Dir: dir,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Locale:   systemLocale,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
		Signals:  osSignals,
		Hangups:  osHangups,
		SetZone:  func(zone *time.Location) { time.Local = zone },
		Exit:     exit,
		User:     systemUser,
	}
}

// systemUser is the name of the account; "" when it is not known.
func systemUser() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

func osSignals() (<-chan os.Signal, func()) {
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	return caught, func() { signal.Stop(caught) }
}

func osHangups() (<-chan os.Signal, func()) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	return caught, func() { signal.Ignore(syscall.SIGHUP) } // which would end a process that is about to end in order
}

// setting returns the setting DANDORI_<name>, "" if there is none.
func (e Env) setting(name string) string {
	value, _ := e.Lookup("DANDORI_" + name)
	return value
}

// has reports whether a variable is set to something.
func (e Env) has(name string) bool {
	value, ok := e.Lookup(name)
	return ok && value != ""
}
