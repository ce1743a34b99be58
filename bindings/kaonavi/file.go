package kaonavi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"sync"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// The keys under which the vendor takes files. In their place scripts may give bytes.
const (
	imageKey   = "base64_face_image"
	contentKey = "base64_content"
	bytesKey   = "bytes"
)

// encoded is a with the bytes in the rows of its first argument, called name,
// and in their records, as the vendor takes them: base64 under key. as is what
// the script calls them.
func (f *face) encoded(a *vm.Args, name, key string) (encoded *vm.Args, as string) {
	rows, ok := a.Value(0).(*goja.Object)
	if !ok || rows.ClassName() != "Array" {
		return a, bytesKey
	}
	e := &encoder{args: a, r: f.r, key: key, as: bytesKey}
	return a.With(0, e.list(rows, name)), e.as
}

// encoder makes copies of rows in which bytes are base64. What is no row is told by who reads them.
type encoder struct {
	args *vm.Args
	r    *vm.Runtime
	key  string
	as   string // key, when a row has that already
}

func (e *encoder) list(list *goja.Object, path string) goja.Value {
	keys := list.Keys()
	if list.Get("length").ToInteger() != int64(len(keys)) {
		return list // it has holes
	}
	var items []any
	for _, i := range keys {
		items = append(items, e.row(list.Get(i), path+"["+i+"]"))
	}
	return e.r.JS().NewArray(items...)
}

func (e *encoder) row(v goja.Value, path string) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Object" {
		return v
	}
	out := e.r.JS().NewObject()
	for _, name := range o.Keys() {
		v := o.Get(name)
		switch list, is := v.(*goja.Object); {
		case name == e.key:
			e.as = e.key
		case name == bytesKey && !goja.IsUndefined(v):
			name, v = e.key, e.base64(v, path+"."+bytesKey)
		case name == "records" && is && list.ClassName() == "Array":
			v = e.list(list, path+".records")
		}
		_ = out.Set(name, v)
	}
	return out
}

func (e *encoder) base64(v goja.Value, path string) goja.Value {
	body, is := e.r.AsBytes(v)
	if !is {
		e.args.Wrong(path, say.T("a Uint8Array"), v)
	}
	return e.r.JS().ToValue(base64.StdEncoding.EncodeToString(body))
}

// fileCache keeps the lists of files that were asked for last: their links live
// for some minutes. It may be used from any goroutine.
type fileCache struct {
	mu    sync.Mutex
	lists map[[3]string]*api.Links
}

// keep remembers a list if it is the whole.
func (c *fileCache) keep(s subject, l api.Listed) (*api.Links, error) {
	links, err := s.Client.Links(l)
	if err != nil || l.Query != (api.Query{}) {
		return links, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = map[[3]string]*api.Links{}
	}
	c.lists[s.key()] = links
	return links, nil
}

func (c *fileCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.lists)
}

func (c *fileCache) get(s subject) *api.Links {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lists[s.key()]
}

// key tells lists of files apart.
func (s subject) key() [3]string { return [3]string{s.noun, s.sheet, s.field} }

// downloadFace is members.faceImages.download(code): null when the member has none.
func (s subject) downloadFace(a *vm.Args) goja.Value {
	a.Max(1)
	return s.download(a.ID(0, "code"), "")
}

// downloadFile is attachments(field).download(code, fileName).
func (s subject) downloadFile(a *vm.Args) goja.Value {
	a.Max(2)
	return s.download(a.ID(0, "code"), a.String(1, "fileName"))
}

// file is what a download is recorded as.
type file struct {
	Found bool   `json:"found"`
	Bytes []byte `json:"bytes,omitempty"`
}

func (s subject) download(code, name string) goja.Value {
	op := s.operation("list")
	ask := s.ask(op, map[string]any{"code": code, "fileName": name})
	ask.Kind = api.Vendor + "." + s.noun + ".download"
	return s.r.Ask(ask, func(ctx context.Context) (call.Answer, error) {
		body, found, err := s.fetch(ctx, code, name)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(file{found, body})
	}, func(a call.Answer) (goja.Value, error) {
		var got file
		if err := json.Unmarshal(a.Body, &got); err != nil || !got.Found {
			return goja.Null(), err
		}
		return s.r.Bytes(got.Bytes), nil
	})
}

// fetch downloads one file, by a list that is at hand or a new one when that does not show it.
func (s subject) fetch(ctx context.Context, code, name string) (body []byte, found bool, err error) {
	is := func(l api.Link) bool { return l.Code == code && (name == "" || l.FileName == name) }
	links := s.files.get(s)
	if links == nil || !slices.ContainsFunc(links.Files(), is) {
		p := &pager{subject: s, op: s.operation("list")}
		l, _, err := p.listed(ctx)
		if err == nil {
			links, err = s.files.keep(s, l)
		}
		if err != nil {
			return nil, false, err
		}
	}
	all := links.Files()
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return nil, false, nil
	}
	body, _, err = links.Fetch(ctx, all[i])
	return body, err == nil, err
}
