package csv

import (
	"context"
	"io"
	"os"
	"strings"
	"sync"

	"dandori/bindings/input"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// read is csv.read(path, { encoding?, delimiter?, header? }): a listing of rows.
func (m *module) read(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	f := a.Options(1, "options")
	o := m.readOptions(a, f)
	o.Charset = encoding(f)
	f.Done()
	a.Max(2)
	return m.r.Listing(vm.Walk{
		Call: call.Call{Kind: "csv.read", Target: path, Args: vm.Canonical(o), Effect: call.Read},
		Open: func() vm.Pager { return &pages{input: input.Config{Folder: m.config.Folder, Path: path}, options: o} },
	})
}

func (m *module) readOptions(a *vm.Args, f *vm.Fields) Options {
	header, given := f.Bool("header")
	return Options{Comma: m.comma(a, f), Arrays: given && !header}
}

// parse is csv.parse(text, { delimiter?, header? }): an array of rows.
func (m *module) parse(a *vm.Args) goja.Value {
	text := a.String(0, "text")
	f := a.Options(1, "options")
	o := m.readOptions(a, f)
	f.Done()
	a.Max(2)
	rows, err := parse(say.T("the text"), strings.TrimPrefix(text, "\ufeff"), o)
	if err != nil {
		panic(m.r.Error(err))
	}
	v, err := m.r.JSON(rows)
	if err != nil {
		panic(m.r.Error(err))
	}
	return v
}

// parse returns the rows of a UTF-8 text as a JSON array.
func parse(name say.Text, text string, o Options) ([]byte, error) {
	r := newReader(name, strings.NewReader(text), o, place{Charset: "utf8", Line: 1})
	all := []byte{'['}
	for more := true; more; {
		var body []byte
		var err error
		if body, more, err = r.page(); err != nil {
			return nil, err
		}
		if len(all) > 1 && len(body) > 2 {
			all = append(all, ',')
		}
		all = append(all, body[1:len(body)-1]...)
	}
	return append(all, ']'), nil
}

// pages is the vm.Pager over a file. Its cursor is the place of the next row.
type pages struct {
	input   input.Config
	options Options

	mu     sync.Mutex
	file   *input.File
	reader *reader
	kept   []byte // the file's content, from an earlier process of the run
	closed bool
}

// Page returns the rows from the cursor on.
func (p *pages) Page(_ context.Context, at []byte) (call.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return call.Answer{}, os.ErrClosed
	}
	if err := p.seek(at); err != nil {
		return call.Answer{}, err
	}
	body, more, err := p.reader.page()
	if err != nil || !more {
		return call.Answer{Body: body}, err
	}
	next, err := p.file.Cursor(p.reader.place, at == nil)
	return call.Answer{Body: body, Cursor: next}, err
}

// seek sees to it that the reader stands where the cursor says.
func (p *pages) seek(at []byte) error {
	if at == nil {
		return p.begin()
	}
	var from place
	if err := input.Place(at, &from); err != nil {
		return err
	}
	if p.reader != nil && p.reader.place.Offset == from.Offset {
		return nil
	}
	p.shut()
	file, err := input.Reopen(p.input, at, p.kept)
	if err != nil {
		return err
	}
	return p.read(file, from)
}

func (p *pages) begin() error {
	p.shut()
	file, err := input.Open(p.input)
	if err != nil {
		return err
	}
	from, err := begin(say.Raw(p.input.Path), file, p.options)
	if err != nil {
		_ = file.Close() // it was only read
		return err
	}
	return p.read(file, from)
}

func (p *pages) read(file *input.File, from place) error {
	p.file = file
	if _, err := file.Seek(from.Offset, io.SeekStart); err != nil {
		return err
	}
	p.reader = newReader(say.Raw(p.input.Path), file, p.options, from)
	return nil
}

// Saw keeps the content of the file that an earlier process has read.
func (p *pages) Saw(a call.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil && p.kept == nil {
		p.kept = input.Content(a.Cursor)
	}
}

// Close closes the file.
func (p *pages) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.shut()
}

func (p *pages) shut() {
	if p.file != nil {
		_ = p.file.Close() // it was only read
	}
	p.file, p.reader = nil, nil
}
