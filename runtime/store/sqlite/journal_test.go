package sqlite

import (
	"testing"

	"dandori/runtime/store/storetest"
)

var _ storetest.Journals = (*DB)(nil)

func TestJournal(t *testing.T) {
	storetest.Journal(t, fresh, func(s storetest.Store, name string) storetest.State { return s.(*DB).State(name) })
}
