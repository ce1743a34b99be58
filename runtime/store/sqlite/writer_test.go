package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"dandori/runtime/clock"
)

func TestAChangeIsWholeOrNotAtAll(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	broken := errors.New("broken")
	for name, f := range map[string]func(*tx) error{
		"an error":       func(*tx) error { return broken },
		"a wrong query":  func(t *tx) error { _, err := t.Exec("INSERT INTO nowhere VALUES(1)"); return err },
		"a broken rule":  func(t *tx) error { _, err := t.Exec("INSERT INTO meta VALUES('half', NULL)"); return err },
		"its own commit": func(t *tx) error { _, err := t.conn.ExecContext(t.ctx, "COMMIT"); return errors.Join(err, broken) },
	} {
		err := d.change(t.Context(), durable, func(tx *tx) error {
			if name != "its own commit" {
				if err := tx.setMeta("half", []byte("x")); err != nil {
					return err
				}
			}
			return f(tx)
		})
		if err == nil {
			t.Errorf("%s: nothing was said", name)
		}
	}
	func() {
		defer func() { _ = recover() }()
		_ = d.change(t.Context(), quick, func(tx *tx) error {
			_ = tx.setMeta("half", []byte("x"))
			panic("ours")
		})
	}()
	if half, err := d.meta(t.Context(), "half"); half != nil || err != nil {
		t.Errorf("half a change is there: %q, %v", half, err)
	}
	if err := d.write(t); err != nil {
		t.Errorf("the writer is lost: %v", err)
	}
}

func TestAContextThatEndsDoesNotTakeTheWriterAlong(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	if err := d.change(ctx, durable, func(tx *tx) error {
		cancel(why)
		return tx.setMeta("test", []byte("x"))
	}); err != nil {
		t.Errorf("a change that was begun was not ended: %v", err)
	}
	if err := d.change(ctx, durable, func(*tx) error { t.Error("begun"); return nil }); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	if err := d.write(t); err != nil {
		t.Error(err)
	}
}

func TestManyChangeAtOnce(t *testing.T) {
	const writers, each = 8, 40
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				if err := d.change(t.Context(), durability(i%2 == 0), func(t *tx) error {
					_, err := t.Exec(insertEntry, fmt.Sprint(w), i, []byte("x"))
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := d.count(t, "journal"); n != writers*each {
		t.Errorf("%d rows", n)
	}
	if d.wal.synced != writers*each/2 {
		t.Errorf("%d commits were synced, want %d", d.wal.synced, writers*each/2)
	}
}

// TestASyncCoversOnlyWhatWasCommittedBefore takes the syncs of two commits apart.
func TestASyncCoversOnlyWhatWasCommittedBefore(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	for want := range uint64(3) {
		if err := d.wal.sync(); err != nil || d.wal.synced != want+1 {
			t.Errorf("synced %d, want %d, %v", d.wal.synced, want+1, err)
		}
	}
}

func TestTheLogIsMovedIntoTheStoreWhenNothingHappens(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	before := fileSize(t, d.path)
	for i := range 50 {
		d.insert(t, quick, "run", i, make([]byte, 900))
	}
	d.writer.mu.Lock()
	moved := d.writer.checkpoint("PASSIVE")
	d.writer.mu.Unlock()
	if after := fileSize(t, d.path); !moved || after <= before {
		t.Errorf("%v: %d bytes, before %d", moved, after, before)
	}
	start := clock.Now()
	if err := d.emptyLog(t.Context()); err != nil || fileSize(t, walOf(d.path)) != 0 {
		t.Errorf("the log has %d bytes, %v, %s", fileSize(t, walOf(d.path)), err, clock.Since(start))
	}
}
