package diff

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spelling is how a date is written: 2025-04-01, 2025/4/1, 2025.4.1 or
// 2025年4月1日, with a time (9:00, 09:00:00, 09:00:00.000) after a blank or T,
// and a zone (Z, +09:00, +0900). Eight digits are no date: they may be a code.
var spelling = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)` +
	`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$`)

// date returns one text for all spellings of a date; ok is false for what is
// none. A time without a zone at 00:00 is the date itself, as Excel writes it.
func date(s string) (text string, ok bool) {
	if len(s) < 8 || s[0] < '0' || s[0] > '9' {
		return "", false
	}
	m := spelling.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	n := func(parts ...string) int {
		for _, p := range parts {
			if p != "" {
				v, _ := strconv.Atoi(p)
				return v
			}
		}
		return 0
	}
	year, month, day := n(m[1]), n(m[2], m[4], m[6], m[8]), n(m[3], m[5], m[7], m[9])
	hour, minute, second := n(m[10]), n(m[11]), n(m[12])
	nanos := n((m[13] + "000000000")[:9])
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if int(t.Month()) != month || t.Hour() != hour || t.Minute() != minute || t.Second() != second {
		return "", false
	}
	return instant(t, m[14])
}

// instant adds what the zone says.
func instant(t time.Time, zone string) (string, bool) {
	switch {
	case zone == "" && t.Truncate(24*time.Hour).Equal(t):
		return t.Format(time.DateOnly), true
	case zone == "":
		return t.Format("2006-01-02T15:04:05.999999999"), true
	case zone == "Z":
		return t.Format(time.RFC3339Nano), true
	}
	at, err := time.Parse("-0700", strings.Replace(zone, ":", "", 1))
	if err != nil {
		return "", false
	}
	_, offset := at.Zone()
	return t.Add(-time.Duration(offset) * time.Second).Format(time.RFC3339Nano), true
}
