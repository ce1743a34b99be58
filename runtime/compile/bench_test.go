package compile_test

import (
	"fmt"
	"strings"
	"testing"

	"dandori/runtime/compile"
)

func BenchmarkCompile(b *testing.B) {
	var long strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&long, "export async function f%d(x) { for await (const y of x) { if (y > %d) return `${y}` / 2 } }\n", i, i)
	}
	for name, text := range map[string]string{
		"one line":   `import { log } from "dandori"; log("x")`,
		"one loop":   `import { csv, log } from "dandori"; for await (const x of csv) log(x)`,
		"2000 loops": long.String(),
	} {
		b.Run(name, func(b *testing.B) {
			root := files(b, map[string]string{"main.ts": text})
			for b.Loop() {
				if _, err := compile.Compile(config(root, "main.ts")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkItems measures an item through "for await": of the host, of an
// async generator, and of an ordinary async iterator.
func BenchmarkItems(b *testing.B) {
	for name, list := range map[string]string{
		"host":      `{ [Symbol.for("dandori.sync")]() { let n = 0, r = { sync: true, done: false }; return { next() { r.done = n++ >= 100000; return r } } } }`,
		"generator": `(async function* () { for (let n = 0; n < 100000; n++) yield n })()`,
		"iterator":  `{ [Symbol.asyncIterator]() { let n = 0; return { async next() { return { done: n++ >= 100000 } } } } }`,
	} {
		b.Run(name, func(b *testing.B) {
			p := compiled(b, map[string]string{"main.ts": "for await (const x of " + list + ") ;"})
			for b.Loop() {
				run(b, p)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100000, "ns/item")
		})
	}
}
