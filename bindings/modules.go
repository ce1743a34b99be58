package bindings

import (
	"path/filepath"

	"dandori/bindings/basics"
	"dandori/bindings/csv"
	"dandori/bindings/diff"
	"dandori/bindings/excel"
	"dandori/bindings/files"
	"dandori/bindings/migrate"
	"dandori/bindings/output"
	"dandori/bindings/state"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// State is what a workflow's runs remember.
type State interface {
	state.Store
	migrate.Store
}

// Run is what the module "dandori" is made of for one run.
type Run struct {
	Root     string // the project's folder
	Facts    basics.Facts
	Folder   *folder.Folder
	State    State                                      // the workflow's; nil: what the script keeps lasts as long as the run
	Approve  basics.Ask                                 // nil: nobody can be asked
	Warn     func(say.Text)                             // one line of the run's log
	Log      func(basics.Line)                          // what the script logs
	Progress func(label string, total int64) basics.Bar // shows a bar; nil shows none
	Origin   migrate.Origin                             // of the run, for reports
}

// Module returns the module "dandori" for a run.
func (r Run) Module() vm.Module {
	out := output.Config{Folder: r.Folder, Warn: r.Warn}
	approvals := &basics.Approvals{}
	exports := []vm.Export{
		basics.Params(),
		basics.Run(r.Facts),
		basics.Log(r.Log),
		basics.Progress(r.Progress),
		basics.Sleep(),
		basics.Approve(r.Approve, r.Facts.DryRun, r.Warn, approvals),
		files.Export(r.Folder),
		csv.Export(out),
		excel.Export(excel.Config{Config: out, Temp: r.temp()}),
		diff.Export(),
		state.Export(r.State, r.Facts.DryRun),
		migrate.Export(migrate.Config{
			Facts: r.Facts, Store: r.State, Folder: r.Folder, Origin: r.Origin, Approvals: approvals, Progress: r.Progress, Warn: r.Warn,
		}),
	}
	return vm.Module{Name: mainModule, Exports: append(exports, basics.Errors()...)}
}

// temp is where large workbooks under way keep their parts: they hold people's data.
func (r Run) temp() string { return filepath.Join(r.Root, ".dandori", "tmp") }

// names are the exports of the module "dandori".
func names() []string {
	var out []string
	for _, e := range (Run{}).Module().Exports {
		out = append(out, e.Name)
	}
	return out
}
