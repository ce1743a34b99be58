package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/kaonavi/sandbox"
	simulators "dandori/bindings/simulator/serve"
)

// crowd reads and updates at once.
const crowd = `import { params } from "dandori";
import { kaonavi } from "dandori/connections";
const reads = async () => { for (let i = 0; i < 10; i++) await kaonavi.departments.list().toArray(); };
const updates = async () => {
  for (let i = 0; i < 6; i++) await kaonavi.members.update([{ code: "E100" + (1 + i), fields: { "備考": params.who + i } }]);
};
await Promise.all([reads(), updates(), reads()]);
export default () => params.who;
`

// TestProcessesOfOneCompany: runs in processes of their own ask for no more
// than the company has, both of all requests and of updates, and all is done.
func TestProcessesOfOneCompany(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"crowd.ts": crowd})
	vendor := sandbox.New(sandbox.Options{Size: 20, JobTime: 50 * time.Millisecond, Limits: sandbox.Limits{
		Requests: 15, Per: 500 * time.Millisecond, Updates: 3, UpdatePer: 700 * time.Millisecond,
	}})
	server, err := simulators.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	base := server.Mount("kaonavi", vendor)
	served := make(chan error, 1)
	go func() { served <- server.Run(t.Context()) }()
	t.Cleanup(func() { <-served })
	o.at("kaonavi", base)
	o.write("dandori.yaml", strings.Replace(o.read("dandori.yaml"), base+", limits: [{ requests: 1000, per: 1s }]",
		base+", limits: [{ requests: 15, per: 500ms }, { requests: 3, per: 700ms, of: updates }]", 1))
	var runs sync.WaitGroup
	for i := range 3 {
		runs.Go(func() {
			if e := o.dandori(0, "run", "crowd.ts", "-p", fmt.Sprintf("who=run%d", i)); e.code != 0 {
				t.Errorf("exit %d\n%s", e.code, e.stderr)
			}
		})
	}
	runs.Wait()
	if c := vendor.Counts(); c.TooMany != 0 || c.Applied != 18 || c.Tokens != 1 {
		t.Errorf("%d answers of 429, %d updates were done, %d tokens: %+v", c.TooMany, c.Applied, c.Tokens, c)
	}
}
