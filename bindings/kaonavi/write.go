package kaonavi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/turn"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// intent is what a write is about to do, read from its arguments.
type intent struct {
	items  []json.RawMessage // rows, as the script gave them
	codes  []string          // in their place, of members.delete
	trim   *bool             // of images; nil: the vendor's default
	file   string            // what the script calls what is in a file
	remove int               // how many the script allows to go
	args   map[string]any
}

// write makes a Write of the method; read reads its arguments on the loop.
func (s subject) write(method string, read func(*vm.Args, api.Operation) intent) goja.Value {
	op := s.operation(method)
	return s.r.Series(s.Name+"."+op.Name, func(a *vm.Args) (vm.Begin, func(error)) {
		s := s
		if op.Kind == api.Options {
			s.id = a.ID(0, "fieldId")
		}
		in := read(a, op)
		w := &write{subject: s, op: op, in: in, turn: s.turns.Of(s.noun), dry: s.dryID()}
		over := w.begin()
		return w.part(0, 0, s.ask(op, in.args)), over
	})
}

// write is one write on its way: it waits for its turn, looks, sends part after
// part, and can tell later whether a lost answer meant that a part was done.
type write struct {
	subject
	op   api.Operation
	in   intent
	turn *turn.Place
	dry  string // the id of its task in a dry run

	draft *api.Draft // once it is made
	where place
	now   *api.Table // what was there before; nil when it is not known
}

// begin has the write stand in line: until it is over, nothing else goes to its
// noun. It is on the loop that it joins, so that a run which goes on in another
// process keeps the order in which its script asked. All sheets are one line,
// for one may be called by its id and by its name.
func (w *write) begin() (over func(error)) {
	w.turn.Queue()
	return func(err error) {
		w.under.ended(w.noun, err)
		w.files.forget() // links lead to the files as they were
		w.turn.End()
	}
}

// rows reads the arguments of a method that takes rows alone.
func (s subject) rows(a *vm.Args, op api.Operation) intent {
	a.Max(1)
	return s.given(a, op, 0)
}

// replacement reads those of replaceAll, which removes what it does not name.
func (s subject) replacement(a *vm.Args, op api.Operation) intent {
	a.Max(2)
	in := s.given(a, op, 0)
	in.allows(a, 1)
	return in
}

// choices reads those of enumOptions.replaceAll, of which the first is the field.
func (s subject) choices(a *vm.Args, op api.Operation) intent {
	a.Max(3)
	in := s.given(a, op, 1)
	in.allows(a, 2)
	return in
}

// codes reads those of members.delete: what goes is what the script names.
func (s subject) codes(a *vm.Args, op api.Operation) intent {
	a.Max(2)
	in := intent{codes: a.IDs(0, "codes"), args: map[string]any{}}
	in.args["codes"] = in.codes
	in.allows(a, 1)
	if err := s.Client.Allow(op, api.Given(in.codes...), in.allowance()); err != nil {
		panic(s.r.Error(err))
	}
	return in
}

// images reads those of face images.
func (s subject) images(a *vm.Args, op api.Operation) intent {
	a.Max(2)
	encoded, as := s.encoded(a, s.argument, imageKey)
	in := s.given(encoded, op, 0)
	in.file = as
	o := a.Options(1, "options")
	if trim, ok := o.Bool("trim"); ok {
		in.trim, in.args["trim"] = &trim, trim
	}
	o.Done()
	return in
}

// attached reads those of attachments.
func (s subject) attached(a *vm.Args, op api.Operation) intent {
	a.Max(1)
	encoded, as := s.encoded(a, s.argument, contentKey)
	in := s.given(encoded, op, 0)
	in.file = as
	return in
}

// given reads rows. What is a secret or a file of them is not written down; that
// a replay sends the same files is told by a hash.
func (s subject) given(a *vm.Args, op api.Operation, i int) intent {
	in := intent{items: a.Rows(i, s.argument), args: map[string]any{}}
	shown, hash := make([]json.RawMessage, len(in.items)), sha256.New()
	for i, item := range in.items {
		shown[i] = api.Blanked(item)
		_, _ = hash.Write(item) // never fails
	}
	in.args["rows"] = shown
	if op.Kind == api.Faces || op.Kind == api.Files {
		in.args["sha256"] = hex.EncodeToString(hash.Sum(nil))
	}
	return in
}

// allows reads what the script allows to go.
func (in *intent) allows(a *vm.Args, i int) {
	o := a.Options(i, "options")
	n, _ := o.Int("remove", 0, 1<<31)
	o.Done()
	in.remove = int(n)
	in.args["remove"] = n
}

func (in intent) allowance() api.Allowance { return api.Allowance{Script: in.remove} }

// drafted makes the draft, once. When something is wrong with it, the error has
// also what only a look at the company shows to be wrong.
func (w *write) drafted(ctx context.Context) error {
	if w.draft != nil {
		return nil
	}
	d, where, err := w.made(ctx)
	if err != nil && d != nil {
		if _, all := w.Client.Look(ctx, d, w.view); isClass(all, call.TypeError) {
			err = all
		}
	}
	if err != nil {
		return w.named(err, where.form)
	}
	if w.in.trim != nil {
		d.Trim(*w.in.trim)
	}
	w.draft, w.where = d, where
	return nil
}

// named says where the names of all fields are, when one that the rows have is none.
func (w *write) named(err error, form *api.Form) error {
	var e *call.Error
	if form == nil || knowsAll(form, namesIn(w.in.items)) || !errors.As(err, &e) {
		return err
	}
	return e.WithHint("dandori types writes what sheets, fields and choices there are, for the editor to complete and check")
}

func (w *write) made(ctx context.Context) (*api.Draft, place, error) {
	if w.op.Name == "members.delete" {
		d, err := w.Client.Codes(w.op, "codes", w.in.codes)
		return d, place{}, err
	}
	where, err := w.locate(ctx, w.op.Kind, w.in.items)
	if err != nil {
		return nil, where, err
	}
	d, err := w.Client.Draft(w.op, where.at, api.Rows{Argument: w.argument, Items: w.in.items, Form: where.form, Content: w.in.file})
	return d, where, err
}
