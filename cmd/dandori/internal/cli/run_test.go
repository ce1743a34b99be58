package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// ran is what one call of the program left behind.
type ran struct {
	code           int
	stdout, stderr string
	zone           *time.Location
}

// typed runs the program in dir with these variables set, as NAME=VALUE.
func typed(t *testing.T, dir string, variables []string, args ...string) ran {
	t.Helper()
	var out ran
	var stdout, stderr strings.Builder
	out.code = Run(Env{
		Args: args, Dir: dir, Stdout: &stdout, Stderr: &stderr,
		Lookup: func(name string) (string, bool) {
			for _, v := range variables {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value, true
				}
			}
			return "", false
		},
		SetZone: func(zone *time.Location) { out.zone = zone },
		Signals: func() (<-chan os.Signal, func()) { return nil, func() {} },
		Exit:    func(int) { t.Error("the process was ended") },
	})
	out.stdout, out.stderr = stdout.String(), stderr.String()
	return out
}

// cards is a vendor with one card, which takes one key only.
func cards(t *testing.T) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Sansan-Api-Key") != "canary-key" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":[{"code":"invalid_api_key","message":"no"}]}`)
			return
		}
		fmt.Fprint(w, `{"hasMore":false,"data":[{"id":"1","lastName":"canary-name"}]}`)
	}))
	t.Cleanup(server.Close)
	return server
}

const listCards = `import { sansan } from "dandori/connections";
export default async () => (await sansan.bizCards.list({ range: "all", updatedFrom: "2025-01-01" }).toArray()).length;`

func cardProject(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, "dandori.yaml", "connections:\n  sansan:\n    kind: sansan\n    apiKey: ${KEY}\n    baseURL: "+cards(t).URL+"\n")
	write(t, dir, "cards.ts", listCards)
	return dir
}

func TestDebugLogNamesEachRequestAndNoSecret(t *testing.T) {
	got := typed(t, cardProject(t), []string{"KEY=canary-key"}, "run", "cards.ts", "--log-level", "debug")
	if got.code != 0 || got.stdout != "1\n" {
		t.Fatalf("code %d, %s\n%s", got.code, got.stdout, got.stderr)
	}
	for _, want := range []string{`"operation":"bizCards.list"`, `"path":"/v2.3/bizCards"`, `"status":200`, `"connection":"sansan"`, `"message":"GET"`} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("no %s in\n%s", want, got.stderr)
		}
	}
	for _, secret := range []string{"canary", "updatedFrom"} {
		if strings.Contains(got.stderr, secret) {
			t.Errorf("%s is logged:\n%s", secret, got.stderr)
		}
	}
}

func TestSettingsComeFromFlagThenEnvironmentThenFile(t *testing.T) {
	dir := cardProject(t)
	write(t, dir, ".env", "KEY=canary-key\n")
	for _, c := range []struct {
		name  string
		env   []string
		args  []string
		code  int
		debug bool
	}{
		{".env alone", nil, nil, 0, false},
		{"the environment before .env", []string{"KEY=other"}, nil, 4, false},
		{"level from the environment", []string{"DANDORI_LOG_LEVEL=debug"}, nil, 0, true},
		{"flag before environment", []string{"DANDORI_LOG_LEVEL=debug"}, []string{"--log-level", "error"}, 0, false},
		{"wrong setting", []string{"DANDORI_LOG_LEVEL=loud"}, nil, 2, false},
	} {
		got := typed(t, dir, c.env, append([]string{"run", "cards.ts"}, c.args...)...)
		if got.code != c.code || strings.Contains(got.stderr, `"level":"debug"`) != c.debug {
			t.Errorf("%s: code %d\n%s", c.name, got.code, got.stderr)
		}
	}
}

func TestTheZoneIsPinned(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.js", "1")
	if got := typed(t, dir, nil, "run", "a.js"); got.code != 0 || got.zone.String() != "Asia/Tokyo" {
		t.Errorf("without a project: %d %v\n%s", got.code, got.zone, got.stderr)
	}
	write(t, dir, "dandori.yaml", "timezone: Europe/London")
	if got := typed(t, dir, nil, "run", "a.js"); got.code != 0 || got.zone.String() != "Europe/London" {
		t.Errorf("with one: %d %v", got.code, got.zone)
	}
}

// TestABareRunLeavesNoFile but what is kept of it.
func TestABareRunLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.ts", "export default () => 1")
	if got := typed(t, dir, nil, "run", "a.ts"); got.code != 0 {
		t.Fatalf("%d\n%s", got.code, got.stderr)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[0].Name() != ".dandori" {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
