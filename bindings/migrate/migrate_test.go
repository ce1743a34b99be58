package migrate_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dandori/runtime/engine"
	"dandori/runtime/journal"
)

// told is what a script returns of a migration r.
const told = `;return [r.ok, r.source, r.done, r.before, r.failed, r.duplicates, r.changed, r.unfinished, r.verified, r.differing];`

func TestEachOnce(t *testing.T) {
	o := newOffice(t)
	const body = `const r = await migrate({ name: "m", source: [{ code: "a", value: "1" }, { code: "b", value: "2" }, { code: "c", value: "3" }],
		key: (i) => i.code, write: (i) => put([i]), verify: { count: () => 3, sample: (i) => get(i.code) } })` + told
	o.want("r1", body, `[true,3,3,0,0,0,0,0,3,0]`)
	if o.ticks != 3 || o.total != 3 {
		t.Errorf("the bar shows %d of %d", o.ticks, o.total)
	}
	o.want("r2", body, `[true,3,0,3,0,0,0,0,3,0]`)
	for _, code := range []string{"a", "b", "c"} {
		if o.applied[code] != 1 {
			t.Errorf("%s was written %d times", code, o.applied[code])
		}
	}
	o.want("r3", `return state.list()`, `[]`)
}

const fromCSV = `const r = await migrate({ name: "members", source: csv.read("inbox/m.csv"), key: (i) => i.code, write: (i, { attempt }) => put([{ code: i.code, value: i.value + (attempt > 1 ? "#" + attempt : "") }]) })`

// What failed is written into a file that is a source again when it is mended.
func TestFailuresAreFedBack(t *testing.T) {
	o := newOffice(t)
	o.put("inbox/m.csv", "code,value,備考\r\na,1,\r\nb,bad,\"髙橋, 花子\"\r\na,3,twice\r\n,4,no key\r\nc,5,\r\n")
	o.want("r1", fromCSV+told, `[false,5,2,0,2,1,0,0,0,0]`)
	lines := strings.Split(strings.TrimPrefix(o.file("out/migrate-members-failed.csv"), "\ufeff"), "\r\n")
	for i, want := range []string{
		"code,value,備考,reason,at", `b,bad,"髙橋, 花子",member b has a value that is not among the choices,20`,
		`a,3,twice,"this key stands twice in the source: it is that of item 1, too",20`, `,4,no key,it has no key,20`, "",
	} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %s, want %s…", i+1, lines[i], want)
		}
	}
	if len(o.warned) != 1 || !strings.Contains(o.warned[0], "3 items need a look: they are in out/migrate-members-failed.csv") {
		t.Errorf("warned %q", o.warned)
	}
	mended := strings.Replace(o.file("out/migrate-members-failed.csv"), "b,bad", "b,good", 1)
	mended = strings.Replace(mended, "\r\na,3", "\r\nd,3", 1)
	o.put("inbox/m.csv", strings.Replace(mended, "\r\n,4", "\r\ne,4", 1))
	o.want("r2", fromCSV+told, `[true,3,3,0,0,0,0,0,0,0]`)
	if o.target["b"] != "good#2" || o.target["d"] != "3" || o.applied["a"] != 1 {
		t.Errorf("the target is %v", o.target)
	}
	if got := o.file("out/migrate-members-failed.csv"); got != "\ufeffreason,at\r\n" {
		t.Errorf("the file of failures is %q", got)
	}
	// The mended source as a whole is the same as what was migrated.
	o.put("inbox/m.csv", "code,value,備考\r\na,1,\r\nb,good,\"髙橋, 花子\"\r\nd,3,twice\r\ne,4,no key\r\nc,5,\r\n")
	o.want("r3", fromCSV+told, `[true,5,0,5,0,0,0,0,0,0]`)
}

