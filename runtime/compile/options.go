package compile

import (
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// options are esbuild's settings for code that goja runs. No tsconfig.json is
// read: a script compiles the same wherever it lies.
func options(p *project, m *modules) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir:  p.root,
		EntryPoints:    []string{filepath.Join(p.root, filepath.FromSlash(p.entry))},
		Outfile:        filepath.Join(p.root, bundle),
		Bundle:         true,
		Format:         api.FormatESModule,
		Platform:       api.PlatformBrowser, // packages then choose what needs no Node
		Target:         api.ES2022,
		Supported:      supported(),
		Sourcemap:      api.SourceMapExternal,
		SourcesContent: api.SourcesContentExclude,
		LegalComments:  api.LegalCommentsNone,
		TsconfigRaw:    `{}`,
		Define: map[string]string{
			"process.env.NODE_ENV": `"production"`,
			"fetch":                absentFetch,
		},
		Loader:      map[string]api.Loader{".css": api.LoaderNone, ".txt": api.LoaderNone},
		LogLevel:    api.LogLevelSilent,
		LogOverride: overrides(),
		Plugins:     []api.Plugin{m.plugin(), p.plugin()},
	}
}

// supported corrects what goja lacks of ES2022, and keeps what it has beyond.
func supported() map[string]bool {
	return map[string]bool{
		"async-generator":      false,
		"for-await":            false,
		"dynamic-import":       false, // of a literal path: bundled, and loaded when asked for
		"import-meta":          false,
		"regexp-match-indices": false, // flag d: refused
		// What follows makes of a literal new RegExp(…), where the VM rewrites it.
		"regexp-set-notation":             false, // flag v
		"regexp-sticky-and-unicode-flags": false,
		"regexp-unicode-property-escapes": false,
		"using":                           false,
		"decorators":                      false,
		"top-level-await":                 true, // the code becomes the body of an async function
	}
}

// overrides raise to warnings what cannot work here, so that it is refused in
// the users' own files; esbuild keeps quiet about packages, which often ask
// for such a thing and do without.
func overrides() map[string]api.LogLevel {
	out := map[string]api.LogLevel{}
	for id := range hopeless() {
		out[id] = api.LogLevelWarning
	}
	return out
}
