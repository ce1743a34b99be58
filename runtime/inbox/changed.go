package inbox

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Changed reports whether the project's file is not what it was when its run
// was entered, and says so. It is for the first start of a run: later the
// script may have moved the file itself.
func Changed(ctx context.Context, root string, f queue.File) (say.Text, bool) {
	t, err := begin(root, &rules{}, time.Time{})
	if err != nil {
		return say.T("%[1]s cannot be looked at: %[2]v", f.Path, reason(err)), true
	}
	defer t.end()
	real, info, _, err := t.stat(f.Path)
	if err == nil && !info.Mode().IsRegular() {
		err = call.New(call.PlainError, "%s is not a file", f.Path)
	}
	var h hashed
	if err == nil {
		h, err = hashFile(ctx, t.root, real)
	}
	switch {
	case err == nil && h.hash == f.Hash:
		return say.Text{}, false
	case err == nil, errors.Is(err, errMoving):
		return say.T("%s has changed since its run was put into the list: what it holds now has a run of its own", f.Path), true
	case errors.Is(err, fs.ErrNotExist):
		return say.T("%s is gone: it was there when its run was put into the list", f.Path), true
	}
	return say.T("%[1]s cannot be looked at: %[2]v", f.Path, reason(err)), true
}
