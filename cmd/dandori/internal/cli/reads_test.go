package cli

import (
	"strings"
	"testing"
)

func TestWhatAScriptReadsOfItsParameters(t *testing.T) {
	const imports = "import { params } from \"dandori\";\n"
	for _, c := range []struct{ name, text, want string }{
		{"dots", imports + "params.from; params?.to; params . list", "from to list"},
		{"brackets", imports + `params["from"]; params?.['次']; params[key]`, "from 次"},
		{"comments and texts", imports + "// params.a\n/* params.b */ log('params.c', \"params.d\"); params.e // params.f", "e"},
		{"templates", imports + "log(`params.a ${params.b} ${ `${params.c}` } params.d ${{ x: params.e }.x}`)", "b c e"},
		{"destructuring", imports + "const { from, to: until = 1, ...rest } = params;\nlet {x}=params", "from to x"},
		{"typed destructuring", imports + "const { from, to }: { from: string } = params", "from to"},
		{"another name", "import { csv, params as given } from 'dandori';\ngiven.from; params.to", "from"},
		{"the whole module", "import * as d from \"dandori\"\nd.params.from; d.csv.read", "from"},
		{"another module's", "import { params } from \"./mine\"; params.from", ""},
		{"nobody's", "params.from", ""},
		{"argument", "export default async (p) => { await x(p.from) }", "from"},
		{"bare argument", "export default p => p.from", "from"},
		{"function", "export default async function main(p: Params, q) { const { to } = p; return p.from }", "to from"},
		{"destructured argument", "export default async ({ from, to = 1 }: P) => from + to", "from to"},
		{"named default", "const main = async (p) => p.from;\nexport default main;\n", "from"},
		{"named default function", "async function main({ from }) {}\nexport default main", "from"},
		{"no function", "export default { from, to }", ""},
		{"argument beside the import", imports + "export default async (params) => params.from", "from"},
		{"a name that is something else, too", "export default async (p) => { rows.map((p) => p.name); p.from }", ""},
		{"an argument elsewhere", imports + "function f(params) { return params.x }", ""},
		{"handed on", imports + "f(params, (x) => x); if (params) { params.from } for (const x of params.list) {}", "from list"},
		{"a property of the same name", imports + "url.params.from; myparams.to; params.x", "x"},
		{"methods of an object", "import { params } from 'dandori'; const o = { f(a) { return params.from } }", "from"},
		{"an open text", imports + "/* params.a", ""},
		{"a regular expression", imports + "/'/.test(x)\nparams.from", "from"},
	} {
		var got []string
		for _, r := range paramReads(c.text, true) {
			if !strings.HasPrefix(c.text[r.at:], r.name) {
				t.Errorf("%s: %s is not at %d", c.name, r.name, r.at)
			}
			got = append(got, r.name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, strings.Join(got, " "), c.want)
		}
	}
	if got := paramReads("export default p => p.from", false); got != nil {
		t.Errorf("an imported file's default is no entry: %v", got)
	}
}

func FuzzParamReads(f *testing.F) {
	f.Add("import { params as p } from 'dandori';\nconst { a, b: c } = p; export default async ({ x }) => `${p[\"y\"]}`")
	f.Add("import * as d from \"dandori\"; d.params.x /* ` ${ } \\")
	f.Fuzz(func(t *testing.T, text string) {
		if code := blanked(text); len(code) != len(text) || strings.Count(code, "\n") != strings.Count(text, "\n") {
			t.Fatalf("offsets moved:\n%s\n%s", text, code)
		}
		for _, r := range paramReads(text, true) {
			if r.at < 0 || !strings.HasPrefix(text[r.at:], r.name) || r.name == "" {
				t.Fatalf("%q is not at %d", r.name, r.at)
			}
		}
	})
}
