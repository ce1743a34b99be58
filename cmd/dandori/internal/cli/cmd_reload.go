package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) reloadCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reload",
		Short: a.say(say.T("Let a running dandori serve read dandori.yaml and .env again")),
		Long: a.say(say.T(`Asks the dandori serve of this project to read dandori.yaml and .env again, and says what it found. What is wrong is not taken over: it goes on with what it had.
Workflows and scripts need no reload: they are read again whenever they are saved.`)),
		Args: arguments(0, 0, "reload"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.openProject()
			if err != nil {
				return err
			}
			there, err := p.served()
			if err != nil {
				return err
			}
			if !there {
				return unserved()
			}
			if err := p.problems.Err(); err != nil {
				return err
			}
			other, err := p.servedElsewhere()
			if err != nil {
				return err
			}
			if other { // it does not look into the store that is named now
				return workflow.Problems{storeFixed()}
			}
			return a.withStore(a.reload)
		},
	}
}

// reloadPatience is for a reload: one checks every workflow of the project.
const reloadPatience = 30 * time.Second

func (a *app) reload(ctx context.Context, p *project, s *keeping) error {
	problems, err := askReload(ctx, s, s.Bell(), reloadPatience, p.served)
	switch {
	case errors.Is(err, errUnserved):
		return unserved()
	case errors.Is(err, context.DeadlineExceeded):
		return call.New(call.PlainError, "dandori serve has not answered within %s", span(reloadPatience)).
			WithHint("look at its log: it may stand still, or be an older dandori that cannot reload")
	case err != nil:
		return err
	}
	for _, problem := range problems {
		a.printProblem(problem)
	}
	if problems.Err() != nil {
		a.code = exitConfig
		return nil
	}
	fmt.Fprintln(a.Stdout, a.say(say.T("dandori.yaml was read again and is in use")))
	return nil
}

func unserved() error {
	return call.New(call.PlainError, "no dandori serve runs for this project on this machine").
		WithHint("dandori serve starts one, dandori service install lets the system do so")
}
