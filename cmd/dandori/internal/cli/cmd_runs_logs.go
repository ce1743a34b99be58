package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const linesAtOnce = 500

func (a *app) runsLogsCommand() *cobra.Command {
	var follow bool
	c := a.oneRun("logs RUN", say.T("What a run logged"), func(ctx context.Context, _ *project, s *keeping, run queue.Run) error {
		return a.printLogs(ctx, s, run, follow)
	})
	c.Flags().BoolVarP(&follow, "follow", "f", false, a.say(say.T("go on for as long as the run does")))
	return c
}

// printLogs prints the lines to stdout, in the format that log lines have.
func (a *app) printLogs(ctx context.Context, s *keeping, run queue.Run, follow bool) error {
	d := a.logTo(a.Stdout)
	for from := 0; ; {
		lines, err := s.Read(ctx, run.ID, from, linesAtOnce)
		if err != nil {
			return err
		}
		for _, l := range lines {
			d.logAt(l.At, l.Level, l.Message, l.Fields)
		}
		from += len(lines)
		if len(lines) == linesAtOnce {
			continue
		}
		if run.State.Over() || !follow {
			return nil
		}
		if run, _, err = s.Get(ctx, run.ID); err != nil {
			return err
		}
		if err := clock.Sleep(ctx, time.Second/4); err != nil {
			return err
		}
	}
}
