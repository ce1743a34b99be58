package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
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
		"kaonavi": {
			args: []string{"run", "scripts/all.ts", "--json", "--write", "out"}, files: map[string]string{"scripts/all.ts": allWritesOfV2},
			order: []string{
				"members.create", "members.update", "sheet.add", "sheet.update", "departments.replaceAll", "members.faceImages.add",
				"users.create", "users.update", "users.delete", "members.delete",
			},
		},
		"kaonavi-v1": {args: []string{"run", "scripts/all.ts", "--json", "--write", "out", "--write", "inbox", "--read", "inbox", "--read", "out"}, files: map[string]string{"scripts/all.ts": allWrites, "inbox/members.csv": "code,name\r\nz0001,髙橋 一\r\nz0002,山﨑 二\r\n"}, order: []string{"members.add", "members.update", "departments.add", "members.delete"}},
		"import-organization": {
			order: []string{"organization.import"},
			args:  []string{"run", "import-organization", "-p", "departments=inbox/departments.csv", "-p", "users=inbox/users.csv", "--json"},
			files: map[string]string{
				"scripts/import-organization.ts":     shippedFile(t, scripts.FS, "import-organization.ts"),
				"workflows/import-organization.yaml": shippedFile(t, workflows.FS, "import-organization.yaml"),
				"inbox/departments.csv":              "tempId,departmentName,parentDepartmentId\r\nd1,新設本部,\r\nd2,新設課,tempId:d1\r\n",
				"inbox/users.csv":                    "tempId,departmentId,userId,userName,email,effectiveDateFrom\r\nu1,tempId:d2,new.user,髙橋 新,new.user@example.com,2099-04-01\r\n",
			},
		},
		"update-kaonavi-sheet": {
			order: []string{"sheet.update"},
			args:  []string{"run", "update-kaonavi-sheet", "-p", "file=inbox/skills.csv", "--json"},
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
	order []string // the operations that change something: each is done when so many are done at the vendors
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

// allWritesOfV2 has every kind of write of v2.0 in it: with and without a task,
// by key and appended, some that remove, and some at once.
const allWritesOfV2 = `import { csv } from "dandori";
import { kaonavi } from "dandori/connections";
const m = kaonavi.members;
await m.create([{ code: "z0001", name: "髙橋 一", fields: { "制服サイズ": "M" } }, { code: "z0002", name: "山﨑 二" }]);
await m.update([{ code: "z0001", fields: { "制服サイズ": "L", "備考": "済" } }]);
const licences = kaonavi.sheet("資格");
await licences.add([{ code: "z0001", records: [{ fields: { "資格名": "簿記" } }] }]);
const tree = await kaonavi.departments.list().toArray();
const jobs = [
	await kaonavi.sheet("緊急連絡先").update.start([{ code: "z0001", fields: { "連絡先氏名": "髙橋 花" } }]),
	await kaonavi.departments.replaceAll.start([...tree, { code: "Z9", name: "新設部", parent_code: null, order: 99 }]),
	await m.faceImages.add.start([{ code: "z0001", bytes: Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="), c => c.charCodeAt(0)) }], { trim: false }),
];
await Promise.all(jobs.map(j => j.result()));
const user = await kaonavi.users.create({ email: "z0001@example.co.jp", password: "Abcd1234", role: { id: 2 }, member_code: "z0001" });
await kaonavi.users.update(user.id, { email: "z1@example.co.jp", role: { id: 2 } });
const out = csv.writer("out/members.csv", { columns: ["code", "name"] });
for await (const one of m.list()) await out.write(one);
await out.close();
await kaonavi.users.delete(user.id, { remove: 1 });
await m.delete(["z0002"], { remove: 1 });
export default async () => (await licences.list().toArray()).filter(r => r.code === "z0001").map(r => r.records.length);
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
			s.resolve(o, n, id, trace)
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

// resolve says of a write in doubt that it is to be sent: of one that the
// vendor has done its probe must know it.
func (s sweep) resolve(o *office, n int, run string, trace []string) {
	o.t.Helper()
	shown := o.dandori(0, "runs", "resolve", run)
	operation, _, _ := strings.Cut(string(shown.stdout), " on ")
	place := slices.Index(s.order, operation)
	if place < 0 {
		o.t.Fatalf("killed at %d: in doubt about something unheard of\n%s", n, shown.stdout)
	}
	if o.kaonavi.Counts().Applied+o.kaonaviV1.Counts().Applied+o.sansan.Counts().Imports > place {
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
