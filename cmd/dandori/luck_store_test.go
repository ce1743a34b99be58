package main

import (
	"os"
	"strings"
	"testing"
)

const (
	counts = `import { log, state, sleep, params } from "dandori";
await state.set("n", (await state.get("n") ?? 0) + 1);
log.info("started");
await sleep(params.for ?? "1ms");
await state.set("m", 1);
export default async () => await state.get("n");`
	theStore = ".dandori/dandori.db"
	theKey   = ".dandori/key"
)

// TestAStoreThatCannotBeUsed is told at once, with where it is and what to do,
// by every command and in both languages; nothing is made anew over it.
func TestAStoreThatCannotBeUsed(t *testing.T) {
	for name, bad := range map[string]struct {
		spoil  func(o *office)
		env    string
		code   int
		en, ja string
		hint   string // in both
	}{
		"key lost":        {spoil: func(o *office) { o.remove(theKey) }, code: 3, en: "the store is there, but its key is not", ja: "鍵", hint: "DANDORI_KEY"},
		"key overwritten": {spoil: func(o *office) { o.write(theKey, "no key\n") }, code: 3, en: "cannot be used: this is no key of dandori", ja: "使えません", hint: "dandori restore"},
		"key emptied":     {spoil: func(o *office) { o.write(theKey, "") }, code: 3, en: "there is no key in it", ja: "鍵が入っていません", hint: "dandori restore"},
		"key of another":  {spoil: func(o *office) { o.write(theKey, o.otherKey()) }, code: 3, en: "was sealed with key", ja: "暗号化されています", hint: "DANDORI_KEY"},
		"DANDORI_KEY":     {spoil: func(*office) {}, env: "DANDORI_KEY=nonsense", code: 3, en: "the key of the store in DANDORI_KEY cannot be used", ja: "DANDORI_KEY", hint: "dandori restore"},
		"emptied":         {spoil: func(o *office) { o.cut(0) }, code: 70, en: "is damaged: the file is empty", ja: "壊れています: ファイルが空です", hint: "dandori restore"},
		"cut off":         {spoil: func(o *office) { o.cut(5000) }, code: 70, en: "is damaged", ja: "壊れています", hint: "dandori restore"},
		"another file":    {spoil: func(o *office) { o.write(theStore, strings.Repeat("x", 30000)) }, code: 3, en: "is no store of dandori", ja: "ストアではない", hint: "dandori restore"},
		"newer":           {spoil: func(o *office) { o.newer() }, code: 3, en: "which is newer than this one", ja: "新しいバージョン", hint: "dandori.yaml"},
		"a folder":        {spoil: func(o *office) { o.remove(theStore); o.write(theStore+"/x", "") }, code: 3, en: "cannot be written", ja: "書き込めません", hint: "dandori.yaml"},
		"nothing yet":     {spoil: func(o *office) { o.write("dandori.yaml", "connections: {}\nstore: postgres://db/dandori\n") }, code: 3, en: "not built yet", ja: "store", hint: "dandori.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{"scripts/a.ts": counts})
			o.must(0, "run", "scripts/a.ts")
			bad.spoil(o)
			for _, args := range [][]string{{"run", "scripts/a.ts"}, {"runs", "list"}, {"serve"}} {
				for lang, text := range map[string]string{"en": bad.en, "ja": bad.ja} {
					c := o.command(0, append(args, "--lang", lang)...)
					c.Env = append(c.Env, bad.env)
					e := o.wait(c, nil)
					if e.code != bad.code || len(e.stdout) > 0 {
						t.Errorf("%s %s: exit %d, want %d\n%s%s", args, lang, e.code, bad.code, e.stdout, e.stderr)
					}
					e.says(t, text, "→", bad.hint)
				}
			}
		})
	}
}

func (o *office) remove(name string) {
	o.t.Helper()
	if err := os.RemoveAll(o.path(name)); err != nil {
		o.t.Fatal(err)
	}
}

// cut cuts the store off.
func (o *office) cut(size int64) {
	o.t.Helper()
	if err := os.Truncate(o.path(theStore), size); err != nil {
		o.t.Fatal(err)
	}
}

// otherKey is the key of another project.
func (o *office) otherKey() string {
	other := newFolder(o.t, map[string]string{"scripts/a.ts": counts})
	other.must(0, "run", "scripts/a.ts")
	return other.read(theKey)
}

// newer gives the store's tables a later version (sqlite.org/fileformat.html, 1.3.16).
func (o *office) newer() {
	text := []byte(o.read(theStore))
	text[63] = 99
	o.write(theStore, string(text))
}

// TestFlippedBits may leave a store readable: then what was flipped is not
// believed. Whatever is damaged is said so, and never taken for an answer.
func TestFlippedBits(t *testing.T) {
	o := newFolder(t, map[string]string{"scripts/a.ts": `import { state } from "dandori";
for (let i = 0; i < 60; i++) await state.set("k" + i, "x".repeat(900));
export default async () => { let n = 0; for (const k of await state.list()) n += (await state.get(k)).length; return n; };`})
	o.must(0, "run", "scripts/a.ts")
	whole := []byte(o.read(theStore))
	for at := 4096; at < len(whole); at += 24571 {
		spoilt := append([]byte{}, whole...)
		for i := range 24 {
			if at+i*37 < len(spoilt) {
				spoilt[at+i*37] ^= 0x10
			}
		}
		o.write(theStore, string(spoilt))
		for _, suffix := range []string{"-wal", "-shm"} {
			o.remove(theStore + suffix)
		}
		e := o.dandori(0, "run", "scripts/a.ts")
		switch {
		case e.code == 0 && strings.TrimSpace(string(e.stdout)) != "54000":
			t.Fatalf("flipped at %d: it answers %s", at, e.stdout)
		case e.code == 3 && strings.Contains(e.stderr, "no store of dandori"):
		case e.code != 0 && (e.code != 70 || !strings.Contains(e.stderr, "is damaged")):
			t.Errorf("flipped at %d: exit %d\n%s%s", at, e.code, e.stdout, e.stderr)
		}
	}
}

// TestTheStoreGoesUnderALiveProcess: nothing more is written to what nobody
// would find, the run is paused, and when the store is put back it goes on.
func TestTheStoreGoesUnderALiveProcess(t *testing.T) {
	for name, away := range map[string]func(o *office){
		"deleted":  func(*office) {},
		"replaced": func(o *office) { o.write(theStore, o.read("kept.db")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{"scripts/a.ts": counts})
			o.must(0, "run", "scripts/a.ts")
			o.write("kept.db", o.read(theStore))
			p := o.start("run", "scripts/a.ts", "-p", "for=1s", "--json").until("started")
			for _, suffix := range []string{"", "-wal", "-shm"} {
				if err := os.Rename(o.path(theStore+suffix), o.path("away"+suffix)); err != nil {
					t.Fatal(err)
				}
			}
			away(o)
			e := p.end()
			if e.code != 70 || !strings.Contains(string(e.stdout), `"state":"paused"`) {
				t.Errorf("exit %d: %s", e.code, e.stdout)
			}
			e.says(t, "was deleted or replaced while dandori used it: nothing more is written", "dandori restore", "dandori runs resume 20")
			for _, suffix := range []string{"", "-wal", "-shm"} {
				o.remove(theStore + suffix)
				if err := os.Rename(o.path("away"+suffix), o.path(theStore+suffix)); err != nil {
					t.Fatal(err)
				}
			}
			id, _ := o.run()
			if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != "2" {
				t.Errorf("the state was counted to %s", e.stdout)
			}
		})
	}
}
