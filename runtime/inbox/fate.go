package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"
	"syscall"
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
	causes, err := i.c.Causes.Causes(ctx, queue.CauseFilter{Kind: queue.ByFile, Open: true, Limit: manyOpen})
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

// intent is written before a file is moved, and says what is under way.
type intent struct {
	Causes []queue.Cause `json:"causes"`
	From   string        `json:"from"`
	To     string        `json:"to"`
	Copied bool          `json:"copied,omitempty"` // to is whole, on another file system: from goes
}

// decide puts the file of c away when all runs that it started are over.
func (i *Inbox) decide(ctx context.Context, c queue.Cause) error {
	i.moving.Lock()
	defer i.moving.Unlock()
	group, folder, ready, err := i.group(ctx, c)
	if err != nil || !ready {
		return err
	}
	t, err := begin(i.c.Root, i.current(), clock.Now())
	if err != nil {
		return err
	}
	defer t.end()
	m := intent{Causes: group, From: c.File.Path}
	if folder != "" {
		return i.putAway(ctx, t, m, folder)
	}
	return i.decided(ctx, m, stays)
}

// group returns the causes of c's file and where it goes to; ready is false while
// another workflow's run on the same file is not over, or not even in the list.
func (i *Inbox) group(ctx context.Context, c queue.Cause) (group []queue.Cause, folder string, ready bool, err error) {
	var done, failed string
	for _, t := range i.withOwn(c) {
		other, there, err := i.c.Causes.Caused(ctx, t.Workflow, queue.ByFile, c.Key)
		switch {
		case err != nil:
			return nil, "", false, err
		case !there:
			return nil, "", false, nil
		case other.Fate != "" || other.Run == "":
			continue
		}
		run, there, err := i.c.Runs.Get(ctx, other.Run)
		switch {
		case err != nil:
			return nil, "", false, err
		case there && !run.State.Over():
			return nil, "", false, nil
		case !there: // its run was deleted long ago
		case run.State == queue.Succeeded:
			done = first(done, i.below(t, t.Done, c.File.Path))
		default:
			failed = first(failed, i.below(t, t.Failed, c.File.Path))
		}
		group = append(group, other)
	}
	return group, first(failed, done), len(group) > 0, nil
}

// withOwn returns the triggers that match the file of c, and that of c's own
// workflow also when it does not any more.
func (i *Inbox) withOwn(c queue.Cause) []Trigger {
	found := i.current().matching(c.File.Path)
	for _, t := range found {
		if t.Workflow == c.Workflow {
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
	for _, p := range r.patterns {
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

// putAway moves the file of m's causes to the name to, or one like it that is free.
func (i *Inbox) putAway(ctx context.Context, t *tour, m intent, to string) error {
	real, info, linked, err := t.stat(m.From)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errLeaves) {
		return i.decided(ctx, m, stays)
	}
	if err != nil {
		return err
	}
	if linked || !info.Mode().IsRegular() { // what a link leads to has a place of its own
		return i.decided(ctx, m, stays)
	}
	was, err := i.hash(ctx, t.root, m.From, real)
	if err == nil && was.hash != m.Causes[0].File.Hash || errors.Is(err, errMoving) {
		return i.decided(ctx, m, stays) // it is another file now, with a run of its own
	}
	if err != nil {
		return err
	}
	for n := 1; n <= mostNames; n++ {
		m.To = freeName(to, n)
		place, err := t.target(m.To)
		if err != nil {
			return err
		}
		if t.placed(place) {
			continue
		}
		if err := i.moveTo(ctx, t, m, real, place, was.stamp); !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return fs.ErrExist
}

// moveTo moves the file from the place real to place; its names are in m.
func (i *Inbox) moveTo(ctx context.Context, t *tour, m intent, real, place string, was stamp) error {
	if err := i.intend(ctx, m); err != nil {
		return err
	}
	i.reached("intended")
	err := t.rename(real, place)
	if errors.Is(err, syscall.EXDEV) {
		return i.copyTo(ctx, t, m, real, place, was)
	}
	if err != nil {
		return err
	}
	i.reached("renamed")
	info, err := t.root.Lstat(place)
	if err != nil {
		return err
	}
	if !was.moved(stampOf(info)) { // somebody put another file there a moment ago
		return i.putBack(ctx, t, m, real, place)
	}
	return i.decided(ctx, m, m.To)
}

// copyTo moves a file to another file system.
func (i *Inbox) copyTo(ctx context.Context, t *tour, m intent, real, place string, was stamp) error {
	if err := t.copyOver(ctx, real, place, was); err != nil {
		return err
	}
	copied, err := hashFile(ctx, t.root, place)
	if err != nil {
		return err
	}
	if copied.hash != m.Causes[0].File.Hash { // it changed while it was copied
		return errors.Join(t.root.Remove(place), i.decided(ctx, m, stays))
	}
	m.Copied = true
	if err := i.intend(ctx, m); err != nil {
		return err
	}
	i.reached("copied")
	return i.dropCopied(ctx, t, m, real)
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
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		i.Look(false, []string{path.Dir(m.From)})
		return i.decided(ctx, m, stays)
	}
	return fs.ErrExist
}

func (i *Inbox) intend(ctx context.Context, m intent) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return i.c.Causes.SetMark(ctx, intentMark, raw)
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
	if fate != stays && i.c.Log != nil {
		i.c.Log("debug", say.T("%[1]s went to %[2]s", m.From, fate))
	}
	return nil
}

func (i *Inbox) reached(step string) {
	if i.at != nil {
		i.at(step)
	}
}

// redo ends a move in whose middle dandori was stopped.
func (i *Inbox) redo(ctx context.Context) {
	i.moving.Lock()
	defer i.moving.Unlock()
	raw, err := i.c.Causes.Mark(ctx, intentMark)
	var m intent
	if err == nil && raw != nil {
		err = json.Unmarshal(raw, &m)
	}
	if err == nil && len(m.Causes) > 0 {
		err = i.goOn(ctx, m)
	}
	if err != nil {
		i.unsettled(m.From, err)
	}
}

// goOn looks how far the move has come. One that has not begun is left to settle.
func (i *Inbox) goOn(ctx context.Context, m intent) error {
	now, there, err := i.c.Causes.Caused(ctx, m.Causes[len(m.Causes)-1].Workflow, queue.ByFile, m.Causes[0].Key)
	if err != nil || !there || now.Fate != "" {
		return err
	}
	t, err := begin(i.c.Root, i.current(), clock.Now())
	if err != nil {
		return err
	}
	defer t.end()
	place, err := t.target(m.To)
	if err != nil || !t.placed(place) {
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
		return i.unlinked(ctx, t, m, real, moved.stamp)
	case !t.placed(real): // another file was taken for it
		return i.putBack(ctx, t, m, real, place)
	}
	return nil
}

// unlinked ends a move that is done but for the old name, perhaps.
func (i *Inbox) unlinked(ctx context.Context, t *tour, m intent, real string, moved stamp) error {
	if info, err := t.root.Lstat(real); err == nil && moved.id != (identity{}) && stampOf(info).is(moved) {
		if err := t.root.Remove(real); err != nil {
			return err
		}
	}
	return i.decided(ctx, m, m.To)
}
