package main

import (
	"net/http"
	"sync/atomic"
	"testing"
)

// migrating moves six members, one after the other, beside others.
func migrating(before string) map[string]string {
	return map[string]string{
		"scripts/move.ts": `import { approve, csv, migrate } from "dandori";
import { kaonaviV1 } from "dandori/connections";
export default () => migrate({
  name: "members", source: csv.read("inbox/members.csv"), key: (row) => row.code,
  write: async (row) => { ` + before + ` await kaonaviV1.members.add([{ member_code: row.code, member_name: row.name }]); },
});
`,
		"inbox/members.csv": "code,name\r\nm1,髙橋 一\r\nm2,山﨑 二\r\nm3,鈴木 三\r\nm4,佐藤 四\r\nm5,田中 五\r\nm6,渡邊 六\r\n",
	}
}

// TestOneRunAtATimeMigrates: a second process waits for the first, which it
// names. When that is killed in the middle of a write, the second does what is left.
func TestOneRunAtATimeMigrates(t *testing.T) {
	t.Parallel()
	o := newOffice(t, migrating(""))
	var sent atomic.Int32
	g := o.gated(func(r *http.Request) bool { return writes(r) && sent.Add(1) == 3 })
	first := o.start("run", "scripts/move.ts", "--json")
	<-g.came
	id, _ := o.run()
	second := o.start("run", "scripts/move.ts", "--json").until("run " + id + " is at work on the migration members")
	if n := sent.Load(); n != 3 {
		t.Errorf("%d writes were sent, of two runs", n)
	}
	first.kill()
	if m := movedOf(t, second.end()); m.Source != 6 || m.Before != 2 || m.Unfinished != 1 || m.Done != 3 || m.Failed != 0 {
		t.Errorf("the second run: %+v", m)
	}
	if m := movedOf(t, o.carriedOn(0, id)); !m.OK || m.Done+m.Before != 6 {
		t.Errorf("the first one, when it went on: %+v", m)
	}
	if n := o.kaonaviV1.Counts().Requests["sheet.data.add"]; n != 6 { // adding who is there is an error
		t.Errorf("%d adds: %v", n, o.kaonaviV1.Counts().Requests)
	}
}

// TestAMigrationThatWaitsKeepsItsPlace also when no process has it in memory;
// one that is over has none.
func TestAMigrationThatWaitsKeepsItsPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, migrating(`if (row.code === "m2") await approve("よいですか");`))
	o.must(6, "run", "scripts/move.ts", "--json")
	first, state := o.run()
	if state != "waiting" {
		t.Fatal(state)
	}
	second := o.start("run", "scripts/move.ts", "--json", "--lang", "ja").until("実行 " + first + " が移行 members を進めています")
	o.must(0, "runs", "approve", first)
	if m := movedOf(t, o.must(0, "runs", "resume", first, "--json")); !m.OK || m.Done != 6 {
		t.Errorf("the first run: %+v", m)
	}
	if m := movedOf(t, second.end()); !m.OK || m.Before != 6 {
		t.Errorf("the second run: %+v", m)
	}
}
