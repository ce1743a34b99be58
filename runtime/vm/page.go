package vm

import (
	"bytes"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// page is a JSON array of items over the bytes that came in. Objects become
// Records, which make a value only when a script asks for it; other items are made at once.
type page struct {
	r        *Runtime
	body     []byte
	fields   []field // of all records, one behind the other
	items    []item
	traps    goja.ProxyTrapConfig // of records that nobody has touched
	byTarget map[*goja.Object]*Record
}

// item is one element of the array: the record's fields, or a value.
type item struct {
	first, count int // of fields; count is -1 for what is no object
	val0, val1   uint32
}

// scanPage finds where everything lies. It does not touch the VM and may run off the loop.
func scanPage(body []byte) (*page, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	// As many fields as there are keys, so that nothing is grown while scanning.
	p := &page{body: body, fields: make([]field, 0, bytes.Count(body, []byte(`":`)))}
	s := scanner{b: body}
	if s.space(); s.i >= len(body) || body[s.i] != '[' {
		return nil, badPage(s.fail())
	}
	if err := s.array(0, func() error { return p.scanItem(&s) }); err != nil {
		return nil, badPage(err)
	}
	if s.space(); s.i != len(body) {
		return nil, badPage(s.fail())
	}
	return p, nil
}

func badPage(err error) error {
	return call.New(call.ConnectionError, "a page of the listing is not a JSON array: %v", err).Because(err)
}

func (p *page) scanItem(s *scanner) error {
	if s.i < len(s.b) && s.b[s.i] != '{' {
		v0, v1, err := s.value(1)
		p.items = append(p.items, item{count: -1, val0: uint32(v0), val1: uint32(v1)})
		return err
	}
	first, start := len(p.fields), s.i
	err := s.object(1, func(f field) { p.fields = append(p.fields, f) })
	p.items = append(p.items, item{first: first, count: len(p.fields) - first, val0: uint32(start), val1: uint32(s.i)})
	return err
}

// attach readies a scanned page for the VM.
func (p *page) attach(r *Runtime) {
	p.r = r
	p.byTarget = make(map[*goja.Object]*Record, len(p.items))
	p.traps = p.makeTraps()
	r.known.add(p)
}

// value makes item i.
func (p *page) value(i int) goja.Value {
	it := p.items[i]
	if it.count < 0 {
		return p.r.decode(p.body[it.val0:it.val1])
	}
	rec := &Record{page: p, item: it, target: p.r.js.NewObject(), traps: p.traps}
	p.byTarget[rec.target] = rec
	return p.r.js.ToValue(p.r.js.NewProxy(rec.target, &rec.traps))
}

// find returns the field of a record by its key; of doubled keys the last, as JSON.parse does.
func (p *page) find(it item, key string) (field, bool) {
	for at := it.first + it.count - 1; at >= it.first; at-- {
		f := p.fields[at]
		in := p.body[f.key0:f.key1]
		if string(in) == key || bytes.IndexByte(in, '\\') >= 0 && keyText(in) == key {
			return f, true
		}
	}
	return field{}, false
}

// knownRecords finds the record behind a value for the pages that came last;
// older ones are still right as plain objects, only slower.
type knownRecords struct {
	pages [4]*page
	next  int
}

func (k *knownRecords) add(p *page) {
	k.pages[k.next%len(k.pages)] = p
	k.next++
}

func (k *knownRecords) find(target *goja.Object) *Record {
	for i := k.next - 1; i >= 0 && i >= k.next-len(k.pages); i-- {
		if rec := k.pages[i%len(k.pages)].byTarget[target]; rec != nil {
			return rec
		}
	}
	return nil
}
