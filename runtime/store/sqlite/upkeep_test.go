package sqlite

import (
	"testing"

	"dandori/runtime/store/storetest"
)

var _ storetest.Keeper = (*DB)(nil)

func TestUpkeep(t *testing.T) { storetest.Upkeep(t, fresh) }
