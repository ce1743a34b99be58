package clock

import (
	"testing"
	"time"
)

func TestBootGoesOnAtTheSamePace(t *testing.T) {
	began, boot := Now(), Boot()
	if boot <= 0 {
		t.Fatalf("the machine started %v ago", boot)
	}
	if err := Sleep(t.Context(), 20*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	least := Since(began)
	got := Boot() - boot
	if most := Since(began) + time.Millisecond; got < least-time.Millisecond || got > most {
		t.Errorf("%v went by, and between %v and %v by the other clock", got, least, most)
	}
}
