package notify

import (
	"context"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	look   = 5 * time.Second  // how often the store is asked when nobody wakes us
	hold   = 10 * time.Minute // for how long the store keeps what we took from others: longer than ten messages to a slow server take
	batch  = 500
	soon   = 30 * time.Second
	late   = time.Hour
	giveUp = 3 * 24 * time.Hour
	tries  = 10 // at least, before giving up: a machine that was off over the holidays still tells
)

// Run sends what is due until ctx ends, and returns its cause then. What was
// being sent at that moment is due again at the next start.
func (n *Notifier) Run(ctx context.Context) error {
	failing := false
	for {
		err := n.Flush(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil && !failing { // once, not every five seconds
			n.c.Log("error", say.T("notices cannot be read from the store: %v", err))
		}
		failing = err != nil
		n.rest(ctx)
	}
}

// rest waits for Wake, for the time to look again, or for the end.
func (n *Notifier) rest(ctx context.Context) {
	again := make(chan struct{})
	stop := clock.AfterFunc(look, func() { close(again) })
	defer stop()
	select {
	case <-n.bell:
	case <-again:
	case <-ctx.Done():
	}
}

// Flush sends once what is due now, and returns when that is done or put off.
// Errors are the store's; what could not be sent is logged.
func (n *Notifier) Flush(ctx context.Context) error {
	due, err := n.c.Store.DueNotices(ctx, clock.Now(), hold, batch)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for to, qs := range byChannel(due) {
		all.Go(func() { n.tell(ctx, to, qs) })
	}
	all.Wait()
	return nil
}

func byChannel(due []queue.Notice) map[string][]queue.Notice {
	channels := map[string][]queue.Notice{}
	for _, q := range due {
		channels[q.To] = append(channels[q.To], q)
	}
	return channels
}

// tell sends the notices of one channel, one after the other or as a digest.
func (n *Notifier) tell(ctx context.Context, to string, qs []queue.Notice) {
	ch, ok := n.channel(to)
	if !ok {
		n.settle(ctx, to, qs, never(unknownChannel(to)))
		return
	}
	if !ch.Lacks.IsZero() {
		n.keep(ctx, to, qs, ch.Lacks)
		return
	}
	digest, wait := n.window(to, len(qs))
	if !wait.IsZero() {
		n.putOff(ctx, qs, wait)
		return
	}
	if digest {
		n.settle(ctx, to, qs, n.send(ctx, ch, n.digest(qs)))
		return
	}
	for i := range qs {
		err := n.send(ctx, ch, n.compose(qs[i]))
		if err != nil && !asRefusal(err).final { // the others would fare no better now
			n.settle(ctx, to, qs[i:], err)
			return
		}
		n.settle(ctx, to, qs[i:i+1], err)
	}
}

func (n *Notifier) window(to string, due int) (digest bool, wait time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	w := n.windows[to]
	if w == nil {
		w = &window{}
		n.windows[to] = w
	}
	return w.plan(clock.Now(), due)
}

// settle enters what came of sending qs.
func (n *Notifier) settle(ctx context.Context, to string, qs []queue.Notice, err error) {
	switch {
	case err == nil:
		n.forget(ctx, qs)
	case ctx.Err() != nil:
		n.putOff(ctx, qs, clock.Now())
	case asRefusal(err).final:
		n.lose(ctx, to, qs, asRefusal(err))
	default:
		n.later(ctx, to, qs, asRefusal(err))
	}
}

// later puts off what could not be sent now, and gives up what has been tried for long.
func (n *Notifier) later(ctx context.Context, to string, qs []queue.Notice, r *refusal) {
	now := clock.Now()
	var lost []queue.Notice
	var again time.Time
	for _, q := range qs {
		if now.Sub(q.At) > giveUp && q.Tries >= tries {
			lost = append(lost, q)
			continue
		}
		next := now.Add(max(backoff(q.Tries), min(r.after, late)) / time.Duration(n.c.Hurry))
		n.putOff(ctx, []queue.Notice{q}, next)
		if again.IsZero() || next.Before(again) {
			again = next
		}
	}
	if !again.IsZero() {
		n.c.Log("warn", say.T("a notice for channel %[1]s could not be sent and is sent again at %[2]s: %[3]v", to, n.when(again), r))
	}
	if lost != nil {
		n.lose(ctx, to, lost, r)
	}
}

// keep puts off what is for a channel that cannot be used as long as it lacks
// something: whoever adds it sees soon what was to be told.
func (n *Notifier) keep(ctx context.Context, to string, qs []queue.Notice, lacks say.Text) {
	now := clock.Now()
	var lost []queue.Notice
	for _, q := range qs {
		if now.Sub(q.At) > giveUp && q.Tries >= tries {
			lost = append(lost, q)
			continue
		}
		if q.Tries == 0 {
			n.c.Log("warn", say.T("a notice for channel %[1]s waits until the channel can be used: %[2]s", to, lacks))
		}
		n.putOff(ctx, []queue.Notice{q}, now.Add(soon/time.Duration(n.c.Hurry)))
	}
	if lost != nil {
		n.lose(ctx, to, lost, never(&call.Error{Class: call.Config, Text: lacks}))
	}
}

// backoff doubles from soon to late. tries counts those before this one.
func backoff(tries int) time.Duration {
	return min(soon<<min(max(tries, 0), 10), late)
}

// lose logs and deletes what will never be taken.
func (n *Notifier) lose(ctx context.Context, to string, qs []queue.Notice, r *refusal) {
	for _, q := range qs {
		subject := q.Run
		if subject == "" {
			subject = q.Workflow
		}
		n.c.Log("error", say.T("a notice for channel %[1]s about %[2]s is lost: %[3]v", to, subject, r))
	}
	if !r.why.Hint.IsZero() {
		n.c.Log("error", r.why.Hint)
	}
	n.forget(ctx, qs)
}

// forget deletes notices, also while the process is being stopped: they have been told.
func (n *Notifier) forget(ctx context.Context, qs []queue.Notice) {
	var err error
	for _, q := range qs {
		err = errors.Join(err, n.c.Store.Sent(context.WithoutCancel(ctx), q.ID))
	}
	n.unwritten(err)
}

func (n *Notifier) putOff(ctx context.Context, qs []queue.Notice, next time.Time) {
	var err error
	for _, q := range qs {
		err = errors.Join(err, n.c.Store.PutOff(context.WithoutCancel(ctx), q.ID, next))
	}
	n.unwritten(err)
}

func (n *Notifier) unwritten(err error) {
	if err != nil {
		n.c.Log("error", say.T("what became of notices cannot be written to the store: %v", err))
	}
}
