package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// board is marks and bells in memory.
type board struct {
	mu    sync.Mutex
	marks map[string][]byte
	bells []chan struct{}
	fail  error
}

func (b *board) Mark(_ context.Context, name string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.marks[name], b.fail
}

func (b *board) SetMark(_ context.Context, name string, mark []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.marks == nil {
		b.marks = map[string][]byte{}
	}
	b.marks[name] = mark
	for _, bell := range b.bells {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
	return b.fail
}

func (b *board) bell() boardBell {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := make(chan struct{}, 1)
	b.bells = append(b.bells, c)
	return boardBell{c}
}

type boardBell struct{ c chan struct{} }

func (b boardBell) Wait(ctx context.Context, until time.Time) error {
	ctx, stop := context.WithDeadline(ctx, until)
	defer stop()
	select {
	case <-b.c:
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil
		}
		return ctx.Err()
	}
}

func yes() (bool, error) { return true, nil }

// answering answers reloads on b with what reread returns, until the test ends.
func answering(t *testing.T, b *board, hangup <-chan os.Signal, reread func(context.Context) workflow.Problems) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	bell := b.bell()
	go func() {
		defer close(done)
		if err := answerReloads(ctx, b, bell, hangup, reread); !errors.Is(err, context.Canceled) {
			t.Errorf("answerReloads ended with %v", err)
		}
	}()
	return func() { cancel(); <-done }
}

func TestAReloadIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		var count atomic.Int32
		found := workflow.Problems{{File: "dandori.yaml", Line: 3, Column: 5, Message: say.Text{En: "no", Ja: "いいえ"}, Warning: true}}
		hangup := make(chan os.Signal)
		stop := answering(t, b, hangup, func(context.Context) workflow.Problems { count.Add(1); return found })
		defer stop()
		synctest.Wait()
		for range 3 {
			got, err := askReload(t.Context(), b, b.bell(), time.Minute, yes)
			if err != nil || len(got) != 1 || got[0] != found[0] {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		hangup <- syscall.SIGHUP
		_ = b.SetMark(t.Context(), "timetable/x", nil) // others ring the same bell
		_ = clock.Sleep(t.Context(), time.Hour)
		if count.Load() != 4 {
			t.Errorf("reread %d times, want 4", count.Load())
		}
	})
}

// What was asked while nobody served, and what cannot be read, starts nothing later.
func TestAnOldReloadIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, old := range []string{`{"id":"old"}`, `{"id":`, `[]`, ""} {
			b := &board{marks: map[string][]byte{markReload: []byte(old)}}
			stop := answering(t, b, nil, func(context.Context) workflow.Problems {
				t.Errorf("%q is answered", old)
				return nil
			})
			_ = clock.Sleep(t.Context(), 5*time.Minute)
			stop()
		}
	})
}

func TestNobodyAnswersAReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		began := clock.Now()
		_, err := askReload(t.Context(), b, b.bell(), 30*time.Second, yes)
		if !errors.Is(err, context.DeadlineExceeded) || clock.Since(began) > 31*time.Second {
			t.Errorf("%v after %v", err, clock.Since(began))
		}
		began = clock.Now()
		dies := func() (bool, error) { return clock.Since(began) < 3*time.Second, nil }
		if _, err := askReload(t.Context(), b, b.bell(), 30*time.Second, dies); !errors.Is(err, errUnserved) {
			t.Errorf("%v", err)
		}
		b.fail = errors.New("disk full")
		if _, err := askReload(t.Context(), b, b.bell(), 30*time.Second, yes); !errors.Is(err, b.fail) {
			t.Errorf("%v", err)
		}
		if err := answerReloads(t.Context(), b, b.bell(), nil, nil); !errors.Is(err, b.fail) {
			t.Errorf("%v", err)
		}
	})
}

// Several ask at once: each is answered, by a reading that began after it asked or not at all.
func TestSeveralServeAndAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		for range 3 {
			defer answering(t, b, nil, func(context.Context) workflow.Problems { return nil })()
		}
		synctest.Wait()
		if _, err := askReload(t.Context(), b, b.bell(), time.Minute, yes); err != nil {
			t.Error(err)
		}
	})
}

// storedAt is the project in root, whose runs are kept at where.
func storedAt(t *testing.T, root, where string) *project {
	t.Helper()
	config, _, err := workflow.LoadProject(texts{workflow.ConfigFile: []byte("store: " + where)})
	if err != nil {
		t.Fatal(err)
	}
	return &project{root: root, config: config}
}

func TestWhetherSomebodyServesFromThisStore(t *testing.T) {
	p := storedAt(t, t.TempDir(), "one.db")
	is := func(where string, want bool) {
		t.Helper()
		if got, err := storedAt(t, p.root, where).servedElsewhere(); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", where, got, err, want)
		}
	}
	is("two.db", false) // nobody has said
	release, err := p.serving()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	is("one.db", false)
	is("two.db", true)
}

func TestWhetherSomebodyServes(t *testing.T) {
	p := storedAt(t, t.TempDir(), "one.db")
	is := func(want bool) {
		t.Helper()
		if got, err := p.served(); err != nil || got != want {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	}
	is(false)
	if _, err := os.Stat(filepath.Join(p.root, ".dandori")); err == nil {
		t.Error("asking makes a folder")
	}
	one, err := p.serving()
	if err != nil {
		t.Fatal(err)
	}
	two, err := p.serving()
	if err != nil {
		t.Fatal(err)
	}
	is(true)
	one()
	is(true)
	two()
	is(false)
	if err := errors.Join(os.Remove(p.serveStore()), os.Mkdir(p.serveStore(), 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.serving(); err == nil {
		t.Error("a store that cannot be told is served")
	}
	is(false) // who could not begin
}
