package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: a.say(say.T("Run workflows at their times, for the files that come, and whenever a run is due")),
		Long: a.say(say.T(`Serves the project until Ctrl-C: starts workflows at their times and for the files that come, and goes on with runs that wait, that were approved or resolved, or whose process has died.
What is saved takes effect with the next run; runs under way keep the code that they began with. dandori.yaml is read again by dandori reload.
Each run works in a process of its own. Several serve may run at once.`)),
		Args: arguments(0, 0, "serve"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.soundProject()
			if err != nil {
				return err
			}
			if !p.found && p.untouched() {
				return call.New(call.Config, "there is no %s in %s or above it", workflow.ConfigFile, a.Dir).
					WithHint("dandori init makes a project; -C DIR names the folder of one")
			}
			return a.underManager(p, func() error { return a.withStore(a.serve) })
		},
	}
}

// serve takes runs until it is told to stop; then it gives back those under way.
func (a *app) serve(ctx context.Context, p *project, k *keeping) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer a.interrupted(ctx, cancel)()
	another, _ := p.served() // it is only said
	release, err := p.serving()
	if err != nil {
		return err
	}
	defer release()
	s, err := a.newServer(ctx, p, k)
	if err != nil {
		return err
	}
	defer s.close()
	s.log("info", say.T("serving %[1]s (workflows: %[2]d); Ctrl-C ends it", p.root, len(s.catalog.Standing())))
	if another {
		s.log("info", say.T("another dandori serve of this project runs, too: each run is done by one of them"))
	}
	parts, ctx := errgroup.WithContext(ctx)
	for _, part := range []func(context.Context) error{
		s.runner.Serve, s.watch, s.replans, s.times.Run, s.inbox.Run, s.notifier.Run, s.ends, s.moves, s.reloads,
		func(ctx context.Context) error { return s.sweepOn(ctx, s.now.Load, k, s.display) },
	} {
		parts.Go(func() error { return s.lasting(ctx, part) })
	}
	err = parts.Wait()
	s.log("info", say.T("dandori serve has ended; runs that are not over go on with the next one"))
	return err
}

// stall is how long a part of serve rests when the store cannot be written for now.
const stall = 5 * time.Second

// lasting has a part work until ctx ends, also when the store cannot be written
// for a while: another program may have it locked, or its disk be full.
func (s *server) lasting(ctx context.Context, part func(context.Context) error) error {
	for {
		err := part(ctx)
		if ctx.Err() != nil {
			return nil // it was told to end
		}
		if !errors.Is(err, queue.ErrStalled) {
			return err
		}
		s.display.Log("error", say.In(err, s.lang), nil)
		s.log("warn", say.T("it is tried again until it goes well; dandori serve goes on"))
		_ = clock.Sleep(ctx, stall)
	}
}
