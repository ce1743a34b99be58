package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/scripts"
	"dandori/workflows"
)

// sweeps are the workflows that are killed everywhere.
func sweeps(t *testing.T) map[string]sweep {
	return map[string]sweep{
		"kaonavi": {args: []string{"run", "scripts/all.ts", "--json", "--write", "out", "--write", "inbox", "--read", "inbox", "--read", "out"}, files: map[string]string{"scripts/all.ts": allWrites, "inbox/members.csv": "code,name\r\nz0001,髙橋 一\r\nz0002,山﨑 二\r\n"}},
		"import-organization": {
			args: []string{"run", "import-organization", "-p", "departments=inbox/departments.csv", "-p", "users=inbox/users.csv", "--json"},
			files: map[string]string{
				"scripts/import-organization.ts":     shippedFile(t, scripts.FS, "import-organization.ts"),
				"workflows/import-organization.yaml": shippedFile(t, workflows.FS, "import-organization.yaml"),
				"inbox/departments.csv":              "tempId,departmentName,parentDepartmentId\r\nd1,新設本部,\r\nd2,新設課,tempId:d1\r\n",
				"inbox/users.csv":                    "tempId,departmentId,userId,userName,email,effectiveDateFrom\r\nu1,tempId:d2,new.user,髙橋 新,new.user@example.com,2099-04-01\r\n",
			},
		},
		"update-kaonavi-sheet": {
			args: []string{"run", "update-kaonavi-sheet", "-p", "file=inbox/skills.csv", "--json"},
			files: map[string]string{
				"scripts/update-kaonavi-sheet.ts":     shippedFile(t, scripts.FS, "update-kaonavi-sheet.ts"),
				"workflows/update-kaonavi-sheet.yaml": shippedFile(t, workflows.FS, "update-kaonavi-sheet.yaml"),
				"inbox/skills.csv":                    "member_code,definition_47\r\na0001,TOEIC 990点\r\na0002,\r\n",
			},
		},
	}
}

type sweep struct {
	args  []string
	files map[string]string
}

// allWrites has every kind of write in it, and steps between them.
const allWrites = `import { csv, files, state, sleep, log } from "dandori";
import { kaonaviV1 } from "dandori/connections";
const rows = await csv.read("inbox/members.csv").toArray();
const before = await state.get("count") ?? 0;
const jobs = [await kaonaviV1.members.add.start(rows.map(r => ({ member_code: r.code, member_name: r.name })))];
log.info("added");
await state.set("count", before + rows.length);
jobs.push(await kaonaviV1.members.update.start(rows.map(r => ({ member_code: r.code, member_name: r.name + "改" }))));
await sleep("2ms");
jobs.push(await kaonaviV1.departments.add.start([{ department_code1: "z1", department_name1: "新設部" }]));
const out = csv.writer("out/members.csv", { columns: ["member_code", "member_name"] });
for await (const m of kaonaviV1.members.list()) await out.write(m);
await out.close();
await files.writeText("out/now.txt", "done");
await files.move("inbox/members.csv", "out/done/members.csv");
jobs.push(await kaonaviV1.members.delete.start(["z0002"], { remove: 1 }));
await Promise.all(jobs.map(j => j.result()));
export default async () => ({ count: await state.get("count"), keys: await state.list() });
`

// TestKilledAnywhere kills runs at every point where a crash would hurt, and
// at random instants, and goes on with them until they are done: what is left
// behind must be what an undisturbed run leaves behind.
func TestKilledAnywhere(t *testing.T) {
	for name, s := range sweeps(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calm := newOffice(t, s.files)
			first := calm.dandori(0, s.args...)
			if first.code != 0 {
				t.Fatalf("undisturbed: exit %d\n%s%s", first.code, first.stdout, first.stderr)
			}
			want, result := calm.left(), resultOf(t, first)
			seed := uint64(clock.Now().UnixNano())
			t.Logf("seed %d", seed)
			dice := rand.New(rand.NewPCG(seed, 0))
			kills := 0
			for n := 1 + dice.IntN(stride()); !s.kill(t, n, dice, want, result); n += 1 + dice.IntN(2*stride()-1) {
				kills++
			}
			t.Logf("killed at %d points", kills)
		})
	}
}

