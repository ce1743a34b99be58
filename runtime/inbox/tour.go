package inbox

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"dandori/runtime/say"
)

// tour is one look at the project: its folder, open, and the rules and the time by which it is judged.
type tour struct {
	root  *os.Root
	path  string // of root, with its links followed
	rules *rules
	now   time.Time

	reals map[string]string // of folders: where they lie
	seen  map[string]bool   // folders that were there, comparable
}

func begin(root string, r *rules, now time.Time) (*tour, error) {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	open, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	return &tour{root: open, path: real, rules: r, now: now, reals: map[string]string{".": "."}, seen: map[string]bool{}}, nil
}

func (t *tour) end() { _ = t.root.Close() }

// errLeaves says that a link leads out of the project.
var errLeaves = errors.New("inbox: it leads out of the project")

// folder returns where a folder lies, once its links are followed.
func (t *tour) folder(dir string) (string, error) {
	if real, ok := t.reals[dir]; ok {
		return real, nil
	}
	real, err := t.follow(dir)
	if err == nil {
		t.reals[dir] = real
	}
	return real, err
}

func (t *tour) follow(name string) (string, error) {
	full, err := filepath.EvalSymlinks(filepath.Join(t.path, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(t.path, full)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errLeaves
	}
	return filepath.ToSlash(rel), nil
}

// stat returns where a name leads and what is there; linked says that the name itself is a link.
func (t *tour) stat(name string) (real string, info fs.FileInfo, linked bool, err error) {
	dir, err := t.folder(path.Dir(name))
	if err != nil {
		return "", nil, false, err
	}
	real = path.Join(dir, path.Base(name))
	info, err = t.root.Lstat(real)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return real, info, false, err
	}
	if real, err = t.follow(real); err != nil {
		return "", nil, true, err
	}
	info, err = t.root.Lstat(real)
	return real, info, true, err
}

// look lets the files that may have changed be considered.
func (i *Inbox) look(t *tour, n news) {
	const many = 500 // one walk is cheaper than so many names
	if n.all || len(n.names) > many {
		i.visit(t, ".")
		i.sayMissing(t)
		return
	}
	for _, name := range sorted(n.names) {
		i.visit(t, path.Clean(filepath.ToSlash(name)))
	}
}

// visit looks at one file, or one folder and all below it.
func (i *Inbox) visit(t *tour, name string) {
	i.files.round++
	if name == "." {
		i.walk(t, ".", t.rules.patterns)
		i.dropUnseen(name)
		return
	}
	here := t.rules.comparable(name)
	if !filepath.IsLocal(name) || !t.rules.eligible(here) {
		return
	}
	_, info, linked, err := t.stat(name)
	if err != nil {
		i.trouble(name, err)
	} else {
		i.found(t, t.rules.patterns, entry{name, here, info, linked})
	}
	if err != nil || info.IsDir() {
		i.dropUnseen(name)
	}
}

// entry is something in a folder.
type entry struct {
	name   string
	here   string // name, comparable
	info   fs.FileInfo
	linked bool
}

func (i *Inbox) found(t *tour, patterns []pattern, e entry) {
	switch {
	case e.info.IsDir():
		may, literal := leading(patterns, e.here)
		if len(may) > 0 && (!e.linked || literal) { // a link that no pattern names may lead in circles
			i.walk(t, e.name, may)
		}
	case !e.info.Mode().IsRegular():
	case i.files.unchanged(e.name, t.rules, stampOf(e.info)):
	case len(among(patterns, e.here)) == 0:
	case !utf8.ValidString(e.name): // nothing could name it, neither a run nor a script
		name := say.Raw(strings.ToValidUTF8(e.name, "?"))
		i.said.log(i.c.Log, "warn", e.name, say.T("the name of %s is not UTF-8, as of files from a ZIP file that was made on Windows: it starts no run until it is renamed", name))
	default:
		i.files.saw(e.name, stampOf(e.info), t, i.c.Still)
	}
}

func (i *Inbox) walk(t *tour, dir string, patterns []pattern) {
	t.seen[t.rules.comparable(dir)] = true
	real, err := t.folder(dir)
	if err != nil {
		i.trouble(dir, err)
		return
	}
	list, err := readDir(t.root, real)
	if err != nil {
		i.trouble(dir, err)
	}
	for _, d := range list {
		name := path.Join(dir, d.Name())
		here := t.rules.comparable(name)
		if temporary(d.Name()) || !t.rules.eligible(here) || d.IsDir() && !leads(patterns, here) {
			continue
		}
		info, err := d.Info()
		linked := d.Type()&fs.ModeSymlink != 0
		if linked {
			_, info, _, err = t.stat(name)
		}
		if err != nil {
			i.trouble(name, err)
			continue
		}
		i.found(t, patterns, entry{name, here, info, linked})
	}
}

func leads(patterns []pattern, here string) bool {
	may, _ := leading(patterns, here)
	return len(may) > 0
}

func readDir(root *os.Root, name string) ([]fs.DirEntry, error) {
	dir, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.ReadDir(-1)
}

// trouble logs, once for each file, why it cannot be looked at. What is gone is no trouble.
func (i *Inbox) trouble(name string, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, errLeaves):
		i.said.log(i.c.Log, "warn", name, say.T("%s leads out of the project: it starts no run", name))
	case errors.Is(err, fs.ErrPermission):
		i.said.log(i.c.Log, "warn", name, say.T("the operating system does not let dandori read %s: it starts no run until its permissions are changed", name))
	default:
		i.said.log(i.c.Log, "warn", name, say.T("%[1]s cannot be looked at: %[2]v", name, reason(err)))
	}
}

// reason is err without the operation and the path that os puts before it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// sayMissing logs, once for each, the folders that are waited for.
func (i *Inbox) sayMissing(t *tour) {
	for _, p := range t.rules.patterns {
		switch about := "folder " + p.base; {
		case p.base == "":
		case t.seen[p.base]:
			i.said.forget(about)
		default:
			i.said.log(i.c.Log, "warn", about, say.T("the folder %s is not there: files start runs as soon as it is made", p.base))
		}
	}
}
