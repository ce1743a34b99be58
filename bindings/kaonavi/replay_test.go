package kaonavi_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
)

// run is one process that works on a run of the script.
func (o *office) run(body string, log journal.Log) engine.Result {
	return engine.Run(o.Context(), engine.Config{
		Program: &compile.Program{Name: "a.js", Code: []byte(`(async function (open) {
			const kaonavi = open("dandori/connections", "kaonavi");
			return { default: async () => {` + body + `} }; })`)},
		Modules: []vm.Module{o.module}, Journal: log,
		Doubt: engine.DoubtPolicy{Every: []time.Duration{10 * time.Second, time.Minute}},
	})
}

// From its journal a run goes on without the vendor: what it asked before is not asked again.
func TestARunFromItsJournalSendsNothing(t *testing.T) {
	for _, dry := range []bool{false, true} {
		in(t, setup{dryRun: dry, sizes: api.Sizes{Rows: 2}}, func(o *office) {
			body := everything
			if dry {
				body = changes
			}
			log := &journal.Memory{}
			first := o.run(body, log)
			if first.State != engine.Succeeded {
				o.Fatalf("the first run: %+v", first.Failure)
			}
			o.off = true
			if again := o.run(body, log); again.State != engine.Succeeded || string(again.Value) != string(first.Value) {
				o.Errorf("the second run: %s, was %s: %+v", again.Value, first.Value, again.Failure)
			}
		})
	}
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

// inParts are writes of three parts each, two of them begun at once.
const inParts = `
	const codes = ["E1001", "E1002", "E1003", "E1004", "E1005"];
	const career = (name) => codes.map((code) => ({ code, records: [{ fields: { "資格名": name } }] }));
	const sheet = kaonavi.sheet("資格");
	const first = await sheet.add.start(career("衛生管理者"));
	const [, state] = await Promise.all([sheet.add(career("宅地建物取引士")), first.status()]);
	await first.result();
	await kaonavi.members.update(codes.map((code) => ({ code, fields: { "制服サイズ": "S" } })));
	await kaonavi.members.create([{ code: "Z1", name: "新入 社員" }, { code: "Z2", name: "新入 社員" }, { code: "Z3", name: "新入 社員" }]);
	await kaonavi.members.delete(["Z1", "Z2", "Z3"], { remove: 3 });
	return [first.id, state.messages]`

// A run may be killed between any two lines of its journal: what was done is not done again.
func TestACrashAnywhereInAWriteOfParts(t *testing.T) {
	var lines int
	var want string
	in(t, setup{sizes: api.Sizes{Rows: 2}}, func(o *office) {
		log := &journal.Memory{}
		got := o.run(inParts, log)
		if got.State != engine.Succeeded || string(got.Value) != `["1",["part 1 of 3"]]` {
			o.Fatalf("%s %+v", got.Value, got.Failure)
		}
		lines, want = log.Len(), o.state()
		if n := o.box.Counts(); n.Writes != 3+3+3+2+2 || n.Applied != n.Writes {
			o.Errorf("%+v", n)
		}
	})
	for cut := range lines {
		in(t, setup{sizes: api.Sizes{Rows: 2}}, func(o *office) {
			log := &journal.Memory{}
			if got := o.run(inParts, &cutLog{Memory: log, left: cut}); got.State == engine.Succeeded {
				o.Fatalf("cut at %d of %d: it was not killed", cut, lines)
			}
			if got := o.run(inParts, log); got.State != engine.Succeeded {
				o.Errorf("cut at %d: %s %+v", cut, got.State, got.Failure)
			}
			if state := o.state(); state != want {
				o.Errorf("cut at %d: the company is\n%s\nwant\n%s", cut, state, want)
			}
		})
	}
}

// The parts of a write that was begun first go before those of the next one, also
// when another process goes on with both.
func TestWritesKeepTheirOrderOverACrash(t *testing.T) {
	body := `const rows = (size) => ["E1001", "E1002", "E1003", "E1004"].map((code) => ({ code, fields: { "制服サイズ": size } }));
		await Promise.all([kaonavi.members.update(rows("S")), kaonavi.members.update(rows("L"))]); return 1`
	for cut := range 12 {
		in(t, setup{sizes: api.Sizes{Rows: 2}}, func(o *office) {
			log := &journal.Memory{}
			o.run(body, &cutLog{Memory: log, left: cut})
			if got := o.run(body, log); got.State != engine.Succeeded {
				o.Errorf("cut at %d: %s %+v", cut, got.State, got.Failure)
			}
			if state := o.state("members", "E1004", "values"); !strings.Contains(state, `"501":["L"]`) {
				o.Errorf("cut at %d: %s", cut, state)
			}
		})
	}
}

// A job that a script has started and forgotten goes on, and fails the run when it does.
func TestAForgottenJobIsAwaited(t *testing.T) {
	in(t, setup{sizes: api.Sizes{Rows: 1}}, func(o *office) {
		o.want(`await kaonavi.members.update.start([{ code: "E1001", name: "一" }, { code: "E1002", name: "二" }]); return 1`, `1`)
		if state := o.state("members", "E1002", "texts", "name"); state != `"二"` {
			o.Errorf("the name is %s", state)
		}
		if n := o.box.Counts().Applied; n != 2 {
			o.Errorf("%d tasks were done", n)
		}
	})
}
