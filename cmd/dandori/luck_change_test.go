package main

import (
	"strings"
	"testing"
)

// killed runs a script until it rests and its journal says so, kills it, and
// returns the run's name.
func (o *office) killed(args ...string) string {
	o.t.Helper()
	p := o.start(append([]string{"run"}, args...)...).until("rests")
	id, _ := o.run()
	for !strings.Contains(string(o.must(0, "runs", "show", id).stdout), "sleep") {
		if p.ended() {
			o.t.Fatalf("it did not rest:\n%s", p.end().stderr)
		}
	}
	p.kill()
	return id
}

// TestWhatARunBeganWithIsDifferent when it is to go on: it is paused, in both
// languages, with what differs; nothing is sent. Put back, it goes on.
func TestWhatARunBeganWithIsDifferent(t *testing.T) {
	for name, change := range map[string]struct {
		config, env func(old string) string // nil: as it is
		code        int
		en, ja      string
	}{
		"from the sandbox to a company": {code: 130, en: "began on the sandbox of the connection \"kaonavi-v1\", and must not go on against the company itself", ja: "サンドボックス"},
		"another address":               {config: in("127.0.0.1", "localhost"), code: 130, en: "the connection \"kaonavi-v1\" with baseURL \"http://127.0.0.1", ja: "baseURL"},
		"other credentials":             {env: in("KEY_V1=", "KEY_V1=other"), code: 130, en: "the credentials of the connection \"kaonavi-v1\" are others than when the run began", ja: "kaonavi-v1"},
		"no credentials":                {env: in("SECRET_V1=", "NOTHING="), code: 3, en: "SECRET", ja: "SECRET"},
		"removed":                       {config: in("  kaonavi-v1:", "  other:"), code: 3, en: "dandori.yaml has no connection \"kaonavi-v1\"", ja: "kaonavi-v1"},
		"a broken dandori.yaml":         {config: in("connections:", "conections:"), code: 3, en: "unknown key", ja: "conections"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, map[string]string{"scripts/a.ts": adds})
			config, env := o.read("dandori.yaml"), o.read(".env")
			if change.config == nil && change.env == nil { // begun on the sandbox
				o.write("dandori.yaml", "connections:\n  kaonavi-v1: { kind: kaonavi-v1, sandbox: true }\n")
				company := config
				change.config = func(string) string { return company }
				config = o.read("dandori.yaml")
			}
			id := o.killed("scripts/a.ts", "-p", "for=3s")
			before := o.kaonaviV1.Counts().Requests["sheet.data.add"]
			if change.config != nil {
				o.write("dandori.yaml", change.config(config))
			}
			if change.env != nil {
				o.write(".env", change.env(env))
			}
			for lang, text := range map[string]string{"en": change.en, "ja": change.ja} {
				o.must(change.code, "runs", "resume", id, "--lang", lang).says(t, text, "→")
			}
			if n := o.kaonaviV1.Counts().Requests["sheet.data.add"]; n != before {
				t.Errorf("%d requests more were sent", n-before)
			}
			o.write("dandori.yaml", config)
			o.write(".env", env)
			if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != "1" {
				t.Errorf("put back: %s", e.stdout)
			}
		})
	}
}

// in replaces a text by another.
func in(from, to string) func(string) string {
	return func(text string) string { return strings.Replace(text, from, to, -1) }
}

