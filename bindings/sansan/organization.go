package sansan

import (
	"context"
	"encoding/json"
	"strings"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

const (
	importName = "organization.import"
	checkName  = "organization.check"
)

func (f *face) listUsers(a *vm.Args) goja.Value {
	delimiter := delimiterOf(a)
	return f.walk("organization.users.list", a, func() vm.Pager { return f.Client.ListUsers(delimiter) })
}

func (f *face) listDepartments(a *vm.Args) goja.Value {
	delimiter := delimiterOf(a)
	return f.walk("organization.departments.list", a, func() vm.Pager { return f.Client.ListDepartments(delimiter) })
}

func delimiterOf(a *vm.Args) string {
	a.Max(1)
	o := a.Options(0, "options")
	delimiter, _ := o.Enum("delimiter", api.Delimiters()...)
	o.Done()
	return delimiter
}

// check resolves to {errors, usersChecked}.
func (f *face) check(a *vm.Args) goja.Value {
	a.Max(1)
	in := f.importOf(a)
	return f.r.Ask(f.ask(checkName, in), func(ctx context.Context) (call.Answer, error) {
		wrong, checked, err := f.Client.Check(ctx, in)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(map[string]any{"errors": wrong, "usersChecked": checked})
	}, f.r.FromJSON)
}

// importOf reads the first argument of check and import.
func (f *face) importOf(a *vm.Args) api.Import {
	const name = "data"
	o := a.Options(0, name)
	var in api.Import
	in.Encoding, _ = o.Enum("encoding", api.Encodings()...)
	in.Delimiter, _ = o.Enum("delimiter", api.Delimiters()...)
	_, users := o.Value("users")
	_, departments := o.Value("departments")
	o.Done()
	if !users && !departments {
		o.Need("users", say.T("give users, departments or both"))
	}
	var rows struct{ Users, Departments json.RawMessage }
	_ = json.Unmarshal(a.JSON(0, name), &rows) // an object: Options has seen to it
	in.Users = f.rowsOf(a, name+".users", rows.Users)
	in.Departments = f.rowsOf(a, name+".departments", rows.Departments)
	return in
}

// rowsOf is an array, nil when there is none. What is in it is judged row by
// row later, so that all that is wrong is told at once.
func (f *face) rowsOf(a *vm.Args, name string, raw json.RawMessage) []json.RawMessage {
	if raw == nil {
		return nil
	}
	var rows []json.RawMessage
	if json.Unmarshal(raw, &rows) != nil || rows == nil {
		f.throw(call.New(call.TypeError, "%s: %s must be an array of objects", a.Name(), name))
	}
	return rows
}

// importWrite makes the Write.
func (f *face) importWrite() goja.Value {
	return f.r.Write(f.Name+"."+importName, func(a *vm.Args) vm.Begin {
		a.Max(2)
		in := f.importOf(a)
		o := a.Options(1, "options")
		remove, _ := o.Int("remove", 0, 1<<31)
		o.Done()
		w := &importing{
			face: f, in: in, remove: int(remove), turn: f.turns.Of("organization"),
			next: f.dryIDs(1 + len(in.Users) + len(in.Departments)),
		}
		return vm.Begin{
			Call:  f.ask(importName, map[string]any{"data": in, "remove": remove}),
			Work:  w.work,
			Probe: w.probe,
			Queue: w.turn.Queue,
			Job:   func(a call.Answer) vm.Job { return f.importJob(in, a) },
		}
	})
}

// importJob is the job that an import has started. Its result has the rows that
// the script gave, in that order.
func (f *face) importJob(in api.Import, a call.Answer) vm.Job {
	var s started
	_ = json.Unmarshal(a.Body, &s) // made by importing
	f.recall(s.ID)
	j := f.jobOf(s.ID, importName, true)
	if imaginary(s.ID) {
		f.rehearsed[s.ID] = s.Results
	}
	if s.ID == "" || imaginary(s.ID) {
		j = over(j, s.Results)
	}
	j.Value = func(a call.Answer) (goja.Value, error) {
		var results []api.ImportResult
		if err := json.Unmarshal(a.Body, &results); err != nil {
			return nil, err
		}
		matched, err := vm.JSONAnswer(in.Match(results))
		if err != nil {
			return nil, err
		}
		return f.r.FromJSON(matched)
	}
	return j
}

// over is j, of which the results are known and the vendor is not asked.
func over(j vm.Job, results []api.ImportResult) vm.Job {
	j.Status = func(context.Context) (call.Answer, error) { return vm.Status(api.OK.String(), nil) }
	j.Wait = func(context.Context) (call.Answer, error) {
		return vm.JSONAnswer(append([]api.ImportResult{}, results...))
	}
	return j
}

// job makes the job of an import that was started elsewhere.
func (f *face) job(a *vm.Args) goja.Value {
	a.Max(1)
	return f.r.JobObject(f.jobOf(a.ID(0, "importId"), "organization.job", false))
}

// jobOf is the vendor's import id. name is of whom the looks are: the import or the job.
func (f *face) jobOf(id, name string, ours bool) vm.Job {
	if imaginary(id) {
		return over(vm.Job{Target: f.Connection, Name: f.Name + "." + name, ID: id, Value: f.r.FromJSON}, f.rehearsed[id])
	}
	return vm.Job{
		Target: f.Connection,
		Name:   f.Name + "." + name,
		ID:     id,
		Status: func(ctx context.Context) (call.Answer, error) {
			state, err := f.Client.JobState(ctx, id)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.Status(state.String(), nil)
		},
		Wait: func(ctx context.Context) (call.Answer, error) {
			results, err := f.Client.Await(ctx, f.Poller, id, ours)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.JSONAnswer(append([]api.ImportResult{}, results...))
		},
		Value: f.r.FromJSON,
	}
}

// imaginary reports whether the vendor has no such import: a dry run made it up.
func imaginary(id string) bool { return strings.HasPrefix(id, dryRun) }
