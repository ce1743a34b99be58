package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"dandori/runtime/clock"
)

const signedSteps = `import { kaonavi } from "dandori/connections";
for (const code of ["E1001", "E1002", "E1003"]) await kaonavi.members.update([{ code, fields: { "制服サイズ": "LL" } }]);
`

const setSize = `import { params } from "dandori";
import { kaonavi } from "dandori/connections";
await kaonavi.members.update([{ code: "E1003", fields: { "制服サイズ": params.size } }]);
`

const readSizes = `import { kaonavi } from "dandori/connections";
const all = await kaonavi.members.list().toArray();
export default () => ["E1001", "E1002", "E1003"].map((code) => all.find((m) => m.code === code).fields["制服サイズ"]).join(" ");
`

// TestASignedPlanSurvivesAKill kills a run that makes a signed plan at points
// where a crash would hurt. What goes on with it still makes that plan and no
// other: a row that somebody has changed meanwhile is named and left alone,
// unless it was under way already.
func TestASignedPlanSurvivesAKill(t *testing.T) {
	t.Parallel()
	seed := uint64(clock.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 2))
	refused, made := 0, 0
	for n := 1 + dice.IntN(2*stride()); ; n += 1 + dice.IntN(4*stride()) {
		o := newOffice(t, map[string]string{"steps.ts": signedSteps, "set.ts": setSize, "read.ts": readSizes})
		do := func(die int, args ...string) ended {
			t.Helper()
			return o.dandori(die, append([]string{"run"}, args...)...)
		}
		must := func(e ended) ended {
			t.Helper()
			if e.code != 0 {
				t.Fatalf("point %d: exit %d\n%s%s", n, e.code, e.stdout, e.stderr)
			}
			return e
		}
		must(do(0, "set.ts", "-p", "size=S"))
		must(do(0, "steps.ts", "--dry-run", "--plan", "plan.csv"))
		e := do(n, "steps.ts", "--apply", "plan.csv")
		run, state := o.run()
		signed := strings.Contains(string(must(o.dandori(0, "runs", "show", run)).stdout), "signed plan")
		meddled := signed && dice.IntN(2) == 0
		switch {
		case e.code >= 0:
			must(e)
		case !signed: // it died in the dry run before
			must(do(0, "steps.ts", "--apply", "plan.csv"))
		case state != "succeeded":
			if meddled {
				must(do(0, "set.ts", "-p", "size=M"))
			}
			again := o.dandori(0, "runs", "resume", run)
			named := strings.Contains(again.stderr, "is not what was signed") && strings.Contains(again.stderr, "E1003")
			switch {
			case again.code == 1 && meddled && named:
				refused++
				if got := string(must(do(0, "read.ts")).stdout); got != "\"LL LL M\"\n" {
					t.Errorf("point %d: %s", n, got)
				}
				o.close()
				continue
			case again.code != 0:
				t.Fatalf("point %d: exit %d\n%s%s", n, again.code, again.stdout, again.stderr)
			}
		}
		if got := string(must(do(0, "read.ts")).stdout); got != "\"LL LL LL\"\n" && !(meddled && got == "\"LL LL M\"\n") {
			t.Errorf("point %d: %s", n, got)
		}
		o.close()
		if made++; e.code >= 0 {
			break
		}
	}
	t.Logf("refused %d times, made %d times", refused, made)
}
