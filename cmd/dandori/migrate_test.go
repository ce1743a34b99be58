package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"dandori/runtime/clock"
)

// moving is a migration whose writes must not be done twice: adding a member
// who is there is an error.
const moving = `import { csv, migrate } from "dandori";
import { kaonaviV1 } from "dandori/connections";
export default () => migrate({
  name: "members", source: csv.read("inbox/members.csv"), key: (row) => row.code, batch: 2, concurrency: 2,
  write: (rows) => kaonaviV1.members.add(rows.map((row) => ({ member_code: row.code, member_name: row.name }))),
  verify: {
    count: async (keys) => { const codes = new Set(await kaonaviV1.members.list().map((m) => m.member_code).toArray()); return keys.filter((key) => codes.has(key)).length; },
  },
});
`

// moved is what a migration says of itself.
type moved struct {
	OK                                          bool
	Source, Done, Before, Failed, Unfinished, N int
	Counts                                      *struct{ Source, Target int }
}

func movedOf(t *testing.T, e ended) (m moved) {
	t.Helper()
	if err := json.Unmarshal([]byte(resultOf(t, e)), &m); err != nil {
		t.Fatalf("%v: exit %d\n%s%s", err, e.code, e.stdout, e.stderr)
	}
	return m
}

// TestKilledInAMigration kills a migration at every point where a crash would
// hurt. When the run goes on, all items are written once. When it is given up and
// the migration is run anew, none is written twice, and those of which nobody
// knows are named; resuming the first run settles them.
func TestKilledInAMigration(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"scripts/move.ts":     moving,
		"workflows/move.yaml": "name: move\nscript: ../scripts/move.ts\noverlap: parallel\n",
		"inbox/members.csv":   "code,name\r\nm1,髙橋 一\r\nm2,山﨑 二\r\nm3,鈴木 三\r\nm4,佐藤 四\r\nm5,田中 五\r\n",
	}
	run := []string{"run", "move", "--json"}
	calm := newOffice(t, files)
	if m := movedOf(t, calm.dandori(0, run...)); !m.OK || m.Done != 5 || m.Counts.Target != 5 {
		t.Fatalf("undisturbed: %+v", m)
	}
	want := string(calm.kaonaviV1.Snapshot())
	seed := uint64(clock.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	kills, unknown := 0, 0
	for n := 1 + dice.IntN(stride()); ; n += 1 + dice.IntN(2*stride()-1) {
		o := newOffice(t, files)
		if o.dandori(n, run...).code >= 0 {
			break
		}
		kills++
		first, state := o.run()
		if first == "" || state == "succeeded" {
			o.close()
			continue
		}
		if dice.IntN(2) == 0 {
			m := movedOf(t, o.dandori(0, run...))
			if m.Source != 5 || m.Failed != 0 || m.Done+m.Before+m.Unfinished != 5 {
				t.Fatalf("killed at %d and run anew: %+v", n, m)
			}
			unknown += m.Unfinished
		}
		m := movedOf(t, o.carriedOn(n, first))
		if !m.OK || m.Done+m.Before != 5 {
			t.Fatalf("killed at %d and gone on with: %+v", n, m)
		}
		if got := string(o.kaonaviV1.Snapshot()); len(got) != len(want) || strings.Count(got, `"m1"`) != strings.Count(want, `"m1"`) {
			t.Fatalf("killed at %d: the vendor is left with\n%s\nwant\n%s", n, got, want)
		}
		o.close()
	}
	t.Logf("killed at %d points; %d items were not known about", kills, unknown)
}

// carriedOn goes on with a run until it is done; what is in doubt and was not done is sent.
func (o *office) carriedOn(n int, run string) ended {
	o.t.Helper()
	e := o.dandori(0, "runs", "resume", run, "--json")
	for tries := 0; e.code == 5 && tries < 5; tries++ {
		if sent := o.dandori(0, "runs", "resolve", run, "--send"); sent.code != 0 {
			o.t.Fatalf("killed at %d: runs resolve: %s", n, sent.stderr)
		}
		e = o.dandori(0, "runs", "resume", run, "--json")
	}
	return e
}