// Items that have columns of the names of ours keep them.
func TestOwnColumnsOfAnItem(t *testing.T) {
	o := newOffice(t)
	o.put("inbox/m.csv", "code,value,reason,at\r\na,bad,退職,2020-01-01\r\n")
	body := strings.Replace(fromCSV, "key: (i) => i.code", "key: (i) => i.code + i.reason + i.at", 1) + told
	o.want("r1", body, `[false,1,0,0,1,0,0,0,0,0]`)
	failed := o.file("out/migrate-members-failed.csv")
	if !strings.HasPrefix(failed, "\ufeffcode,value,reason,at,migrate.reason,migrate.at\r\na,bad,退職,2020-01-01,member a has") {
		t.Errorf("%q", failed)
	}
	o.put("inbox/m.csv", strings.Replace(failed, "bad", "good", 1))
	o.want("r2", body, `[true,1,1,0,0,0,0,0,0,0]`)
	o.put("inbox/m.csv", "code,value,reason,at\r\na,good,退職,2020-01-01\r\n")
	o.want("r3", body, `[true,1,0,1,0,0,0,0,0,0]`)
}

func TestChangedSince(t *testing.T) {
	o := newOffice(t)
	body := func(value, options string) string {
		return fmt.Sprintf(`const r = await migrate({ name: "m", source: [{ code: "a", value: %s }, { code: "b", value: "2" }], key: (i) => i.code, write: (i) => put([{ ...i, value: String(i.value) }])%s })`+told, value, options)
	}
	o.want("r1", body(`"1"`, ""), `[true,2,2,0,0,0,0,0,0,0]`)
	o.want("r2", body(`1`, ""), `[true,2,0,2,0,0,0,0,0,0]`)
	o.want("r3", body(`"new"`, ""), `[false,2,0,1,0,0,1,0,0,0]`)
	if got := o.file("out/migrate-m-failed.csv"); !strings.Contains(got, "a,new,\"it has changed since it was migrated at 20") || !strings.Contains(got, "by run r1, and was not written again") {
		t.Errorf("%q", got)
	}
	if o.target["a"] != "1" {
		t.Errorf("it was written again: %v", o.target)
	}
	o.want("r4", body(`"new"`, `, changed: "write"`), `[true,2,1,1,0,0,0,0,0,0]`)
	o.want("r5", body(`"new"`, ""), `[true,2,0,2,0,0,0,0,0,0]`)
	if o.target["a"] != "new" || o.applied["a"] != 2 || o.applied["b"] != 1 {
		t.Errorf("%v %v", o.target, o.applied)
	}
}

const batches = `const rows = []; for (let i = 0; i < 1203; i++) rows.push({ code: "m" + i, value: i === 1100 ? "bad" : String(i) });
	const sizes = [];
	const r = await migrate({ name: "m", source: rows, batch: 250, concurrency: 2, key: (i) => i.code,
		write: async (items) => { sizes.push(items.length); const bad = items.filter((i) => i.value === "bad"); await put(items.filter((i) => i.value !== "bad")); return { failed: bad.map((i) => ({ key: i.code, reason: "not a choice" })) }; },
		verify: { count: () => ({ source: 1202, target: 1202 }), sample: (i) => get(i.code), samples: 7 } });
	`

func TestBatches(t *testing.T) {
	o := newOffice(t)
	o.want("r1", batches+`return [sizes, r.ok, r.done, r.failed, r.verified, r.counts]`, `[[250,250,250,250,203],false,1202,1,7,{"source":1202,"target":1202}]`)
	if got := o.file("out/migrate-m-failed.csv"); !strings.Contains(got, "m1100,bad,not a choice,") {
		t.Errorf("%q", got)
	}
	o.want("r2", batches+`return [sizes, r.done, r.before, r.failed]`, `[[1],0,1202,1]`)
	if len(o.applied) != 1202 {
		t.Errorf("%d were written", len(o.applied))
	}
}

