package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"dandori/bindings"
	"dandori/bindings/basics"
	"dandori/bindings/migrate"
	"dandori/runtime/clock"
	"dandori/runtime/folder"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
)

// opened is what a run holds open: its connections and the project's folder.
type opened struct {
	connections *bindings.Opened
	folder      *folder.Folder
	modules     []vm.Module
	pins        []journal.Pin
	config      bindings.Config
	book        *plan.Book
}

func (o *opened) close() {
	if o.connections != nil {
		o.connections.Close()
	}
	if o.folder != nil {
		_ = o.folder.Close()
	}
}

// given is the file that started the run.
func given(spec queue.Spec) folder.Given {
	if spec.File == nil {
		return folder.Given{}
	}
	return folder.Given{Name: spec.File.Path, SHA256: spec.File.Hash}
}

// open opens what the script of x uses. What is returned must be closed, also
// after an error.
func (a *app) open(s *keeping, x *execution) (*opened, error) {
	o := &opened{}
	spec := x.run.Spec
	dry := ""
	if spec.DryRun {
		dry = x.run.ID
	}
	var err error
	if o.book, err = bookOf(x.run); err != nil {
		return o, err
	}
	if o.folder, err = folder.Open(folder.Config{Root: x.project.root, Read: spec.Read, Write: spec.Write, DryRun: dry, Given: given(spec)}); err != nil {
		return o, err
	}
	c := bindings.Config{
		Sandbox:     s.sandbox,
		Poller:      s.poller,
		Root:        x.project.root,
		Connections: x.usable(),
		Use:         spec.Uses,
		Lookup:      x.project.lookup,
		ProxyEnv:    http.ProxyFromEnvironment,
		DryRun:      spec.DryRun,
		AskVendor:   spec.AskVendor,
		Plan:        o.book,
		Preimage:    spec.Preimage,
		Ledger:      s.ledger,
		State:       s.State(x.run.Shelf()),
		Claimant:    quota.Claimant{Run: x.run.ID, Interactive: x.watched},
		Notice:      a.tell(x, "info"),
		Warn:        a.tell(x, "warn"),
		OnByte:      a.atSocket(),
		Log:         func(e transport.Entry) { a.logRequest(x, e) },
	}
	o.config = c
	if o.connections, err = bindings.Connect(c); err != nil {
		return o, err
	}
	if o.pins, err = bindings.Pins(c, s.Hash); err != nil {
		return o, err
	}
	o.modules = []vm.Module{a.mainModule(s, x, o), o.connections.Module()}
	return o, nil
}

// mainModule is the module "dandori" of the run.
func (a *app) mainModule(s *keeping, x *execution, o *opened) vm.Module {
	return bindings.Run{
		Root:   x.project.root,
		Facts:  basics.Facts{ID: x.run.ID, Workflow: x.name(), DryRun: x.run.Spec.DryRun, Attempt: x.run.Attempt, StartedAt: x.run.Created},
		Folder: o.folder,
		State:  s.State(x.run.Shelf()),
		Approve: func(ctx context.Context, q basics.Question) (basics.Decision, bool, error) {
			return a.decided(ctx, s, x, q)
		},
		Warn: a.tell(x, "warn"),
		Log:  func(l basics.Line) { x.log.Script(l.Level, l.Message, l.Fields) },
		Progress: func(label string, total int64) basics.Bar {
			return &bar{display: x.log.display, label: label, total: total, ends: o.forecast}
		},
		Origin: a.origin(x, o),
	}.Module()
}

// origin says where the run comes from, for the report of a migration.
func (a *app) origin(x *execution, o *opened) migrate.Origin {
	out := migrate.Origin{
		Person: a.person, Script: x.run.Script, Version: x.run.Spec.Version, Program: x.run.Spec.Program, Dandori: thisBuild().Version,
		Connections: []migrate.Connection{},
	}
	_ = json.Unmarshal(x.run.Spec.Params, &out.Params) // an object, or nothing
	for _, c := range x.usable() {
		out.Connections = append(out.Connections, migrate.Connection{
			Name: c.Name, Kind: string(c.Kind), Sandbox: slices.Contains(o.connections.Sandbox(), c.Name),
		})
	}
	return out
}

// decided asks for an approval, and returns what somebody has said to it.
func (a *app) decided(ctx context.Context, s *keeping, x *execution, q basics.Question) (basics.Decision, bool, error) {
	if !q.Again {
		told := x.run.Tell(queue.OnApproval, clock.Now(), say.T("%s asks for an approval", x.name()), howToDecide(x.run.ID)) // not what about: that may be about people
		if err := s.Request(ctx, x.run.ID, q.N, q.Message, q.Details, told); err != nil {
			return basics.Decision{}, false, err
		}
		if len(told) > 0 {
			a.deliver(ctx, x.project, s, x.log.display)
		}
	}
	d, ok, err := s.Decided(ctx, x.run.ID, q.N)
	return basics.Decision{By: d.By, At: d.At, Note: d.Note, Approved: d.Approved}, ok, err
}

// tell writes a sentence into the run's log.
func (a *app) tell(x *execution, level string) func(say.Text) {
	return func(t say.Text) { x.log.Log(level, a.say(t), nil) }
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
		x.log.Log("debug", e.Method, text)
	}
}
