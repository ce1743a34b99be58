package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "dandori/"

// floors lists every package, cellar first. A package may import only packages
// on a lower floor than its own.
var floors = [][]string{
	0: {"runtime/clock", "runtime/say", "scripts", "scripts/undo", "workflows"},
	1: {"runtime/call"},
	2: {"bindings/charset", "runtime/folder", "runtime/job", "runtime/plan", "runtime/schedule", "runtime/seal", "runtime/turn", "runtime/vm/frame", "runtime/vm/pattern", "runtime/vm/web", "runtime/watch"},
	3: {"runtime/compile", "runtime/journal", "runtime/queue", "runtime/quota", "runtime/transport", "runtime/vm", "runtime/worker", "runtime/workflow"},
	4: {
		"bindings/bindingtest", "bindings/input", "bindings/output", "bindings/planfile", "bindings/simulator", "bindings/simulator/serve", "bindings/table", "runtime/catalog", "runtime/engine", "runtime/inbox", "runtime/notify", "runtime/timetable",
		"bindings/sansan/api", "bindings/kaonavi/api", "bindings/kaonaviv1/api",
	},
	5: {
		"runtime/runner", "runtime/store/sqlite", "runtime/store/storetest", "bindings/basics", "bindings/csv", "bindings/diff", "bindings/excel", "bindings/files", "bindings/state",
		"bindings/kaonavi/sandbox", "bindings/kaonaviv1/sandbox", "bindings/sansan/sandbox",
	},
	6: {"bindings/kaonavi", "bindings/kaonaviv1", "bindings/migrate", "bindings/sandboxes", "bindings/sansan", "runtime/store"},
	7: {"bindings"},
	8: {"cmd/dandori/internal/bench", "cmd/dandori/internal/cli", "cmd/dandori/internal/recording"},
	9: {"cmd/dandori", "cmd/dandori/internal/unkept"},
}

// faces are the packages that hand values to scripts.
var faces = []string{
	"bindings", "bindings/basics", "bindings/csv", "bindings/diff", "bindings/excel", "bindings/files",
	"bindings/kaonavi", "bindings/kaonaviv1", "bindings/migrate", "bindings/sansan", "bindings/state",
}

// fences gives, for an outside import, the only packages that may use it.
var fences = map[string][]string{
	"github.com/dop251/goja":   append([]string{"runtime/vm", "runtime/vm/web", "bindings/bindingtest", "bindings/output", "bindings/table"}, faces...),
	"github.com/evanw/esbuild": {"runtime/compile"},
	"gopkg.in/yaml.v3":         {"runtime/workflow"},
	"github.com/spf13/cobra":   {"cmd/dandori/internal/cli"},
	"github.com/rs/zerolog":    {"cmd/dandori/internal/cli"},
	"github.com/xuri/excelize": {"bindings/excel", "bindings/planfile"},
	"github.com/gofrs/flock":   {"runtime/folder", "runtime/store/sqlite", "bindings/sandboxes", "bindings/state", "cmd/dandori/internal/cli"},
	"github.com/fsnotify":      {"runtime/watch"},
	"database/sql":             {"runtime/store/sqlite"},
	"modernc.org":              {"runtime/store/sqlite"},
	"github.com/klauspost":     {"runtime/store/sqlite"},
	"github.com/aymanbagabas":  {"runtime/catalog"},
	"github.com/zalando":       {"cmd/dandori/internal/cli"},
	"github.com/wneessen":      {"runtime/notify"},
	"github.com/kardianos":     {"cmd/dandori/internal/cli"},
	"github.com/robfig/cron":   {"runtime/schedule"},
	"github.com/rickar/cal":    {"runtime/schedule"},
	"net/http/httptest":        {},
	"testing":                  {"bindings/bindingtest", "runtime/store/storetest"},
	"net/http": {
		"runtime/transport", "runtime/notify", "bindings", "bindings/sansan/api", "bindings/kaonavi/api", "bindings/kaonaviv1/api", "bindings/simulator", "bindings/simulator/serve",
		"bindings/sansan/sandbox", "bindings/kaonavi/sandbox", "bindings/kaonaviv1/sandbox", "bindings/sandboxes", "cmd/dandori/internal/bench", "cmd/dandori/internal/cli",
	},
}

