package main

import (
	"strings"
	"testing"
)

// TestWhatWasThereBeforeIsSealed: the state before a write is kept with the run,
// to be put back, and no file of the store holds any of it in the clear.
func TestWhatWasThereBeforeIsSealed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/write.ts": `import { params } from "dandori";
import { kaonaviV1 } from "dandori/connections";
const [first] = await kaonaviV1.members.list().toArray();
await kaonaviV1.members.update([{ member_code: first.member_code, member_name: params.name }]);
`})
	for _, name := range []string{canaryName, "次の人"} { // the second one has the canary before it
		if e := o.dandori(0, "run", "scripts/write.ts", "-p", "name="+name); e.code != 0 {
			t.Fatal(string(e.stderr))
		}
	}
	w := &watcher{t: t, office: o, temp: t.TempDir(), canaries: canariesOf(o), secrets: secretsOf(t, o)}
	id, _ := o.run()
	w.look(o.dandori(0, "runs", "show", id))
	if w.bytes == 0 {
		t.Error("nothing was looked through")
	}
	if e := o.dandori(0, "runs", "show", id, "--changes"); !strings.Contains(string(e.stdout), canaryName) {
		t.Errorf("the state before is not kept:\n%s", e.stdout)
	}
}
