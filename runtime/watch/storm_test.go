package watch

import (
	"fmt"
	"testing"
	"time"

	"dandori/runtime/clock"
)

// TestAStormSettles makes, writes, renames and removes thousands of files at
// once, as a checkout does.
func TestAStormSettles(t *testing.T) {
	p := begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**")
	const files = 5_000 // of two events and more each
	acted := make(chan time.Duration)
	go func() {
		began := clock.Now()
		for i := range files {
			if i%50 == 0 {
				p.mkdir(fmt.Sprintf("inbox/%d", i/50))
			}
			name := fmt.Sprintf("inbox/%d/%d.csv", i/50, i)
			p.write(name, "text")
			if i%10 == 0 {
				p.rename(name, name+".done")
			}
		}
		p.write("scripts/last", "")
		acted <- clock.Since(began)
	}()
	began, cpu := clock.Now(), cpuTime()
	told, batches := map[string]bool{}, 0
	for !told["scripts/last"] {
		d := p.next()
		batches++
		for _, name := range d.Names {
			told[name] = true
		}
		if d.All {
			t.Fatal("everything was told: the storm was not kept up with")
		}
	}
	took := clock.Since(began)
	storm := <-acted
	t.Logf("%d files in %v: told in %d batches, %v after the last; CPU %v in all", files, storm, batches, took-storm, cpuTime()-cpu)
	if most := 3 + int(took/quiet); batches > most {
		t.Errorf("%d batches in %v", batches, took)
	}
	for i := range 100 {
		if name := fmt.Sprintf("inbox/%d", i); !told[name] {
			t.Errorf("%s was not told", name)
		}
	}
}
