package schedule

import (
	"time"

	"github.com/rickar/cal/v2/jp"
)

// Holiday returns the name of the Japanese public holiday that the date of day
// is, in English: of the Act on National Holidays (国民の祝日に関する法律) with
// its substitute holidays (art. 3 para. 2) and the days between two of them (para. 3).
//
// It goes by the law as it was when this program was built. What nobody can know before:
// the days of the equinoxes are announced in the February of the year before
// (here they are computed), and single years are changed by laws of their
// own, as 2019 to 2021 were. A day between Respect for the Aged Day and the autumnal equinox is known until 2032.
// The days around New Year (29 December to 3 January) on which offices are closed by
// custom are no public holidays, but for the first of January.
func Holiday(day time.Time) (name string, ok bool) {
	for _, h := range jp.Holidays {
		own := *h // the library notes the year's day in the vernal equinox
		actual, observed := own.Calc(day.Year())
		if sameDate(actual, day) || sameDate(observed, day) {
			return own.Name, true
		}
	}
	return "", false
}

// sameDate reports whether a day of the library is the date of day. Its
// midnights are those of the machine's zone, where one may fall on the evening before.
func sameDate(of, day time.Time) bool {
	if of.IsZero() {
		return false
	}
	y, m, d := of.Add(2 * time.Hour).Date()
	return d == day.Day() && m == day.Month() && y == day.Year()
}

// workday reports whether offices in Japan work on the date of day.
func workday(day time.Time) bool {
	if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		return false
	}
	_, holiday := Holiday(day)
	return !holiday
}
