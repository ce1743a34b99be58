package catalog_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/watch"
)

// many makes a project of n workflows, of which each imports three of some
// modules that they share.
func many(w *world, n int) {
	for i := range 20 {
		w.write(fmt.Sprintf("scripts/lib/m%d.ts", i), fmt.Sprintf("export const m%d = (x: number) => x + %d;\n", i, i))
	}
	for i := range n {
		w.write(fmt.Sprintf("workflows/w%04d.yaml", i), fmt.Sprintf("description: w\nscript: ../scripts/w%04d.ts\n", i))
		w.write(fmt.Sprintf("scripts/w%04d.ts", i), consumer(i, 0))
	}
}

func consumer(i, v int) string {
	a, b, c := i%20, (i+7)%20, (i+13)%20
	return fmt.Sprintf("import { log } from 'dandori';\nimport { m%[1]d } from './lib/m%[1]d';\nimport { m%[2]d } from './lib/m%[2]d';\nimport { m%[3]d } from './lib/m%[3]d';\n"+
		"export default async () => { for (let i = 0; i < 3; i++) log(m%[1]d(i) + m%[2]d(i) + m%[3]d(i)); return %[4]d }\n", a, b, c, v)
}

// TestHowSoonASaveCounts measures the time from a save to the moment at which a
// run that begins has the new version: also when two hundred workflows share
// what was saved. The bounds here are lax, for busy machines; MEASURE=1 shows the figures.
func TestHowSoonASaveCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures")
	}
	w := newWorld(t)
	many(w, 200)
	w.open()
	w.settle()
	measure := func(name string, save func(i int) (workflow, file string)) {
		var took []time.Duration
		for i := range 100 {
			of, file := save(i)
			began := clock.Now()
			if err := w.catalog.Refresh(t.Context(), watch.Dirty{Names: []string{file}}); err != nil {
				t.Fatal(err)
			}
			cur, err := w.catalog.Current(t.Context(), of)
			took = append(took, clock.Since(began))
			if err != nil || cur.Fault != nil {
				t.Fatal(err, cur.Fault)
			}
		}
		w.settle()
		slices.Sort(took)
		if os.Getenv("MEASURE") != "" {
			t.Logf("%-20s median %v, p99 %v", name, took[50], took[98])
		}
		if took[50] > 500*time.Millisecond {
			t.Errorf("%s: half of the saves took more than %v", name, took[50])
		}
	}
	measure("a script", func(i int) (string, string) {
		file := fmt.Sprintf("scripts/w%04d.ts", i)
		w.write(file, consumer(i, i+1))
		return fmt.Sprintf("w%04d", i), file
	})
	measure("a shared module", func(i int) (string, string) {
		w.write("scripts/lib/m0.ts", fmt.Sprintf("export const m0 = (x: number) => x + %d;\n", 100+i))
		return fmt.Sprintf("w%04d", i%10*20), "scripts/lib/m0.ts"
	})
	measure("a definition", func(i int) (string, string) {
		file := fmt.Sprintf("workflows/w%04d.yaml", i)
		w.write(file, fmt.Sprintf("description: w%d\nscript: ../scripts/w%04d.ts\n", i, i))
		return fmt.Sprintf("w%04d", i), file
	})
}

// TestAThousandWorkflows measures a cold start, a warm one, and what the catalog keeps in memory.
func TestAThousandWorkflows(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures")
	}
	w := newWorld(t)
	many(w, 1000)
	before := heap()
	began := clock.Now()
	w.open()
	cold := clock.Since(began)
	if _, err := w.catalog.Current(t.Context(), "w0999"); err != nil {
		t.Fatal(err)
	}
	asked := clock.Since(began)
	w.settle()
	all := clock.Since(began)
	first := w.builds("w0001")
	w.catalog.Close()
	w.catalog = nil
	began = clock.Now()
	w.open()
	warm := clock.Since(began)
	if _, err := w.catalog.Current(t.Context(), "w0500"); err != nil {
		t.Fatal(err)
	}
	w.settle()
	settled := clock.Since(began)
	if n := len(w.catalog.Standing()); n != 1000 {
		t.Errorf("%d stand", n)
	}
	if w.builds("w0001") != first {
		t.Error("what is unchanged was compiled again")
	}
	if os.Getenv("MEASURE") != "" {
		t.Logf("cold: open %v, first asked %v, all %v; warm: open %v, settled %v; %d MiB kept", cold, asked, all, warm, settled, (heap()-before)>>20)
	}
}

// heap is what is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
