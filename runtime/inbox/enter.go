package inbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	heavy     = 32 << 20         // bytes: bigger files are hashed beside the others
	again     = 30 * time.Second // what could not be looked at is looked at again
	longest   = 5 * time.Minute  // between two tries to start a run
	heldLong  = time.Minute      // after so long it is said that a file is still open
	heldPause = 10 * time.Second // between two looks at it, at most
)

// step does all that is due and returns when something is due next.
func (i *Inbox) step(ctx context.Context, now time.Time) time.Time {
	n, r := i.take()
	t, err := begin(i.c.Root, r, now)
	if err != nil {
		i.trouble(i.c.Root, err)
		i.untake(n)
		return now.Add(again)
	}
	defer t.end()
	i.look(t, n)
	i.files.first = false
	for _, r := range n.read {
		if f := i.files.waiting[r.name]; f != nil && f.due.IsZero() {
			f.due = now
			i.unread(ctx, t, f, r.err)
		}
	}
	for _, f := range i.files.ripe(now, n) {
		if ctx.Err() != nil {
			break
		}
		i.consider(ctx, t, f)
	}
	if soon := now.Add(settleSoon); n.unsettled && soon.Before(i.files.settle) {
		i.files.settle = soon
	}
	if n.ended || !i.files.settle.After(now) {
		i.files.settle = now.Add(settleEvery)
		i.settle(ctx)
	}
	return i.files.next()
}

// untake keeps news for the next step.
func (i *Inbox) untake(n news) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.news.all, i.news.freed = i.news.all || n.all, i.news.freed || n.freed
	i.news.anew = i.news.anew || n.anew
	i.news.unsettled, i.news.ended = i.news.unsettled || n.unsettled, i.news.ended || n.ended
	i.news.read = append(i.news.read, n.read...)
	for name := range n.names {
		i.news.names[name] = true
	}
}

// consider starts a file's runs if it is complete.
func (i *Inbox) consider(ctx context.Context, t *tour, f *file) {
	real, info, _, err := t.stat(f.name)
	switch {
	case err != nil:
		i.trouble(f.name, err)
		i.files.drop(f.name, &i.hashes)
		return
	case !info.Mode().IsRegular():
		i.files.drop(f.name, &i.hashes)
		return
	case !f.stamp.still(stampOf(info)):
		i.files.saw(f.name, stampOf(info), t, i.c.Still)
		return
	case t.now.Before(f.since.Add(patience(f.stamp, i.c.Still))):
		f.due = f.since.Add(patience(f.stamp, i.c.Still))
		return
	case heldOpen(t.root, real):
		i.wait(t, f)
		return
	}
	f.stamp = stampOf(info)
	if i.content(ctx, t, f, real) {
		i.enterAll(ctx, t, f)
	}
}

// wait lets a file be looked at again that somebody has open for writing.
func (i *Inbox) wait(t *tour, f *file) {
	open := t.now.Sub(f.since)
	f.due = t.now.Add(min(max(i.c.Still, open/4), heldPause))
	if open >= heldLong {
		i.said.log(i.c.Log, "info", f.name, say.T("%s is still open in the program that writes it: its run starts when it is closed", f.name))
	}
}

// content finds out what the file holds; ok is false when that is not known yet.
func (i *Inbox) content(ctx context.Context, t *tour, f *file, real string) (ok bool) {
	if _, known := i.hashes.get(f.name, f.stamp); !known && f.stamp.size > heavy {
		i.hashBeside(ctx, f)
		return false
	}
	h, err := i.hash(ctx, t.root, f.name, real)
	if err == nil && !h.stamp.still(f.stamp) {
		err = errMoving
	}
	if err != nil {
		i.unread(ctx, t, f, err)
		return false
	}
	f.stamp = h.stamp
	if h.hash != f.hash || !h.stamp.moved(f.taken) {
		f.entered = nil
	}
	f.hash, f.taken = h.hash, h.stamp
	i.said.forget(f.name)
	return true
}

// unread lets a file be looked at again that could not be read.
func (i *Inbox) unread(ctx context.Context, t *tour, f *file, err error) {
	switch {
	case err == nil, ctx.Err() != nil:
	case errors.Is(err, errMoving):
		f.since, f.due = t.now, t.now.Add(i.c.Still)
	default:
		i.trouble(f.name, err)
		f.due = t.now.Add(again)
	}
}

