package csv

import (
	"bytes"

	"dandori/bindings/output"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// writer is csv.writer(path, { columns, encoding?, bom?, delimiter?, defuse? }).
func (m *module) writer(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	f := a.Options(1, "options")
	columns := m.columns(a, f)
	style := m.style(a, f)
	style.Charset = encoding(f)
	f.Done()
	a.Max(2)
	if style.BOM && style.Charset == "cp932" {
		panic(m.r.Error(call.New(call.TypeError, "%s: options.bom is for utf8 only: cp932 has no such mark", a.Name())))
	}
	w := &writer{m: m, picker: table.NewPicker(m.r, "csv.writer", columns)}
	file, err := output.Open(m.r, m.config, path, func() error { return w.encoder.flush() })
	if err != nil {
		panic(m.r.Error(err))
	}
	w.file, w.encoder = file, newEncoder(file, style, columns)
	if err := w.encoder.heading(); err != nil {
		file.Drop()
		panic(m.r.Error(err))
	}
	return w.object()
}

// stringify is csv.stringify(rows, { columns, bom?, delimiter?, defuse? }).
func (m *module) stringify(a *vm.Args) goja.Value {
	rows, ok := table.Items(a.Value(0))
	if !ok {
		a.Wrong("rows", say.T("an array of objects"), a.Value(0))
	}
	f := a.Options(1, "options")
	columns := m.columns(a, f)
	style := m.style(a, f)
	f.Done()
	a.Max(2)
	var text bytes.Buffer
	e := newEncoder(&text, style, columns)
	picker := table.NewPicker(m.r, "csv.stringify", columns)
	err := e.heading()
	for _, row := range rows {
		if err == nil {
			err = e.pick(func(n int, sink table.Sink) error { return picker.Pick(n, row, sink) })
		}
	}
	if err == nil {
		err = e.flush()
	}
	if err != nil {
		panic(m.r.Error(err))
	}
	return m.r.JS().ToValue(text.String())
}

func (m *module) columns(a *vm.Args, f *vm.Fields) []table.Column {
	v, ok := f.Value("columns")
	if !ok {
		f.Need("columns", say.T("an array of keys and { key, header }"))
	}
	return table.ReadColumns(m.r, a.Name(), "options.columns", v)
}

func (m *module) style(a *vm.Args, f *vm.Fields) Style {
	s := Style{Comma: m.comma(a, f)}
	s.BOM, _ = f.Bool("bom")
	s.Defuse, _ = f.Bool("defuse")
	return s
}

// writer is a CSV file under way.
type writer struct {
	m       *module
	file    *output.File
	encoder *encoder
	picker  *table.Picker
}

func (w *writer) object() goja.Value {
	o := w.m.r.Object("csv.writer", vm.Members{
		"write": w.write,
		"close": func(a *vm.Args) goja.Value { a.Max(0); return w.file.Close() },
	})
	rows := w.m.r.Func("rows", func(*vm.Args) goja.Value { return w.m.r.JS().ToValue(w.encoder.row - 1) })
	_ = o.DefineAccessorProperty("rows", rows, nil, goja.FLAG_FALSE, goja.FLAG_TRUE)
	return o
}

// write takes one row. Rows go to the file in the order in which they come, so
// the promise is settled at once.
func (w *writer) write(a *vm.Args) goja.Value {
	err := w.file.Closed()
	if err == nil {
		err = w.encoder.pick(func(n int, sink table.Sink) error { return w.picker.Pick(n, a.Value(0), sink) })
	}
	if err != nil {
		return output.Rejected(w.m.r, err)
	}
	return w.m.r.Resolved()
}
