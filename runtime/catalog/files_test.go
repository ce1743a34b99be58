package catalog_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/catalog"
)

// What an import finds may change without a change of any file that was read.
func TestWhatAnImportFinds(t *testing.T) {
	w := newWorld(t)
	w.write("scripts/lib/index.ts", "export const m = 'folder'")
	w.write("node_modules/pkg/package.json", `{"name":"pkg","main":"a.js"}`)
	w.write("node_modules/pkg/a.js", "export const p = 'old'")
	w.write("node_modules/pkg/b.js", "export const p = 'new'")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts")
	w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from './lib'; import { p } from 'pkg'; log(m, p)")
	w.open()
	w.settle()
	w.told()
	w.takes("a", "folder")
	for _, c := range []struct{ name, text, takes, tells string }{
		{"scripts/nobody.ts", "syntax error", "folder", ""},
		{"scripts/lib.ts", "export const m = 'beside'", "beside", "scripts/lib.ts"},
		{"scripts/lib.tsx", "export const m = 'before'", "before", "scripts/lib.tsx"},
		{"node_modules/pkg/package.json", `{"name":"pkg","main":"b.js"}`, "new", "node_modules/pkg/"},
		{"node_modules/other/index.js", "export {}", "new", ""},
		{"scripts/node_modules/pkg/index.js", "export const p = 'nearer'", "nearer", "scripts/node_modules/pkg/index.js"},
	} {
		builds := w.builds("a")
		w.write(c.name, c.text)
		w.takes("a", c.takes)
		w.refresh(c.name)
		if told := strings.Join(w.told(), "\n"); c.tells == "" && told != "" || !strings.Contains(told, c.tells) {
			t.Errorf("%s: told %q", c.name, told)
		}
		if c.tells == "" && w.builds("a") != builds {
			t.Errorf("%s: it was compiled again", c.name)
		}
	}
	cur := w.takes("a", "nearer")
	texts, err := catalog.Texts(t.Context(), w.shelf, &cur.Version)
	if err != nil || len(texts) != 3 || texts["scripts/a.ts"] == "" || texts["workflows/a.yaml"] == "" {
		t.Errorf("sources %v %v", texts, err)
	}
	w.remove("scripts/node_modules/pkg/index.js")
	w.takes("a", "new")
}

// What is missing is waited for.
func TestAnImportThatComes(t *testing.T) {
	w := newWorld(t)
	w.write("workflows/a.yaml", "script: ../scripts/a.ts")
	w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from '../common/text'; import 'pkg'; log(m)")
	w.open()
	w.settle()
	w.tells("new workflows: 1;", `error a: scripts/a.ts:1:`)
	w.write("common/text.ts", "export const m = 'here'")
	w.refresh("common")
	w.tells("error a: scripts/a.ts:1:") // the other one
	w.write("node_modules/pkg/index.js", "")
	w.refresh("node_modules/pkg")
	w.tells("info a: the workflow is ready")
	w.takes("a", "here")

	w.write("workflows/b.yaml", "script: ../scripts/b.ts")
	w.refresh("workflows/b.yaml")
	w.tells("error b: workflows/b.yaml:1:9: there is no script")
	w.script("b", "come")
	w.refresh("scripts/b.ts")
	w.tells("info b: the workflow is ready")
}

// Links are judged by what they lead to, and may be turned.
func TestLinksThatAreTurned(t *testing.T) {
	w := newWorld(t)
	w.write("releases/1/lib.ts", "export const m = 'one'")
	w.write("releases/2/lib.ts", "export const m = 'two'")
	w.write("releases/1/main.ts", "import { log } from 'dandori'; log('main one')")
	w.write("releases/2/main.ts", "import { log } from 'dandori'; log('main two')")
	w.link("releases/1", "current")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts")
	w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from '../current/lib'; log(m)")
	w.write("workflows/b.yaml", "script: ../current/main.ts")
	w.open()
	w.settle()
	w.takes("a", "one")
	w.takes("b", "main one")
	w.link("releases/2", "current")
	w.takes("b", "main two")
	w.takes("a", "two")
	w.told()
	w.link("releases/1", "current")
	w.refresh("current")
	if told := w.told(); len(told) != 2 {
		t.Errorf("told %q", told)
	}
}

