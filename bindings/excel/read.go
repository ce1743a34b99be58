package excel

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"

	"dandori/bindings/input"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// A page holds so many rows, or so many bytes of them, whichever comes first.
const (
	pageRows  = 1000
	pageBytes = 256 << 10
)

// options are those of excel.read.
type options struct {
	Sheet  string // "" is the first
	Arrays bool   // rows are arrays: no row is the heading
	Header int    // the row of the heading, 0 for the first that has a value
}

// read is excel.read(path, { sheet?, header? }): a listing of rows.
func (m *module) read(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	f := a.Options(1, "options")
	var o options
	o.Sheet, _ = f.String("sheet")
	if v, ok := f.Value("header"); ok {
		if yes, isBool := v.Export().(bool); isBool {
			o.Arrays = !yes
		} else {
			n, _ := f.Int("header", 1, 1<<20)
			o.Header = int(n)
		}
	}
	f.Done()
	a.Max(2)
	return m.r.Listing(vm.Walk{
		Call: call.Call{Kind: "excel.read", Target: path, Args: vm.Canonical(o), Effect: call.Read},
		Open: func() vm.Pager { return &pages{input: input.Config{Folder: m.config.Folder, Path: path}, options: o} },
	})
}

// cursor is where a walk goes on: after which row of the sheet.
type cursor struct {
	Row      int      `json:"row"`
	Headings []string `json:"headings,omitempty"` // by column; "" for a column without one
}

// pages is the vm.Pager over a sheet.
type pages struct {
	input   input.Config
	options options

	mu     sync.Mutex
	closed bool
	file   *input.File // closed already: its facts and content are of use
	kept   []byte      // the file's content, from an earlier process of the run
	book   *book
	sheet  *sheet
	name   say.Text // of file and sheet, for errors
	at     cursor
	rows   *table.Rows
	more   bool // sheet stands on a row that no page holds yet
}

// Page returns the rows after the cursor's.
func (p *pages) Page(_ context.Context, at []byte) (call.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return call.Answer{}, os.ErrClosed
	}
	if err := p.seek(at); err != nil {
		return call.Answer{}, p.fail(err)
	}
	body, err := p.page()
	if err != nil {
		return call.Answer{}, p.fail(err)
	}
	if !p.more {
		return call.Answer{Body: body}, nil
	}
	next, err := p.file.Cursor(p.at, at == nil)
	return call.Answer{Body: body, Cursor: next}, err
}

// fail says which file it is that could not be read.
func (p *pages) fail(err error) error {
	var said *call.Error
	if errors.As(err, &said) {
		return err
	}
	return broken(say.Raw(p.input.Path), err)
}

// seek sees to it that the sheet stands on the row behind the cursor's.
func (p *pages) seek(at []byte) error {
	if at == nil {
		return p.begin()
	}
	var from cursor
	if err := input.Place(at, &from); err != nil {
		return err
	}
	if p.sheet != nil && p.at.Row == from.Row {
		return nil
	}
	p.shut()
	file, err := input.Reopen(p.input, at, p.kept)
	if err != nil {
		return err
	}
	if err := p.open(file, from); err != nil {
		return err
	}
	for {
		if err := p.step(); err != nil || !p.more || p.sheet.row > p.at.Row {
			return err
		}
	}
}

func (p *pages) begin() error {
	p.shut()
	file, err := input.Open(p.input)
	if err != nil {
		return err
	}
	if err := p.open(file, cursor{}); err != nil {
		return err
	}
	return p.heading()
}

func (p *pages) open(file *input.File, from cursor) error {
	defer file.Close()
	book, err := openBook(say.Raw(p.input.Path), file)
	if err != nil {
		return err
	}
	p.file, p.book = file, book
	name, raw, err := p.book.sheet(p.options.Sheet)
	if err != nil {
		return err
	}
	p.name = say.T("%s, sheet %q", p.input.Path, name)
	p.at, p.sheet = from, newSheet(p.book, raw)
	p.rows = newRows(from.Headings)
	return nil
}

// step goes to the next row that is not empty.
func (p *pages) step() error {
	err := p.sheet.next()
	p.more = err == nil
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// heading finds the row of the heading and stops at the first row behind it.
func (p *pages) heading() error {
	if err := p.step(); err != nil || p.options.Arrays {
		return err
	}
	for p.more && p.sheet.row < p.options.Header {
		if err := p.step(); err != nil {
			return err
		}
	}
	if p.options.Header > 0 && (!p.more || p.sheet.row != p.options.Header) {
		return call.New(call.PlainError, "%s: row %d, which is to be the heading, is empty", p.name, p.options.Header).
			WithHint("name the row of the heading, counted from 1: { header: 3 }")
	}
	if !p.more {
		return nil
	}
	if err := p.takeHeadings(); err != nil {
		return err
	}
	return p.step()
}

func (p *pages) takeHeadings() error {
	names := make([]string, p.sheet.cells[len(p.sheet.cells)-1].column)
	var given []string
	for _, c := range p.sheet.cells {
		name := string(c.json)
		_ = json.Unmarshal(c.json, &name) // a number or boolean is its own name
		names[c.column-1] = name
		given = append(given, name)
	}
	if err := table.CheckHeadings(say.T("%s, row %d", p.name, p.sheet.row), given); err != nil {
		return err
	}
	p.at.Headings, p.rows = names, newRows(names)
	return nil
}

// newRows makes objects of the columns that have a heading, arrays without any.
func newRows(headings []string) *table.Rows {
	var given []string
	for _, h := range headings {
		if h != "" {
			given = append(given, h)
		}
	}
	return table.NewRows(given)
}

func (p *pages) page() ([]byte, error) {
	body := []byte{'['}
	for n := 0; p.more && n < pageRows && len(body) < pageBytes; n++ {
		if n > 0 {
			body = append(body, ',')
		}
		var err error
		if body, err = p.appendRow(body); err != nil {
			return nil, err
		}
		p.at.Row = p.sheet.row
		if err := p.step(); err != nil {
			return nil, err
		}
	}
	return append(body, ']'), nil
}

func (p *pages) appendRow(body []byte) ([]byte, error) {
	if p.options.Arrays {
		return p.sheet.appendCells(body, p.rows), nil
	}
	cells, field := p.sheet.cells, 0
	for column, heading := range p.at.Headings {
		filled := len(cells) > 0 && cells[0].column == column+1
		if heading == "" {
			if filled {
				return nil, p.noHeading(cells[0])
			}
			continue
		}
		body = p.rows.AppendKey(body, field)
		field++
		if !filled {
			body = append(body, '"', '"')
			continue
		}
		body = append(body, cells[0].json...)
		cells = cells[1:]
	}
	if len(cells) > 0 {
		return nil, p.noHeading(cells[0])
	}
	return p.rows.AppendEnd(body, field), nil
}

func (p *pages) noHeading(c cell) error {
	return call.New(call.PlainError, "%s: the cell %s has a value, its column has no heading", p.name, cellName(c.column, p.sheet.row)).
		WithHint("give the column a heading, say which row is the heading ({ header: 3 }), or read the rows as arrays: { header: false }")
}

// Saw keeps the content of the file that an earlier process has read.
func (p *pages) Saw(a call.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil && p.kept == nil {
		p.kept = input.Content(a.Cursor)
	}
}

// Close frees the book.
func (p *pages) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.shut()
}

func (p *pages) shut() {
	if p.book != nil {
		p.book.close()
	}
	p.book, p.sheet, p.file = nil, nil, nil
}
