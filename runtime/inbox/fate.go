package inbox

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// stays is the fate of a file that is left where it is, or is gone.
const stays = "-"

const (
	settleEvery = 5 * time.Minute // between two looks at the files whose runs may be over
	settleSoon  = 30 * time.Second
	manyOpen    = 100_000
	mostNames   = 10_000 // that are tried for a file to be put away
	intentMark  = "inbox/moving"
)

// Over puts the file of a run that is over where it belongs, and lets files
// that waited for the run's lane be looked at. What cannot be done now is tried again by Run.
func (i *Inbox) Over(ctx context.Context, run queue.Run) {
	defer i.free()
	if run.Spec.File == nil {
		return
	}
	causes, err := i.c.Causes.Causes(ctx, queue.CauseFilter{Kind: queue.ByFile, Run: run.ID, Open: true})
	if err != nil {
		i.unsettled(run.Spec.File.Path, err)
	}
	for _, c := range causes {
		if err := i.decide(ctx, c); err != nil {
			i.unsettled(c.File.Path, err)
		}
	}
}

// Ended says that runs may have ended that this process did not work on. It returns at once.
func (i *Inbox) Ended() {
	i.mu.Lock()
	i.news.freed, i.news.ended = true, true
	i.mu.Unlock()
	i.ring()
}

func (i *Inbox) free() {
	i.mu.Lock()
	i.news.freed = true
	i.mu.Unlock()
	i.ring()
}

// unsettled logs why a file could not be put away yet.
func (i *Inbox) unsettled(name string, err error) {
	if !errors.Is(err, context.Canceled) {
		i.said.log(i.c.Log, "warn", "fate "+name, say.T("%[1]s cannot be put away after its run, and is tried again: %[2]v", name, reason(err)))
	}
	i.mu.Lock()
	i.news.unsettled = true
	i.mu.Unlock()
	i.ring()
}

// settle puts away the files of all runs that are over.
func (i *Inbox) settle(ctx context.Context) {
	causes, err := i.c.Causes.Causes(ctx, queue.CauseFilter{Kind: queue.ByFile, Open: true, Over: true, Limit: manyOpen})
	if err != nil {
		i.unsettled(i.c.Root, err)
		return
	}
	for _, c := range causes {
		if err := i.decide(ctx, c); err != nil {
			i.unsettled(c.File.Path, err)
		}
	}
}

// decide puts the file of c away when all runs that it started are over.
func (i *Inbox) decide(ctx context.Context, c queue.Cause) error {
	i.moving.Lock()
	defer i.moving.Unlock()
	if i.current().unset {
		return nil
	}
	if !i.redone {
		if err := i.redo(ctx); err != nil {
			return err
		}
		i.redone = true
	}
	t, err := begin(i.c.Root, i.current(), clock.Now())
	if err != nil {
		return err
	}
	defer t.end()
	real, was, err := i.original(ctx, t, c.File)
	if err != nil {
		return err
	}
	group, folder, err := i.group(ctx, c, real != "")
	if err != nil || len(group) == 0 {
		return err
	}
	m := intent{Causes: group, From: c.File.Path}
	if real == "" || folder == "" {
		return i.decided(ctx, m, stays)
	}
	return i.putAway(ctx, t, m, source{real, was, folder})
}

// original returns where the file that started a run lies; "" when it is gone,
// or another file by now, which has a run of its own, or a link: what that leads to has a place already.
func (i *Inbox) original(ctx context.Context, t *tour, f queue.File) (real string, was stamp, err error) {
	real, info, linked, err := t.stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errLeaves):
		return "", stamp{}, nil
	case err != nil:
		return "", stamp{}, err
	case linked, !info.Mode().IsRegular():
		return "", stamp{}, nil
	}
	h, err := i.hash(ctx, t.root, f.Path, real)
	switch {
	case errors.Is(err, errMoving), errors.Is(err, fs.ErrNotExist), err == nil && h.hash != f.Hash:
		return "", stamp{}, nil
	case err != nil:
		return "", stamp{}, err
	}
	return real, h.stamp, nil
}

// group returns the causes of c's file that are to be decided, and where the file goes to; "": it stays.
// There are none while a run on the file is not over, or, as long as the file is there,
// not even in the list.
func (i *Inbox) group(ctx context.Context, c queue.Cause, there bool) (group []queue.Cause, folder string, err error) {
	var done, failed string
	for _, t := range i.withOwn(c) {
		other, entered, err := i.c.Causes.Caused(ctx, t.Workflow, queue.ByFile, c.Key)
		switch {
		case err != nil:
			return nil, "", err
		case !entered && there:
			return nil, "", nil
		case !entered, other.Fate != "", other.Run == "":
			continue
		}
		run, kept, err := i.c.Runs.Get(ctx, other.Run)
		switch {
		case err != nil:
			return nil, "", err
		case kept && !run.State.Over():
			return nil, "", nil
		case !kept: // its run was deleted long ago
		case run.State == queue.Succeeded:
			done = first(done, i.below(t, t.Done, c.File.Path))
		default:
			failed = first(failed, i.below(t, t.Failed, c.File.Path))
		}
		group = append(group, other)
	}
	return group, first(failed, done), nil
}

// withOwn returns the triggers that match the file of c, and that of c's own
// workflow also when it does not any more, or was deleted.
func (i *Inbox) withOwn(c queue.Cause) []Trigger {
	r := i.current()
	found := r.matching(c.File.Path)
	for _, t := range slices.Concat(found, among(r.gone, r.comparable(c.File.Path))) {
		switch {
		case t.Workflow != c.Workflow:
		case t.Gone:
			return append(found, t)
		default:
			return found
		}
	}
	return append(found, Trigger{Workflow: c.Workflow})
}

// below returns the name of a file in one of its trigger's folders: what lies in
// folders below the inbox does so there too. "" when it stays.
func (i *Inbox) below(t Trigger, dir, name string) string {
	if dir == "" {
		return ""
	}
	r := i.current()
	here := r.comparable(name)
	for _, p := range slices.Concat(r.patterns, r.gone) {
		if p.trigger.Workflow == t.Workflow && p.base != "" && len(among([]pattern{p}, here)) > 0 {
			parts := strings.Split(name, "/")
			return path.Join(dir, path.Join(parts[strings.Count(p.base, "/")+1:]...))
		}
	}
	return path.Join(dir, name)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// decided enters where the file went.
func (i *Inbox) decided(ctx context.Context, m intent, fate string) error {
	for _, c := range m.Causes {
		i.reached("deciding")
		if err := i.c.Causes.SetFate(ctx, c, fate); err != nil {
			return err
		}
	}
	i.said.forget("fate " + m.From)
	if m.To == "" {
		return nil
	}
	if fate != stays && i.c.Log != nil {
		i.c.Log("debug", say.T("%[1]s went to %[2]s", m.From, fate))
	}
	return i.c.Causes.SetMark(ctx, intentMark, []byte("null"))
}
