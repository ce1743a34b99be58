package call_test

import (
	"context"
	"testing"

	"dandori/runtime/call"
)

// counter is a scribe that only counts.
type counter struct{ k int }

func (c *counter) Begin(call.Request) (int, *call.Prior) {
	c.k++
	return c.k, &call.Prior{Last: c.k == 1}
}
func (c *counter) Intend(context.Context, call.Intent) error { return nil }
func (c *counter) Settle(call.Result) error                  { return nil }
func (c *counter) Note([]byte) error                         { return nil }

func (c *counter) Plan([]byte) error { return nil }

// What was begun ahead is taken by the next request of that operation, once.
func TestBeginIsTakenOnce(t *testing.T) {
	w := &counter{}
	r := call.Request{Operation: call.Operation{Name: "users.add", Effect: call.Once}}
	other := call.Request{Operation: call.Operation{Name: "users.update", Effect: call.Once}}
	ctx, prior := call.Begin(call.WithStep(t.Context(), call.Step{N: 1}, w), r)
	if w.k != 1 || !prior.Last {
		t.Fatalf("begun %d times, %+v", w.k, prior)
	}
	for i, want := range []struct {
		of call.Request
		k  int
	}{{other, 2}, {r, 1}, {r, 3}} {
		if k, p := call.Begun(ctx, w, want.of); k != want.k || p.Last != (k == 1) {
			t.Errorf("request %d is named %d, want %d", i, k, want.k)
		}
	}
	if same, prior := call.Begin(t.Context(), r); same != t.Context() || prior != nil {
		t.Error("without a scribe something is known")
	}
}
