package compile

import (
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"

	"dandori/runtime/say"
)

// How much is compiled. Beyond it are data, which no compiler should be given:
// it would take minutes and gigabytes, while others wait for their own save.
const (
	mebibyte  = 1 << 20
	mostBytes = 4 * mebibyte // of one file: a dense one of this size takes a gigabyte to compile
	mostInAll = 8 * mebibyte // of a script with all that it imports
)

// admit notes that a file is read, and says why it is not compiled: a pipe or
// a device, which may never end, or too much. nil: it is.
func (p *project) admit(name string) *api.Message {
	p.mu.Lock()
	p.read[name] = true
	p.mu.Unlock()
	info, err := p.folder.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil // reading it says why
	}
	p.mu.Lock()
	p.size += info.Size()
	size := p.size
	p.mu.Unlock()
	m := api.Message{}
	switch {
	case !info.Mode().IsRegular():
		m = ours(say.T("%s is a pipe, a device or the like, not a file", name), say.Text{})
	case info.Size() > mostBytes:
		m = ours(say.T("the file is larger than %d MiB, too large to be compiled", mostBytes/mebibyte), asData())
	case size > mostInAll:
		m = ours(say.T("all that the script imports is larger than %d MiB together, too large to be compiled", mostInAll/mebibyte), asData())
	default:
		return nil
	}
	m.Location = &api.Location{File: name, Line: 1}
	return &m
}
