package inbox

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/queue"
)

// Back puts the file of a run that is over where it was when it started the
// run, so that the run can be tried again; when that is over, the file is put away anew.
// It is called with the run claimed, so that nobody takes it for over meanwhile.
// A file that is not to be had any more, or whose place is taken, is an error.
func Back(ctx context.Context, root string, causes queue.Causes, run queue.Run) error {
	found, err := causes.Causes(ctx, queue.CauseFilter{Kind: queue.ByFile, Run: run.ID})
	if err != nil || len(found) == 0 {
		return err
	}
	t, err := begin(root, &rules{}, time.Time{})
	if err != nil {
		return err
	}
	defer t.end()
	c := found[0]
	if c.Fate == "" || c.Fate == stays {
		return nil
	}
	if err := t.back(ctx, c); err != nil {
		return err
	}
	return causes.SetFate(ctx, c, "")
}

func (t *tour) back(ctx context.Context, c queue.Cause) error {
	from, err := t.target(c.Fate)
	if err != nil {
		return err
	}
	to, err := t.target(c.File.Path)
	if err != nil {
		return err
	}
	if t.placed(to) {
		if h, err := hashFile(ctx, t.root, to); err == nil && h.hash == c.File.Hash {
			return nil // it is back already
		}
		return call.New(call.Changed, "%s is another file now than the one that the run was started for", c.File.Path).
			WithHint("move it away, so that %s can come back, and try again", c.Fate)
	}
	h, err := hashFile(ctx, t.root, from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return call.New(call.Changed, "%[1]s is gone: it was moved to %[2]s after its run, and is not there any more", c.File.Path, c.Fate).
			WithHint("put the file back at %s and try again", c.File.Path)
	case err != nil:
		return err
	case h.hash != c.File.Hash:
		return call.New(call.Changed, "%s is not the file any more that the run was started for", c.Fate).
			WithHint("put the file back at %s and try again", c.File.Path)
	}
	return t.rename(from, to)
}
