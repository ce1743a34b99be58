package cli

import (
	"context"
	"math"
	"time"

	"dandori/bindings"
	"dandori/runtime/clock"
)

// forecastEvery is how often it is said anew when a run will be done.
const forecastEvery = 5 * time.Second

// bar is one progress(…) of a script.
type bar struct {
	display     *display
	label       string
	done, total int64
	ends        func(left float64) time.Time // when so many times what was done since the first forecast would be done; zero: not known

	from int64 // done when the forecasts began
	told time.Time
}

// Tick implements basics.Bar.
func (b *bar) Tick(n int64) { b.Set(b.done + n) }

// Set implements basics.Bar.
func (b *bar) Set(n int64) {
	b.done = n
	b.display.Progress(b.label, b.done, b.total)
	if b.display.live && b.total > b.done {
		b.forecast()
	}
}

// forecast says when the bar will be full at this rate, and within the limits
// of the connections as others use them now.
func (b *bar) forecast() {
	now := clock.Now()
	if b.told.IsZero() {
		b.from, b.told = b.done, now
	}
	if now.Sub(b.told) < forecastEvery || b.done <= b.from {
		return
	}
	b.told = now
	if at := b.ends(float64(b.total-b.done) / float64(b.done-b.from)); at.Sub(now) > 2*forecastEvery {
		b.display.Ends(" → " + at.Format("15:04"))
	}
}

// forecast returns when requests could be sent that are so many times those so
// far, to the connection that takes longest; zero when there was none.
func (o *opened) forecast(left float64) time.Time {
	var last time.Time
	for name, sent := range o.connections.Requests() {
		more := int(math.Ceil(left * float64(sent)))
		if more == 0 {
			continue
		}
		if at, err := bindings.Forecast(context.Background(), o.config, name, make([]string, more)); err == nil && at.After(last) {
			last = at
		}
	}
	return last
}
