package kaonavi

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

const (
	usualParallel = 4 // downloads at once
	mostParallel  = 16
)

// listFiles is list() of face images and attachments: with the files themselves
// beside it, as files({ parallel? }).
func (s subject) listFiles(a *vm.Args) goja.Value {
	listing := s.list(a).(*goja.Object)
	op := s.operation("list")
	q := s.query(a, op)
	_ = listing.Set("files", s.r.Func(a.Name()+"().files", func(a *vm.Args) goja.Value {
		a.Max(1)
		o := a.Options(0, "options")
		parallel, ok := o.Int("parallel", 1, mostParallel)
		o.Done()
		if !ok {
			parallel = usualParallel
		}
		ask := s.ask(op, map[string]any{"updatedSince": q.UpdatedSince})
		ask.Kind = api.Vendor + "." + s.noun + ".files"
		return s.r.Listing(vm.Walk{
			Call: ask,
			Open: func() vm.Pager {
				return &downloads{list: &pager{subject: s, op: op, query: q}, parallel: int(parallel)}
			},
			Item: s.withBytes,
		})
	}))
	return listing
}

// withBytes makes bytes of a file's base64.
func (s subject) withBytes(v goja.Value) goja.Value {
	row, ok := v.(*goja.Object)
	if !ok {
		return v
	}
	raw, err := s.r.ToJSON(row.Get(bytesKey))
	var body []byte
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	if err != nil {
		panic(s.r.Error(err))
	}
	_ = row.Set(bytesKey, s.r.Bytes(body))
	return row
}

// downloads walks the files of a list, one a page, and fetches ahead.
type downloads struct {
	list     *pager
	parallel int
	bound    *int // how many files are wanted at most; nil: all

	links *api.Links
	files []api.Link // those to come
	line  []chan api.Fetched
	ctx   context.Context // of what is fetched ahead
	stop  context.CancelFunc
	works sync.WaitGroup
}

// behind is where a page ends: behind which file, and how many came before. It
// names the file, for the list may have changed when another process goes on.
type behind struct {
	Count int    `json:"count"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

// Limit implements vm.Limiter.
func (d *downloads) Limit(n int) { d.bound = &n }

// Page implements vm.Pager.
func (d *downloads) Page(ctx context.Context, cursor []byte) (call.Answer, error) {
	var at behind
	if cursor != nil {
		if err := json.Unmarshal(cursor, &at); err != nil {
			return call.Answer{}, err
		}
	}
	if d.links == nil {
		if err := d.open(ctx, at); err != nil {
			return call.Answer{}, err
		}
	}
	d.fill(max(d.wanted(at.Count), 1))
	if len(d.line) == 0 {
		return call.Answer{Body: []byte("[]")}, nil
	}
	select {
	case got := <-d.line[0]:
		d.line = d.line[1:]
		return d.page(got, at.Count)
	case <-ctx.Done():
		return call.Answer{}, context.Cause(ctx)
	}
}

func (d *downloads) page(f api.Fetched, count int) (call.Answer, error) {
	if f.Err != nil {
		return call.Answer{}, f.Err
	}
	a, err := vm.JSONAnswer([]any{map[string]any{"code": f.Code, "file_name": f.FileName, "updated_at": f.UpdatedAt, bytesKey: f.Body}})
	if err == nil && (len(d.line) > 0 || len(d.files) > 0) {
		a.Cursor, err = json.Marshal(behind{count + 1, f.Code, f.FileName})
	}
	d.fill(d.wanted(count + 1))
	return a, err
}

// open asks for the list, and goes on where another process has ended.
func (d *downloads) open(ctx context.Context, at behind) error {
	l, _, err := d.list.listed(ctx)
	if err != nil {
		return err
	}
	if d.links, err = d.list.files.keep(d.list.subject, l); err != nil {
		return err
	}
	d.files = d.links.Files()
	if at.Count > 0 {
		i := slices.IndexFunc(d.files, func(l api.Link) bool { return l.Code == at.Code && l.FileName == at.Name })
		if i < 0 {
			i = at.Count - 1
		}
		d.files = d.files[min(i+1, len(d.files)):]
	}
	d.ctx, d.stop = context.WithCancel(context.WithoutCancel(ctx))
	return nil
}

// wanted is how many files should be under way or wait for the script when it
// has been given so many: nothing that it may never want.
func (d *downloads) wanted(given int) int {
	if d.bound == nil {
		return d.parallel
	}
	return min(d.parallel, *d.bound-given)
}

// fill begins downloads until so many are under way or wait.
func (d *downloads) fill(most int) {
	for len(d.files) > 0 && len(d.line) < most {
		slot, f := make(chan api.Fetched, 1), d.files[0]
		d.files, d.line = d.files[1:], append(d.line, slot)
		d.works.Go(func() {
			body, now, err := d.links.Fetch(d.ctx, f)
			if err != nil {
				now = f
			}
			slot <- api.Fetched{Link: now, Body: body, Err: err}
		})
	}
}

// Saw implements vm.Pager; what is to come does not depend on it.
func (d *downloads) Saw(call.Answer) {}

// Close implements vm.Pager: it stops what is fetched ahead.
func (d *downloads) Close() {
	if d.stop != nil {
		d.stop()
		d.works.Wait()
	}
}
