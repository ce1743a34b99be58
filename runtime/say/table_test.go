package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// takesFormat are the functions whose format must stand in the table, with its place among the arguments.
var takesFormat = map[string]int{
	"say.T": 0, "say.Errorf": 0, "WithHint": 0, "call.New": 1,
}

// TestEverySentenceIsSaidInJapanese reads the code for the sentences that it
// says to people and holds them against the table, both ways.
func TestEverySentenceIsSaidInJapanese(t *testing.T) {
	said := sentences(t, "../..")
	if len(said) < 50 {
		t.Fatalf("found only %d sentences: the search itself is broken", len(said))
	}
	for format, where := range said {
		if _, ok := japanese(format); !ok {
			t.Errorf("%s: no Japanese for %q", where, format)
		}
	}
	for _, table := range tables() {
		for format, ja := range table {
			if said[format] == "" {
				t.Errorf("nothing says %q any more", format)
			}
			if a, b := verbs(format), verbs(ja); !slices.Equal(a, b) {
				t.Errorf("%q takes %v, its Japanese %v: %q", format, a, b, ja)
			}
			for _, m := range counted.FindAllStringSubmatch(format, -1) {
				if !slices.Contains(verbs(format), m[1]+"d") {
					t.Errorf("%q goes by argument %s, which is no number", format, m[1])
				}
			}
			if counted.MatchString(ja) {
				t.Errorf("%q: Japanese has no plural", ja)
			}
		}
	}
}

func TestNoSentenceStandsTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range tables() {
		for format := range table {
			if seen[format] {
				t.Errorf("%q stands in two tables", format)
			}
			seen[format] = true
		}
	}
}

var verb = regexp.MustCompile(`%[-+# 0]*\d*(?:\.\d+)?(?:\[(\d+)\])?([a-zA-Z%])`)

// verbs lists what a format does with each argument, by the argument's place.
func verbs(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		at := next
		if m[1] != "" {
			at, _ = strconv.Atoi(m[1])
		}
		next = at + 1
		v := m[2]
		if v == "w" {
			v = "v"
		}
		out = append(out, strconv.Itoa(at)+v)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func sentences(t *testing.T, root string) map[string]string {
	t.Helper()
	said := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, src, 0)
		if err != nil {
			return err
		}
		own := file.Name.Name
		ast.Inspect(file, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at, ok := takesFormat[callee(c, own)]
			if !ok || at >= len(c.Args) {
				return true
			}
			format, ok := literal(c.Args[at])
			switch {
			case ok:
				said[format] = fset.Position(c.Pos()).String()
			case own != "say" && !strings.HasSuffix(path, "call/error.go"):
				t.Errorf("%s: the format is not a literal", fset.Position(c.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// callee names a call as takesFormat does: functions of say and call by their
// package, WithHint by its name alone.
func callee(c *ast.CallExpr, own string) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		if f.Sel.Name == "WithHint" {
			return f.Sel.Name
		}
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	case *ast.Ident:
		return own + "." + f.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok1 := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok1 && ok2
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}
