// Package compile turns a user's script, with all that it imports, into one
// expression that the engine can run, and says in the user's own file, line
// and column what is wrong when it cannot.
//
// esbuild does the bundling. Two things are ours: the modules that exist only
// inside dandori (see Module), and the loop of "for await", which in esbuild's
// lowering waits for a promise at every item (see loops.go).
package compile

import (
	"path/filepath"
	"slices"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle is the name of compiled code; it has no folder, so that names in its
// source map, which the engine resolves against it, stay as they are.
const bundle = "dandori.js"

// Config says what to compile.
type Config struct {
	Root    string   // the project's folder; no file outside it is read, and links are judged by their target
	Entry   string   // the script: absolute, or relative to Root
	Modules []Module // the modules that dandori itself provides
}

// Program is a compiled script.
type Program struct {
	// Name is the name to run Code under. It shows in the stack only for code
	// that stands in no user's file.
	Name string
	// Entry is the script's own name, relative to the project, with slashes.
	Entry string
	// Code is one expression: an async function of one argument, a function
	// (module, name string) that gives the value of an import of a Module. Its
	// promise resolves, when the script's top level has run, to {default: …},
	// without the property when the script exports no default. It is ASCII
	// but for comments, and its last line names Map by its URL.
	Code []byte
	// Map is the source map (version 3) to the users' files, made for how goja
	// reads one: columns count from 1 on both sides. A source is its
	// project-relative name; one that would not survive goja's parsing of it
	// as a URL (Japanese, blanks) carries the prefix "file:".
	Map []byte
	// Inputs are the files that were read, relative to the project, with slashes, sorted.
	Inputs []string
	// Links are the symbolic links on the ways to them, named likewise, sorted:
	// what an import means changes with them.
	Links []string `json:",omitempty"`
	// Imports are the names of our modules that the code really uses, sorted.
	Imports []Import
	// HasDefault tells whether the script exports a default. In a CommonJS
	// script that is known only when it has run: true means perhaps.
	HasDefault bool
	// Warnings are what looks wrong but runs.
	Warnings []Diagnostic
}

// Import is a name used of one of our modules.
type Import struct{ Module, Name string }

// Compile compiles the script c.Entry. What is wrong with the script comes
// back as *Errors. The same files give the same bytes.
func Compile(c Config) (*Program, error) {
	p, err := openProject(c)
	if err != nil {
		return nil, err
	}
	defer p.close()
	own := &modules{list: c.Modules}
	result := api.Build(options(p, own))
	errs, warnings := p.diagnostics(result, own)
	if len(errs) > 0 {
		return nil, &Errors{Diagnostics: errs, Inputs: p.inputs(), Sought: p.sought}
	}
	var code, chart []byte
	for _, f := range result.OutputFiles {
		if filepath.Ext(f.Path) == ".map" {
			chart = f.Contents
		} else {
			code = f.Contents
		}
	}
	return p.finish(c, code, chart, warnings)
}

// finish makes the program out of what esbuild wrote.
func (p *project) finish(c Config, code, chart []byte, warnings []Diagnostic) (*Program, error) {
	m, err := readChart(code, chart)
	if err != nil {
		return nil, err
	}
	if errs := p.fetches(code, m); len(errs) > 0 {
		return nil, &Errors{Diagnostics: errs, Inputs: p.inputs()}
	}
	tail, edits := wrap(code)
	if usesHelpers(code) {
		edits = append(edits, fast(code)...)
	}
	edits = append(edits, multiline(code)...)
	imports := used(c.Modules, m)
	code, m = apply(code, m, edits)
	return &Program{
		Name:       bundle,
		Entry:      p.entry,
		Code:       code,
		Map:        m.encode(code),
		Inputs:     p.inputs(),
		Links:      p.links(),
		Imports:    imports,
		HasDefault: tail != "",
		Warnings:   warnings,
	}, nil
}

// used reads from the map which lines of our modules are in the code: each
// line of a module's text is one export.
func used(list []Module, m *chart) []Import {
	seen := map[Import]bool{}
	for _, s := range m.segments {
		for _, mod := range list {
			if m.sources[s.source] == mod.path() && s.line < len(mod.Exports) {
				seen[Import{mod.Name, mod.Exports[s.line]}] = true
			}
		}
	}
	out := make([]Import, 0, len(seen))
	for i := range seen {
		out = append(out, i)
	}
	slices.SortFunc(out, compareImports)
	return out
}
