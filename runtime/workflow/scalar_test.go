package workflow

import (
	"testing"
	"time"
)

func TestAges(t *testing.T) {
	p, problems := ParseProject([]byte("keep: { succeeded: 1y6h, failed: 30d }"))
	if len(problems) > 0 || p.Keep.Succeeded != Age(365*24*time.Hour+6*time.Hour) || p.Keep.Failed != Age(30*24*time.Hour) {
		t.Errorf("got %+v, %s", p.Keep, told(problems))
	}
}

func TestSizesAndShares(t *testing.T) {
	const head = "connections:\n  s: { kind: sansan, sandbox: true, "
	for text, want := range map[string]struct {
		size  Size
		share Percent
	}{
		"maxResponse: 1B": {size: 1}, "maxResponse: 2KiB": {size: 2048}, "maxResponse: 3GiB": {size: 3 << 30},
		"share: 100%": {share: 1}, "share: 12.5%": {share: 0.125},
	} {
		p, problems := ParseProject([]byte(head + text + " }"))
		if c := p.Connections[0]; len(problems) > 0 || c.MaxResponse != want.size || c.Share != want.share {
			t.Errorf("%s: %d %v, %s", text, c.MaxResponse, c.Share, told(problems))
		}
	}
	for _, text := range []string{"maxResponse: 0B", "maxResponse: 1MB", "maxResponse: 999999999999GiB", "share: 0%", "share: 101%", "share: -1%"} {
		if _, problems := ParseProject([]byte(head + text + " }")); len(problems) != 1 {
			t.Errorf("%s: %s", text, told(problems))
		}
	}
}

func TestZonesOfTheMachineAreNoZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Asia/Nowhere", "../etc"} {
		if z, err := LoadZone(name); err == nil {
			t.Errorf("%q is %v", name, z)
		}
	}
	if z, err := LoadZone("UTC"); err != nil || z.String() != "UTC" {
		t.Errorf("UTC: %v, %v", z, err)
	}
}

func TestPathsOutsideTheProject(t *testing.T) {
	for path, want := range map[string]bool{
		"inbox/a.csv": false, "./a": false, "a/../b": false, "..a": false, "inbox": false,
		"../a": true, "a/../../b": true, "/etc/passwd": true, `..\a`: true, `C:\a`: true, "C:/a": true, "..": true,
	} {
		if got := outside(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
