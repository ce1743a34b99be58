package storetest

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

// Keeper is a store that is looked after.
type Keeper interface {
	Journals
	catalog.Shelf
	Hash(data []byte) string
	Sweep(ctx context.Context, keep queue.Keep, now time.Time) (runs int, err error)
	Backup(ctx context.Context, to string) error
	Check(ctx context.Context) error
	Rotate(ctx context.Context, to seal.Key) error
}

// Upkeep tests a store, whose stores are Keepers, as something that is kept for years.
func Upkeep(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world, Keeper){
		"WhatHasBeenOverForLongGoes": overGoes,
		"WhatIsNotOverStays":         notOverStays,
		"ForEverIsForEver":           forEver,
		"ContentGoesWithItsRun":      contentGoes,
		"ANewKeyChangesNoName":       newKey,
		"ContentGoesWithItsVersion":  versionContent,
		"EntriesAreKept":             entriesKept,
		"EntriesMeet":                entriesMeet,
		"OldCausesGo":                oldCauses,
		"OldNoticesGo":               oldNotices,
		"ABackupOverwritesNothing":   backups,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, fresh)
			s, ok := w.process().(Keeper)
			if !ok {
				t.Fatal("this is no Keeper")
			}
			test(w, s)
			w.must(s.Check(t.Context()))
		})
	}
}

const day = 24 * time.Hour

var monthAndYear = queue.Keep{Succeeded: 30 * day, Failed: 365 * day}

// over enters a run with a log and an approval, and ends it.
func (w *world) over(s Keeper, state queue.State) string {
	w.Helper()
	id := w.add(s)
	r := w.claim(s)
	w.must(s.Write(w.Context(), id, []queue.Line{{At: w.Now(), Level: "info", Message: "a line"}}))
	w.must(s.Request(w.Context(), id, 1, "a question", nil, nil))
	w.must(s.Park(w.Context(), queue.Lease{Run: id, Epoch: r.Epoch}, queue.Park{State: state}))
	return id
}

func (w *world) swept(s Keeper, keep queue.Keep, want int) {
	w.Helper()
	if n, err := s.Sweep(w.Context(), keep, w.Now()); err != nil || n != want {
		w.Errorf("%d runs were swept, want %d (%v)", n, want, err)
	}
}

func (w *world) gone(s Keeper, id string) {
	w.Helper()
	if _, ok, err := s.Get(w.Context(), id); ok || err != nil {
		w.Errorf("%s is still there (%v)", id, err)
	}
	if lines, err := s.Read(w.Context(), id, 0, 10); len(lines) > 0 || err != nil {
		w.Errorf("%s has left %d lines (%v)", id, len(lines), err)
	}
	for range s.ReadJournal(w.Context(), id) {
		w.Errorf("%s has left a journal", id)
	}
}

func overGoes(w *world, s Keeper) {
	succeeded, failed, cancelled := w.over(s, queue.Succeeded), w.over(s, queue.Failed), w.over(s, queue.Cancelled)
	w.Pass(30*day - time.Second)
	w.swept(s, monthAndYear, 0)
	w.Pass(2 * time.Second)
	w.swept(s, monthAndYear, 1)
	w.gone(s, succeeded)
	w.get(s, failed)
	w.get(s, cancelled)
	w.Pass(335 * day)
	w.swept(s, monthAndYear, 2)
	w.gone(s, failed)
	w.gone(s, cancelled)
}

func notOverStays(w *world, s Keeper) {
	queued := w.add(s)
	w.Pass(10_000 * day)
	w.swept(s, monthAndYear, 0)
	running := w.claim(s)
	w.swept(s, monthAndYear, 0)
	w.must(s.Park(w.Context(), queue.Lease{Run: running.ID, Epoch: running.Epoch}, queue.Park{State: queue.InDoubt}))
	w.Pass(10_000 * day)
	w.swept(s, monthAndYear, 0)
	w.get(s, queued)
}

func forEver(w *world, s Keeper) {
	id := w.over(s, queue.Succeeded)
	w.Pass(10_000 * day)
	w.swept(s, queue.Keep{}, 0)
	w.get(s, id)
}

func contentGoes(w *world, s Keeper) {
	named, err := s.Put(w.Context(), []byte("a program"))
	w.must(err)
	nameless, err := s.Put(w.Context(), []byte("nobody's"))
	w.must(err)
	r := w.run()
	r.Spec.Program = named
	_, err = s.Add(w.Context(), r, "", 0)
	w.must(err)
	w.Pass(10_000 * day) // what was put is not swept at once
	w.swept(s, monthAndYear, 0)
	if got, err := s.Content(w.Context(), named); err != nil || !bytes.Equal(got, []byte("a program")) {
		w.Errorf("what a run needs is %q (%v)", got, err)
	}
	if _, err := s.Content(w.Context(), nameless); err == nil {
		w.Error("what nothing names is still there")
	}
}

func newKey(w *world, s Keeper) {
	id := w.over(s, queue.Succeeded)
	name, err := s.Put(w.Context(), []byte("a program"))
	w.must(err)
	hash := s.Hash([]byte("x"))
	file := w.found("inbox/a.csv")
	fired := w.fire(s, "", file)
	w.must(s.SetMark(w.Context(), "a", []byte("mark")))
	w.keepEntry(s, catalog.Entry{Workflow: "a", Live: &catalog.Version{ID: "1", Program: name}})
	w.must(s.Skip(w.Context(), nil, []queue.Notice{w.notice("ops")}))
	w.must(s.Rotate(w.Context(), seal.NewKey()))
	w.get(s, id)
	if lines, err := s.Read(w.Context(), id, 0, 10); err != nil || len(lines) != 1 || lines[0].Message != "a line" {
		w.Errorf("%v (%v)", lines, err)
	}
	if got, err := s.Content(w.Context(), name); err != nil || string(got) != "a program" {
		w.Errorf("%q (%v)", got, err)
	}
	if got := w.caused(s, file); got.Run != fired.Run || got.File != file.File {
		w.Errorf("%+v", got)
	}
	if again := w.fire(s, "", file); again.New {
		w.Error("a cause has fired twice")
	}
	if mark, err := s.Mark(w.Context(), "a"); err != nil || string(mark) != "mark" {
		w.Errorf("%q (%v)", mark, err)
	}
	if e, ok, err := s.Entry(w.Context(), "a"); !ok || err != nil || e.Live.Program != name {
		w.Errorf("%+v, %v, %v", e, ok, err)
	}
	w.tells(s, "ops")
	if s.Hash([]byte("x")) != hash || hash == s.Hash([]byte("y")) {
		w.Error("the names have changed")
	}
}

func backups(w *world, s Keeper) {
	w.over(s, queue.Succeeded)
	to := filepath.Join(w.TempDir(), "backup")
	w.must(s.Backup(w.Context(), to))
	if err := s.Backup(w.Context(), to); err == nil {
		w.Error("a backup was overwritten")
	}
}
