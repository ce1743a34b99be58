package kaonavi

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// list makes a Listing: one page, for the API knows no pages.
func (s subject) list(a *vm.Args) goja.Value {
	op := s.operation("list")
	q := s.query(a, op)
	walk := vm.Walk{
		Call: s.ask(op, map[string]any{"updatedSince": q.UpdatedSince}),
		Open: func() vm.Pager { return &pager{subject: s, op: op, query: q} },
	}
	if op.Kind == api.Records {
		walk.Item = s.oneObject
	}
	return s.r.Listing(walk)
}

// query reads a list's options.
func (s subject) query(a *vm.Args, op api.Operation) (q api.Query) {
	if op.Kind != api.Members && op.Kind != api.Faces && op.Kind != api.Files {
		a.Max(0)
		return q
	}
	a.Max(1)
	o := a.Options(0, "options")
	if t, ok := o.Time("updatedSince"); ok {
		q.UpdatedSince = t.In(japan).Format(time.DateOnly)
	}
	o.Done()
	return q
}

// japan is the zone of the vendor's dates (7, B; the zone: D).
var japan = time.FixedZone("JST", 9*60*60)

// pager is the walk over a list.
type pager struct {
	subject
	op    api.Operation
	query api.Query
}

// Page implements vm.Pager.
func (p *pager) Page(ctx context.Context, _ []byte) (call.Answer, error) {
	l, form, err := p.listed(ctx)
	if err != nil {
		return call.Answer{}, err
	}
	if p.op.Kind == api.Faces || p.op.Kind == api.Files {
		_, err := p.files.keep(p.subject, l)
		return call.Answer{Body: l.Table.Rows}, err
	}
	if form == nil {
		return call.Answer{Body: l.Table.Rows}, nil
	}
	body, err := named(l.Table, form)
	return call.Answer{Body: body}, err
}

// listed asks for the list.
func (p *pager) listed(ctx context.Context) (api.Listed, *api.Form, error) {
	where, err := p.locate(ctx, p.op.Kind, nil)
	if err != nil {
		return api.Listed{}, nil, err
	}
	l := api.Listed{Op: p.op, At: where.at, Query: p.query, Asked: clock.Now()}
	if p.op.Kind == api.Options {
		l.At = api.Target{} // of all fields
	}
	l.Table, err = p.Client.List(ctx, p.op, l.At, p.query)
	return l, where.form, err
}

// named is a list with its values by name, too.
func named(t api.Table, form *api.Form) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('[')
	for row, err := range api.Each[json.RawMessage](t) {
		if err != nil {
			return nil, err
		}
		if row, err = form.Named(row); err != nil {
			return nil, err
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.Write(row)
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}

// Saw implements vm.Pager; one page cannot repeat itself.
func (p *pager) Saw(call.Answer) {}

// Close implements vm.Pager; nothing was fetched ahead.
func (p *pager) Close() {}

// oneObject lets a row of a sheet of single records have its values once: what
// is changed in row.fields is changed in row.records[0].fields.
func (s subject) oneObject(v goja.Value) goja.Value {
	row, ok := v.(*goja.Object)
	if !ok || !present(row.Get("fields")) || !present(row.Get("records")) {
		return v
	}
	records := row.Get("records").ToObject(s.r.JS())
	if first := records.Get("0"); present(first) {
		_ = row.Set("fields", first.ToObject(s.r.JS()).Get("fields"))
	}
	return v
}

func present(v goja.Value) bool { return v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) }

// single makes the method get, of what has the id that the script hands over.
func (s subject) single(argument string) func(*vm.Args) goja.Value {
	op := s.operation("get")
	return func(a *vm.Args) goja.Value {
		a.Max(1)
		s := s
		s.id = a.ID(0, argument)
		return s.r.Ask(s.ask(op, map[string]any{}), func(ctx context.Context) (call.Answer, error) {
			if raw, imaginary := s.drafts.get(s.id); imaginary {
				return call.Answer{Body: raw}, nil
			}
			where, err := s.locate(ctx, op.Kind, nil)
			if err != nil {
				return call.Answer{}, err
			}
			return s.read(ctx, op, where.at, api.Query{})
		}, s.r.FromJSON)
	}
}

func (f *face) read(ctx context.Context, op api.Operation, at api.Target, q api.Query) (call.Answer, error) {
	var raw json.RawMessage
	err := f.Client.Get(ctx, op, at, q, &raw)
	return call.Answer{Body: raw}, err
}

// calculated reads the options of a method of layouts.
func calculated(a *vm.Args, i int) (q api.Query) {
	a.Max(i + 1)
	o := a.Options(i, "options")
	q.Calculated, _ = o.Bool("calculated")
	o.Done()
	return q
}

func (f *face) memberLayout(a *vm.Args) goja.Value {
	q, s, op := calculated(a, 0), f.subject("layouts"), operation("layouts.members")
	return f.r.Ask(s.ask(op, map[string]any{"calculated": q.Calculated}), func(ctx context.Context) (call.Answer, error) {
		return f.read(ctx, op, api.Target{}, q)
	}, f.r.FromJSON)
}

func (f *face) sheetLayouts(a *vm.Args) goja.Value {
	q, s, op := calculated(a, 0), f.subject("layouts"), operation("layouts.sheets")
	return f.r.Ask(s.ask(op, map[string]any{"calculated": q.Calculated}), func(ctx context.Context) (call.Answer, error) {
		t, err := f.Client.List(ctx, op, api.Target{}, q)
		return call.Answer{Body: t.Rows}, err
	}, f.r.FromJSON)
}

func (f *face) sheetLayout(a *vm.Args) goja.Value {
	q, s, op := calculated(a, 1), f.subject("layouts"), operation("layouts.sheet")
	s.sheet = a.ID(0, "id")
	return f.r.Ask(s.ask(op, map[string]any{"calculated": q.Calculated}), func(ctx context.Context) (call.Answer, error) {
		return f.read(ctx, op, api.Target{Sheet: s.sheet}, q)
	}, f.r.FromJSON)
}
