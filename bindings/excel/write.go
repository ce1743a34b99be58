package excel

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"dandori/bindings/output"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
	"github.com/xuri/excelize/v2"
)

// writer is excel.writer(path, { columns?, sheet? }) for one sheet, or
// excel.writer(path, { sheets: [{ name, columns? }] }) for several. Without
// columns the keys of a sheet's first row are its columns.
func (m *module) writer(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	plans := m.plans(a)
	a.Max(2)
	parts, release, err := m.scratch()
	if err != nil {
		panic(m.r.Error(say.Errorf("the folder for parts of workbooks cannot be made: %w", err)))
	}
	w := &writer{m: m, book: excelize.NewFile(excelize.Options{TmpDir: parts})}
	m.r.AtEnd(func(error) error { return errors.Join(w.book.Close(), release()) }) // called after the file's own, which may still need the book
	file, err := output.Open(m.r, m.config.Config, path, w.finish)
	if err != nil {
		panic(m.r.Error(err))
	}
	w.file = file
	if err := w.addSheets(plans); err != nil {
		file.Drop()
		panic(m.r.Error(err))
	}
	return w.object()
}

// scratch is a folder for the parts of one workbook; "" is the system's.
func (m *module) scratch() (path string, release func() error, err error) {
	if m.config.Temp == "" {
		return "", func() error { return nil }, nil
	}
	return folder.Scratch(m.config.Temp)
}

// plan is one sheet to write.
type plan struct {
	name    string
	columns []table.Column // nil: those of the first row
}

func (m *module) plans(a *vm.Args) []plan {
	f := a.Options(1, "options")
	list, several := f.Value("sheets")
	if !several {
		p := plan{name: "Sheet1"}
		if name, ok := f.String("sheet"); ok {
			p.name = name
		}
		if v, ok := f.Value("columns"); ok {
			p.columns = table.ReadColumns(m.r, a.Name(), "options.columns", v)
		}
		f.Done()
		return []plan{p}
	}
	f.Done()
	items, ok := table.Items(list)
	if !ok || len(items) == 0 {
		a.Wrong("options.sheets", say.T("an array of { name, columns }"), list)
	}
	plans := make([]plan, len(items))
	for i, item := range items {
		plans[i] = m.plan(a, "options.sheets["+strconv.Itoa(i)+"]", item)
	}
	return plans
}

func (m *module) plan(a *vm.Args, at string, v goja.Value) plan {
	o, ok := table.Object(v)
	if !ok {
		a.Wrong(at, say.T("an object with name and columns"), v)
	}
	for _, key := range o.Keys() {
		if key != "name" && key != "columns" {
			a.Wrong(at, say.T("an object with name and columns"), v)
		}
	}
	name, ok := o.Get("name").(goja.String)
	if !ok {
		a.Wrong(at+".name", say.T("a string"), o.Get("name"))
	}
	p := plan{name: name.String()}
	if columns := o.Get("columns"); columns != nil && !goja.IsUndefined(columns) {
		p.columns = table.ReadColumns(m.r, a.Name(), at+".columns", columns)
	}
	return p
}

// writer is a book under way.
type writer struct {
	m      *module
	file   *output.File
	book   *excelize.File
	text   int // the style of texts that Excel would take for something else
	sheets []*out
}

func (w *writer) addSheets(plans []plan) error {
	style, err := w.book.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	w.text = style
	for i, p := range plans {
		if err := w.addSheet(i, p); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) addSheet(i int, p plan) error {
	for _, s := range w.sheets {
		if s.name == p.name {
			return call.New(call.PlainError, "excel.writer: two sheets are named %q", p.name).
				WithHint("give every sheet a name of its own")
		}
	}
	err := error(nil)
	if i == 0 {
		err = w.book.SetSheetName("Sheet1", p.name)
	} else {
		_, err = w.book.NewSheet(p.name)
	}
	if err != nil {
		return call.New(call.PlainError, "excel.writer: a sheet cannot be named %q", p.name).
			WithHint("a name has 1 to 31 characters, none of : \\ / ? * [ ], and no ' at its ends").Because(err)
	}
	stream, err := w.book.NewStreamWriter(p.name)
	if err != nil {
		return err
	}
	s := &out{writer: w, name: p.name, stream: stream}
	w.sheets = append(w.sheets, s)
	if p.columns == nil {
		return nil
	}
	return s.heading(p.columns)
}

func (w *writer) object() goja.Value {
	return w.m.r.Object("excel.writer", vm.Members{
		"write": w.sheets[0].write,
		"sheet": w.sheet,
		"close": func(a *vm.Args) goja.Value { a.Max(0); return w.file.Close() },
	})
}

// sheet is writer.sheet(name): what writes to that sheet.
func (w *writer) sheet(a *vm.Args) goja.Value {
	name := a.String(0, "name")
	a.Max(1)
	for _, s := range w.sheets {
		if s.name == name {
			return w.m.r.Object("excel.writer.sheet", vm.Members{"write": s.write})
		}
	}
	panic(w.m.r.Error(call.New(call.PlainError, "excel.writer: there is no sheet %q", name).
		WithHint("name every sheet when the writer is made: { sheets: [{ name, columns }] }")))
}

// finish writes the book into the file under way.
func (w *writer) finish() error {
	for _, s := range w.sheets {
		if err := s.stream.Flush(); err != nil {
			return err
		}
	}
	book, err := w.book.WriteToBuffer()
	if err != nil {
		return err
	}
	return sorted(w.file, book.Bytes())
}

// sorted writes a zip file with its parts in the order of their names:
// excelize writes several sheets in a random one, and the same script must
// write the same bytes.
func sorted(out io.Writer, raw []byte) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	z := zip.NewWriter(out)
	for _, part := range in.File {
		if err := z.Copy(part); err != nil {
			return err
		}
	}
	return z.Close()
}