// strangers must not know each other although their floors would allow it.
var strangers = [][2]string{
	{"bindings/sansan/sandbox", "bindings/sansan/api"},
	{"bindings/kaonavi/sandbox", "bindings/kaonavi/api"},
	{"bindings/kaonaviv1/sandbox", "bindings/kaonaviv1/api"},
	{"runtime/engine", "bindings"},
}

func TestImportsPointDown(t *testing.T) {
	floorOf := map[string]int{}
	for i, floor := range floors {
		for _, pkg := range floor {
			floorOf[pkg] = i
		}
	}
	imports := packageImports(t, "../..")
	for pkg, imps := range imports {
		floor, ok := floorOf[pkg]
		if !ok {
			t.Errorf("%s stands on no floor: add it to floors", pkg)
			continue
		}
		for imp := range imps {
			if to, own := strings.CutPrefix(imp, module); own && floorOf[to] >= floor {
				t.Errorf("%s (floor %d) must not import %s (floor %d)", pkg, floor, to, floorOf[to])
			}
			for outside, only := range fences {
				if (imp == outside || strings.HasPrefix(imp, outside+"/")) && !slices.Contains(only, pkg) {
					t.Errorf("%s must not import %s: only %v may", pkg, imp, only)
				}
			}
		}
	}
	for _, pair := range strangers {
		for imp := range imports[pair[0]] {
			if imp == module+pair[1] || strings.HasPrefix(imp, module+pair[1]+"/") {
				t.Errorf("%s must not know %s", pair[0], pair[1])
			}
		}
	}
	for pkg := range floorOf {
		if imports[pkg] == nil {
			t.Errorf("floors lists %s, which is gone", pkg)
		}
	}
}

// only gives, for what is reached through a package, the packages that may.
var only = map[string][]string{
	"time.Now": {"runtime/clock"}, "time.Sleep": {"runtime/clock"}, "time.After": {"runtime/clock"},
	"time.AfterFunc": {"runtime/clock"}, "time.NewTimer": {"runtime/clock"}, "time.NewTicker": {"runtime/clock"},
	"time.Since": {"runtime/clock"}, "time.Until": {"runtime/clock"},
	"os.Getenv": {"cmd/dandori/internal/cli"}, "os.Args": {"cmd/dandori/internal/cli", "cmd/dandori/internal/bench"},
	"os.Exit": {"cmd/dandori", "cmd/dandori/internal/bench", "cmd/dandori/internal/unkept"}, "os.Stdout": {"cmd/dandori/internal/cli", "cmd/dandori/internal/bench"},
	"os.Stderr":          {"cmd/dandori/internal/cli", "cmd/dandori/internal/bench"},
	"http.DefaultClient": {}, "http.Get": {}, "http.Post": {}, "http.DefaultTransport": {},
}

func TestOneWayToTheWorld(t *testing.T) {
	eachFile(t, "../..", func(dir string, src []byte) {
		for name, packages := range only {
			if strings.Contains(string(src), name+"(") || (strings.HasPrefix(name, "os.") || strings.HasPrefix(name, "http.")) && strings.Contains(string(src), name) {
				if !slices.Contains(packages, dir) {
					t.Errorf("%s uses %s: only %v may", dir, name, packages)
				}
			}
		}
		if strings.Contains(string(src), "\nfunc init()") {
			t.Errorf("%s has an init", dir)
		}
	})
}

// packageImports maps each package folder under root to what its non-test
// files import. It reads the files itself, rather than asking "go list", so
// that go test's cache notices when they change.
func packageImports(t *testing.T, root string) map[string]map[string]bool {
	t.Helper()
	found := map[string]map[string]bool{}
	eachFile(t, root, func(dir string, src []byte) {
		file, err := parser.ParseFile(token.NewFileSet(), dir, src, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		if found[dir] == nil {
			found[dir] = map[string]bool{}
		}
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			found[dir][imp] = true
		}
	})
	return found
}

func eachFile(t *testing.T, root string, f func(dir string, src []byte)) {
	t.Helper()
	tree := os.DirFS(root)
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		f(path.Dir(name), src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
