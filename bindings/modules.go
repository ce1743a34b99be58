package bindings

import (
	"dandori/bindings/basics"
	"dandori/bindings/csv"
	"dandori/bindings/files"
	"dandori/bindings/output"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// Run is what the module "dandori" is made of for one run.
type Run struct {
	Facts    basics.Facts
	Folder   *folder.Folder
	Warn     func(say.Text)                             // one line of the run's log
	Log      func(basics.Line)                          // what the script logs
	Progress func(label string, total int64) basics.Bar // shows a bar; nil shows none
}

// Module returns the module "dandori" for a run.
func (r Run) Module() vm.Module {
	out := output.Config{Folder: r.Folder, Warn: r.Warn}
	exports := []vm.Export{
		basics.Params(),
		basics.Run(r.Facts),
		basics.Log(r.Log),
		basics.Progress(r.Progress),
		basics.Sleep(),
		files.Export(r.Folder),
		csv.Export(out),
	}
	return vm.Module{Name: mainModule, Exports: append(exports, basics.Errors()...)}
}

// names are the exports of the module "dandori".
func names() []string {
	var out []string
	for _, e := range (Run{}).Module().Exports {
		out = append(out, e.Name)
	}
	return out
}
