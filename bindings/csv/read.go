package csv

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/folder"
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
		Open: func() vm.Pager { return &pages{folder: m.config.Folder, path: path, options: o} },
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

// pages is the vm.Pager over a file. Its cursor is the place of the next row
// with the file's size and time, so that a file that changed is noticed.
type pages struct {
	folder  *folder.Folder
	path    string
	options Options

	mu     sync.Mutex
	file   *os.File
	reader *reader
	closed bool
}

type cursor struct {
	place
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
}

// Page returns the rows from the cursor on.
func (p *pages) Page(_ context.Context, at []byte) (call.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return call.Answer{}, os.ErrClosed
	}
	from, err := p.seek(at)
	if err != nil {
		return call.Answer{}, err
	}
	body, more, err := p.reader.page()
	if err != nil || !more {
		return call.Answer{Body: body}, err
	}
	from.place = p.reader.place
	next, err := json.Marshal(from)
	return call.Answer{Body: body, Cursor: next}, err
}

// seek sees to it that the reader stands where the cursor says.
func (p *pages) seek(at []byte) (cursor, error) {
	var from cursor
	if at != nil {
		if err := json.Unmarshal(at, &from); err != nil {
			return from, err
		}
		if p.reader != nil && p.reader.place.Offset == from.Offset {
			return from, nil
		}
	}
	return p.open(from, at == nil)
}

func (p *pages) open(from cursor, first bool) (cursor, error) {
	p.shut()
	file, err := p.folder.Open(p.path)
	if err != nil {
		return from, err
	}
	p.file = file
	info, err := file.Stat()
	if err != nil {
		return from, err
	}
	if first {
		from = cursor{Size: info.Size(), Modified: info.ModTime()}
		if from.place, err = begin(say.Raw(p.path), file, p.options); err != nil {
			return from, err
		}
	} else if from.Size != info.Size() || !from.Modified.Equal(info.ModTime()) {
		return from, call.New(call.PlainError, "%s changed while the run was reading it", p.path).
			WithHint("run it again from the start, and let other programs finish writing the file first")
	}
	if _, err := file.Seek(from.Offset, io.SeekStart); err != nil {
		return from, err
	}
	p.reader = newReader(say.Raw(p.path), file, p.options, from.place)
	return from, nil
}

// Saw does nothing: rows cannot come twice.
func (p *pages) Saw(call.Answer) {}

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
