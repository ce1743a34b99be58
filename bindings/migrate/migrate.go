// Package migrate is the module migrate of scripts: the frame of a one-off
// migration, which takes each item once by its key and tells in the end what it did.
//
// # Once
//
// Each item that is about to be written is marked as begun, and when its write
// has returned as done, in the workflow's state and in the same transaction as
// the outcome of the step that says so. A run that was killed goes on by its
// journal. Another run finds the marks: what is done it leaves, what another
// run began and never ended it reports, for nobody knows whether that was
// written. A failed item is marked as failed, which only counts its attempts.
//
// Two runs are never at work on one migration at once: whatever a process asks
// of the marks first, it waits until no other run is under way with it. A run
// that was killed has lost its place, and waits for it anew when it goes on.
//
// # The order of things
//
// The callbacks of the script are called by a frame of the engine
// (runtime/vm/frame/migrate.js), which a run keeps as it was when it began. What
// it asks of this package is either computed (take, rank, compare) or a step:
//
//	migrate.begin                who, when, with what; and that the reports can be written
//	migrate.look   (a chunk)     the marks of items
//	migrate.step   (a batch)     what became of the batch before, and that this one is begun
//	migrate.files                failures, and the report in three forms
package migrate

import (
	"context"
	"encoding/json"

	"dandori/bindings/basics"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Store is the workflow's state. What a step keeps is there when the step's outcome is.
type Store interface {
	// Some returns the values of those of keys that have one.
	Some(ctx context.Context, keys []string) (map[string]json.RawMessage, error)
	// Occupy takes what is called so for a run, and returns "", or the run that
	// has it and is under way. Of a run that is not any more, or whose process was killed, it is free.
	Occupy(ctx context.Context, what, run string) (by string, err error)
	// Vacate gives back what the run has occupied.
	Vacate(ctx context.Context, what, run string) error
}

// Config is what the module needs for one run.
type Config struct {
	Facts     basics.Facts
	Store     Store // nil: nothing is known of earlier runs
	Folder    *folder.Folder
	Origin    Origin
	Approvals *basics.Approvals // those that the run has had so far; nil: none
	Progress  func(label string, total int64) basics.Bar
	Warn      func(say.Text)
}

// Origin says where a run comes from, for the report.
type Origin struct {
	Person      func() string `json:"-"` // who works on it, as the system knows them; nil: nobody is known
	Script      string        `json:"script"`
	Version     string        `json:"version"` // of the workflow; "" for a bare script
	Program     string        `json:"program"` // the hash of its code
	Dandori     string        `json:"dandori"` // the version of dandori
	Connections []Connection  `json:"connections"`
	// Params are the run's parameters by their names: which file it read, above all.
	Params map[string]json.RawMessage `json:"params,omitempty"`
}

// Connection is one that the run uses.
type Connection struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Sandbox bool   `json:"sandbox"`
}

// module is migrate for one run.
type module struct {
	r      *vm.Runtime
	config Config
	under  map[string]bool // the migrations under way, by name
	turns  turns
}

// Export is the name migrate of the module "dandori".
func Export(c Config) vm.Export {
	return vm.Export{Name: "migrate", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, config: c, under: map[string]bool{}}
		tools := vm.Members{}
		for name, f := range map[string]func(*vm.Args) goja.Value{
			"options": m.options, "key": m.key, "take": m.take, "rank": m.rank, "refused": m.refused, "compare": m.compare, "counts": m.counts,
			"differs": m.differs, "progress": m.progress, "begin": m.begin, "look": m.look, "step": m.step, "files": m.files,
		} {
			tools[name] = r.Func("migrate", f) // so that errors name what the script called
		}
		return r.Frame("migrate", tools)
	}}
}

// progress is a bar as progress() shows it.
func (m *module) progress(a *vm.Args) goja.Value {
	var bar basics.Bar
	if m.config.Progress != nil {
		bar = m.config.Progress(a.String(0, "label"), a.Value(1).ToInteger())
	}
	return m.r.Object("progress", vm.Members{"tick": func(a *vm.Args) goja.Value {
		if bar != nil {
			bar.Tick(a.Value(0).ToInteger())
		}
		return goja.Undefined()
	}})
}
