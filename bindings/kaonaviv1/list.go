package kaonaviv1

import (
	"context"

	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// list makes a Listing of one page, with the headings beside it.
func (s subject) list(a *vm.Args) goja.Value {
	a.Max(0)
	op := s.operation("list")
	listing := s.r.Listing(vm.Walk{
		Call: s.ask(op, map[string]any{}),
		Open: func() vm.Pager { return s.sight().watch(s.Client.Pager(op, s.sheet)) },
	})
	_ = listing.Set("headers", s.r.Func(a.Name()+"().headers", s.headers))
	return listing
}

// headers asks for the headings alone; null when the vendor sends none.
func (s subject) headers(a *vm.Args) goja.Value {
	a.Max(0)
	op := s.operation("list")
	ask := s.ask(op, map[string]any{})
	ask.Kind += ".headers"
	return s.r.Ask(ask, func(ctx context.Context) (call.Answer, error) {
		headers, err := s.Client.Headers(ctx, op, s.sheet)
		if headers == nil {
			headers = []byte("null")
		}
		return call.Answer{Body: headers}, err
	}, s.r.FromJSON)
}
