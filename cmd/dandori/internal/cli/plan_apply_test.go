package cli

import (
	"strings"
	"testing"

	"dandori/bindings/planfile"
	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// A plan of another day may differ for that alone, which is said; when it was
// made stands in the id of its dry run.
func TestAPlanOfAnotherDay(t *testing.T) {
	x := &execution{target: &target{script: "a.ts"}, run: queue.Run{Script: "a.ts"}}
	for run, want := range map[string]string{
		"20200102-030405-abcdef": "This one was made on 2020-01-02", newRunID(clock.Now()): "makes the plan anew", "": "makes the plan anew", "x": "makes the plan anew",
	} {
		e := advised(call.New(call.PermissionError, "%s", "x"), &signature{File: planfile.File{Run: run}}, x)
		if hint := e.Hint.En; !strings.Contains(hint, want) || !strings.Contains(hint, "run a.ts --dry-run --plan FILE") || run[:min(4, len(run))] != "2020" && strings.Contains(hint, "made on") {
			t.Errorf("%q: %s", run, hint)
		}
	}
}