// An empty put of a batch that has only refused items must not be needed.
func TestEndsEarly(t *testing.T) {
	for class, stops := range map[string]bool{
		`new PermissionError("no")`: true, `new Rejected("no")`: true, `new VendorError("no", { status: 401 })`: true, `new VendorError("no", { status: 403 })`: false, `new TypeError("no")`: false, `"no"`: false,
	} {
		o := newOffice(t)
		got := o.run("r1", `const r = await migrate({ name: "m", source: ["a", "b", "c", "d"], key: (i) => i, write: async (i) => { if (i === "b") throw `+class+`; await put([{ code: i, value: i }]) } })`+told, &journal.Memory{}, -1)
		report := o.file("out/migrate-m-report.csv")
		if stops {
			if got.State != engine.Failed || o.applied["c"] != 0 || !strings.Contains(report, "stopped early by an error") || !strings.Contains(report, "Not tried,2") {
				t.Errorf("%s: %s %+v %v\n%s", class, got.State, got.Failure, o.applied, report)
			}
		} else if string(got.Value) != `[false,4,3,0,1,0,0,0,0,0]` {
			t.Errorf("%s: %s %+v", class, got.Value, got.Failure)
		}
		if failed := o.file("out/migrate-m-failed.csv"); !strings.HasPrefix(failed, "\ufeffitem,reason,at\r\nb,no,") {
			t.Errorf("%q", failed)
		}
	}
}

func TestTheSourceBreaks(t *testing.T) {
	o := newOffice(t)
	o.put("inbox/m.csv", "code,value\r\na,1\r\nb,2,3\r\n")
	got := o.run("r1", fromCSV+told, &journal.Memory{}, -1)
	if got.State != engine.Failed || !strings.Contains(got.Failure.Message.En, "this row has 3 cells") {
		t.Errorf("%s %+v", got.State, got.Failure)
	}
	if report := o.file("out/migrate-members-report.csv"); !strings.Contains(report, "stopped early by an error") {
		t.Error(report)
	}
}

func TestDifferences(t *testing.T) {
	body := func(verify string) string {
		return `const r = await migrate({ name: "m", source: [{ code: "a", value: "1" }, { code: "b", value: "2" }], key: (i) => i.code, write: (i) => i.code === "b" ? put([{ ...i, value: "0" + i.value }]) : put([i]),
			verify: ` + verify + ` })` + told
	}
	for verify, want := range map[string]string{
		`{ sample: (i) => get(i.code) }`:                           "migrate: m: of 2 samples 1 differ from the target",
		`{ count: () => 5, sample: (i) => get(i.code) }`:           "migrate: m: the source has 2, the target has 5; of 2 samples 1 differ",
		`{ sample: () => false, samples: 1 }`:                      "of 1 samples 1 differ",
		`{ sample: () => null }`:                                   "of 2 samples 2 differ",
		`{ sample: (i) => i.code === "a" || "value is 02" }`:       "of 2 samples 1 differ",
		`{ sample: () => ({ other: 1 }) }`:                         "there is nothing to compare",
		`{ sample: () => 1 }`:                                      "what options.verify.sample returns must be true, false, an object",
		`{ count: () => "2" }`:                                     "must be a whole number, or { source, target }",
		`{ count: () => { throw new VendorError("it is down") } }`: "it is down",
	} {
		o := newOffice(t)
		got := o.run("r1", body(verify), &journal.Memory{}, -1)
		if got.State != engine.Failed || !strings.Contains(got.Failure.Message.En, want) {
			t.Errorf("%s: %s %s %+v", verify, got.State, got.Value, got.Failure)
		}
		if len(o.file("out/migrate-m-report.html")) == 0 {
			t.Error("there is no report")
		}
		if strings.Contains(want, "differ from") {
			if got.Failure.Line == 0 || got.Failure.Hint.En == "" {
				t.Errorf("it does not say where: %+v", got.Failure)
			}
			if failed := o.file("out/migrate-m-failed.csv"); !strings.Contains(failed, "b,2,the target differs: value,") {
				t.Errorf("%q", failed)
			}
		}
	}
	o := newOffice(t)
	o.want("r1", body(`{ count: () => 2, sample: (i) => get(i.code), onDifference: "report" }`), `[false,2,2,0,0,0,0,0,2,1]`)
}

