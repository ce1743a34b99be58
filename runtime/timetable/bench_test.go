package timetable

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
)

// thousand is a timetable of 1,000 workflows with a real store.
func thousand(b *testing.B, db queue.Causes, now *time.Time) *Timetable {
	t := New(Config{
		Causes: db, Zone: func() *time.Location { return time.UTC }, Now: func() time.Time { return *now },
		Start: nil, Log: func(_, _ string, t say.Text) { b.Fatal(t) },
	})
	var plans []Plan
	for i := range 1000 {
		plans = append(plans, Plan{Workflow: fmt.Sprint("workflow-", i), Schedules: []string{fmt.Sprintf("%d %d * * 1-5", i%60, 9+i%10), "@businessday 08:00"}})
	}
	t.Set(plans)
	return t
}

func open(b *testing.B) *sqlite.DB {
	db, err := sqlite.Open(b.Context(), sqlite.Config{Path: filepath.Join(b.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

// BenchmarkFirstStart enters the marks of 1,000 workflows that nobody has seen before.
func BenchmarkFirstStart(b *testing.B) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		thousand(b, open(b), &now).look(b.Context())
	}
}

// BenchmarkStart reads the marks of 1,000 workflows.
func BenchmarkStart(b *testing.B) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	db := open(b)
	thousand(b, db, &now).look(b.Context())
	for b.Loop() {
		thousand(b, db, &now).look(b.Context())
	}
}

// BenchmarkIdle is what happens once a minute while nothing is due.
func BenchmarkIdle(b *testing.B) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	t := thousand(b, open(b), &now)
	t.look(b.Context())
	for b.Loop() {
		t.look(b.Context())
	}
}
