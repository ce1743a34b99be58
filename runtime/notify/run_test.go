package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// wire is in place of a vendor: it keeps what it is sent and answers with what
// answer returns (nil: everything is taken).
type wire struct {
	mu     sync.Mutex
	at     []time.Time
	got    []message
	answer func(nth int, m message) error
}

func (w *wire) send(_ context.Context, _ Channel, m message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at, w.got = append(w.at, clock.Now()), append(w.got, m)
	if w.answer == nil {
		return nil
	}
	return w.answer(len(w.got), m)
}

func (w *wire) sent() []message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.got
}

func (w *wire) times() []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// running is a notifier that runs until the end of the test, in a bubble.
func running(t *testing.T, w *wire) (*Notifier, *outbox, *lines, func()) {
	c, log := testConfig(say.English)
	c.Channels = map[string]Channel{"ops": {Kind: Slack}}
	n := New(c)
	n.send = w.send
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := n.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}()
	return n, c.Store.(*outbox), log, func() { cancel(); <-done }
}

func fresh(run string) queue.Notice {
	q := failure(run)
	q.At = clock.Now()
	return q
}

func busy(after time.Duration) error {
	return &refusal{why: call.New(call.VendorError, "the webhook answered %s", "503"), after: after}
}

func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(nth int, _ message) error {
			if nth == 3 {
				return busy(20 * time.Minute)
			}
			return busy(0)
		}}
		began := clock.Now()
		_, store, log, stop := running(t, w)
		defer stop()
		store.add(fresh("r-1"))
		_ = clock.Sleep(t.Context(), 5*24*time.Hour)
		want := []time.Duration{0, 30 * time.Second, 90 * time.Second, 21*time.Minute + 30*time.Second, 25*time.Minute + 30*time.Second, 33*time.Minute + 30*time.Second}
		for i, d := range want {
			if got := w.times()[i].Sub(began); got < d || got > d+time.Duration(i+1)*look {
				t.Errorf("try %d after %v, want %v", i+1, got, d)
			}
		}
		last := w.times()[len(w.times())-1].Sub(began)
		if store.left() != 0 || last < giveUp || last > giveUp+2*late {
			t.Errorf("%d left, last try after %v", store.left(), last)
		}
		log.has(t, "warn a notice for channel ops could not be sent and is sent again at")
		log.has(t, "error a notice for channel ops about r-1 is lost: the webhook answered 503")
	})
}

// A machine that was off over the holidays tells what it has to tell, although
// it is old, and although the network comes up a little later.
func TestAnOldNoticeIsNotLostAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(nth int, _ message) error {
			if nth < 4 {
				return busy(0)
			}
			return nil
		}}
		_, store, _, stop := running(t, w)
		defer stop()
		q := fresh("r-1")
		q.At = q.At.Add(-9 * 24 * time.Hour)
		store.add(q)
		_ = clock.Sleep(t.Context(), time.Hour)
		if len(w.sent()) != 4 || store.left() != 0 {
			t.Errorf("%d tries, %d left", len(w.sent()), store.left())
		}
	})
}

func TestWakeIsHeardAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		n, store, _, stop := running(t, w)
		defer stop()
		synctest.Wait()
		began := clock.Now()
		store.add(fresh("r-1"))
		n.Wake()
		n.Wake()
		synctest.Wait()
		if len(w.sent()) != 1 || clock.Since(began) != 0 {
			t.Errorf("%d messages after %v", len(w.sent()), clock.Since(began))
		}
	})
}

func TestManyBecomeOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		n, store, _, stop := running(t, w)
		defer stop()
		for i := range 8 { // eight of their own
			store.add(fresh(fmt.Sprintf("a-%d", i)))
		}
		n.Wake()
		synctest.Wait()
		if len(w.sent()) != 8 {
			t.Fatalf("%d messages", len(w.sent()))
		}
		for i := range 200 { // then a storm, three a second
			store.add(fresh(fmt.Sprintf("b-%d", i)))
			_ = clock.Sleep(t.Context(), time.Second/3)
		}
		_ = clock.Sleep(t.Context(), 3*time.Minute)
		digests, alone := 0, 0
		told := map[string]int{}
		for _, m := range w.sent() {
			if len(m.Notices) > 1 {
				digests++
			} else {
				alone++
			}
			for _, q := range m.Notices {
				told[q.Run]++
			}
		}
		if len(told) != 208 || digests < 1 || digests > 3 || alone > 30 || store.left() != 0 {
			t.Errorf("%d told, %d digests, %d alone, %d left", len(told), digests, alone, store.left())
		}
		for run, times := range told {
			if times != 1 {
				t.Errorf("%s was told %d times", run, times)
			}
		}
	})
}

