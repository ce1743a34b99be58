package bindings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/basics"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
)

// shuffle is a script that reads, writes, moves and removes files.
const shuffle = `import { csv, excel, files } from "dandori";
const first = csv.writer("out/a.csv", { columns: ["n", "text"] });
let n = 0;
for await (const row of csv.read("inbox/in.csv")) { if (n++ % 2) await first.write(row); }
await first.close();
await files.move("out/a.csv", "out/done/a.csv");
const second = csv.writer("out/a.csv", { columns: ["n"] });
await second.write({ n });
await second.close();
await files.writeText("out/b.txt", "b");
const removed = [await files.remove("out/b.txt"), await files.remove("out/b.txt")];
const gone = csv.writer("out/deep/er/c.csv", { columns: ["n"] });
await gone.close();
removed.push(await files.remove("out/deep/er/c.csv"), await files.remove("out/deep/er"), await files.remove("out/deep"));
const book = excel.writer("out/x.xlsx", { columns: ["n"] });
for await (const row of csv.read("out/done/a.csv").take(20)) await book.write(row);
await book.close();
await files.move("out/x.xlsx", "out/done/x.xlsx");
await Promise.all(["d", "e", "f"].map(async (name) => {
  await files.writeText("out/" + name, name);
  await files.move("out/" + name, "out/done/" + name);
}));
const taken = await files.move("out/a.csv", "out/done/a.csv").catch((e) => e.code);
await files.writeText("out/list.json", JSON.stringify([removed, taken, await files.list("out/**"), await files.exists("out/deep")]));
await files.move("inbox/in.csv", "inbox/done/in.csv");
const open = csv.writer("out/open.csv", { columns: ["n"] });
await open.write({ n });
export default () => [n, removed, taken];
`

// office is a project whose script is killed and goes on.
type office struct {
	*testing.T
	root    string
	program *compile.Program
}

// newOffice is a project of its own; program is the script, nil compiles it.
func newOffice(t *testing.T, program *compile.Program) *office {
	t.Helper()
	o := &office{T: t, root: t.TempDir(), program: program}
	var rows strings.Builder
	rows.WriteString("n,text\r\n")
	for i := range 1100 {
		fmt.Fprintf(&rows, "%d,髙橋%d\r\n", i, i)
	}
	write(t, o.root, "inbox/in.csv", rows.String())
	if program != nil {
		return o
	}
	write(t, o.root, "a.ts", shuffle)
	p, err := compile.Compile(compile.Config{Root: o.root, Entry: "a.ts", Modules: Modules(nil)})
	if err != nil {
		t.Fatal(err)
	}
	o.program = p
	return o
}

