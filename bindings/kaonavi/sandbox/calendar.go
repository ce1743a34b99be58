package sandbox

import (
	"fmt"
	"time"
)

// japan is the vendor's time zone: no time of the API says one (§1, D).
func japan(t time.Time) time.Time { return t.In(time.FixedZone("JST", 9*60*60)) }

// The ways in which dates and times are written (§1, B).
const (
	dayLayout    = "2006-01-02"
	momentLayout = "2006-01-02 15:04:05"
)

func moment(t time.Time) string { return japan(t).Format(momentLayout) }

func isDate(text string) bool {
	_, err := time.Parse(dayLayout, text)
	return err == nil
}

// sinceDay reports whether t is on the day or after it; "" is any.
func sinceDay(t time.Time, day string) bool {
	return day == "" || japan(t).Format(dayLayout) >= day
}

// months counts the whole months from a day to today; ok is false when from is
// no date, or one to come.
func months(from string, today time.Time) (n int, ok bool) {
	start, err := time.Parse(dayLayout, from)
	if err != nil || from > today.Format(dayLayout) {
		return 0, false
	}
	n = (today.Year()-start.Year())*12 + int(today.Month()) - int(start.Month())
	if today.Day() < start.Day() {
		n--
	}
	return n, true
}

// age is in whole years, nil without a birthday (§8.2).
func age(birthday string, now time.Time) any {
	n, ok := months(birthday, japan(now))
	if !ok {
		return nil
	}
	return n / 12
}

// service is years_of_service, as 3年2ヵ月 (§8.2); it ends with the retirement.
func service(entered, retired string, now time.Time) string {
	end := japan(now)
	if t, err := time.Parse(dayLayout, retired); err == nil && retired < end.Format(dayLayout) {
		end = t
	}
	n, ok := months(entered, end)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d年%dヵ月", n/12, n%12)
}
