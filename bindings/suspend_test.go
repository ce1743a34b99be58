package bindings

import (
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// TestWritesThatFollowEachOther wait for each other, and for nobody: a run with
// one in line is not taken for a run that waits for a person.
func TestWritesThatFollowEachOther(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.ts", `import { kaonavi } from "dandori/connections";
const create = await kaonavi.members.create.start([{ code: "z1", name: "髙橋 一" }]);
const update = await kaonavi.members.update.start([{ code: "z1", name: "髙橋 二" }]);
await update.result();
await create.result();
await Promise.all([kaonavi.members.update([{ code: "z1", name: "髙橋 三" }]), kaonavi.members.delete(["z1"], { remove: 1 })]);
export default async () => (await kaonavi.members.list().toArray()).length;
`)
	p, problems := workflow.ParseProject([]byte("connections:\n  kaonavi: { kind: kaonavi, sandbox: true }\n"))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	program, err := compile.Compile(compile.Config{Root: root, Entry: "a.ts", Modules: Modules(p.Connections)})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		_, base := wire(t, "")
		o := connect(t, base, options{})
		got := engine.Run(t.Context(), engine.Config{Program: program, Modules: []vm.Module{o.Module()}, Journal: &journal.Memory{}, Suspend: time.Hour})
		if got.State != engine.Succeeded || string(got.Value) != "12" {
			t.Errorf("%s %s %+v, waits for %+v", got.State, got.Value, got.Failure, got.Waits)
		}
	})
}
