package compile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"dandori/runtime/say"

	"github.com/evanw/esbuild/pkg/api"
)

// project reads a project's files and remembers which.
type project struct {
	root   string // absolute, without links
	entry  string // relative to root, with slashes
	folder *os.Root

	mu   sync.Mutex // esbuild reads files in parallel
	read map[string]bool
	size int64 // of all that was read

	sought []string // what is imported and was not found

	asked map[place]bool // what was imported, as it was written
}

// place is a name within a folder, both relative to root, or a package's name.
type place struct{ dir, name string }

func openProject(c Config) (*project, error) {
	root, err := filepath.Abs(c.Root)
	if err != nil {
		return nil, err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return nil, say.Errorf("opening the project's folder: %w", err)
	}
	p := &project{root: root, read: map[string]bool{}, asked: map[place]bool{}}
	if p.entry, err = p.find(c.Root, c.Entry); err != nil {
		return nil, err
	}
	if p.folder, err = os.OpenRoot(root); err != nil {
		return nil, say.Errorf("opening the project's folder: %w", err)
	}
	return p, nil
}

func (p *project) close() { _ = p.folder.Close() }

// find returns the project-relative name of the entry, its links followed.
func (p *project) find(root, entry string) (string, error) {
	path := entry
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.root, path)
	}
	if rel, err := filepath.Rel(p.root, path); err == nil && filepath.IsLocal(rel) {
		p.asked[place{".", "./" + filepath.ToSlash(rel)}] = true
	}
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", failed(entry, say.T("there is no such file"), say.T("Check the name; paths are relative to the project's folder, %s.", root))
	}
	name, ok := p.name(file)
	if !ok {
		return "", failed(entry, outside(), say.T("Move the script into the project's folder, %s.", root))
	}
	return name, nil
}

// name returns the project-relative name of an absolute path without links,
// and whether a script may read it.
func (p *project) name(path string) (string, bool) {
	rel, err := filepath.Rel(p.root, path)
	if err != nil || !filepath.IsLocal(rel) {
		return filepath.ToSlash(path), false
	}
	name := filepath.ToSlash(rel)
	return name, !slices.ContainsFunc(strings.Split(name, "/"), private)
}

// private tells the names that no script ever reads (design §6). Letter case
// is ignored, as some file systems do.
func private(name string) bool {
	name = strings.ToLower(name)
	return name == ".dandori" || name == ".git" || strings.HasPrefix(name, ".env")
}

func outside() say.Text { return say.T("this file lies outside what scripts may read") }

func (p *project) inputs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]string, 0, len(p.read))
	for name := range p.read {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// seek remembers where an import of file was looked for in vain.
func (p *project) seek(name, file string) {
	if strings.HasPrefix(name, ".") {
		p.sought = append(p.sought, path.Join(path.Dir(file), name))
		return
	}
	parts := strings.SplitN(name, "/", 3)
	pkg := parts[0]
	if strings.HasPrefix(name, "@") && len(parts) > 1 {
		pkg = parts[0] + "/" + parts[1]
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		p.sought = append(p.sought, path.Join(dir, "node_modules", pkg))
		if dir == "." || dir == "/" {
			return
		}
	}
}

// plugin lets esbuild read files through the project's folder only, and
// nothing from the network.
func (p *project) plugin() api.Plugin {
	return api.Plugin{Name: "project", Setup: func(b api.PluginBuild) {
		b.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "file"}, p.load)
		b.OnResolve(api.OnResolveOptions{Filter: `^(https?:)?//`}, refuseAddress)
		b.OnResolve(api.OnResolveOptions{Filter: ".", Namespace: "file"}, p.note)
	}}
}

// note remembers an import, for its links.
func (p *project) note(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if dir, err := filepath.Rel(p.root, a.ResolveDir); err == nil && filepath.IsLocal(dir) {
		p.mu.Lock()
		p.asked[place{filepath.ToSlash(dir), a.Path}] = true
		p.mu.Unlock()
	}
	return api.OnResolveResult{}, nil
}

func refuseAddress(api.OnResolveArgs) (api.OnResolveResult, error) {
	return api.OnResolveResult{Errors: []api.Message{ours(
		say.T("scripts cannot be imported from an address"),
		say.T("Install it with npm, or save the file in the project, and import that."))}}, nil
}

func (p *project) load(a api.OnLoadArgs) (api.OnLoadResult, error) {
	name, ok := p.name(a.Path)
	if !ok {
		return api.OnLoadResult{Errors: []api.Message{ours(outside(),
			say.T("%s is not in the project's folder, or is private to dandori. Copy into the project what the script needs.", name))}}, nil
	}
	if no := p.admit(name); no != nil {
		return api.OnLoadResult{Errors: []api.Message{*no}}, nil
	}
	data, err := p.readFile(name)
	if err != nil {
		return api.OnLoadResult{Errors: []api.Message{ours(say.T("the file %s cannot be read: %w", name, plain(err)), say.Text{})}}, nil
	}
	text := string(data)
	if at := badText(text); at >= 0 && !strings.Contains(name, "node_modules/") {
		return api.OnLoadResult{Errors: []api.Message{notText(name, text, at)}}, nil
	}
	if tooDeep(text) {
		return api.OnLoadResult{Errors: []api.Message{notCompiled(name)}}, nil
	}
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderDefault}, nil
}

// badText is where text ceases to be UTF-8, -1 when it is whole. Editors of
// Windows still save in Shift_JIS, which would run with its Japanese garbled.
func badText(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return -1
}

func notText(name, text string, at int) api.Message {
	m := ours(say.T("the file is not UTF-8 text"), say.T("save it with the encoding UTF-8"))
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	m.Location = &api.Location{
		File: name, Line: strings.Count(text[:at], "\n") + 1, Column: at - start,
		LineText: strings.ToValidUTF8(line, "\ufffd"),
	}
	return m
}

func (p *project) readFile(name string) ([]byte, error) {
	data, err := p.folder.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	return unadorned(data), nil
}

// unadorned takes away, without moving anything, a first line for the shell,
// and the pointer to a package's own source map: what went wrong is shown in the file
// that lies in the project, and no second file is read.
func unadorned(data []byte) []byte {
	if bytes.HasPrefix(data, []byte("#!")) {
		copy(data, "//")
	}
	mark := []byte("//# sourceMappingURL=")
	if i := bytes.LastIndex(data, mark); i >= 0 && !bytes.ContainsAny(bytes.TrimSpace(data[i:]), "\r\n`") {
		return data[:i]
	}
	return data
}

// plain is a file system's error without the path, which is known to whom it is told.
func plain(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
