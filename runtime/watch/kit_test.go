package watch

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/say"
)

// project is a folder that is watched, and the system calls to change it.
type project struct {
	*testing.T
	root string
	w    *Watcher
	logs []string
}

// begin watches an empty project.
func begin(t *testing.T, c Config, want ...string) *project {
	t.Helper()
	return beginWith(t, c, system, want...)
}

func beginWith(t *testing.T, c Config, notify func() (notifier, error), want ...string) *project {
	t.Helper()
	p := &project{T: t, root: c.Root}
	if p.root == "" {
		p.root = t.TempDir()
	}
	c.Root = p.root
	if c.Every == 0 {
		c.Every = time.Hour // events must do, unless a test is about scans
	}
	c.Log = func(_ string, text say.Text) { p.logs = append(p.logs, text.En) }
	w, err := open(c, notify)
	if err != nil {
		t.Fatal(err)
	}
	p.w = w
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Want(want)
	if d := p.next(); !d.All {
		t.Fatalf("at the start: %+v, want All", d)
	}
	if root := w.seen["."]; root != nil && root.again && !p.next().All {
		t.Fatal("where there are no events, the first scan tells of everything once more")
	}
	return p
}

func (p *project) next() Dirty {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), 20*time.Second)
	defer cancel()
	d, err := p.w.Next(ctx)
	if err != nil {
		p.Fatalf("nothing more was told: %v", err)
	}
	return d
}

// until gathers what is told up to a file that is made now, in a folder that is
// watched: events come in their order.
func (p *project) until(mark string) (names []string, all bool) {
	p.Helper()
	p.write(mark, "")
	for {
		d := p.next()
		names = append(names, d.Names...)
		all = all || d.All
		if d.All || covered(d.Names, mark) {
			slices.Sort(names)
			return slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n == mark }), all
		}
	}
}

// covered reports whether name, or a folder around it, is among names.
func covered(names []string, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if slices.Contains(names, name) {
			return true
		}
	}
	return false
}

func (p *project) must(errs ...error) {
	p.Helper()
	if err := errors.Join(errs...); err != nil {
		p.Fatal(err)
	}
}

func (p *project) at(name string) string { return filepath.Join(p.root, filepath.FromSlash(name)) }

func (p *project) mkdir(name string) { p.Helper(); p.must(os.MkdirAll(p.at(name), 0o755)) }

func (p *project) write(name, text string) {
	p.Helper()
	p.must(os.WriteFile(p.at(name), []byte(text), 0o644))
}

func (p *project) rename(from, to string) { p.Helper(); p.must(os.Rename(p.at(from), p.at(to))) }

func (p *project) remove(name string) { p.Helper(); p.must(os.RemoveAll(p.at(name))) }

func (p *project) link(target, name string) { p.Helper(); p.must(os.Symlink(target, p.at(name))) }

// append opens the file, without making it anew, and writes text at its end.
func (p *project) append(name, text string) {
	p.Helper()
	f, err := os.OpenFile(p.at(name), os.O_WRONLY|os.O_APPEND, 0)
	p.must(err)
	_, err = f.WriteString(text)
	p.must(err, f.Close())
}

func (p *project) logged(part string) bool {
	return slices.ContainsFunc(p.logs, func(l string) bool { return strings.Contains(l, part) })
}

// furnished returns a project's folder with scripts/a.ts and inbox/deep/a.csv.
func furnished(t *testing.T) string {
	t.Helper()
	p := &project{T: t, root: t.TempDir()}
	p.mkdir("scripts")
	p.write("scripts/a.ts", "old")
	p.mkdir("inbox/deep")
	p.write("inbox/deep/a.csv", "old")
	return p.root
}
