package quota

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// renewal keeps a lease while its holder asks, and tells others until when the holder waits.
type renewal struct {
	vault *Vault
	id    string
	news  chan struct{} // buffered: waits has changed

	mu    sync.Mutex
	waits instant
}

// renew keeps the lease id until stop is called. What is told to told is entered.
func (v *Vault) renew(ctx context.Context, id string) (told context.Context, stop func()) {
	r := &renewal{vault: v, id: id, news: make(chan struct{}, 1)}
	life, end := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { r.run(life) })
	return call.WithWait(ctx, r.hear), func() { end(); wg.Wait() }
}

func (r *renewal) hear(until time.Time, _ say.Text) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waits = 0; !until.IsZero() {
		r.waits = r.vault.now() + until.Sub(clock.Now())
	}
	select {
	case r.news <- struct{}{}:
	default:
	}
}

func (r *renewal) run(life context.Context) {
	for life.Err() == nil {
		tick := make(chan struct{})
		stop := clock.AfterFunc(leaseLife/3, func() { close(tick) })
		select {
		case <-tick:
		case <-r.news:
		case <-life.Done():
		}
		stop()
		r.enter(life)
	}
}

// enter renews the lease. When it cannot, the lease runs out, and one token too many may be asked for.
func (r *renewal) enter(life context.Context) {
	r.mu.Lock()
	waits := r.waits
	r.mu.Unlock()
	_ = r.vault.change(life, func(a *account, now instant) (bool, error) {
		mine := a.Lease.ID == r.id
		if mine {
			a.Lease.Until, a.Lease.Waits = now+leaseLife, waits
		}
		return mine, nil
	})
}
