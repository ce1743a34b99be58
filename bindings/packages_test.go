package bindings

import (
	"os"
	"path/filepath"
	"testing"

	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// TestPackagesTakeRecordsForPlainObjects runs immer, a package from npm, over
// the records of a real listing: they must be drafted, frozen and cloned as
// plain objects are.
func TestPackagesTakeRecordsForPlainObjects(t *testing.T) {
	root := t.TempDir()
	write(t, root, "dandori.yaml", sandboxConfig)
	installed := filepath.Join("..", ".ci", "node", "node_modules", "immer")
	if err := os.CopyFS(filepath.Join(root, "node_modules", "immer"), os.DirFS(installed)); err != nil {
		t.Fatalf("%v (make test installs the packages that the tests import)", err)
	}
	write(t, root, "a.ts", `import { produce, isDraftable, freeze } from "immer";
import { sansan } from "dandori/connections";
const cards = await sansan.bizCards.list({ range: "all", updatedFrom: "2000-01-01", limit: 5 }).take(5).toArray();
const checks: Record<string, unknown> = {};
for (const card of cards) {
  const before = JSON.stringify(card), name = card.owner!.name;
  checks.draftable = isDraftable(card);
  const changed = produce(card, (draft) => { draft.title = "部長"; draft.owner!.name = "新"; });
  checks.changed = changed.title + changed.owner!.name;
  checks.before = JSON.stringify(card) === before && card.owner!.name === name;
  checks.unchanged = produce(card, () => {}) === card;
  checks.shared = Object.is(produce(card, (d) => { d.memo = "x"; }).owner, card.owner);
  const clone = structuredClone(card);
  checks.clone = clone !== card && JSON.stringify(clone) === before && Object.getPrototypeOf(clone) === Object.prototype;
  checks.spread = JSON.stringify({ ...card }) === before && JSON.stringify(Object.fromEntries(Object.entries(card))) === before;
  checks.frozen = Object.isFrozen(freeze(card));
  try { card.title = "x"; checks.refused = false; } catch (e) { checks.refused = e instanceof TypeError; }
}
export default () => ({ cards: cards.length, ...checks });
`)
	p, _, err := workflow.LoadProject(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	program, err := compile.Compile(compile.Config{Root: root, Entry: "a.ts", Modules: Modules(p.Connections)})
	if err != nil {
		t.Fatal(err)
	}
	f, err := folder.Open(folder.Config{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	o, err := Connect(Config{Root: root, Connections: p.Connections, Use: []string{"sansan"}, Lookup: os.LookupEnv})
	if err != nil {
		o.Close()
		t.Fatal(err)
	}
	defer o.Close()
	result := engine.Run(t.Context(), engine.Config{Program: program, Modules: []vm.Module{Run{Root: root, Folder: f}.Module(), o.Module()}})
	const want = `{"cards":5,"draftable":true,"changed":"部長新","before":true,"unchanged":true,"shared":true,"clone":true,"spread":true,"frozen":true,"refused":true}`
	if string(result.Value) != want {
		t.Fatalf("got  %s %+v\nwant %s", result.Value, result.Failure, want)
	}
}
