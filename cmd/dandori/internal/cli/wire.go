package cli

import (
	"encoding/json"
	"net/http"
	"time"

	"dandori/bindings"
	"dandori/bindings/basics"
	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
)

// opened is what a run holds open: its connections and the project's folder.
type opened struct {
	connections *bindings.Opened
	folder      *folder.Folder
	modules     []vm.Module
}

func (o *opened) close() {
	if o.connections != nil {
		o.connections.Close()
	}
	if o.folder != nil {
		_ = o.folder.Close()
	}
}

// open opens what the script of x uses. What is returned must be closed, also
// after an error.
func (a *app) open(x *execution) (*opened, error) {
	o := &opened{}
	dry := ""
	if x.flags.dryRun {
		dry = x.id
	}
	var err error
	if o.folder, err = folder.Open(folder.Config{Root: x.project.root, Read: x.read, Write: x.write, DryRun: dry}); err != nil {
		return o, err
	}
	o.connections, err = bindings.Connect(bindings.Config{
		Root:        x.project.root,
		Connections: x.known(),
		Use:         x.compiled.uses,
		Lookup:      x.project.lookup,
		ProxyEnv:    http.ProxyFromEnvironment,
		DryRun:      x.flags.dryRun,
		AskVendor:   x.flags.askVendor,
		Guard:       x.guard(),
		Notice:      a.tell(x, "info"),
		Warn:        a.tell(x, "warn"),
		OnWait:      func(r call.Request, until time.Time, why say.Text) { a.showWait(x, r, until, why) },
		Log:         func(e transport.Entry) { a.logRequest(x, e) },
	})
	if err != nil {
		return o, err
	}
	o.modules = []vm.Module{a.mainModule(x, o), o.connections.Module()}
	return o, nil
}

// mainModule is the module "dandori" of the run.
func (a *app) mainModule(x *execution, o *opened) vm.Module {
	return bindings.Run{
		Root:   x.project.root,
		Facts:  basics.Facts{ID: x.id, Workflow: x.name(), DryRun: x.flags.dryRun, Attempt: 1, StartedAt: x.started},
		Folder: o.folder,
		Warn:   a.tell(x, "warn"),
		Log:    func(l basics.Line) { x.display.Log(l.Level, l.Message, l.Fields) },
		Progress: func(label string, total int64) basics.Bar {
			return &bar{display: x.display, label: label, total: total}
		},
	}.Module()
}

// tell writes a sentence into the run's log.
func (a *app) tell(x *execution, level string) func(say.Text) {
	return func(t say.Text) { x.display.Log(level, a.say(t), nil) }
}

// bar is one progress(…) of a script.
type bar struct {
	display     *display
	label       string
	done, total int64
}

// Tick implements basics.Bar.
func (b *bar) Tick(n int64) { b.Set(b.done + n) }

// Set implements basics.Bar.
func (b *bar) Set(n int64) {
	b.done = n
	b.display.Progress(b.label, b.done, b.total)
}

// guard is the workflow's bound on removals, nil without one.
func (t *target) guard() *int {
	if t.workflow == nil || t.workflow.Guard.Remove == nil {
		return nil
	}
	n := int(*t.workflow.Guard.Remove)
	return &n
}

// showWait says that a request waits for its limit.
func (a *app) showWait(x *execution, r call.Request, until time.Time, why say.Text) {
	text := say.T("%[1]s: waiting until %[2]s: %[3]s", r.Connection, until.Format("15:04:05"), why)
	x.display.Wait(until, a.say(text))
}

// logRequest writes one request as a line of the debug log.
func (a *app) logRequest(x *execution, e transport.Entry) {
	fields := map[string]any{
		"connection": e.Connection, "operation": e.Operation, "path": e.Path, "status": e.Status,
		"try": e.Try, "ms": e.Took.Milliseconds(), "bytes": e.Bytes,
	}
	if e.Err != nil {
		fields["error"] = say.In(e.Err, a.lang)
	}
	text, err := json.Marshal(fields)
	if err == nil {
		x.display.Log("debug", e.Method, text)
	}
}
