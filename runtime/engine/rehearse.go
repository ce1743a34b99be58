package engine

import (
	"context"
	"errors"
	"iter"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
)

// Rehearsal says whether a run could go on with other code than it began with.
type Rehearsal struct {
	Fits  bool     `json:"fits"`
	Steps int      `json:"steps"`         // of the journal, that the code asked for again
	Of    int      `json:"of"`            // that the journal holds
	At    int      `json:"at,omitempty"`  // the line of the journal at which the code goes another way; 0: it breaks off by itself
	Was   string   `json:"was,omitempty"` // what stands in that line: "sleep", "vendor (sansan bizCards.list)"
	Is    string   `json:"is,omitempty"`  // what the code asks for in its place; "" for nothing
	Why   *Failure `json:"why,omitempty"` // with the place in the source; nil when it fits
}

// errFits ends a rehearsal that has seen enough.
var errFits = errors.New("engine: the code asks for more than the journal holds")

// Rehearse runs c.Program through c.Journal without going on with the run:
// calls are answered from the journal, and at the first that it has no answer
// to the code fits. Nothing is sent and nothing entered; what the code computes
// until then is bounded by ctx alone, whose cause is the error.
func Rehearse(ctx context.Context, c Config) (Rehearsal, error) {
	entries, err := rehearsed(c.Journal)
	if err != nil {
		return Rehearsal{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &rehearsal{&host{
		ctx: ctx, stop: cancel, config: c, log: readOnly{c.Journal}, replay: journal.NewReplay(entries), order: make(turn, 1), through: make(chan struct{}),
		waiting: map[int]*ask{}, live: map[int]*ask{}, thrown: map[*call.Error]int{},
	}}
	r.vm = vm.New(vm.Config{
		Host: r, Modules: c.Modules, Lang: c.Lang, Params: c.Params, Idle: r.idle, Prelude: c.Prelude,
		Console: func(string, string) {},
	})
	_, err = r.vm.Run(ctx, vm.Program{Name: c.Program.Name, Code: string(c.Program.Code), Map: c.Program.Map})
	return r.result(err)
}

// rehearsed reads the journal of a run that has begun.
func rehearsed(log journal.Log) ([]journal.Entry, error) {
	var entries []journal.Entry
	for e, err := range log.Entries() {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	if err := journal.Check(entries); err != nil {
		return nil, call.New(call.Fault, "the run's journal cannot be read: %v", err).Because(err)
	}
	return entries, nil
}

// rehearsal is a host that does nothing.
type rehearsal struct{ *host }

// Ask implements vm.Host.
func (r *rehearsal) Ask(asked vm.Asked) {
	k, recorded, known := r.next(asked)
	switch {
	case k == nil:
	case known && !journal.Same(recorded.Call, asked.Call):
		r.halt(asked.Sited(diverged(k.n, recorded, asked.Call)))
	case !known && r.replay.Through():
		r.halt(errFits)
	default:
		r.place(k, known)
	}
}

// idle is called on the loop when the script waits for what no journal holds.
func (r *rehearsal) idle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx.Err() != nil || !r.vm.Quiet() {
		return
	}
	r.halted = true
	if _, more := r.replay.Asked(r.n + 1); more || !r.replay.Through() {
		r.stop(r.askedLess())
		return
	}
	r.stop(errFits)
}

func (r *rehearsal) result(err error) (Rehearsal, error) {
	out := Rehearsal{Of: r.replay.Asks()}
	out.Steps = min(r.n, out.Of)
	if err == nil {
		err = r.forgotten()
	}
	switch {
	case r.broken != nil:
		return Rehearsal{}, r.broken
	case err == nil, errors.Is(err, errFits):
		out.Fits = true
		return out, nil
	}
	var d *divergence
	if !errors.As(err, &d) && r.ctx.Err() != nil {
		return Rehearsal{}, context.Cause(r.ctx)
	}
	out.Why = r.ended(r.vm.Failure(err)).Failure
	if d != nil {
		out.At, out.Was, out.Is = d.line, d.was, d.is
		out.Steps = max(0, d.step-1)
	}
	return out, nil
}

// readOnly is a journal that takes nothing.
type readOnly struct{ journal.Log }

func (readOnly) Append(journal.Entry) error { return nil }
func (readOnly) Sync() error                { return nil }

// ReadOnly makes a journal of entries that nobody may go on with, and of what loads their contents.
func ReadOnly(entries iter.Seq2[journal.Entry, error], load func(blob string) ([]byte, error)) journal.Log {
	return readOnly{stored{entries, load}}
}

type stored struct {
	entries iter.Seq2[journal.Entry, error]
	load    func(blob string) ([]byte, error)
}

func (s stored) Append(journal.Entry) error               { return nil }
func (s stored) Sync() error                              { return nil }
func (s stored) Entries() iter.Seq2[journal.Entry, error] { return s.entries }
func (s stored) Load(blob string) ([]byte, error)         { return s.load(blob) }
