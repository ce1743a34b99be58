//go:build unix

package sqlite

import (
	"syscall"
	"testing"

	"dandori/runtime/queue"
)

// A process that was frozen for longer than its lease finds its run taken over,
// and can neither write into its journal nor end it.
func TestAFrozenProcessIsFenced(t *testing.T) {
	d, path := shared(t)
	order(t, d, "run")
	p := start(t, "go on", path)
	p.says(t)
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	r, took := takeOver(t, d, frozenLease)
	t.Logf("taken over after %s", took)
	if err := p.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.tell(t, "go on")
	if got, want := p.says(t), "fenced true true true"; got != want {
		t.Errorf("the journal, the lease, the end: %s, want %s", got, want)
	}
	if err := d.Park(t.Context(), queue.Lease{Run: r.ID, Epoch: r.Epoch}, queue.Park{State: queue.Succeeded}); err != nil {
		t.Error(err)
	}
}
