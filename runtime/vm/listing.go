package vm

import (
	"context"
	_ "embed"
	"encoding/json"
	"sync"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// Pager walks pages off the loop.
type Pager interface {
	// Page returns the page at cursor, nil for the first: a JSON array of items
	// as Body, and as Cursor where the next page starts, nil after the last. A
	// cursor suffices by itself: another process can go on from it.
	Page(ctx context.Context, cursor []byte) (call.Answer, error)
	// Saw is told of each page that the script was given, fetched or replayed, in order.
	Saw(page call.Answer)
	// Close stops what was fetched ahead. No method is called after it.
	Close()
}

// Limiter is a Pager that can be told how many items are wanted at most, before
// its first Page; 0 is some number that is not known. It then fetches nothing
// ahead that may never be wanted.
type Limiter interface{ Limit(n int) }

// Walk describes a listing: what a walk over it asks for, and how it is done.
type Walk struct {
	Call call.Call                   // of each page; Args are those of the listing
	Open func() Pager                // called once a walk, when its first item is asked for
	Item func(goja.Value) goja.Value // makes what scripts see of each item, on the loop; nil: the item
}

//go:embed listing.js
var listingJS string

// Listing makes a lazy async iterable of the items of a walk, with the methods
// of the ES iterator helpers. Nothing is asked for before the first item is;
// each iteration is a new walk. The first item of every page comes through a
// call of its own, the others without a promise to whom can take them so.
func (r *Runtime) Listing(w Walk) *goja.Object {
	open := r.js.ToValue(func(c goja.FunctionCall) goja.Value { return r.newWalk(w, c.Argument(0)).object() })
	v, err := r.js.New(r.listingClass(), open)
	if err != nil {
		panic(err)
	}
	return v
}

func (r *Runtime) listingClass() goja.Value {
	return r.Once("Listing", func() goja.Value {
		make, _ := goja.AssertFunction(r.mustRun("listing.js", r.own.Listing))
		v, err := make(goja.Undefined(), r.syncKey(), r.js.ToValue(r.needFunction))
		if err != nil {
			panic(err)
		}
		return v
	})
}

// syncKey names the method by which compiled for-await loops get at a host's
// iterator that may answer without a promise.
func (r *Runtime) syncKey() goja.Value {
	f, _ := goja.AssertFunction(r.js.Get("Symbol").ToObject(r.js).Get("for"))
	v, _ := f(goja.Undefined(), r.js.ToValue("dandori.sync"))
	return v
}

// needFunction throws the TypeError for a callback that is none.
func (r *Runtime) needFunction(c goja.FunctionCall) goja.Value {
	a := &Args{r, c.Argument(0).String(), c}
	a.Func(1, "callback")
	return goja.Undefined()
}

// walk is one iteration. It lives on the loop, but for the pager's Page.
type walk struct {
	r      *Runtime
	walk   Walk
	pager  Pager
	page   *page
	at     int        // the next item of page
	n      int        // pages asked for
	cursor []byte     // of the next page
	bound  goja.Value // how many items are wanted at most; 0 for not known, undefined for all
	last   bool       // no page is left to ask for
	out    *goja.Object
	scans  scans
}

func (r *Runtime) newWalk(w Walk, bound goja.Value) *walk {
	k := &walk{r: r, walk: w, bound: bound, out: r.js.NewObject()}
	_ = k.out.Set("value", goja.Undefined())
	_ = k.out.Set("done", false)
	_ = k.out.Set("sync", true)
	return k
}

// object is the walk as listing.js and compiled loops use it: next gives a
// result ({value, done, sync: true}, the same object each time) or a promise
// of one; nextPage a promise of an array or of undefined; return ends the walk.
func (k *walk) object() *goja.Object {
	o := k.r.js.NewObject()
	_ = o.Set("next", func(goja.FunctionCall) goja.Value { return k.next() })
	_ = o.Set("nextPage", func(goja.FunctionCall) goja.Value { return k.nextPage() })
	_ = o.Set("return", func(goja.FunctionCall) goja.Value { k.close(); return k.result(goja.Undefined(), true) })
	_ = o.Set("sync", true)
	return o
}

func (k *walk) item(i int) goja.Value {
	v := k.page.value(i)
	if k.walk.Item != nil {
		v = k.walk.Item(v)
	}
	return v
}

func (k *walk) result(v goja.Value, done bool) goja.Value {
	_ = k.out.Set("value", v)
	_ = k.out.Set("done", done)
	return k.out
}

func (k *walk) next() goja.Value {
	if k.page != nil && k.at < len(k.page.items) {
		k.at++
		_ = k.out.Set("value", k.item(k.at-1))
		return k.out
	}
	if k.last {
		k.close()
		return k.result(goja.Undefined(), true)
	}
	return k.ask(func() goja.Value { return k.next() })
}

func (k *walk) nextPage() goja.Value {
	if k.last {
		k.close()
		return goja.Undefined()
	}
	return k.ask(func() goja.Value {
		items := make([]any, len(k.page.items))
		for i := range items {
			items[i] = k.item(i)
		}
		k.at = len(items)
		return k.r.js.NewArray(items...)
	})
}

// ask asks for the next page and then does what then says with it.
func (k *walk) ask(then func() goja.Value) goja.Value {
	if k.pager == nil {
		k.pager = k.walk.Open()
		if l, ok := k.pager.(Limiter); ok && !goja.IsUndefined(k.bound) {
			l.Limit(int(min(k.bound.ToInteger(), 1<<31-1)))
		}
		k.r.AtEnd(func(error) error { k.close(); return nil })
	}
	k.n++
	c := k.walk.Call
	c.Args = Canonical(map[string]any{"args": json.RawMessage(orNull(c.Args)), "page": k.n})
	cursor, pager := k.cursor, k.pager
	work := func(ctx context.Context) (call.Answer, error) {
		a, err := pager.Page(ctx, cursor)
		if err == nil {
			err = k.scans.ahead(a)
		}
		return a, err
	}
	return k.r.Ask(c, work, func(a call.Answer) (goja.Value, error) {
		page, err := k.scans.take(a)
		if err != nil {
			return nil, err
		}
		page.attach(k.r)
		k.page, k.at, k.cursor, k.last = page, 0, a.Cursor, a.Cursor == nil
		pager.Saw(a)
		return then(), nil
	})
}

func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

func (k *walk) close() {
	k.last, k.page = true, nil
	if k.pager != nil {
		k.pager.Close()
		k.pager = nil
	}
}

// scans carries a page that was scanned off the loop to the loop.
type scans struct {
	mu   sync.Mutex
	page *page
}

func (s *scans) ahead(a call.Answer) error {
	page, err := scanPage(a.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.page = page
	return err
}

// take returns the page of an answer: scanned ahead, or now when it was replayed.
func (s *scans) take(a call.Answer) (*page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page := s.page
	s.page = nil
	if page != nil {
		return page, nil
	}
	return scanPage(a.Body)
}