// run is one process that works on the run.
func (o *office) run(log journal.Log) engine.Result {
	o.Helper()
	f, err := folder.Open(folder.Config{Root: o.root, Read: []string{"inbox", "out"}, Write: []string{"inbox", "out"}})
	if err != nil {
		o.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	run := Run{Root: o.root, Facts: basics.Facts{ID: "r1", Attempt: 1, StartedAt: time.Unix(0, 0)}, Folder: f}
	return engine.Run(o.Context(), engine.Config{Program: o.program, Modules: []vm.Module{run.Module()}, Journal: log})
}

// tree is every file below the folders that the script uses, and every folder.
func (o *office) tree() map[string]string {
	o.Helper()
	found := map[string]string{}
	for _, dir := range []string{"inbox", "out"} {
		err := filepath.WalkDir(filepath.Join(o.root, dir), func(path string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(o.root, path)
			if err != nil || d.IsDir() {
				found[name] = "a folder"
				return err
			}
			text, err := os.ReadFile(path)
			found[name] = string(text)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			o.Fatal(err)
		}
	}
	return found
}

// cutLog is a journal whose process dies when it wants to enter one line more than it may.
type cutLog struct {
	*journal.Memory
	mu   sync.Mutex
	left int
}

var errCut = errors.New("the process was killed")

func (c *cutLog) Append(e journal.Entry) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left <= 0 {
		return errCut
	}
	c.left--
	return c.Memory.Append(e)
}

// TestKilledAnywhereTheFilesAreTheSame kills a run at every line of its journal,
// and once more on the way from there, and lets it go on.
func TestKilledAnywhereTheFilesAreTheSame(t *testing.T) {
	calm := newOffice(t, nil)
	whole := &journal.Memory{}
	want := calm.run(whole)
	if want.State != engine.Succeeded {
		t.Fatalf("%+v", want.Failure)
	}
	tree := calm.tree()
	if again := calm.run(whole); string(again.Value) != string(want.Value) || !maps.Equal(calm.tree(), tree) {
		t.Fatalf("a replay of all of it returns %s, and leaves %q", again.Value, keys(calm.tree()))
	}
	t.Logf("%s; %d lines; %q", want.Value, whole.Len(), keys(tree))
	const shards = 6
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			for cut := shard; cut < whole.Len(); cut += shards {
				o := newOffice(t, calm.program)
				got := o.killed(cut, whole.Len())
				if got.State != engine.Succeeded || string(got.Value) != string(want.Value) {
					t.Fatalf("cut at %d: %s %s %+v", cut, got.State, got.Value, got.Failure)
				}
				if left := o.tree(); !maps.Equal(left, tree) {
					t.Fatalf("cut at %d: it leaves %q, want %q", cut, keys(left), keys(tree))
				}
			}
		})
	}
}

// killed is a run that dies at line cut of its journal of so many lines, and
// again on the way from there, before it ends.
func (o *office) killed(cut, lines int) engine.Result {
	o.Helper()
	rng := rand.New(rand.NewPCG(uint64(cut), 5))
	log := &journal.Memory{}
	for _, left := range []int{cut, rng.IntN(lines-cut) + 1} {
		if got := o.run(&cutLog{Memory: log, left: left}); got.State == engine.Succeeded && log.Len() < lines {
			o.Fatalf("cut at %d: it was not killed", cut)
		}
	}
	return o.run(log)
}

func keys(tree map[string]string) []string {
	var out []string
	for name, text := range tree {
		out = append(out, fmt.Sprintf("%s (%d)", name, len(text)))
	}
	return out
}

// What a person takes away after the run has made it stays away.
func TestAReplayBringsNothingBack(t *testing.T) {
	o := newOffice(t, nil)
	log := &journal.Memory{}
	if got := o.run(log); got.State != engine.Succeeded {
		t.Fatalf("%+v", got.Failure)
	}
	for _, name := range []string{"out/done/a.csv", "out/a.csv", "out/list.json"} {
		if err := os.Remove(filepath.Join(o.root, name)); err != nil {
			t.Fatal(err)
		}
	}
	before := o.tree()
	if got := o.run(log); got.State != engine.Succeeded {
		t.Fatalf("%+v", got.Failure)
	}
	if after := o.tree(); !maps.Equal(after, before) {
		t.Errorf("there is %q, want %q", keys(after), keys(before))
	}
}

// TestAllThatWasReadIsKeptBeforeAFileGoes: a note of the step stands between
// its ask and its outcome, and what is noted is on disk with all before it.
func TestAllThatWasReadIsKeptBeforeAFileGoes(t *testing.T) {
	log := &journal.Memory{}
	if got := newOffice(t, nil).run(log); got.State != engine.Succeeded {
		t.Fatalf("%+v", got.Failure)
	}
	noted, steps := map[int]bool{}, map[int]string{}
	for e := range log.Entries() {
		switch {
		case e.Kind == journal.Ask && (e.Call.Kind == "file.move" || e.Call.Kind == "file.remove"):
			steps[e.N] = e.Call.Kind
		case e.Kind == journal.Note:
			noted[e.N] = true
		case e.Kind == journal.Outcome && steps[e.N] != "" && !noted[e.N]:
			t.Errorf("%s (step %d) was done before what was read is on disk", steps[e.N], e.N)
		}
	}
	if len(steps) < 5 {
		t.Errorf("only %d files went", len(steps))
	}
}
