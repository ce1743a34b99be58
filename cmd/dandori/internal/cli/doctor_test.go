package cli

import (
	"testing"
	"time"

	"dandori/runtime/watch"
)

func TestTheDifferenceOfClocks(t *testing.T) {
	sent := time.Date(2026, 11, 22, 6, 0, 0, 500_000_000, time.UTC)
	answered := sent.Add(200 * time.Millisecond)
	at := func(second int) time.Time { return time.Date(2026, 11, 22, 6, 0, second, 0, time.UTC) }
	tests := []struct {
		date time.Time
		want time.Duration
	}{
		{at(0), 0}, // full seconds: it may mean anything up to 6:00:00.999
		{at(1), 300 * time.Millisecond},
		{at(-1), -500 * time.Millisecond},
		{at(60), 59*time.Second + 300*time.Millisecond},
		{at(-60), -59*time.Second - 500*time.Millisecond},
	}
	for _, tt := range tests {
		if got := difference(tt.date, sent, answered); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.date, got, tt.want)
		}
	}
}

func TestClockSigns(t *testing.T) {
	tests := map[time.Duration]string{
		0:                      "its clock and this machine's agree",
		-30 * time.Second:      "its clock and this machine's agree",
		90 * time.Second:       "this machine's clock is 1m30s behind the vendor's",
		-3 * time.Hour:         "this machine's clock is 3h ahead of the vendor's",
		31*time.Second + 1:     "this machine's clock is 31s behind the vendor's",
		-61*time.Second - 1e07: "this machine's clock is 1m1s ahead of the vendor's",
	}
	for off, want := range tests {
		if got := clockSign("connection x", off); got.message.En != want || (got.condition == conditionOK) != got.hint.IsZero() {
			t.Errorf("%v: %v", off, got)
		}
	}
}

func TestLimitSigns(t *testing.T) {
	tests := []struct {
		limit watch.Limit
		want  condition
	}{
		{watch.Limit{Sysctl: "x", Used: -1, Max: 128}, conditionOK},
		{watch.Limit{Sysctl: "x", Used: 102, Max: 128}, conditionOK},
		{watch.Limit{Sysctl: "x", Used: 103, Max: 128}, conditionWarn},
		{watch.Limit{Sysctl: "x", Used: 5, Max: 0}, conditionOK},
	}
	for _, tt := range tests {
		if got := limitSign(tt.limit); got.condition != tt.want || (got.condition == conditionOK) != got.hint.IsZero() {
			t.Errorf("%v: %v", tt.limit, got)
		}
	}
}
