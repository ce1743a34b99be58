package bindings

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/bindingtest"
	kaonavisandbox "dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/quota"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// busy is a script that reads and updates at once.
const busy = `
const updates = async () => {
	for (let i = 0; i < 8; i++) await kaonavi.members.update([{ code: "E100" + (1 + i), fields: { "備考": NAME + i } }]);
};
const reads = async () => {
	for (let i = 0; i < 20; i++) await kaonavi.departments.list().toArray();
};
await Promise.all([updates(), reads(), updates()]);
return 1;`

// TestTwoProcessesOfOneCompany share its limits: whatever both do at once, the
// vendor sees no more than it allows, and everything is done in the end.
func TestTwoProcessesOfOneCompany(t *testing.T) {
	for name, tt := range map[string]struct {
		vendor  kaonavisandbox.Limits
		ours    string // limits in dandori.yaml
		longest time.Duration
	}{
		"the vendor's own": {longest: 10 * time.Minute},
		"an hour that is used up": {
			vendor: kaonavisandbox.Limits{Requests: 60}, ours: "limits: [{ requests: 60, per: 1h }, { requests: 5, per: 1m, of: updates }]", longest: 3 * time.Hour,
		},
		"more updates": {
			vendor: kaonavisandbox.Limits{Updates: 3, UpdatePer: 2 * time.Second}, ours: "limits: [{ requests: 3000, per: 1h }, { requests: 3, per: 2s, of: updates }]", longest: time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := sqlite.Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())}
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				w := &wires{kaonavi: kaonavisandbox.New(kaonavisandbox.Options{Size: 12, Limits: tt.vendor})}
				base := w.serve(t)
				var both sync.WaitGroup
				for i := range 2 {
					o := process(t, store, tt.ours, began, Config{Base: base, Claimant: quota.Claimant{Run: fmt.Sprint("run", i)}})
					both.Go(func() {
						body := fmt.Sprintf("const NAME = %q;", string(rune('a'+i))) + busy
						if _, ended := bindingtest.Run(t, bindingtest.Script{Body: body, Modules: []vm.Module{o.Module()}}); ended != nil {
							t.Errorf("%+v", ended)
						}
					})
				}
				both.Wait()
				c := w.kaonavi.Counts()
				if c.TooMany != 0 || c.Applied != 32 {
					t.Errorf("%d answers of 429, %d updates were done: %+v", c.TooMany, c.Applied, c)
				}
				if took := time.Since(began); took > tt.longest {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// process opens the connection as a process of its own, with a store that it
// shares with the others.
func process(t *testing.T, store sqlite.Config, limits string, began time.Time, c Config) *Opened {
	t.Helper()
	d, err := sqlite.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	key, secret := kaonavisandbox.Consumer()
	p, problems := workflow.ParseProject([]byte(`connections:
  kaonavi: { kind: kaonavi, baseURL: "https://` + kaonaviHost + `", consumerKey: "` + key + `", consumerSecret: "` + secret + `", ` + limits + ` }
`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	c.Connections, c.Use, c.Lookup = p.Connections, []string{"kaonavi"}, func(string) (string, bool) { return "", false }
	c.Ledger = quota.NewShared(d, func() time.Duration { return time.Hour + time.Since(began) })
	o, err := Connect(c)
	t.Cleanup(o.Close)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
