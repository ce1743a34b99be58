// Package sansan is what scripts see of the Sansan Open API v2.3 (design §4.2):
// bizCards, persons, tags, organization and settings.
package sansan

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/turn"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Types are the declarations of this face for editors and the compiler: the
// type Sansan and what it needs.
//
//go:embed sansan.d.ts
var Types string

// Config is what one connection's face needs.
type Config struct {
	Name       string      // as scripts write the connection: "sansan"
	Connection string      // as dandori.yaml writes it
	Client     *api.Client // of that connection
	Poller     *job.Poller // best one for all runs of the process
	DryRun     bool        // answer writes without sending them
	Plan       *plan.Book  // is told what each write is about to change; nil: nobody is
	State      State       // of the workflow, for bizCards.changes; nil: nothing is known of earlier runs
	Where      string      // tells companies apart, and the sandbox from them, for bizCards.changes
}

// Export returns the connection as a module exports it.
func Export(c Config) vm.Export {
	return vm.Export{Name: c.Name, Value: func(r *vm.Runtime) goja.Value {
		f := &face{Config: c, r: r, turns: &turn.Lines{}, here: map[string]bool{}, rehearsed: map[string][]api.ImportResult{}}
		if c.DryRun {
			f.left = &api.Organization{}
		}
		return f.object()
	}}
}

// face is one connection in one run. Its methods run on the loop; the work that
// they hand out does not.
type face struct {
	Config
	r     *vm.Runtime
	turns *turn.Lines
	dry   int // ids of a dry run so far

	rehearsed map[string][]api.ImportResult // by the ids of a dry run

	left *api.Organization // what the imports of a dry run would have left; nil: it is none
	set  *api.EmailClient  // what a dry run would have set; nil: nothing. Written in turn

	mu   sync.Mutex
	last string          // the import that the vendor took last; "": it is over
	here map[string]bool // imports that this process has sent
}

// object is the face. Every name of api.Operations is here, but for those of
// job, which are methods of what job returns.
func (f *face) object() goja.Value {
	return f.r.Object(f.Name, vm.Members{
		"bizCards": vm.Members{
			"list":    f.listCards,
			"changes": f.changes,
			"search":  f.searchCards,
			"get":     f.getCard,
			"image":   f.image,
			"tags":    f.cardTags,
		},
		"persons": vm.Members{"get": f.getPerson},
		"tags":    vm.Members{"list": f.listTags},
		"organization": vm.Members{
			"users":       vm.Members{"list": f.listUsers},
			"departments": vm.Members{"list": f.listDepartments},
			"check":       f.check,
			"import":      f.importWrite(),
			"job":         f.job,
		},
		"settings": vm.Members{
			"emailClient": vm.Members{"get": f.getEmailClient, "set": f.setEmailClient},
		},
	})
}

// ask is the call of the operation of this name; args are what it was asked with.
func (f *face) ask(name string, args any) call.Call {
	return call.Call{Kind: "sansan." + name, Target: f.Connection, Args: vm.Canonical(args), Effect: effect(name)}
}

func effect(name string) call.Effect { return operation(name).Effect }

func operation(name string) call.Operation {
	all := api.Operations()
	i := slices.IndexFunc(all, func(op call.Operation) bool { return op.Name == name })
	if i < 0 {
		panic("sansan: " + name + " is not in the table of operations")
	}
	return all[i]
}

// request says on whose behalf the operation is sent.
func (f *face) request(name string) call.Request {
	return call.Request{Connection: f.Connection, Vendor: "sansan", Operation: operation(name)}
}

// given is the argument as JSON, for the call's arguments; null when there is none.
func given(a *vm.Args, i int) json.RawMessage {
	if !a.Has(i) {
		return json.RawMessage("null")
	}
	return a.JSON(i, "options")
}

// single asks for a single object that the vendor gives as JSON.
func (f *face) single(a *vm.Args, name string, get func(context.Context, string) (json.RawMessage, error)) goja.Value {
	a.Max(1)
	id := a.ID(0, "id")
	return f.r.Ask(f.ask(name, map[string]any{"id": id}), func(ctx context.Context) (call.Answer, error) {
		raw, err := get(ctx, id)
		return call.Answer{Body: raw}, err
	}, f.r.FromJSON)
}

// dryIDs reserves n ids of things that do not exist: dry-run:1, …
func (f *face) dryIDs(n int) (next func() string) {
	at := f.dry
	f.dry += n
	return func() string {
		at++
		return dryRun + strconv.Itoa(at)
	}
}

// dryRun begins the ids of what does not exist.
const dryRun = "dry-run:"