func TestADryRunMarksNothing(t *testing.T) {
	o := newOffice(t)
	o.dry = true
	o.want("r1", `const r = await migrate({ name: "m", source: ["a"], key: (i) => i, write: () => {}, verify: { count: () => 9 } });`+told, `[true,1,1,0,0,0,0,0,0,0]`)
	if len(o.state) != 0 {
		t.Errorf("it keeps %v", o.state)
	}
	if report := o.file(".dandori/dry-run/r1/out/migrate-m-report.csv"); !strings.Contains(report, "dry run: nothing was written") || !strings.Contains(report, "Comparison,not made") {
		t.Error(report)
	}
}

// A run that was killed and never goes on leaves items of which nobody knows.
func TestUnfinished(t *testing.T) {
	o := newOffice(t)
	const script = `const r = await migrate({ name: "m", source: ["a", "b", "c"], key: (i) => i, write: (i) => put([{ code: i, value: i }])%s });` + told
	body := fmt.Sprintf(script, "")
	lines := 1
	for ; o.applied["b"] == 0; lines++ {
		o.state, o.applied = map[string]json.RawMessage{}, map[string]int{}
		o.run("r1", body, &journal.Memory{}, lines)
	}
	o.want("r2", body, `[false,3,1,1,0,0,0,1,0,0]`)
	if o.applied["b"] != 1 || o.applied["c"] != 1 {
		t.Errorf("written %v", o.applied)
	}
	if failed := o.file("out/migrate-m-failed.csv"); !strings.Contains(failed, "b,run r1 began to write it and did not end: it is not known whether it was written (dandori runs resume r1 goes on with it),") {
		t.Errorf("%q", failed)
	}
	o.want("r3", fmt.Sprintf(script, `, unfinished: "write"`), `[true,3,1,2,0,0,0,0,0,0]`)
	if o.applied["b"] != 2 {
		t.Errorf("written %v", o.applied)
	}
	o.want("r4", body, `[true,3,0,3,0,0,0,0,0,0]`)
}

func TestWrongArguments(t *testing.T) {
	o := newOffice(t)
	for options, want := range map[string]string{
		``:                                  "migrate: options must be an object",
		`{}`:                                "migrate: options.name is required",
		`{ name: "../x" }`:                  "options.name must be up to 60 letters",
		`{ name: "名".repeat(61) }`:          "options.name must be up to 60 letters",
		`{ name: "名".repeat(60) }`:          "options.source must be",
		`{ name: "x" }`:                     "options.source must be something to iterate over: an array, a listing, csv.read(…), not undefined",
		`{ name: "x", source: 5 }`:          "options.source must be something to iterate over",
		`{ name: "x", source: {} }`:         "options.source must be",
		`{ name: "x", source: [] }`:         "options.key is required",
		`{ name: "x", source: [], key: 1 }`: "options.key must be a function",
		`{ name: "x", source: [], key() {}, write() {}, batch: 0 }`:                                           "options.batch must be an integer from 1",
		`{ name: "x", source: [], key() {}, write() {}, concurrency: "2" }`:                                   "options.concurrency must be an integer",
		`{ name: "x", source: [], key() {}, write() {}, verify: true }`:                                       "options.verify must be an object",
		`{ name: "x", source: [], key() {}, write() {}, verify: { smaple() {} } }`:                            `did you mean "sample"`,
		`{ name: "x", source: [], key() {}, write() {}, concurency: 1 }`:                                      `did you mean "concurrency"`,
		`{ name: "x", source: [], key() {}, write() {}, changed: "skip" }`:                                    `options.changed must be one of "report", "write"`,
		`{ name: "x", source: [undefined], key() {}, write() {} }`:                                            "an item of options.source must be an object",
		`{ name: "x", source: ["a"], key: () => ({}), write() {} }`:                                           "what options.key returns must be a string",
		`{ name: "x", source: [], key() {}, write() {}, folder: "inbox" }`:                                    "inbox",
		`{ name: "x", source: ["a"], key: (i) => i, write: () => ({ failed: [{ key: "b", reason: "x" }] }) }`: "",
	} {
		got := o.run("r1", "const r = await migrate("+options+")"+told, &journal.Memory{}, -1)
		if want == "" {
			if string(got.Value) != `[false,1,0,0,1,0,0,0,0,0]` {
				t.Errorf("%s: %s", options, got.Value)
			}
			continue
		}
		if got.State != engine.Failed || !strings.Contains(got.Failure.Message.En, want) {
			t.Errorf("%s: %s %+v", options, got.State, got.Failure)
		}
	}
}

