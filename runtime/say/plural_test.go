package say

import "testing"

// TestNumbersAndTheirWords counts as English does.
func TestNumbersAndTheirWords(t *testing.T) {
	const format = "%[2]s: %[1]d {1:row was|rows were} not made in %[3]d {3:write|writes}"
	for want, args := range map[string][]any{
		"x: 1 row was not made in 2 writes":    {1, "x", 2},
		"x: 0 rows were not made in 1 write":   {0, "x", int64(1)},
		"x: 11 rows were not made in 0 writes": {11, "x", 0},
	} {
		if got := T(format, args...).En; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := T("guard: { remove: %d } | {9:a|b}", 1).En; got != "guard: { remove: 1 } | b" {
		t.Errorf("%q", got)
	}
}
