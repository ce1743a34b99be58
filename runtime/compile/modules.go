package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
	"github.com/evanw/esbuild/pkg/api"
)

// namespace keeps our modules apart from files, in esbuild and in its messages.
const namespace = "dandori"

// Module is a module that dandori provides: its exports are asked of the host
// when the program runs.
type Module struct {
	Name    string   // "dandori", "dandori/connections"
	Exports []string // identifiers
	Later   []string // names that are documented but not built yet
	// Missing says what is wrong, and what to do, when name is imported and is
	// neither in Exports nor in Later; nil means a sentence for any module.
	Missing func(name string) (message, hint say.Text)
}

// path is the module's path in esbuild's messages and source maps.
func (m Module) path() string { return namespace + ":" + m.Name }

// text is the module's source: one export a line, each of which is left out
// of programs that do not use it.
func (m Module) text() string {
	var b strings.Builder
	for _, name := range m.Exports {
		fmt.Fprintf(&b, "export var %s = /* @__PURE__ */ __dandori(%q, %q);\n", name, m.Name, name)
	}
	if len(m.Exports) == 0 {
		b.WriteString("export {};\n") // else esbuild takes it for CommonJS, of which any name may be imported
	}
	return b.String()
}

// missing says why name cannot be imported.
func (m Module) missing(name string) (message, hint say.Text) {
	switch {
	case slices.Contains(m.Later, name):
		return say.T("%q of %q is not built yet", name, m.Name), say.T("It is planned; this version of dandori does not have it.")
	case name == "default":
		return say.T("%q has no default export", m.Name), say.T("Write import { … } from %q, with the names that you need.", m.Name)
	case m.Missing != nil:
		return m.Missing(name)
	}
	message = say.T("%q does not export %q", m.Name, name)
	if near := nearest(name, m.Exports); near != "" {
		return message, say.T("Did you mean %q?", near)
	}
	return message, say.T("It exports %s.", strings.Join(m.Exports, ", "))
}

// nearest returns the name that the writer of word probably meant; "" when none is near.
func nearest(word string, names []string) string {
	best, least := "", len(word)/3+2
	for _, n := range names {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

type modules struct{ list []Module }

func (m *modules) find(name string) (Module, bool) {
	i := slices.IndexFunc(m.list, func(mod Module) bool { return mod.Name == name })
	if i < 0 {
		return Module{}, false
	}
	return m.list[i], true
}

func (m *modules) plugin() api.Plugin {
	return api.Plugin{Name: "modules", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `^dandori(/|$)`}, m.resolve)
		b.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: namespace}, m.load)
	}}
}

func (m *modules) resolve(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if _, ok := m.find(a.Path); !ok {
		var names []string
		for _, mod := range m.list {
			names = append(names, fmt.Sprintf("%q", mod.Name))
		}
		return api.OnResolveResult{Errors: []api.Message{ours(
			say.T("there is no module %q", a.Path), say.T("dandori's modules are %s.", strings.Join(names, ", ")))}}, nil
	}
	return api.OnResolveResult{Path: a.Path, Namespace: namespace, SideEffects: api.SideEffectsFalse}, nil
}

func (m *modules) load(a api.OnLoadArgs) (api.OnLoadResult, error) {
	mod, _ := m.find(a.Path)
	text := mod.text()
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
}

func compareImports(a, b Import) int {
	return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Name, b.Name))
}
