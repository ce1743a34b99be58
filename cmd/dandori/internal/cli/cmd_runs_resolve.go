package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"dandori/bindings"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// resolveFlags are a person's word on a write in doubt.
type resolveFlags struct {
	happened bool
	send     bool
	answer   string
}

func (a *app) runsResolveCommand() *cobra.Command {
	var f resolveFlags
	c := a.oneRun("resolve RUN", say.T("Say what became of a write in doubt; without a flag, show it and how to look it up"),
		func(ctx context.Context, _ *project, s *keeping, run queue.Run) error {
			return a.resolve(ctx, s, run, f)
		})
	c.Example = `  dandori runs resolve 20261122-111631-w56rsm
  dandori runs resolve 20261122-111631-w56rsm --happened --answer '{"id": "123"}'
  dandori runs resolve 20261122-111631-w56rsm --send`
	flags := c.Flags()
	flags.BoolVar(&f.happened, "happened", false, a.say(say.T("the vendor has done it")))
	flags.StringVar(&f.answer, "answer", "", a.say(say.T("with --happened: what the vendor answered, as `JSON`")))
	flags.BoolVar(&f.send, "send", false, a.say(say.T("the vendor has not done it: send it again")))
	return c
}

func (a *app) resolve(ctx context.Context, s *keeping, run queue.Run, f resolveFlags) error {
	switch {
	case f.happened && f.send:
		return &usageError{text: say.T("--happened and --send exclude each other")}
	case f.answer != "" && !f.happened:
		return &usageError{text: say.T("--answer goes with --happened")}
	case f.answer != "" && !json.Valid([]byte(f.answer)):
		return &usageError{text: say.T("--answer is not JSON"), hint: say.T("the id of a task is written so: --answer '{\"id\": \"123\"}'")}
	case run.State != queue.InDoubt:
		return &usageError{text: say.T("no write of run %[1]s is in doubt (%[2]s)", run.ID, run.State)}
	}
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	doubts := journal.Doubts(entries)
	if !f.happened && !f.send {
		for _, d := range doubts {
			a.printDoubt(a.Stdout, run, d)
		}
		return nil
	}
	if len(doubts) == 0 {
		return &usageError{text: say.T("no write of run %[1]s is in doubt (%[2]s)", run.ID, run.State)}
	}
	return a.settle(ctx, s, run, doubts, f)
}

// settle enters the word on the oldest doubt. Where several requests were on
// the wire at once, each is settled by itself.
func (a *app) settle(ctx context.Context, s *keeping, run queue.Run, doubts []journal.Doubt, f resolveFlags) error {
	d := doubts[0]
	r := journal.Resolution{K: d.Intent.K, Happened: f.happened, By: a.person()}
	if f.answer != "" {
		r.Answer = json.RawMessage(f.answer)
	}
	if err := a.amend(ctx, s, run, journal.Entry{Kind: journal.Resolve, N: d.N, Resolution: &r}, nil); err != nil {
		return err
	}
	text := say.T("noted. dandori runs resume %s goes on with the run (dandori serve does so by itself)", run.ID)
	if len(doubts) > 1 {
		text = say.T("noted. %[2]d more {2:write of run %[1]s is|writes of run %[1]s are} in doubt; dandori runs resume %[1]s comes to the next", run.ID, len(doubts)-1)
	}
	_, err := fmt.Fprintln(a.Stdout, a.say(text))
	return err
}

// printDoubt shows a request whose fate is not known, and how to find out.
func (a *app) printDoubt(w io.Writer, run queue.Run, d journal.Doubt) {
	i := d.Intent
	line := func(t say.Text) { fmt.Fprintln(w, a.say(t)) }
	line(say.T("%[1]s on %[2]s, sent at %[3]s: it is not known whether it was done", i.Request.Operation.Name, i.Request.Connection, clockTime(i.At)))
	fmt.Fprintf(w, "  %s %s\n", i.Method, i.Path)
	if len(i.Body) > 0 {
		fmt.Fprintf(w, "%s\n", indented(i.Body))
	}
	if look := bindings.WhereToLook(i.Request); !look.IsZero() {
		line(say.T("To find out: %s", look))
	}
	line(say.T("It was done:      dandori runs resolve %s --happened", run.ID))
	line(say.T("It was not done:  dandori runs resolve %s --send", run.ID))
}
