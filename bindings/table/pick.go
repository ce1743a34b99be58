package table

import (
	"bytes"
	"math/big"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Sink takes the cells of a row, from left to right. Bytes are UTF-8 and must
// not be kept.
type Sink interface {
	Text(text []byte)
	Number(f float64)
	Bool(b bool)
	Blank()
}

// Picker picks the cells of its columns out of rows.
type Picker struct {
	r        *vm.Runtime
	function string // as scripts write it, for errors
	columns  []Column
	scratch  []byte // of the text under way, where JSON escapes it
}

// NewPicker returns a picker for what function writes.
func NewPicker(r *vm.Runtime, function string, columns []Column) *Picker {
	return &Picker{r: r, function: function, columns: columns}
}

// Pick gives the cells of a row to the sink. A key with dots is looked for as
// it is first, then as a path. n counts the rows from 1, for the error, which
// is a TypeError that names row and column.
func (p *Picker) Pick(n int, row goja.Value, sink Sink) error {
	if record, ok := p.r.RecordOf(row); ok {
		if done, err := p.pickRaw(n, record, sink); done || err != nil {
			return err
		}
	}
	o, ok := Object(row)
	if !ok {
		return call.New(call.TypeError, "%s: row %d must be an object, not %s", p.function, n, Kind(row))
	}
	for _, c := range p.columns {
		if err := p.put(n, c, property(o, c), sink); err != nil {
			return err
		}
	}
	return nil
}

// pickRaw takes the cells from the bytes of a record that the script has not
// touched. done is false when it has: nothing was given to the sink then.
func (p *Picker) pickRaw(n int, record *vm.Record, sink Sink) (done bool, err error) {
	for _, c := range p.columns {
		raw, ok, usable := record.Raw(c.Key)
		if !usable {
			return false, nil // only ever for the first column: nothing here touches the record
		}
		if !ok && c.path != nil {
			raw, ok = rawPath(record, c.path)
		}
		if !ok {
			sink.Blank()
			continue
		}
		if err := p.putRaw(sink, raw); err != nil {
			return true, p.wrong(n, c, say.T("an object or array"))
		}
	}
	return true, nil
}

func rawPath(record *vm.Record, path []string) ([]byte, bool) {
	raw, ok, _ := record.Raw(path[0])
	for _, key := range path[1:] {
		if !ok {
			return nil, false
		}
		raw, ok = vm.RawField(raw, key)
	}
	return raw, ok
}

type notScalar struct{}

func (notScalar) Error() string { return "not a scalar" }

// putRaw gives the sink a JSON value as the script would have seen it.
func (p *Picker) putRaw(sink Sink, raw []byte) error {
	switch raw[0] {
	case '"':
		p.putRawText(sink, raw)
	case 'n':
		sink.Blank()
	case 't', 'f':
		sink.Bool(raw[0] == 't')
	case '{', '[':
		return notScalar{}
	default:
		putRawNumber(sink, raw)
	}
	return nil
}

func (p *Picker) putRawText(sink Sink, raw []byte) {
	inside := raw[1 : len(raw)-1]
	if bytes.IndexByte(inside, '\\') >= 0 {
		p.scratch = appendUnescaped(p.scratch[:0], inside)
		inside = p.scratch
	}
	sink.Text(inside)
}

// putRawNumber keeps the digits of integers that a number would not hold, as
// the script would have got them as a string.
func putRawNumber(sink Sink, raw []byte) {
	const maxSafe = 1<<53 - 1
	text := string(raw)
	if !strings.ContainsAny(text, ".eE") {
		if n, err := strconv.ParseInt(text, 10, 64); err != nil || n > maxSafe || n < -maxSafe {
			sink.Text(raw)
			return
		}
	}
	f, _ := strconv.ParseFloat(text, 64)
	sink.Number(f)
}

// Property returns the value that key names in o, nil for none: of the key as
// it is first, then as a path.
func Property(o *goja.Object, key string) goja.Value { return property(o, column(key, key)) }

func property(o *goja.Object, c Column) goja.Value {
	v := o.Get(c.Key)
	if v != nil && !goja.IsUndefined(v) || c.path == nil {
		return v
	}
	v = o
	for _, key := range c.path {
		below, ok := v.(*goja.Object)
		if !ok {
			return nil
		}
		v = below.Get(key)
	}
	return v
}

func (p *Picker) put(n int, c Column, v goja.Value, sink Sink) error {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		sink.Blank()
		return nil
	}
	if s, ok := v.(goja.String); ok {
		sink.Text([]byte(s.String()))
		return nil
	}
	if _, ok := v.(*goja.Object); ok {
		return p.wrong(n, c, Kind(v))
	}
	switch x := v.Export().(type) {
	case int64:
		sink.Number(float64(x))
	case float64:
		sink.Number(x)
	case bool:
		sink.Bool(x)
	case *big.Int:
		sink.Text([]byte(x.String()))
	default:
		return p.wrong(n, c, Kind(v))
	}
	return nil
}

func (p *Picker) wrong(n int, c Column, kind say.Text) error {
	return call.New(call.TypeError, "%s: row %d, column %q must be a string, a number, true, false or nothing, not %s", p.function, n, c.Key, kind).
		WithHint("name the part that is meant in columns (\"owner.name\"), or make a text of it first (JSON.stringify, toISOString, join)")
}
