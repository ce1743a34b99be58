package compile_test

import (
	"os"
	"path/filepath"
	"testing"

	"dandori/runtime/compile"
)

// TestSnapshots compares what is emitted with testdata; UPDATE=1 writes it
// anew, to be read as a difference.
func TestSnapshots(t *testing.T) {
	for _, name := range []string{"oneline", "loops", "generator", "default", "commonjs"} {
		t.Run(name, func(t *testing.T) {
			p, err := compile.Compile(config("testdata/src", name+".ts"))
			if err != nil {
				t.Fatal(err)
			}
			for ext, got := range map[string][]byte{".js": p.Code, ".map": p.Map} {
				file := filepath.Join("testdata", "out", name+ext)
				if os.Getenv("UPDATE") != "" {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != string(want) {
					t.Errorf("%s differs; UPDATE=1 writes it anew. Got\n%s", file, got)
				}
			}
		})
	}
}
