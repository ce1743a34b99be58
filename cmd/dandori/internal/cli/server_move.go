package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	mostTried = 20               // waiting runs of one workflow that are tried out after a save
	tryTime   = 90 * time.Second // for one of them, with the start of its process
)

// moving are the workflows of which another version is live, and whose waiting
// runs have not been tried out with it.
type moving struct {
	mu    sync.Mutex
	names []string
	more  bell
}

func newMoving() *moving { return &moving{more: newBell()} }

func (m *moving) add(name string) {
	m.mu.Lock()
	m.names = append(m.names, name)
	m.mu.Unlock()
	m.more.ring()
}

// take returns all that were added, each once.
func (m *moving) take() map[string]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := map[string]bool{}
	for _, name := range m.names {
		names[name] = true
	}
	m.names = nil
	return names
}

// moves says of runs that wait whether they could go on with what was saved, until ctx ends.
func (s *server) moves(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.moved.more:
		}
		for name := range s.moved.take() {
			s.tryOutAll(ctx, name)
		}
	}
}

// tryOutAll tries out the runs of a workflow that have begun and wait.
func (s *server) tryOutAll(ctx context.Context, name string) {
	entry, ok, err := s.store.Entry(ctx, name)
	if err != nil || !ok || entry.Live == nil || entry.Gone {
		return // there is nothing to go on with
	}
	runs, err := s.store.List(ctx, queue.Filter{Workflow: name, States: []queue.State{queue.Waiting, queue.Paused, queue.InDoubt}, Limit: mostTried + 1})
	if err != nil {
		return // whatever it is, others meet it, too
	}
	for i, run := range runs {
		switch {
		case i == mostTried:
			s.logOf("info", name, say.T("further runs wait, too: dandori runs repin tells of each whether it could go on with the new version"))
		case run.Spec.Version != entry.Live.ID:
			s.tryOut(ctx, run)
		}
	}
}

// tryOut goes through what a run has done with the new version, in a process of its own, and says what came of it.
func (s *server) tryOut(ctx context.Context, run queue.Run) {
	limited, cancel := context.WithTimeoutCause(ctx, tryTime, say.Errorf("the script computed for more than %s without an end", tryTime))
	defer cancel()
	text, err := s.answer(limited, s.now.Load(), "--rehearse", run.ID)
	var told repinned
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	d := s.display.of(run.ID)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		d.Log("warn", s.say(say.T("%[1]s: whether the run could go on with the new version is not known: %[2]v", nameOf(run), err)), nil)
	case told.Fits:
		d.Log("info", s.say(say.T("%[1]s: the run, which waits, could go on with the new version: dandori runs repin %[2]s", nameOf(run), run.ID)), nil)
	default:
		d.Log("info", s.say(say.T("%[1]s: the run, which waits, stays with the version that it began with; the new one goes another way: %[2]s", nameOf(run), whereAnother(told))), nil)
	}
}

// whereAnother is where the new version leaves the way of a run, and how.
func whereAnother(r repinned) string {
	text := value(r.Message)
	if r.File != nil && r.Line != nil {
		return fmt.Sprintf("%s:%d: %s", *r.File, *r.Line, text)
	}
	return text
}
