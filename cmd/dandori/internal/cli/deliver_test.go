package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hooked is a project whose workflow tells a hook of what happens, and all that was told.
func hooked(t *testing.T, script string) (dir string, said func() string) {
	t.Helper()
	var all strings.Builder
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		all.Write(text)
	}))
	t.Cleanup(hook.Close)
	dir = t.TempDir()
	write(t, dir, "dandori.yaml", "connections: {}\nnotify:\n  ops: { webhook: \"${HOOK}\" }\n  hr: { webhook: \"${NOT_HERE}\" }\n")
	if err := os.Mkdir(filepath.Join(dir, "workflows"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, ".env", "HOOK="+hook.URL+"\n")
	write(t, dir, "workflows/w.yaml", "script: ../w.ts\nnotify: { on: [failed, approval], to: [ops, hr] }\n")
	write(t, dir, "w.ts", script)
	return dir, func() string {
		defer all.Reset()
		return all.String()
	}
}

// TestNoticesOfRunsByHand go out where nobody serves: also without a terminal,
// and without what is about people. A channel that lacks something here is said, and keeps its notices.
func TestNoticesOfRunsByHand(t *testing.T) {
	dir, said := hooked(t, `import { approve } from "dandori"; await approve("山田さんを消しますか", { name: "山田" });`)
	got := typed(t, dir, nil, "run", "w")
	if s := said(); got.code != int(exitApproval) || !strings.Contains(s, "w asks for an approval") || !strings.Contains(s, "dandori runs approve") || strings.Contains(s, "山田") {
		t.Errorf("code %d, told %s\n%s", got.code, s, got.stderr)
	}
	if strings.Count(got.stderr, "NOT_HERE") != 1 {
		t.Errorf("nothing says, once, what the channel lacks:\n%s", got.stderr)
	}
	if strings.Contains(got.stderr, "is lost") {
		t.Errorf("the notice for the channel is gone:\n%s", got.stderr)
	}
	got = typed(t, dir, nil, "run", "w", "--dry-run")
	if s := said(); s != "" {
		t.Errorf("a dry run tells %s\n%s", s, got.stderr)
	}
}

func TestFailuresOfRunsByHandAreTold(t *testing.T) {
	dir, said := hooked(t, `throw new Error("山田")`)
	got := typed(t, dir, nil, "run", "w")
	if s := said(); got.code != int(exitScript) || strings.Count(s, "w failed") < 1 || strings.Contains(s, "山田") {
		t.Errorf("code %d, told %s\n%s", got.code, s, got.stderr)
	}
}
