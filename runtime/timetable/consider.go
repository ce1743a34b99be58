package timetable

import (
	"context"
	"errors"
	"strings"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// ErrLater is in what Start returns when the occurrence is to be tried again
// soon, because the store, not the workflow, was at fault.
var ErrLater = errors.New("timetable: try again")

// consider starts or enters every occurrence between the row's mark and now,
// and moves the mark.
func (t *Timetable) consider(ctx context.Context, r *row, now time.Time) error {
	due, older := r.between(r.through, now)
	if through, err := t.entered(ctx, r, older); err != nil {
		return err
	} else if through.After(r.through) && through.Before(now) {
		r.through = through
		return t.consider(ctx, r, now)
	}
	missed, err := t.judge(ctx, r, due, now)
	if err != nil {
		return err
	}
	if older.count > 0 {
		missed = append(missed, r.restOf(older))
	}
	if err := t.enter(ctx, r, missed); err != nil {
		return err
	}
	r.through = now
	r.wake, _ = r.next(now)
	return t.save(ctx, r)
}

// entered returns up to when the rest is on record already, by a process that
// was killed before it could move the mark; zero when it is not.
func (t *Timetable) entered(ctx context.Context, r *row, older rest) (time.Time, error) {
	if older.count == 0 {
		return time.Time{}, nil
	}
	c := r.restOf(older)
	before, _, err := t.cfg.Causes.Caused(ctx, c.Workflow, c.Kind, c.Key)
	return before.At, err
}

// verdict is what has become of the occurrences that were judged so far, newest first.
type verdict struct {
	ran    time.Time // the newest that was started; zero: none
	failed say.Text  // why it could not be
}

// judge starts the newest occurrence that may be, and returns those that
// start nothing and are not on record yet, newest first.
func (t *Timetable) judge(ctx context.Context, r *row, due []occurrence, now time.Time) (missed []queue.Cause, err error) {
	var v verdict
	for i := len(due) - 1; i >= 0; i-- {
		c := r.cause(due[i])
		before, there, err := t.cfg.Causes.Caused(ctx, c.Workflow, c.Kind, c.Key)
		switch {
		case err != nil:
			return nil, err
		case there && before.Run != "" && v.ran.IsZero():
			v.ran = c.At
		case there:
		default:
			if c.Reason = r.reason(c.At, v, now); c.Reason.IsZero() {
				if c.Reason, err = t.start(ctx, c); err != nil {
					return nil, err
				}
				v = verdict{ran: c.At, failed: c.Reason}
			}
			if !c.Reason.IsZero() {
				missed = append(missed, c)
			}
		}
	}
	return missed, nil
}

// start begins the run of c; reason is why it could not.
func (t *Timetable) start(ctx context.Context, c queue.Cause) (reason say.Text, err error) {
	err = t.cfg.Start(ctx, c.Workflow, c)
	switch {
	case err == nil:
		return say.Text{}, nil
	case ctx.Err() != nil || errors.Is(err, ErrLater):
		return say.Text{}, err
	}
	return say.T("its run could not be started: %v", err), nil
}

// reason returns why an occurrence starts nothing, after the verdict on those that came later; zero: it may.
func (r *row) reason(at time.Time, later verdict, now time.Time) say.Text {
	switch {
	case r.changed != nil && !r.changed.matches(at):
		return say.T("the schedule was changed while dandori was not running")
	case now.Sub(at) > max(r.plan.Catchup, Grace) && r.plan.Catchup == 0:
		return say.T("dandori was not running at that time (or the machine slept), and the workflow has no catchup")
	case now.Sub(at) > max(r.plan.Catchup, Grace):
		return say.T("dandori was not running at that time (or the machine slept), and it is longer ago than catchup: %s allows", short(r.plan.Catchup))
	case !r.plan.Invalid.IsZero():
		return say.T("the workflow could not begin: %s", r.plan.Invalid)
	case !later.failed.IsZero():
		return later.failed
	case !later.ran.IsZero():
		return say.T("a later one was run in its place: that of %s", r.shown(later.ran))
	}
	return say.Text{}
}

func (r *row) cause(o occurrence) queue.Cause {
	return queue.Cause{Workflow: r.plan.Workflow, Kind: queue.ByTime, Key: key(o.at), At: o.at, Schedule: o.schedule}
}

func key(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// restOf is the one record of the oldest of very many. Its key is the time of
// the first with a slash behind it, as in an interval of ISO 8601 whose end is in At.
func (r *row) restOf(o rest) queue.Cause {
	c := queue.Cause{Workflow: r.plan.Workflow, Kind: queue.ByTime, Key: key(o.from) + "/", At: o.to, Schedule: strings.Join(r.texts(), ", ")}
	if o.more {
		c.Reason = say.T("more than %[1]d occurrences from %[2]s to %[3]s were missed: only the newest are entered one by one", o.count, r.shown(o.from), r.shown(o.to))
	} else {
		c.Reason = say.T("%[1]d occurrences from %[2]s to %[3]s were missed: only the newest are entered one by one", o.count, r.shown(o.from), r.shown(o.to))
	}
	return c
}

// enter puts causes onto record, with the notices that belong to them, and says so.
func (t *Timetable) enter(ctx context.Context, r *row, missed []queue.Cause) error {
	if len(missed) == 0 {
		return nil
	}
	var notices []queue.Notice
	if t.cfg.Skipped != nil {
		notices = t.cfg.Skipped(r.plan.Workflow, missed)
	}
	if err := t.cfg.Causes.Skip(ctx, missed, notices); err != nil {
		return err
	}
	newest := missed[0]
	if len(missed) == 1 {
		t.cfg.Log("warn", r.plan.Workflow, say.T("the schedule's run of %[1]s did not start: %[2]s", r.shown(newest.At), newest.Reason))
		return nil
	}
	t.cfg.Log("warn", r.plan.Workflow, say.T("%[1]d of the schedule's runs did not start; the last, of %[2]s: %[3]s", len(missed), r.shown(newest.At), newest.Reason))
	return nil
}

// shown returns a time as the project's clock shows it.
func (r *row) shown(at time.Time) string { return at.In(r.zone).Format("2006-01-02 15:04") }

// short returns a duration without the zeros at its end.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
