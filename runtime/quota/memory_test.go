package quota_test

import (
	"testing"

	"dandori/runtime/quota"
	"dandori/runtime/store/storetest"
)

type hold struct{ *quota.Memory }

func (h hold) Close() error {
	h.Die()
	return nil
}

// The shelf of the other tests is as a store is.
func TestMemory(t *testing.T) {
	storetest.Ledger(t, func(*testing.T) func() storetest.Shelf {
		shelf := quota.NewMemory()
		return func() storetest.Shelf { return hold{shelf.Hold()} }
	})
}