func TestTwoOfOneName(t *testing.T) {
	o := newOffice(t)
	o.want("r1", `const go = (name) => migrate({ name, source: ["a"], key: (i) => i, write: (i) => put([{ code: name + i, value: i }]) });
		const all = await Promise.allSettled([go("x"), go("x"), go("y")]); const after = await go("x");
		return [all.map((p) => p.value ? p.value.done : p.reason.message), after.before]`,
		`[[1,"migrate: a migration of the name x is under way in this run",1],1]`)
}

// A run that is killed anywhere, and once more on the way from there, writes each
// item once, and leaves the same files.
func TestKilledAnywhere(t *testing.T) {
	const script = `const rows = []; for (let i = 0; i < 7; i++) rows.push({ code: "m" + i, value: i === 3 ? "bad" : "v" + i }); rows.push(rows[1]);
		const r = await migrate({ name: "m", source: { [Symbol.asyncIterator]() { let i = 0; return { next: async () => i < rows.length ? { value: rows[i++], done: false } : { value: undefined, done: true } }; } },
			key: (i) => i.code, concurrency: CONCURRENCY, BATCH write: (i) => put([].concat(i)), verify: { count: () => ({ source: 1, target: 1 }), sample: (i) => get(i.code), samples: 3 } });` + told
	for _, c := range []struct{ concurrency, batch, want string }{
		{"1", "", `[false,8,6,0,1,1,0,0,3,0]`}, {"3", "", `[false,8,6,0,1,1,0,0,3,0]`}, {"2", "batch: 2,", `[false,8,5,0,2,1,0,0,3,0]`},
	} {
		body := strings.NewReplacer("CONCURRENCY", c.concurrency, "BATCH", c.batch).Replace(script)
		whole := &journal.Memory{}
		if got := newOffice(t).run("r1", body, whole, -1); string(got.Value) != c.want {
			t.Fatalf("%+v: %s %+v", c, got.Value, got.Failure)
		}
		const shards = 3
		for shard := range soak(1, shards) {
			t.Run(fmt.Sprintf("%s %s %d", c.concurrency, c.batch, shard), func(t *testing.T) {
				t.Parallel()
				for cut := shard; cut < whole.Len(); cut += shards {
					rng := rand.New(rand.NewPCG(uint64(cut), 11))
					o, log := newOffice(t), &journal.Memory{}
					o.run("r1", body, log, cut)
					o.run("r1", body, log, rng.IntN(whole.Len()-cut)+1)
					got := o.run("r1", body, log, -1)
					if got.State != engine.Succeeded || string(got.Value) != c.want {
						t.Fatalf("cut at %d: %s %s %+v", cut, got.State, got.Value, got.Failure)
					}
					o.onceEach(fmt.Sprintf("cut at %d", cut))
				}
			})
		}
	}
}

// soak is how much is tried: usually, and when there is time (DANDORI_SOAK).
func soak(usual, long int) int {
	if os.Getenv("DANDORI_SOAK") != "" {
		return long
	}
	return usual
}

// onceEach checks that nothing was written twice.
func (o *office) onceEach(where string) {
	o.Helper()
	for code, n := range o.applied {
		if n != 1 {
			o.Errorf("%s: %s was written %d times", where, code, n)
		}
	}
}