// So may links to files, whose endings imports leave out.
func TestLinksToFilesThatAreTurned(t *testing.T) {
	for name, text := range map[string]string{
		"common/lib.ts": "export const m = 'MARK'", "common/lib/index.js": "export const m = 'MARK'", "common/lib.json": `{"m": "MARK"}`,
	} {
		w := newWorld(t)
		ending := filepath.Ext(name)
		w.write("releases/1"+ending, strings.ReplaceAll(text, "MARK", "one"))
		w.write("releases/2"+ending, strings.ReplaceAll(text, "MARK", "two"))
		w.write("common/lib/nothing", "") // so that the folders are there
		w.link(filepath.Join(w.root, "releases/1"+ending), name)
		w.write("workflows/a.yaml", "script: ../scripts/a.ts")
		w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from '../common/lib'; log(m)")
		w.open()
		w.settle()
		w.takes("a", "one")
		w.link(filepath.Join(w.root, "releases/2"+ending), name)
		w.takes("a", "two")
		w.link(filepath.Join(w.root, "releases/3"+ending), name) // which is not there
		w.takes("a", "two")
		builds := w.builds("a")
		if w.takes("a", "two"); w.builds("a") != builds {
			t.Errorf("%s: what cannot be compiled was compiled once more", name)
		}
		w.link(filepath.Join(w.root, "releases/1"+ending), name)
		w.takes("a", "one")
	}
}

// A folder that comes back while a build fails for want of it is not overlooked,
// not even when no build before it read what is in it.
func TestWhatComesBackAtOnce(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "one")
	w.open()
	w.settle()
	w.takes("a", "one")
	w.write("scripts/away/m.ts", "export const m = 'two'")
	w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from './new/m'; log(m)")
	w.files = aged{os.DirFS(w.root)}
	w.failed = sync.OnceFunc(func() {
		if err := os.Rename(filepath.Join(w.root, "scripts/away"), filepath.Join(w.root, "scripts/new")); err != nil {
			t.Error(err)
		}
	})
	w.open()
	w.settle()
	w.takes("a", "two")
}

// aged are files that were all saved long ago.
type aged struct{ fs.FS }

func (a aged) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(a.FS, name)
	if err != nil {
		return nil, err
	}
	return agedInfo{info}, nil
}

type agedInfo struct{ fs.FileInfo }

func (i agedInfo) ModTime() time.Time { return i.FileInfo.ModTime().Add(-time.Hour) }
func (i agedInfo) Sys() any           { return nil }

// A module that an editor has just emptied to save it is not one without exports.
func TestAnEmptiedModule(t *testing.T) {
	w := newWorld(t)
	w.write("common/lib.ts", "export const m = 'one'")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts")
	w.write("scripts/a.ts", "import { log } from 'dandori'; import { m } from '../common/lib'; log(m)")
	w.open()
	w.settle()
	w.write("common/lib.ts", "")
	w.takes("a", "one")
	w.write("common/lib.ts", "export const m = 'two'")
	w.takes("a", "two")
}

// link points name at to, in one step.
func (w *world) link(to, name string) {
	w.Helper()
	at := filepath.Join(w.root, name)
	if err := os.Symlink(to, at+".new"); err != nil {
		w.Skip("no links here:", err)
	}
	if err := os.Rename(at+".new", at); err != nil {
		w.Fatal(err)
	}
}

// A save that leaves size and times as they were is seen all the same.
func TestASaveThatKeepsItsTime(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "one")
	w.open()
	w.takes("a", "one")
	name := filepath.Join(w.root, "scripts", "a.ts")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"two", "six", "ten"} {
		w.script("a", text)
		if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
		w.takes("a", text)
	}
}
