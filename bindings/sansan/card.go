package sansan

import (
	"context"
	"slices"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// mostParallel is how many parts of a period may be walked at once: at ten
// requests a second more would only wait for each other.
const mostParallel = 16

func (f *face) listCards(a *vm.Args) goja.Value {
	a.Max(1)
	o := a.Options(0, "options")
	p := api.Period{CardOptions: cardOptions(o)}
	var ok bool
	if p.From, ok = o.Time("updatedFrom"); !ok {
		o.Need("updatedFrom", say.T("the time from which on cards were updated"))
	}
	p.To, ok = o.Time("updatedTo")
	n, _ := o.Int("parallel", 1, mostParallel)
	p.Parallel = int(n)
	o.Done()
	if ok && p.To.Before(p.From) {
		f.throw(call.New(call.RangeError, "%s: updatedTo is before updatedFrom", a.Name()))
	}
	if p.Parallel > 1 && !p.Forward() {
		f.throw(call.New(call.TypeError, `%s: parallel needs orderBy "updatedAt" and orderDirection "asc", which are the defaults`, a.Name()))
	}
	return f.walk("bizCards.list", a, func() vm.Pager { return f.Client.ListCards(p) })
}

func (f *face) searchCards(a *vm.Args) goja.Value {
	a.Max(1)
	o := a.Options(0, "options")
	s := api.Search{CardOptions: cardOptions(o)}
	s.CompanyName = condition(o, "companyName")
	s.Name = condition(o, "name")
	s.Email = condition(o, "email")
	s.Tel = condition(o, "tel")
	s.Mobile = condition(o, "mobile")
	s.TagIDs, _ = o.IDs("tagId")
	notEmpty(o, "tagId", s.TagIDs)
	o.Done()
	return f.walk("bizCards.search", a, func() vm.Pager { return f.Client.SearchCards(s) })
}

// condition refuses a blank: it would be no condition, and find every card.
func condition(o *vm.Fields, key string) string {
	s, given := o.String(key)
	if given && s == "" {
		o.Need(key, say.T("a string with something in it, or leave it out"))
	}
	return s
}

// notEmpty refuses an array without elements, for the same reason.
func notEmpty(o *vm.Fields, key string, list []string) {
	if list != nil && len(list) == 0 {
		o.Need(key, say.T("an array with something in it, or leave it out"))
	}
}

// cardOptions reads what both listings of cards take.
func cardOptions(o *vm.Fields) api.CardOptions {
	c := api.CardOptions{Range: rangeOf(o), Limit: limitOf(o)}
	c.IncludePastCards, _ = o.Bool("includePastBizCards")
	c.EntryStatus, _ = o.Enums("entryStatus", api.EntryStatuses()...)
	notEmpty(o, "entryStatus", c.EntryStatus)
	order, _ := o.Enum("orderBy", api.Orders()...)
	c.OrderBy = api.Order(order)
	c.OrderDirection, _ = o.Enum("orderDirection", api.Directions()...)
	return c
}

// rangeOf is required, for the vendor's default hides everybody else's.
func rangeOf(o *vm.Fields) api.Range {
	r, ok := o.Enum("range", api.Ranges()...)
	if !ok {
		o.Need("range", say.T(`"all", or "me" for what the API key's own user has`))
	}
	return api.Range(r)
}

func limitOf(o *vm.Fields) int {
	n, _ := o.Int("limit", 1, api.MaxLimit)
	return int(n)
}

func (f *face) cardTags(a *vm.Args) goja.Value {
	a.Max(2)
	id := a.ID(0, "id")
	o := a.Options(1, "options")
	limit := limitOf(o)
	o.Done()
	return f.walk("bizCards.tags", a, func() vm.Pager { return f.Client.CardTags(id, limit) })
}

func (f *face) listTags(a *vm.Args) goja.Value {
	a.Max(1)
	o := a.Options(0, "options")
	q := api.TagQuery{Range: rangeOf(o), Limit: limitOf(o)}
	q.Types, _ = o.Enums("type", api.TagTypes()...)
	notEmpty(o, "type", q.Types)
	q.Types = slices.Compact(q.Types)
	o.Done()
	return f.walk("tags.list", a, func() vm.Pager { return f.Client.ListTags(q) })
}

// walk makes the Listing of an operation; its call carries the arguments as the script gave them.
func (f *face) walk(name string, a *vm.Args, open func() vm.Pager) goja.Value {
	args := []any{}
	for i := range a.Len() {
		args = append(args, given(a, i))
	}
	return f.r.Listing(vm.Walk{Call: f.ask(name, args), Open: open})
}

func (f *face) getCard(a *vm.Args) goja.Value   { return f.single(a, "bizCards.get", f.Client.Card) }
func (f *face) getPerson(a *vm.Args) goja.Value { return f.single(a, "persons.get", f.Client.Person) }

func (f *face) image(a *vm.Args) goja.Value {
	a.Max(2)
	id := a.ID(0, "id")
	o := a.Options(1, "options")
	side, ok := o.Enum("side", api.Sides()...)
	if !ok {
		side = "front"
	}
	o.Done()
	c := f.ask("bizCards.image", map[string]any{"id": id, "side": side})
	return f.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		jpeg, err := f.Client.Image(ctx, id, side)
		return call.Answer{Body: jpeg}, err
	}, func(a call.Answer) (goja.Value, error) {
		if len(a.Body) == 0 {
			return goja.Null(), nil
		}
		return f.r.Bytes(slices.Clone(a.Body)), nil
	})
}

func (f *face) throw(e *call.Error) {
	panic(f.r.Error(e.Of(call.Request{Connection: f.Connection, Vendor: "sansan"})))
}
