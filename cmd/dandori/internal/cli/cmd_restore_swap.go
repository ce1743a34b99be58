package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"dandori/bindings/sandboxes"
	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/store"
)

// anyRun finds whether there is a run at all.
var anyRun = queue.Filter{Limit: 1}

// replaceStore puts ready in the place of the store. While it does, the key
// file holds the keys of both: it opens whichever is there when the process dies.
func (a *app) replaceStore(ctx context.Context, r *restoring, ready string) error {
	before, changes, err := r.readHome()
	if err != nil {
		return err
	}
	if changes {
		if err := r.keepKeys(before); err != nil {
			return err
		}
		if err := putKeyFile(r.project, r.keys.and(r.home.keys).text()); err != nil {
			return err
		}
	}
	a.at("restore")
	if r.kept, err = store.Restore(ctx, ready, r.where); err != nil {
		if changes && r.kept == "" { // the old store is still in its place
			err = errors.Join(err, r.putBack(before))
		}
		return err
	}
	a.at("restore")
	if !changes || !a.sandboxFollows(r) {
		return nil
	}
	return putKeyFile(r.project, r.keys.text())
}

// readHome returns the text of the key file, nil for none, and whether the
// keys in it change.
func (r *restoring) readHome() (text []byte, changes bool, err error) {
	if r.home.inEnv || r.homeErr == nil && r.home.keys.text() == r.keys.text() {
		return nil, false, nil
	}
	text, err = os.ReadFile(r.project.keyFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil, true, nil
	}
	return text, true, err
}

// keepKeys keeps a key file that will be replaced.
func (r *restoring) keepKeys(text []byte) error {
	if text == nil {
		return nil
	}
	r.keptKey = r.project.keyFile() + ".before-" + clock.Now().UTC().Format("20060102T150405.000")
	return notWritten(r.keptKey, os.WriteFile(r.keptKey, text, 0o600))
}

func (r *restoring) putBack(text []byte) error {
	if text == nil {
		return os.Remove(r.project.keyFile())
	}
	return errors.Join(putKeyFile(r.project, string(text)), os.Remove(r.keptKey))
}

// sandboxFollows seals the sandbox, which stays as it is, with the restored
// key, and reports whether the key before may go. A sandbox that cannot be read is said.
func (a *app) sandboxFollows(r *restoring) bool {
	err := sandboxes.Reseal(sandboxes.Folder(r.project.root), r.keys.and(r.home.keys).box())
	if err == nil {
		return true
	}
	fmt.Fprintln(a.Stderr, a.say(say.T("The sandbox is not in the backup, and cannot be used with the restored key: %s", say.In(err, a.lang))))
	if errors.As(err, new(*sandboxes.Taken)) {
		fmt.Fprintln(a.Stderr, a.say(say.T("Both keys stay in the key file. End that process, then call dandori secret rotate to drop the old one.")))
		return false
	}
	fmt.Fprintln(a.Stderr, a.say(say.T("dandori sandbox --reset starts it over.")))
	return true
}

// unfinished are the states of runs that are not over.
var unfinished = []queue.State{queue.Queued, queue.Running, queue.Waiting, queue.Paused, queue.InDoubt}

// pauseAll pauses every run that is not over, and returns how many there are.
func pauseAll(ctx context.Context, s store.Store, reason say.Text) (int, error) {
	var all []string
	for before := ""; ; {
		page, err := s.List(ctx, queue.Filter{States: unfinished, Before: before})
		if err != nil {
			return 0, err
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			all = append(all, r.ID)
		}
		before = all[len(all)-1]
	}
	for _, id := range all {
		if err := pause(ctx, s, id, reason); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

func pause(ctx context.Context, s store.Store, id string, reason say.Text) error {
	run, ok, err := s.ClaimRun(ctx, id, s.Worker(), usualLease, unfinished...)
	if err == nil && !ok {
		err = call.New(call.Fault, "run %s of the backup cannot be paused", id)
	}
	if err != nil {
		return err
	}
	return s.Park(ctx, queue.Lease{Run: id, Epoch: run.Epoch}, queue.Park{State: queue.Paused, Reason: reason})
}
