package cli

import (
	"context"
	"time"

	"dandori/runtime/say"
	"dandori/runtime/watch"
	"dandori/runtime/workflow"
)

// reloads answers dandori reload and SIGHUP until ctx ends.
func (s *server) reloads(ctx context.Context) error {
	hangup, calm := s.hangups()
	defer calm()
	return answerReloads(ctx, s.store, s.store.Bell(), hangup, s.reread)
}

// reread reads dandori.yaml and .env again. With an error in them the old ones stay.
func (s *server) reread(ctx context.Context) workflow.Problems {
	b := *s.app
	b.SetZone = func(*time.Location) {} // others are reading the time
	was := s.now.Load()
	b.Dir = was.root
	p, err := b.openProject()
	var problems workflow.Problems
	switch {
	case err != nil:
		problems = reported(err)
	case was.found && (!p.found || p.root != was.root): // another project lies above this one
		problems = workflow.Problems{{File: workflow.ConfigFile, Message: say.T("the file is gone")}}
	default:
		problems = append(p.problems, s.fixed(p)...)
	}
	if len(problems.Errors()) > 0 {
		s.report(problems)
		s.log("error", say.T("dandori.yaml was read again and is not taken over: what was in use stays"))
		return problems
	}
	channels, lacking := p.channels()
	for i := range lacking {
		lacking[i].Warning = true // the others work without it
	}
	problems = append(problems, lacking...)
	s.report(problems)
	s.now.Store(p)
	s.notifier.SetChannels(channels)
	if err := s.catalog.Refresh(ctx, watch.Dirty{All: true}); err != nil {
		s.log("error", say.T("what was saved cannot be looked at: %w", err))
	}
	s.replan.ring()
	s.log("info", say.T("dandori.yaml was read again and is in use"))
	return problems
}

// fixed is what of p cannot be changed while it is served.
func (s *server) fixed(p *project) (problems workflow.Problems) {
	at := func(message, hint say.Text) {
		problems = append(problems, workflow.Problem{File: workflow.ConfigFile, Message: message, Hint: hint, Warning: true})
	}
	anew := startAnew()
	was := s.now.Load()
	before, _ := was.storeAt() // it is open
	if now, err := p.storeAt(); err != nil || now != before {
		problems = append(problems, storeFixed())
	}
	if was.config.Concurrency != p.config.Concurrency {
		at(say.T("concurrency: takes effect when dandori serve is started again"), anew)
	}
	if was.config.Timezone.String() != p.config.Timezone.String() {
		at(say.T("timezone: is in use for schedules and runs; log lines of this process stay in %s", was.config.Timezone.String()), anew)
	}
	return problems
}

func startAnew() say.Text { return say.T("stop dandori serve and start it again") }

func storeFixed() workflow.Problem {
	return workflow.Problem{File: workflow.ConfigFile, Message: say.T("store: cannot be changed while dandori serve runs"), Hint: startAnew()}
}

// report writes what is wrong in the project's files into the log.
func (s *server) report(problems workflow.Problems) {
	for _, p := range problems {
		level := "error"
		if p.Warning {
			level = "warn"
		}
		s.display.Log(level, place(p)+p.Message.In(s.lang), nil)
	}
}
