package api

import (
	"strings"
	"time"
)

// dateOf reads a date in the spellings that meet here: RFC 3339's full-date,
// which is what is sent, with slashes, and as an instant.
func dateOf(text string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		t = t.In(tokyo())
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), true
	}
	for _, layout := range []string{time.DateOnly, "2006-1-2"} {
		if t, err := time.Parse(layout, strings.ReplaceAll(text, "/", "-")); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// today is the date in Japan, as dateOf gives it.
func (c *Client) today() time.Time {
	t := c.Now().In(tokyo())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