// TestARunGoesOnWithTheCodeItBeganWith whatever becomes of its files.
func TestARunGoesOnWithTheCodeItBeganWith(t *testing.T) {
	for name, change := range map[string]func(o *office){
		"script edited": func(o *office) {
			o.write("workflows/w.ts", strings.ReplaceAll(o.read("workflows/w.ts"), "began", "new"))
		},
		"script deleted":   func(o *office) { o.remove("workflows/w.ts") },
		"workflow deleted": func(o *office) { o.remove("workflows") },
		"workflow broken":  func(o *office) { o.write("workflows/w.yaml", "skript: x") },
		"params changed":   func(o *office) { o.write("workflows/w.yaml", "script: w.ts\nparams:\n  word: { type: number }\n") },
		"folders withdrawn": func(o *office) {
			o.write("workflows/w.yaml", "script: w.ts\nfolders: { write: [elsewhere] }\nparams:\n  word: { type: string }\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{
				"workflows/w.yaml": "script: w.ts\nfolders: { write: [out] }\nparams:\n  word: { type: string }\n",
				"workflows/w.ts": `import { files, log, params, sleep } from "dandori";
export default async () => { log.info("rests"); await sleep("3s"); await files.writeText("out/a.txt", "a"); return "began " + params.word; };`,
			})
			id := o.killed("w", "-p", "word=x")
			change(o)
			if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != `"began x"` {
				t.Errorf("%s", e.stdout)
			}
		})
	}
}

// reads reads an input half, rests, and copies what is left.
const reads = `import { csv, log, sleep } from "dandori";
const out = csv.writer("out/b.csv", { columns: ["a"] });
let n = 0;
for await (const row of csv.read("inbox/a.csv")) {
  await out.write({ a: row.a });
  if (n++ === 0) { log.info("rests"); await sleep("3s"); }
}
await out.close();
export default () => n;`

// TestAnInputThatChanged pauses the run, unless its content was kept; an output
// that somebody removed is written again.
func TestAnInputThatChanged(t *testing.T) {
	for name, change := range map[string]func(o *office){
		"as it was":         func(*office) {},
		"input edited":      func(o *office) { o.write("inbox/a.csv", "a\n1\n3\n") },
		"input moved":       func(o *office) { o.remove("inbox/a.csv") },
		"output removed":    func(o *office) { o.remove("out") },
		"output of another": func(o *office) { o.write("out/b.csv", "a person's") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{"scripts/a.ts": reads, "inbox/a.csv": "a\n1\n2\n"})
			id := o.killed("scripts/a.ts")
			change(o)
			e := o.must(0, "runs", "resume", id)
			if strings.TrimSpace(string(e.stdout)) != "2" || strings.ReplaceAll(o.read("out/b.csv"), "\r", "") != "a\n1\n2\n" {
				t.Errorf("%s: %q", e.stdout, o.read("out/b.csv"))
			}
		})
	}
}

// TestAnInputTooLargeToKeep that changed pauses the run until it is put back.
func TestAnInputTooLargeToKeep(t *testing.T) {
	t.Parallel()
	large := "a\n" + strings.Repeat(strings.Repeat("x", 99)+"\n", 180_000)
	o := newFolder(t, map[string]string{"scripts/a.ts": reads, "inbox/a.csv": large})
	id := o.killed("scripts/a.ts")
	o.write("inbox/a.csv", strings.Replace(large, "x", "y", 1))
	for lang, text := range map[string]string{"en": "inbox/a.csv", "ja": "inbox/a.csv"} {
		o.must(130, "runs", "resume", id, "--lang", lang).says(t, text, "→")
	}
	o.remove("inbox/a.csv")
	e := o.must(130, "runs", "resume", id)
	e.says(t, "inbox/a.csv", "dandori runs resume "+id)
	o.write("inbox/a.csv", large)
	if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != "180000" {
		t.Errorf("%s", e.stdout)
	}
}

// TestTheLanguageIsTheRuns, not that of whoever goes on with it: the script may have kept a message.
func TestTheLanguageIsTheRuns(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{"scripts/a.ts": `import { files, log, sleep } from "dandori";
const said = []; for (let i = 0; i < 2; i++) { try { await files.readText("inbox/none.txt"); } catch (e) { said.push(e.message); } if (i == 0) { log.info("rests"); await sleep("3s"); } }
export default () => said[0] === said[1] && said[0];`})
	id := o.killed("scripts/a.ts", "--lang", "ja")
	if e := o.must(0, "runs", "resume", id, "--lang", "en"); !strings.Contains(string(e.stdout), "がありません") {
		t.Errorf("%s", e.stdout)
	}
}
