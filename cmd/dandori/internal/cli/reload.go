package cli

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/workflow"
)

// A reload is asked for by a mark in the store, and its answer is another: both
// are there on every system, and a process that dies between leaves nothing
// behind that would mislead the next. Whether anybody serves says a lock, which the system
// gives back when its holder dies.
const (
	markReload   = "reload"
	markReloaded = "reloaded"
)

// reloadAsked is the mark of somebody who asks.
type reloadAsked struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// reloadAnswer is the mark of a serve that has reread.
type reloadAnswer struct {
	ID       string            `json:"id"` // of what was asked
	Problems workflow.Problems `json:"problems"`
}

// marks is where both are kept.
type marks interface {
	Mark(ctx context.Context, name string) ([]byte, error)
	SetMark(ctx context.Context, name string, mark []byte) error
}

// serving says to others, until release is called or this process ends, that the project is served,
// and from which store. Several may serve it at once.
func (p *project) serving() (release func(), err error) {
	lock, err := p.serveLock()
	if err != nil {
		return nil, err
	}
	if err := lock.RLock(); err != nil {
		return nil, err
	}
	sum, err := p.storeSum()
	if err == nil {
		err = os.WriteFile(p.serveStore(), []byte(sum), 0o600)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return func() { _ = lock.Unlock() }, nil
}

// serveStore is the file that tells which store is served.
func (p *project) serveStore() string { return filepath.Join(p.root, ".dandori", "serve.store") }

// storeSum tells stores apart. Their addresses may hold a password.
func (p *project) storeSum() (string, error) {
	where, err := p.storeAt()
	sum := sha256.Sum256([]byte(where))
	return hex.EncodeToString(sum[:]), err
}

// servedElsewhere reports whether the project is served from another store than
// dandori.yaml names: nobody who looks into that one would hear of it.
func (p *project) servedElsewhere() (bool, error) {
	sum, err := p.storeSum()
	if err != nil {
		return false, err
	}
	was, err := os.ReadFile(p.serveStore())
	return err == nil && string(was) != sum, nil // one that cannot be read tells nothing
}

// served reports whether somebody on this machine serves the project.
func (p *project) served() (bool, error) {
	if _, err := os.Stat(filepath.Join(p.root, ".dandori")); err != nil {
		return false, nil
	}
	lock, err := p.serveLock()
	if err != nil {
		return false, err
	}
	free, err := lock.TryLock()
	if free {
		err = lock.Unlock()
	}
	return !free, err
}

func (p *project) serveLock() (*flock.Flock, error) {
	dir := filepath.Join(p.root, ".dandori")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return flock.New(filepath.Join(dir, "serve.lock"), flock.SetPermissions(0o600)), nil
}

// hangups are the signals that ask for a reload. At a terminal there are none:
// a terminal that is closed sends the same, and means the end.
func (a *app) hangups() (<-chan os.Signal, func()) {
	if a.Terminal || a.Hangups == nil {
		return nil, func() {}
	}
	return a.Hangups()
}

// answerReloads calls reread each time that somebody asks (dandori reload) or a
// signal comes out of hangup (SIGHUP; nil: none does), one after the other, until ctx ends. What
// reread finds wrong is the answer; it is not called for what was asked before.
func answerReloads(ctx context.Context, m marks, bell queue.Bell, hangup <-chan os.Signal, reread func(context.Context) workflow.Problems) error {
	last, err := readAsked(ctx, m)
	if err != nil {
		return err
	}
	rung := make(chan error)
	untilEnd, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		for range rung {
		}
	}()
	go ring(untilEnd, bell, rung)
	for {
		select {
		case <-hangup:
			_ = reread(ctx) // nobody waits for an answer: it stands in the log
		case err, ringing := <-rung:
			if !ringing {
				return context.Cause(ctx)
			}
			if err != nil {
				return err
			}
			if last, err = answerOne(ctx, m, last, reread); err != nil {
				return err
			}
		}
	}
}

// calm is between two looks at the mark: the bell rings at each step of each run.
const calm = 100 * time.Millisecond

// ring passes on the rings of bell, its error too, and closes rung at the end.
func ring(ctx context.Context, bell queue.Bell, rung chan<- error) {
	defer close(rung)
	for {
		err := bell.Wait(ctx, clock.Now().Add(time.Minute))
		_ = clock.Sleep(ctx, calm)
		select {
		case rung <- err:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// answerOne answers what was asked after last, and returns what was asked last.
func answerOne(ctx context.Context, m marks, last string, reread func(context.Context) workflow.Problems) (string, error) {
	asked, err := readAsked(ctx, m)
	if err != nil || asked == last {
		return last, err
	}
	return asked, setMark(ctx, m, markReloaded, reloadAnswer{asked, reread(ctx)})
}

// readAsked is the id of what was asked last; "" for nothing, or for what cannot be read.
func readAsked(ctx context.Context, m marks) (string, error) {
	text, err := m.Mark(ctx, markReload)
	var asked reloadAsked
	if err != nil || json.Unmarshal(text, &asked) != nil {
		return "", err
	}
	return asked.ID, nil
}

func setMark(ctx context.Context, m marks, name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return m.SetMark(ctx, name, text)
}

// errUnserved says that whoever served the project has ended.
var errUnserved = errors.New("nobody serves the project any more")

// askReload asks and waits for the answer, at most for patience. served tells
// whether there is still somebody who could give it.
func askReload(ctx context.Context, m marks, bell queue.Bell, patience time.Duration, served func() (bool, error)) (workflow.Problems, error) {
	id := rand.Text()
	if err := setMark(ctx, m, markReload, reloadAsked{id, clock.Now()}); err != nil {
		return nil, err
	}
	until := clock.Now().Add(patience)
	for clock.Now().Before(until) {
		text, err := m.Mark(ctx, markReloaded)
		if err != nil {
			return nil, err
		}
		var answer reloadAnswer
		if json.Unmarshal(text, &answer) == nil && answer.ID == id {
			return answer.Problems, nil
		}
		if there, err := served(); err != nil || !there {
			return nil, errors.Join(err, errUnserved)
		}
		if err := bell.Wait(ctx, clock.Now().Add(time.Second)); err != nil {
			return nil, err
		}
	}
	return nil, context.DeadlineExceeded
}
