package cli

import (
	"context"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// deliverTime is for how long a run that somebody started by hand is kept from
// ending by notices that cannot be sent.
const deliverTime = 10 * time.Second

// deliver sends the notices that are due, where nobody serves the project who
// would: else they waited for ever. What cannot be sent now is sent the next
// time; the notifier says why.
func (a *app) deliver(ctx context.Context, p *project, s queue.Notices, d *display) {
	if len(p.config.Notify) == 0 {
		return
	}
	if served, err := p.served(); err != nil || served {
		return
	}
	n, _ := a.newNotifier(p, s, func(level string, t say.Text) { d.Log(level, a.say(t), nil) })
	ctx, cancel := context.WithTimeout(ctx, deliverTime)
	defer cancel()
	if err := n.Flush(ctx); err != nil && ctx.Err() == nil {
		d.Log("warn", a.say(say.T("notices could not be sent: %s", say.In(err, a.lang))), nil)
	}
}
