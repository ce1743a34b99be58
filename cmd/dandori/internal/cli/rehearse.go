package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"dandori/bindings"
	"dandori/bindings/basics"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
)

// rehearsalTime is how long a script may compute until it asks for more than
// its run's journal holds.
const rehearsalTime = 30 * time.Second

// rehearse finds out whether run could go on as spec says. It runs the script's
// code: nothing is sent, and no file of the project changes.
func (a *app) rehearse(ctx context.Context, p *project, s *keeping, run queue.Run, spec queue.Spec) (engine.Rehearsal, error) {
	run.Spec = spec
	x, err := a.restore(ctx, p, s, run)
	if err != nil {
		return engine.Rehearsal{}, err
	}
	o, err := a.openRehearsal(s, x)
	defer func() {
		o.close()
		_ = os.RemoveAll(filepath.Join(p.root, ".dandori", "dry-run", layerOf(run)))
	}()
	if err != nil {
		return engine.Rehearsal{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, rehearsalTime, say.Errorf("the script computed for more than %s without an end", rehearsalTime))
	defer cancel()
	load := func(blob string) ([]byte, error) { return s.Content(ctx, blob) }
	return engine.Rehearse(ctx, engine.Config{
		Program: x.compiled.program, Prelude: x.prelude, Params: spec.Params, Modules: o.modules, Lang: say.Lang(spec.Lang),
		Journal: engine.ReadOnly(s.ReadJournal(ctx, run.ID), load),
	})
}

// layerOf is where the files go that a rehearsal writes.
func layerOf(run queue.Run) string { return "rehearsal-" + run.ID }

// openRehearsal opens what the script of x uses, with no way to write or to be heard.
func (a *app) openRehearsal(s *keeping, x *execution) (*opened, error) {
	o := &opened{}
	spec := x.run.Spec
	var err error
	if o.folder, err = folder.Open(folder.Config{Root: x.project.root, Read: spec.Read, Write: spec.Write, DryRun: layerOf(x.run)}); err != nil {
		return o, err
	}
	o.config = bindings.Config{
		Sandbox: s.sandbox, Poller: s.poller, Root: x.project.root, Connections: x.usable(), Use: spec.Uses, Lookup: x.project.lookup,
		Base: deaf{}, DryRun: spec.DryRun, AskVendor: spec.AskVendor, Preimage: spec.Preimage, Ledger: s.ledger, State: s.State(x.run.Shelf()),
		Notice: func(say.Text) {}, Warn: func(say.Text) {}, Log: func(transport.Entry) {},
	}
	if o.connections, err = bindings.Connect(o.config); err != nil {
		return o, err
	}
	o.modules = []vm.Module{bindings.Run{
		Root:   x.project.root,
		Facts:  basics.Facts{ID: x.run.ID, Workflow: x.name(), DryRun: spec.DryRun, Attempt: x.run.Attempt, StartedAt: x.run.Created},
		Folder: o.folder,
		State:  s.State(x.run.Shelf()),
		Approve: func(context.Context, basics.Question) (basics.Decision, bool, error) {
			return basics.Decision{}, false, nil
		},
		Warn:     func(say.Text) {},
		Log:      func(basics.Line) {},
		Progress: func(string, int64) basics.Bar { return still{} },
	}.Module(), o.connections.Module()}
	return o, nil
}

// deaf is a network that nothing goes into.
type deaf struct{}

// RoundTrip implements http.RoundTripper.
func (deaf) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, say.Errorf("nothing is sent in a rehearsal")
}

// still is a progress bar that shows nothing.
type still struct{}

// Tick implements basics.Bar.
func (still) Tick(int64) {}

// Set implements basics.Bar.
func (still) Set(int64) {}
