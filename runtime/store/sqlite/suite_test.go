package sqlite

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/seal"
	"dandori/runtime/store/storetest"
)

var _ storetest.Store = (*DB)(nil)

// fresh is an empty store for the suites.
func fresh(t *testing.T) storetest.Open {
	c := Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())}
	return func(now func() time.Time) storetest.Store {
		d, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		d.now = now
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
}

func TestQueue(t *testing.T)     { storetest.Queue(t, fresh) }
func TestLanes(t *testing.T)     { storetest.Lanes(t, fresh) }
func TestCauses(t *testing.T)    { storetest.Causes(t, fresh) }
func TestNotices(t *testing.T)   { storetest.Notices(t, fresh) }
func TestApprovals(t *testing.T) { storetest.Approvals(t, fresh) }
func TestLogs(t *testing.T)      { storetest.Logs(t, fresh) }

// TestWalks repeats some walks, and tries one that nobody has tried.
func TestWalks(t *testing.T) {
	seeds := []uint64{rand.Uint64()}
	for seed := range uint64(8) {
		seeds = append(seeds, seed)
	}
	storetest.Walks(t, fresh, seeds...)
}
