package compile

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"dandori/runtime/say"
)

// absentFetch is what "fetch" becomes, to be found again in the compiled code.
const absentFetch = "globalThis.fetch"

// instead says what scripts use in place of a module of Node, or of a package
// that reaches the network; false for other names.
func instead(module string) (say.Text, bool) {
	switch module {
	case "fs", "fs/promises", "graceful-fs", "fs-extra":
		return say.T("Use files from \"dandori\": files.readText, files.writeText, files.list."), true
	case "path":
		return say.T("Paths are plain strings with /, relative to the project's folder."), true
	case "crypto":
		return say.T("Use the global crypto: crypto.randomUUID, crypto.getRandomValues."), true
	case "timers", "timers/promises":
		return say.T("Use sleep from \"dandori\", or setTimeout."), true
	case "process":
		return say.T("Use params and run from \"dandori\"."), true
	case "buffer", "string_decoder":
		return say.T("Use Uint8Array, TextEncoder and TextDecoder."), true
	case "url", "querystring":
		return say.T("Use the globals URL and URLSearchParams."), true
	case "http", "https", "http2", "net", "tls", "dns", "dgram",
		"axios", "got", "node-fetch", "undici", "cross-fetch", "ky", "superagent", "request":
		return connections(), true
	}
	return nothing(), slices.Contains(nodeOnly(), module)
}

// nodeOnly are Node's other modules.
func nodeOnly() []string {
	return []string{
		"assert", "async_hooks", "child_process", "cluster", "console", "constants", "diagnostics_channel",
		"domain", "events", "inspector", "module", "os", "perf_hooks", "punycode", "readline", "repl", "sqlite",
		"stream", "sys", "test", "trace_events", "tty", "util", "v8", "vm", "wasi", "worker_threads", "zlib",
	}
}

func nothing() say.Text {
	return say.T("It belongs to Node. Scripts compute, and ask for everything else through \"dandori\" and \"dandori/connections\".")
}

func connections() say.Text {
	return say.T("Scripts reach the network only through the connections of dandori.yaml: import them from \"dandori/connections\".")
}

// fetches finds the calls of fetch, which esbuild writes (0, globalThis.fetch)(…),
// in the users' own files. Packages may have some; they fail when they are reached.
func (p *project) fetches(code []byte, m *chart) []Diagnostic {
	calls := occurrences(code, absentFetch)
	if len(calls) == 0 {
		return nil
	}
	text, ok := outlineOf(code)
	var out []Diagnostic
	for _, at := range calls {
		s, found := m.before(at)
		called := bytes.HasPrefix(bytes.TrimPrefix(code[at+len(absentFetch):], []byte(")")), []byte("("))
		if !ok || !found || !called || !text.code(at) || ofPackage(m.sources[s.source]) {
			continue
		}
		d := Diagnostic{File: m.sources[s.source], Line: s.line + 1, Column: s.column + 1,
			Message: say.T("scripts do not have %q", "fetch"), Hint: connections()}
		d.LineText = p.line(d.File, s.line)
		out = append(out, d)
	}
	return sorted(out)
}

// ofPackage tells whether a project-relative name is of an installed package.
func ofPackage(name string) bool {
	return strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/")
}

// line returns a line of a file, counted from 0; "" when it is no longer there.
func (p *project) line(name string, n int) string {
	data, err := p.folder.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	lines := strings.Split(string(data), "\n")
	if n >= len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[n], "\r")
}
