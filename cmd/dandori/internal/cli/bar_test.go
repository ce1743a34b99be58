package cli

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
)

// TestABarSaysWhenItWillBeFull within the limits, as long as that is some time off.
func TestABarSaysWhenItWillBeFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		a := &app{Env: Env{Stderr: &out, Terminal: true, Lookup: func(string) (string, bool) { return "", false }}}
		d := a.newDisplay()
		defer d.Close()
		var left []float64
		b := &bar{display: d, label: "cards", total: 100, ends: func(l float64) time.Time {
			left = append(left, l)
			return clock.Now().Add(time.Duration(l * float64(time.Hour)))
		}}
		for n := int64(20); n <= 100; n += 20 {
			b.Set(n)
			time.Sleep(6 * time.Second)
		}
		if len(left) != 3 || left[0] != 3 || left[2] != 20.0/60 {
			t.Errorf("asked for %v", left)
		}
		if !strings.Contains(out.String(), "cards → 0") {
			t.Errorf("said %q", out.String())
		}
	})
}