// Runs that are killed anywhere and given up for good, one after the other:
// nothing is written twice, and what is not written is told of.
func TestKilledAndRunAnew(t *testing.T) {
	t.Parallel()
	for seed := range uint64(soak(15, 150)) {
		rng := rand.New(rand.NewPCG(seed, 3))
		o := newOffice(t)
		body := fmt.Sprintf(`const rows = []; for (let i = 0; i < 30; i++) rows.push({ code: "m" + i, value: "v" + i });
			const r = await migrate({ name: "m", source: rows, key: (i) => i.code, concurrency: %d, batch: %d, write: (i) => put(i) });`+told, 1+rng.IntN(3), 1+rng.IntN(5))
		for i := range 4 {
			log, id := &journal.Memory{}, fmt.Sprintf("r%d", i)
			o.run(id, body, log, 1+rng.IntN(70))
			if rng.IntN(2) == 0 {
				o.run(id, body, log, 1+rng.IntN(70))
			}
		}
		got := o.run("last", body, &journal.Memory{}, -1)
		if got.State != engine.Succeeded {
			t.Fatalf("seed %d: %+v", seed, got.Failure)
		}
		o.onceEach(fmt.Sprintf("seed %d", seed))
		told := o.file("out/migrate-m-failed.csv")
		for i := range 30 {
			code := fmt.Sprintf("m%d", i)
			if o.applied[code] == 0 && !strings.Contains(told, "\n"+code+",v") {
				t.Errorf("seed %d: %s is lost: %s\n%s", seed, code, got.Value, told)
			}
		}
	}
}

// A run that goes on after another has done its work finds that out, item by
// item; what it had begun itself it ends.
func TestGoesOnAfterAnother(t *testing.T) {
	t.Parallel()
	const body = `const r = await migrate({ name: "m", source: ["a", "b", "c", "d"], key: (i) => i, concurrency: 2, write: (i) => put([{ code: i, value: i }]) });` + told
	whole := &journal.Memory{}
	newOffice(t).run("r1", body, whole, -1)
	for cut := range whole.Len() {
		o, log := newOffice(t), &journal.Memory{}
		o.run("r1", body, log, cut)
		if got := o.run("r2", body, &journal.Memory{}, -1); got.State != engine.Succeeded {
			t.Fatalf("cut at %d: %+v", cut, got.Failure)
		}
		if got := o.run("r1", body, log, -1); got.State != engine.Succeeded || !strings.HasPrefix(string(got.Value), "[true,4,") {
			t.Fatalf("cut at %d: %s %+v", cut, got.Value, got.Failure)
		}
		o.onceEach(fmt.Sprintf("cut at %d", cut))
		if len(o.applied) != 4 {
			t.Errorf("cut at %d: written %v", cut, o.applied)
		}
	}
}

// A comparison that broke off can be made again in the same run (runs retry).
func TestRetried(t *testing.T) {
	o, log := newOffice(t), &journal.Memory{}
	const body = `const r = await migrate({ name: "m", source: ["a", "b"], key: (i) => i, write: (i) => put([{ code: i, value: i }]), verify: { sample: async (i) => (await get(i)).value === i } });` + told
	o.down = true
	got := o.run("r1", body, log, -1)
	if got.State != engine.Failed || got.FailedCall == 0 || !strings.Contains(o.file("out/migrate-m-report.csv"), "stopped early by an error") {
		t.Fatalf("%s %+v, call %d", got.State, got.Failure, got.FailedCall)
	}
	if err := log.Append(journal.Entry{Kind: journal.Retry, N: got.FailedCall}); err != nil {
		t.Fatal(err)
	}
	o.down = false
	if got = o.run("r1", body, log, -1); got.State != engine.Succeeded || string(got.Value) != `[true,2,2,0,0,0,0,0,2,0]` {
		t.Fatalf("%s %s %+v", got.State, got.Value, got.Failure)
	}
	o.onceEach("retried")
	if !strings.Contains(o.file("out/migrate-m-report.csv"), "What,Outcome,complete") {
		t.Error(o.file("out/migrate-m-report.csv"))
	}
}
