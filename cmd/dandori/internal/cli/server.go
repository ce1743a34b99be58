package cli

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/inbox"
	"dandori/runtime/notify"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
	"dandori/runtime/timetable"
	"dandori/runtime/watch"
)

// server is dandori serve. Its parts speak through the store; nothing that
// it only knows in memory would be missed by the next one.
type server struct {
	*app
	store    *keeping
	display  *display
	now      current
	catalog  *catalog.Catalog
	watcher  *watch.Watcher
	times    *timetable.Timetable
	inbox    *inbox.Inbox
	notifier *notify.Notifier
	runner   *runner.Runner

	replan bell    // how workflows stand may have changed
	moved  *moving // workflows whose waiting runs are to be tried out
}

// current is the project as its configuration was read last.
type current = atomic.Pointer[project]

func (a *app) newServer(ctx context.Context, p *project, k *keeping) (*server, error) {
	s := &server{app: a, store: k, display: a.newDisplay(), replan: newBell(), moved: newMoving()}
	s.now.Store(p)
	notifier, problems := a.newNotifier(p, k, s.log)
	s.notifier = notifier
	s.report(problems)
	s.times = timetable.New(timetable.Config{
		Causes: k, Zone: func() *time.Location { return s.now.Load().config.Timezone.Location },
		Start: s.startAt, Skipped: s.skipped, Log: s.logOf, Now: func() time.Time { return clock.Now().Add(a.Later) },
	})
	s.inbox = inbox.New(inbox.Config{Root: p.root, Causes: k, Runs: k, Start: s.startFor, Log: s.log})
	s.runner = runner.New(runner.Config{
		Store: a.tapped(k), Lease: a.lease(), AtOnce: max(1, int(p.config.Concurrency)), Work: s.work,
		Trouble: func(run queue.Run, err error) { s.display.of(run.ID).Log("error", say.In(err, a.lang), nil) },
	})
	return s, s.open(ctx, p)
}

// open opens what looks at files.
func (s *server) open(ctx context.Context, p *project) (err error) {
	c := versions(s.store, s.now.Load)
	c.Log = func(level, workflow string, t say.Text) {
		s.logOf(level, workflow, t)
		s.replan.ring() // a broken save may have other files to look for
	}
	c.Changed = func(_ context.Context, workflow string) {
		s.moved.add(workflow)
		s.replan.ring()
	}
	if s.catalog, err = catalog.Open(ctx, c); err != nil {
		return unreadable(err)
	}
	s.watcher, err = watch.Open(watch.Config{Root: p.root, Skip: unwatched, Log: s.log})
	if err != nil {
		return errors.Join(err, s.close())
	}
	s.setPlans()
	return nil
}

func (s *server) close() error {
	s.catalog.Close()
	s.display.Close()
	if s.watcher == nil {
		return nil
	}
	return s.watcher.Close()
}

// log writes a line about no workflow in particular.
func (s *server) log(level string, t say.Text) { s.display.Log(level, s.say(t), nil) }

// logOf writes a line about a workflow; "": about none.
func (s *server) logOf(level, workflow string, t say.Text) {
	var fields []byte
	if workflow != "" {
		fields, _ = json.Marshal(map[string]string{"workflow": workflow}) // a string alone
	}
	s.display.Log(level, s.say(t), fields)
}

// bell wakes one who waits; rung several times before, it wakes once.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}