func TestAFullMinuteNeverHasMoreThanTen(t *testing.T) {
	for seed := range 200 {
		w := &window{}
		now := began
		var sent []time.Time
		waiting := 0
		for step := range 100 {
			now = now.Add(time.Duration((seed*7919+step*104729)%23) * time.Second)
			waiting += (seed + step*31) % 7
			if waiting == 0 {
				continue
			}
			digest, wait := w.plan(now, waiting)
			count := waiting
			if digest {
				count = 1
			}
			if wait.IsZero() {
				for range count {
					sent = append(sent, now)
				}
				waiting = 0
			} else if wait.Sub(now) > span || !wait.After(now) {
				t.Fatalf("seed %d: waits until %v at %v", seed, wait, now)
			}
		}
		// Two windows may touch: never more than twice ten in any minute.
		for i := range sent {
			if i+2*alone < len(sent) && sent[i+2*alone].Sub(sent[i]) < span {
				t.Fatalf("seed %d: more than %d messages from %v on", seed, 2*alone, sent[i])
			}
		}
	}
}

func TestOneRefusedNoticeDoesNotHoldTheOthers(t *testing.T) {
	w := &wire{answer: func(_ int, m message) error {
		if len(m.Notices) > 0 && m.Notices[0].Run == "r-2" {
			return never(call.New(call.VendorError, "the webhook answered %s", "400").WithHint("the proxy wants a user and a password"))
		}
		return nil
	}}
	c, log := testConfig(say.English)
	c.Channels = map[string]Channel{"ops": {Kind: Slack}}
	n := New(c)
	n.send = w.send
	store := c.Store.(*outbox)
	gone := failure("r-4")
	gone.To = "nobody"
	store.add(failure("r-1"), failure("r-2"), failure("r-3"), gone)
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(w.sent()) != 3 || store.left() != 0 {
		t.Errorf("%d messages, %d left", len(w.sent()), store.left())
	}
	log.has(t, "about r-2 is lost")
	log.has(t, "error the proxy wants")
	log.has(t, `about r-4 is lost: dandori.yaml has no channel "nobody" under notify`)
	if !strings.Contains(n.Test(t.Context(), "nobody").Error(), "nobody") {
		t.Error("Test knows a channel that is not there")
	}
	n.SetChannels(map[string]Channel{"nobody": {Kind: Slack}})
	if err := n.Test(t.Context(), "nobody"); err != nil {
		t.Error(err)
	}
}

// What is being sent when the process is stopped is due again at the next start;
// what was taken is deleted all the same.
func TestStopping(t *testing.T) {
	c, log := testConfig(say.English)
	c.Channels = map[string]Channel{"ops": {Kind: Slack}}
	n := New(c)
	store := c.Store.(*outbox)
	store.add(failure("r-1"), failure("r-2"), failure("r-3"))
	ctx, cancel := context.WithCancel(t.Context())
	n.send = func(ctx context.Context, _ Channel, m message) error {
		if m.Notices[0].Run == "r-1" {
			cancel() // while the answer is on its way
			return nil
		}
		return notNow(call.New(call.ConnectionError, "the webhook cannot be reached: %v", ctx.Err()))
	}
	if err := n.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	due, err := store.DueNotices(t.Context(), clock.Now(), hold, 10)
	if err != nil || len(due) != 2 || log.String() != "" {
		t.Errorf("%d due, %v, log %q", len(due), err, log)
	}
}

func TestTwoProcessesTellOnce(t *testing.T) {
	store := &outbox{}
	for i := range 300 {
		store.add(failure(fmt.Sprint(i)))
	}
	var told atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		c, _ := testConfig(say.English)
		c.Store, c.Channels = store, map[string]Channel{"ops": {Kind: Slack}}
		n := New(c)
		n.send = func(_ context.Context, _ Channel, m message) error {
			told.Add(int32(len(m.Notices)))
			return nil
		}
		all.Go(func() {
			if err := n.Flush(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if told.Load() != 300 || store.left() != 0 {
		t.Errorf("%d told, %d left", told.Load(), store.left())
	}
}

func TestAStoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, store, log, stop := running(t, w)
		store.mu.Lock()
		store.fail = errors.New("disk full")
		store.mu.Unlock()
		store.add(fresh("r-1"))
		_ = clock.Sleep(t.Context(), time.Minute)
		store.mu.Lock()
		store.fail = nil
		store.mu.Unlock()
		_ = clock.Sleep(t.Context(), time.Minute)
		stop()
		log.has(t, "notices cannot be read from the store: disk full")
		if len(w.sent()) != 1 || strings.Count(log.String(), "\n") != 0 {
			t.Errorf("%d messages, log %q", len(w.sent()), log)
		}
	})
}
