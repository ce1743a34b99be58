package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"syscall"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// intent is written before a file is moved, and says what is under way.
type intent struct {
	Causes []queue.Cause `json:"causes"`
	From   string        `json:"from"`
	To     string        `json:"to"`
	Copied bool          `json:"copied,omitempty"` // to is whole, on another file system: from goes
}

// source is a file that is to be put away.
type source struct {
	real string // where it lies
	was  stamp
	to   string // the name that it gets if that is free
}

// putAway moves the file of m's causes to its new name, or one like it that is free.
func (i *Inbox) putAway(ctx context.Context, t *tour, m intent, s source) error {
	for n := 1; n <= mostNames; n++ {
		m.To = freeName(s.to, n)
		place, err := t.target(m.To)
		if err != nil {
			return err
		}
		if t.placed(place) {
			continue
		}
		if err := i.moveTo(ctx, t, m, s, place); !errors.Is(err, errTaken) {
			return err
		}
	}
	return errTaken
}

// moveTo moves the file to place, which is that of m.To.
func (i *Inbox) moveTo(ctx context.Context, t *tour, m intent, s source, place string) error {
	if err := i.intend(ctx, m); err != nil {
		return err
	}
	err := t.rename(s.real, place)
	switch {
	case errors.Is(err, syscall.EXDEV):
		return i.copyTo(ctx, t, m, s, place)
	case errors.Is(err, fs.ErrNotExist) && !t.placed(s.real):
		return i.decided(ctx, m, stays)
	case err != nil:
		return err
	}
	i.reached("renamed")
	info, err := t.root.Lstat(place)
	if err != nil {
		return err
	}
	if !s.was.moved(stampOf(info)) { // somebody put another file there a moment ago
		return i.putBack(ctx, t, m, s.real, place)
	}
	return i.decided(ctx, m, m.To)
}

// copyTo moves the file to another file system.
func (i *Inbox) copyTo(ctx context.Context, t *tour, m intent, s source, place string) error {
	m.Copied = true
	if err := i.intend(ctx, m); err != nil {
		return err
	}
	if err := t.copyOver(ctx, s.real, place, s.was); err != nil {
		return err
	}
	i.reached("copied")
	copied, err := hashFile(ctx, t.root, place)
	if err != nil {
		return err
	}
	if copied.hash != m.Causes[0].File.Hash { // it changed while it was copied
		return errors.Join(t.root.Remove(place), i.decided(ctx, m, stays))
	}
	return i.dropCopied(ctx, t, m, s.real)
}

// dropCopied removes the file that was copied, if it is still the same.
func (i *Inbox) dropCopied(ctx context.Context, t *tour, m intent, real string) error {
	if h, err := hashFile(ctx, t.root, real); err == nil && h.hash == m.Causes[0].File.Hash {
		if err := t.root.Remove(real); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	i.reached("removed")
	return i.decided(ctx, m, m.To)
}

// putBack gives a file that was moved by mistake its place again, or one beside it.
func (i *Inbox) putBack(ctx context.Context, t *tour, m intent, real, place string) error {
	for n := 1; n <= mostNames; n++ {
		err := t.rename(place, freeName(real, n))
		if errors.Is(err, errTaken) {
			continue
		}
		if err != nil {
			return err
		}
		i.Look(false, []string{path.Dir(m.From)})
		return i.decided(ctx, m, stays)
	}
	return errTaken
}

func (i *Inbox) intend(ctx context.Context, m intent) error {
	raw, err := json.Marshal(m)
	if err == nil {
		err = i.c.Causes.SetMark(ctx, intentMark, raw)
	}
	i.reached("intended")
	return err
}

// redo ends the move in whose middle the process before was stopped.
func (i *Inbox) redo(ctx context.Context) error {
	raw, err := i.c.Causes.Mark(ctx, intentMark)
	if err != nil || raw == nil {
		return err
	}
	var m intent
	if err := json.Unmarshal(raw, &m); err != nil || len(m.Causes) == 0 {
		return err
	}
	return i.goOn(ctx, m)
}

// goOn looks how far the move has come. One that has not begun is left to settle.
func (i *Inbox) goOn(ctx context.Context, m intent) error {
	last := m.Causes[len(m.Causes)-1]
	now, there, err := i.c.Causes.Caused(ctx, last.Workflow, last.Kind, last.Key)
	if err != nil || !there || now.Fate != "" {
		return err
	}
	t, err := begin(i.c.Root, i.current(), clock.Now())
	if err != nil {
		return err
	}
	defer t.end()
	place, err := t.target(m.To)
	if err != nil || !t.regular(place) {
		return err
	}
	moved, err := hashFile(ctx, t.root, place)
	if err != nil {
		return err
	}
	real, err := t.target(m.From)
	switch same := moved.hash == m.Causes[0].File.Hash; {
	case err != nil:
		return err
	case same && m.Copied:
		return i.dropCopied(ctx, t, m, real)
	case same:
		return errors.Join(t.unlink(real, place), i.decided(ctx, m, m.To))
	case !t.placed(real): // another file was taken for it
		return i.putBack(ctx, t, m, real, place)
	}
	return nil
}

func (i *Inbox) reached(step string) {
	if i.at != nil {
		i.at(step)
	}
}
