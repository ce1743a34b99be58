package catalog

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
	"testing"

	"dandori/runtime/clock"
)

// What a change touches, said name by name, as it would be too slow for thousands.
func touchesOneByOne(t trace, names []string) bool {
	for _, name := range names {
		for _, form := range []string{name, name + "/", name + "@"} {
			if _, ok := t[form]; ok {
				return true
			}
		}
		if _, ok := t[path.Dir(name)+"/"]; ok && inPlaceOfOne(t, name) {
			return true
		}
	}
	return false
}

func inPlaceOfOne(t trace, name string) bool {
	dir, base := path.Split(name)
	if base == "node_modules" || base == "package.json" {
		return true
	}
	for file := range t {
		rest, below := strings.CutPrefix(file, dir)
		if !below || strings.HasSuffix(file, "/") {
			continue
		}
		next, _, _ := strings.Cut(rest, "/")
		if s := stem(next); base == s || strings.HasPrefix(base, s+".") {
			return true
		}
	}
	return false
}

func TestWhatAChangeTouches(t *testing.T) {
	seed := uint64(clock.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	parts := []string{"a", "b", "a.b", "a.ts", "b.ts", "a.b.ts", ".a", "package.json", "node_modules"}
	name := func() string {
		all := make([]string, 1+r.IntN(3))
		for i := range all {
			all[i] = parts[r.IntN(len(parts))]
		}
		return path.Join(all...)
	}
	touched := 0
	for range 20_000 {
		of := trace{}
		for range 1 + r.IntN(3) {
			file := name()
			for _, dir := range parents(file) {
				if r.IntN(4) > 0 {
					of[dir+"/"] = ""
				}
			}
			of[file+[]string{"", "", "@"}[r.IntN(3)]] = ""
		}
		var names []string
		for range r.IntN(4) {
			names = append(names, name())
		}
		want := touchesOneByOne(of, names)
		if got := changesOf(names).touch(of); got != want {
			t.Fatalf("seed %d: %v touches %v: %v, want %v", seed, names, of, got, want)
		}
		if want {
			touched++
		}
	}
	if touched < 2_000 || touched > 18_000 {
		t.Errorf("seed %d: %d of 20,000 touched", seed, touched)
	}
}

// A checkout of thousands of files in a project of a thousand workflows.
func BenchmarkTouch(b *testing.B) {
	var names []string
	for i := range 10_000 {
		names = append(names, fmt.Sprintf("scripts/other%d.txt", i))
	}
	traces := make([]trace, 1000)
	for i := range traces {
		traces[i] = trace{"./": "", "scripts/": "", "scripts/lib/": "", fmt.Sprintf("scripts/w%d.ts", i): "", "scripts/lib/m1.ts": "", "scripts/lib/m2.ts": ""}
	}
	for b.Loop() {
		c := changesOf(names)
		for _, t := range traces {
			if c.touch(t) {
				b.Fatal("nothing was touched")
			}
		}
	}
}
