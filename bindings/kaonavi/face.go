// Package kaonavi is what scripts see of the Kaonavi API v2.0 (design §4.3):
// layouts, members, sheets, departments, users, roles, permissions, choices,
// webhooks and tasks.
package kaonavi

import (
	_ "embed"
	"fmt"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/say"
	"dandori/runtime/turn"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Types are the declarations of this face for editors and the compiler: the
// type Kaonavi and what it needs.
//
//go:embed kaonavi.d.ts
var Types string

// Config is what one connection's face needs.
type Config struct {
	Name       string         // as scripts write the connection: "kaonavi"
	Connection string         // as dandori.yaml writes it
	Client     *api.Client    // of that connection
	Poller     *job.Poller    // best one for all runs of the process
	DryRun     bool           // answer writes without sending them
	AskVendor  bool           // in a dry run, send what may be rehearsed with Dry-Run: 1
	Plan       *plan.Book     // is told what each write is about to change, and may refuse it; nil: takes everything
	Preimage   bool           // also a process that goes on with an append it has not looked before reads the state before, so that a lost answer can be settled
	Notice     func(say.Text) // what a person may want to know; nil drops it
	Warn       func(say.Text) // what a person should look at; nil drops it
}

// Export returns the connection as a module exports it.
func Export(c Config) vm.Export {
	if c.Notice == nil {
		c.Notice = func(say.Text) {}
	}
	if c.Warn == nil {
		c.Warn = func(say.Text) {}
	}
	return vm.Export{Name: c.Name, Value: func(r *vm.Runtime) goja.Value {
		f := &face{Config: c, r: r, turns: &turn.Lines{}, layouts: &layouts{client: c.Client}, view: api.NewView(c.DryRun)}
		return f.object()
	}}
}

// face is one connection in one run. Its methods run on the loop; the work that
// they hand out does not.
type face struct {
	Config
	r       *vm.Runtime
	turns   *turn.Lines
	layouts *layouts
	view    *api.View
	files   fileCache
	drafts  made // accounts that only a dry run knows
	dry     int  // ids of a dry run so far

	under under
}

func (f *face) object() goja.Value {
	members := f.subject("members")
	departments := subject{face: f, noun: "departments", argument: "departments"}
	return f.r.Object(f.Name, vm.Members{
		"layouts": vm.Members{"members": f.memberLayout, "sheets": f.sheetLayouts, "sheet": f.sheetLayout},
		"members": vm.Members{
			"list":          members.list,
			"create":        members.write("create", members.rows),
			"update":        members.write("update", members.rows),
			"replaceFields": members.write("replaceFields", members.rows),
			"replaceAll":    members.write("replaceAll", members.replacement),
			"delete":        members.write("delete", members.codes),
			"faceImages":    f.faceImages(),
		},
		"sheet":               f.sheet,
		"departments":         vm.Members{"list": departments.list, "replaceAll": departments.write("replaceAll", departments.replacement)},
		"users":               f.users(),
		"roles":               vm.Members{"list": f.subject("roles").list},
		"advancedPermissions": f.advancedPermissions,
		"enumOptions":         f.enumOptions(),
		"webhooks":            f.webhooks(),
		"task":                f.task,
	})
}

func (f *face) faceImages() vm.Members {
	s := subject{face: f, noun: "members.faceImages", argument: "images"}
	return vm.Members{
		"list": s.listFiles, "download": s.downloadFace,
		"add": s.write("add", s.images), "update": s.write("update", s.images),
	}
}

func (f *face) sheet(a *vm.Args) goja.Value {
	a.Max(1)
	s := f.subject("sheet")
	s.sheet = a.ID(0, "idOrName")
	return f.r.Object(f.Name+".sheet", vm.Members{
		"list": s.list, "update": s.write("update", s.rows), "add": s.write("add", s.rows), "replaceAll": s.write("replaceAll", s.replacement),
		"attachments": s.attachments,
	})
}

func (s subject) attachments(a *vm.Args) goja.Value {
	a.Max(1)
	s.noun, s.field = "sheet.attachments", a.ID(0, "fieldIdOrName")
	return s.r.Object(s.Name+".sheet.attachments", vm.Members{
		"list": s.listFiles, "download": s.downloadFile, "add": s.write("add", s.attached), "update": s.write("update", s.attached),
	})
}

func (f *face) advancedPermissions(a *vm.Args) goja.Value {
	a.Max(1)
	s := f.subject("advancedPermissions")
	s.permission = a.String(0, "type")
	if s.permission != api.ByMember && s.permission != api.ByDepartment {
		a.Wrong("type", say.T("%q or %q", api.ByMember, api.ByDepartment), a.Value(0))
	}
	return f.r.Object(f.Name+".advancedPermissions", vm.Members{"list": s.list, "replaceAll": s.write("replaceAll", s.replacement)})
}

func (f *face) enumOptions() vm.Members {
	s := subject{face: f, noun: "enumOptions", argument: "options"}
	return vm.Members{"list": s.list, "get": s.single("fieldId"), "replaceAll": s.write("replaceAll", s.choices)}
}

// subject is what a method is about, as the script names it.
type subject struct {
	*face
	noun     string // as operations name it: "members.faceImages"
	argument string // what the script calls the rows that it hands over

	sheet      string // by id or name
	field      string // by id or name
	permission string
	id         string // of a user, a webhook, or the field of choices
}

func (f *face) subject(noun string) subject { return subject{face: f, noun: noun, argument: "rows"} }

// operation returns the table's row for a method of s.
func (s subject) operation(method string) api.Operation { return operation(s.noun + "." + method) }

func operation(name string) api.Operation {
	op, ok := api.Lookup(name)
	if !ok {
		panic("kaonavi: " + name + " is not in the table of operations")
	}
	return op
}

// ask is the call of op. args are what it was asked with.
func (s subject) ask(op api.Operation, args map[string]any) call.Call {
	for key, v := range map[string]string{"sheet": s.sheet, "field": s.field, "type": s.permission, "id": s.id} {
		if v != "" {
			args[key] = v
		}
	}
	return call.Call{Kind: api.Vendor + "." + op.Name, Target: s.Connection, Args: vm.Canonical(args), Effect: op.Effect}
}

// dryID returns the next id of what does not exist.
func (f *face) dryID() string {
	f.dry++
	return fmt.Sprintf("%s%d", dryRun, f.dry)
}
