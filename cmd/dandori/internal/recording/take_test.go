//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serving plays dandori: it says that it serves, and what became of the file scripts/words.ts.
const serving = `#!/bin/sh
[ "$1" = serve ] || exit 0
echo '17:00:00 INF serving; Ctrl-C ends it' >&2
trap 'exit 0' TERM
while :; do
	if grep -q other scripts/words.ts; then echo '17:00:01 INF changed: scripts/words.ts' >&2; while :; do sleep 1; done; fi
	sleep 0.02
done
`

func TestTake(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "dandori")
	if err := os.WriteFile(binary, []byte(serving), 0o755); err != nil {
		t.Fatal(err)
	}
	f := film{lang: "en", project: "p", files: map[string]string{"scripts/words.ts": "old"}, steps: []step{{"echo other > scripts/words.ts", "scripts/words.ts"}}}
	got, err := f.take(t.Context(), binary, filepath.Join(dir, "p"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.log) != 2 || len(got.shell) != 1 || !strings.Contains(got.log[1].text, "changed") {
		t.Fatalf("got %+v", got)
	}
	if got.log[0].at > got.shell[0].at || got.shell[0].at > got.log[1].at || got.length < got.log[1].at+ending {
		t.Errorf("out of order: %+v", got)
	}
	f.steps[0].command = "false"
	if _, err := f.take(t.Context(), binary, filepath.Join(dir, "q")); err == nil || !strings.Contains(err.Error(), "false") {
		t.Errorf("a command that failed: %v", err)
	}
}
