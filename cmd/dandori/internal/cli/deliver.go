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
// would: else they waited for ever. What cannot be sent now is sent the next time.
func (a *app) deliver(ctx context.Context, p *project, s queue.Notices, run queue.Run, d *display) {
	if len(p.config.Notify) == 0 {
		return
	}
	if served, err := p.served(); err != nil || served {
		return
	}
	log := func(level string, t say.Text) { d.Log(level, a.say(t), nil) }
	usable, _ := p.channels()
	n, problems := a.newNotifier(p, toUsable{s, func(channel string) bool {
		return usable[channel].Lacks.IsZero() // one that is not there at all, too: that is told
	}}, log)
	if len(run.Spec.Notify.To) > 0 {
		for _, problem := range problems {
			d.Log("warn", place(problem)+a.say(problem.Message), nil)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, deliverTime)
	defer cancel()
	if err := n.Flush(ctx); err != nil && ctx.Err() == nil {
		d.Log("warn", a.say(say.T("notices could not be sent: %s", say.In(err, a.lang))), nil)
	}
}

// toUsable holds back the notices of channels that lack something here, as a
// password that only the service has.
type toUsable struct {
	queue.Notices
	usable func(channel string) bool
}

// DueNotices implements queue.Notices.
func (t toUsable) DueNotices(ctx context.Context, now time.Time, again time.Duration, limit int) ([]queue.Notice, error) {
	due, err := t.Notices.DueNotices(ctx, now, again, limit)
	var out []queue.Notice
	for _, n := range due {
		if t.usable(n.To) {
			out = append(out, n)
		}
	}
	return out, err
}
