package cli

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/store"
)

// How long runs that are over are kept when dandori.yaml does not say it.
const (
	keepSucceeded = 30 * 24 * time.Hour
	keepFailed    = 365 * 24 * time.Hour
)

const (
	sweepEvery = 24 * time.Hour // at most, however many runs there are
	sweepLook  = time.Hour      // how often serve looks whether it is time
)

// keep is how long runs are kept that are over.
func (p *project) keep() queue.Keep {
	k := queue.Keep{Succeeded: time.Duration(p.config.Keep.Succeeded), Failed: time.Duration(p.config.Keep.Failed)}
	if k.Succeeded == 0 {
		k.Succeeded = keepSucceeded
	}
	if k.Failed == 0 {
		k.Failed = keepFailed
	}
	return k
}

// sweep deletes what has been kept for long enough, once a day; more often
// when it is to be kept for less than that. What cannot be deleted now is the
// next time, and said.
func (a *app) sweep(ctx context.Context, p *project, s store.Store, d *display) {
	where, err := p.storeAt()
	if err != nil {
		return // the store is open: it was said before
	}
	keep, now, mark := p.keep(), clock.Now(), where+".swept"
	every := max(time.Minute, min(sweepEvery, keep.Succeeded, keep.Failed))
	if last, err := os.Stat(mark); err == nil && now.Sub(last.ModTime()).Abs() < every {
		return
	}
	if err = os.WriteFile(mark, nil, 0o600); err == nil { // first: others that come now need not
		err = os.Chtimes(mark, now, now)
	}
	if err == nil {
		_, err = s.Sweep(ctx, keep, now)
	}
	if err == nil {
		err = sweepDryRuns(ctx, p, s, now)
	}
	if err != nil && ctx.Err() == nil {
		_ = os.Remove(mark)
		d.Log("warn", a.say(say.T("runs that need not be kept any longer could not be deleted: %s", say.In(err, a.lang))), nil)
	}
}

// sweepDryRuns deletes what dry runs wrote that are not in the list any more.
// A young folder may be one of a run that is just about to enter the list.
func sweepDryRuns(ctx context.Context, p *project, s store.Store, now time.Time) error {
	dir := filepath.Join(p.root, ".dandori", "dry-run")
	folders, err := os.ReadDir(dir)
	if err != nil {
		return nil // there was none
	}
	for _, f := range folders {
		info, err := f.Info()
		if err != nil || now.Sub(info.ModTime()) < sweepEvery {
			continue
		}
		if _, ok, err := s.Get(ctx, f.Name()); err != nil || ok {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// sweepOn sweeps for as long as ctx lasts; now returns the project as it is configured now.
func (a *app) sweepOn(ctx context.Context, now func() *project, s store.Store, d *display) error {
	for {
		a.sweep(ctx, now(), s, d)
		if err := clock.Sleep(ctx, sweepLook); err != nil {
			return err
		}
	}
}
