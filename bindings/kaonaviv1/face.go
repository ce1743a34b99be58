// Package kaonaviv1 is what scripts see of the Kaonavi API v1.0–v1.2 (design
// §4.4): users, departments, members, sheet(id) and task(id).
package kaonaviv1

import (
	_ "embed"
	"sync"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/turn"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Types are the declarations of this face for editors and the compiler: the
// type KaonaviV1 and what it needs.
//
//go:embed kaonaviv1.d.ts
var Types string

// Config is what one connection's face needs.
type Config struct {
	Name       string      // as scripts write the connection: "kaonaviV1"
	Connection string      // as dandori.yaml writes it: "kaonavi-v1"
	Client     *api.Client // of that connection
	Poller     *job.Poller // best one for all runs of the process
	DryRun     bool        // answer writes without sending them
	AskVendor  bool        // in a dry run, send what may be rehearsed with dryrun=1
	Plan       *plan.Book  // is told what each write is about to change; nil: nobody is
	Preimage   bool        // read a sheet before rows are added to it, so that a lost answer can be settled
}

// Export returns the connection as a module exports it.
func Export(c Config) vm.Export {
	return vm.Export{Name: c.Name, Value: func(r *vm.Runtime) goja.Value {
		return (&face{Config: c, r: r, turns: &turn.Lines{}, sights: map[string]*sight{}, left: map[string]api.Table{}, added: map[string][]api.Rows{}}).object()
	}}
}

// face is one connection in one run. Its methods run on the loop; the work that
// they hand out does not.
type face struct {
	Config
	r     *vm.Runtime
	turns *turn.Lines
	dry   int // writes of a dry run so far

	sights map[string]*sight // by target; touched on the loop only

	mu    sync.Mutex
	left  map[string]api.Table  // by target: what the writes of a dry run would have left
	added map[string][]api.Rows // by target: what a dry run would have added before it read it
}

func (f *face) object() goja.Value {
	return f.r.Object(f.Name, vm.Members{
		"users":       f.lists("users"),
		"departments": f.lists("departments"),
		"members":     f.members(),
		"sheet":       f.sheet,
		"task":        f.task,
	})
}

// lists is the face of users and of departments.
func (f *face) lists(noun string) vm.Members {
	s := subject{face: f, noun: noun, argument: noun}
	return vm.Members{
		"list":       s.list,
		"add":        s.write("add", s.rows),
		"replaceAll": s.write("replaceAll", s.replacement),
	}
}

func (f *face) members() vm.Members {
	s := subject{face: f, noun: "members", argument: "rows", sheet: "0"}
	m := s.table()
	m["delete"] = s.write("delete", s.codes)
	return m
}

func (f *face) sheet(a *vm.Args) goja.Value {
	a.Max(1)
	id, err := api.SheetID(a.ID(0, "id"))
	if err != nil {
		panic(f.r.Error(err))
	}
	s := subject{face: f, noun: "sheet", argument: "rows", sheet: id}
	m := s.table()
	m["clear"] = s.write("clear", s.codes)
	return f.r.Object(f.Name+".sheet", m)
}

// subject is what a method is about: users, departments, the members or a sheet.
type subject struct {
	*face
	noun     string
	argument string // what the script hands over
	sheet    string // its id; "" for users and departments
}

// table is what members and sheets have in common.
func (s subject) table() vm.Members {
	return vm.Members{
		"list":       s.list,
		"add":        s.write("add", s.rows),
		"update":     s.write("update", s.rows),
		"replaceAll": s.write("replaceAll", s.replacement),
		"export":     s.export(),
	}
}

// operation returns the table's row for a method of s.
func (s subject) operation(method string) api.Operation {
	op, ok := api.Lookup(s.noun + "." + method)
	if !ok {
		panic("kaonaviv1: " + s.noun + "." + method + " is not in the table of operations")
	}
	return op
}

// ask is the call of op. args are what it was asked with.
func (s subject) ask(op api.Operation, args map[string]any) call.Call {
	if s.sheet != "" && op.Kind == api.Records {
		args["sheet"] = s.sheet
	}
	return call.Call{Kind: api.Vendor + "." + op.Name, Target: s.Connection, Args: vm.Canonical(args), Effect: op.Effect}
}

// offered throws when the connection's version lacks op.
func (s subject) offered(op api.Operation) {
	if err := s.Client.Offers(op); err != nil {
		panic(s.r.Error(err))
	}
}
