package schedule

import "time"

// wall returns what the clock on the wall shows at t, as a time in UTC.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}

// first returns the first instant at which a clock in zone shows w; where
// clocks pass w over, the instant at which they do.
func first(w time.Time, zone *time.Location) time.Time {
	t := time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), w.Nanosecond(), zone)
	start, end := t.ZoneBounds()
	switch shown := wall(t); {
	case shown.After(w):
		return start
	case shown.Before(w):
		return end
	case start.IsZero():
		return t
	}
	_, before := start.Add(-time.Nanosecond).Zone()
	if earlier := w.Add(-time.Duration(before) * time.Second); earlier.Before(start) {
		return earlier.In(zone)
	}
	return t
}

// stretch returns an instant after t until which the clocks in its zone are not changed; zero for ever.
func stretch(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if end.IsZero() || end.After(t) {
		return end
	}
	return t.Add(24 * time.Hour) // years to come have 365 days to ZoneBounds: it ends before the last of a leap year
}