// hashBeside reads a big file on a goroutine of its own, one at a time, and rings when it is done.
func (i *Inbox) hashBeside(ctx context.Context, f *file) {
	f.due = time.Time{}
	name := f.name
	i.files.heavy.Go(func() {
		select {
		case i.files.hashing <- struct{}{}:
			defer func() { <-i.files.hashing }()
		case <-ctx.Done():
			return
		}
		i.hashBig(ctx, name)
	})
}

func (i *Inbox) hashBig(ctx context.Context, name string) {
	t, err := begin(i.c.Root, i.current(), time.Time{})
	if err == nil {
		defer t.end()
		var real string
		if real, _, _, err = t.stat(name); err == nil {
			_, err = i.hash(ctx, t.root, name, real)
		}
	}
	i.mu.Lock()
	i.news.read = append(i.news.read, reading{name, err})
	i.mu.Unlock()
	i.ring()
}

// enterAll starts the runs that the file's content has not started yet.
func (i *Inbox) enterAll(ctx context.Context, t *tour, f *file) {
	f.stalled, f.due = false, time.Time{}
	for _, trigger := range t.rules.matching(f.name) {
		if slices.Contains(f.entered, trigger.Workflow) {
			continue
		}
		if until := i.enter(ctx, t, f, trigger.Workflow); until.IsZero() {
			f.entered = append(f.entered, trigger.Workflow)
		} else if f.due.IsZero() || until.Before(f.due) {
			f.due = until
		}
	}
	if f.due.IsZero() {
		delete(i.files.waiting, f.name)
	}
}

// enter starts the workflow's run for the file, unless its content has started
// one; until is when to try again, zero: never.
func (i *Inbox) enter(ctx context.Context, t *tour, f *file, workflow string) (until time.Time) {
	if s := i.files.stalls[workflow]; s.until.After(t.now) {
		f.stalled = true
		return s.until
	}
	c := queue.Cause{
		Workflow: workflow, Kind: queue.ByFile, Key: key(f.name, f.hash),
		At: t.now, File: queue.File{Path: f.name, Hash: f.hash},
	}
	before, there, err := i.c.Causes.Caused(ctx, workflow, queue.ByFile, c.Key)
	if err == nil && there {
		i.saySame(f, before)
		return time.Time{}
	}
	var fired queue.Fired
	if err == nil {
		fired, err = i.c.Start(ctx, workflow, c)
	}
	switch {
	case err != nil:
		f.stalled = true
		return i.stallFor(ctx, t, workflow, err)
	case fired.Run == "" && fired.Busy != "":
		f.stalled = true
		i.files.stalls[workflow] = stall{until: t.now.Add(again), busy: true}
		return t.now.Add(again)
	}
	delete(i.files.stalls, workflow)
	i.said.forget("start " + workflow)
	return time.Time{}
}

// stallFor keeps a workflow's files waiting, longer each time, after its run could not be entered.
func (i *Inbox) stallFor(ctx context.Context, t *tour, workflow string, err error) time.Time {
	s := i.files.stalls[workflow]
	s = stall{until: t.now.Add(min(again<<min(s.tries, 8), longest)), tries: s.tries + 1}
	i.files.stalls[workflow] = s
	if ctx.Err() == nil {
		i.said.log(i.c.Log, "error", "start "+workflow, say.T("%[1]s: its files wait, because no run can be started: %[2]v", workflow, err))
	}
	return s.until
}

// saySame tells that a file which came now has had its run. Of what lay there when
// dandori started nothing is said.
func (i *Inbox) saySame(f *file, before queue.Cause) {
	if f.old || before.Fate == "" {
		return
	}
	i.said.log(i.c.Log, "info", f.name, say.T("%[1]s holds what it held when run %[2]s took it, so it starts none now: `dandori run %[3]s -p file=%[1]s` runs it again",
		f.name, before.Run, before.Workflow))
}

// key makes a file's cause one: its name and its content.
func key(name, hash string) string { return (&rules{}).comparable(name) + " " + hash }