// TestKilledAtAnyTime kills runs at instants of a clock that knows nothing of
// what they do.
func TestKilledAtAnyTime(t *testing.T) {
	for name, s := range sweeps(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calm := newOffice(t, s.files)
			first := calm.dandori(0, s.args...)
			want, result := calm.left(), resultOf(t, first)
			took := clock.Now()
			newOffice(t, s.files).dandori(0, s.args...)
			usual := clock.Since(took)
			seed := uint64(clock.Now().UnixNano())
			t.Logf("seed %d", seed)
			dice := rand.New(rand.NewPCG(seed, 1))
			for range kills() {
				o := newOffice(t, s.files)
				c := o.command(0, s.args...)
				after := time.Duration(dice.Int64N(int64(usual)))
				e := o.wait(c, func() { clock.AfterFunc(after, func() { _ = c.Process.Kill() }) })
				s.goOn(o, int(after), e, dice, want, result)
				o.close()
			}
			t.Logf("killed %d times", kills())
		})
	}
}

// kills is how often each workflow is killed at any time.
func kills() int {
	if os.Getenv("DANDORI_SOAK") != "" {
		return 3500 // more than 10,000 in all
	}
	return 4
}

// stride is how many points the short form passes over on average.
func stride() int {
	if os.Getenv("DANDORI_SOAK") != "" {
		return 1
	}
	return 9
}

// kill kills a run at its nth point, then goes on with it. It reports whether
// the run ended before that point.
func (s sweep) kill(t *testing.T, n int, dice *rand.Rand, want map[string]string, result string) (done bool) {
	o := newOffice(t, s.files)
	e := o.dandori(n, s.args...)
	s.goOn(o, n, e, dice, want, result)
	o.close()
	return e.code >= 0
}

// goOn goes on with a run until it is done, sometimes killing it again.
func (s sweep) goOn(o *office, n int, e ended, dice *rand.Rand, want map[string]string, result string) {
	t := o.t
	var trace []string
	for tries := 0; e.code != 0 && tries < 12; tries++ {
		trace = append(trace, e.stderr)
		id, state := o.run()
		switch {
		case id == "":
			e = o.dandori(0, s.args...)
		case state == "in_doubt":
			o.resolve(n, id, trace)
			e = o.dandori(0, "runs", "resume", id, "--json")
		case state == "succeeded":
			o.same(n, want) // it was killed on its way out
			return
		default:
			again := 0
			if tries < 2 && dice.IntN(2) == 0 {
				again = 1 + dice.IntN(40)
			}
			e = o.dandori(again, "runs", "resume", id, "--json")
		}
	}
	if e.code != 0 || resultOf(t, e) != result {
		t.Fatalf("killed at %d: exit %d\n%s%s\n%s", n, e.code, e.stdout, e.stderr, strings.Join(trace, "\n"))
	}
	o.same(n, want)
}

// order is how many writes a sweep has made at the vendor when the operation is done.
var order = map[string]int{
	"members.add": 1, "members.update": 2, "departments.add": 3, "members.delete": 4,
	"sheet.update": 1, "organization.import": 1,
}

// resolve says of a write in doubt that it is to be sent: of one that the
// vendor has done its probe must know it.
func (o *office) resolve(n int, run string, trace []string) {
	o.t.Helper()
	shown := o.dandori(0, "runs", "resolve", run)
	operation, _, _ := strings.Cut(string(shown.stdout), " on ")
	place, known := order[operation]
	if !known {
		o.t.Fatalf("killed at %d: in doubt about something unheard of\n%s", n, shown.stdout)
	}
	if o.kaonavi.Counts().Applied+o.sansan.Counts().Imports >= place {
		o.t.Fatalf("killed at %d: %s was done, but is in doubt\n%s%s", n, operation, shown.stdout, strings.Join(trace, "\n"))
	}
	if e := o.dandori(0, "runs", "resolve", run, "--send"); e.code != 0 {
		o.t.Fatalf("killed at %d: runs resolve: exit %d\n%s", n, e.code, e.stderr)
	}
}

// same wants left behind what an undisturbed run leaves behind.
func (o *office) same(n int, want map[string]string) {
	o.t.Helper()
	if names := differs(o.left(), want); len(names) > 0 {
		o.t.Fatalf("killed at %d: %v are not what an undisturbed run leaves", n, names)
	}
}

func resultOf(t *testing.T, e ended) string {
	t.Helper()
	var record struct{ Result json.RawMessage }
	if err := json.Unmarshal(e.stdout, &record); err != nil {
		t.Fatalf("%v: %s%s", err, e.stdout, e.stderr)
	}
	return string(record.Result)
}
