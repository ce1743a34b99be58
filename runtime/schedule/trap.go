package schedule

import (
	"strings"
	"time"

	"dandori/runtime/say"
)

// Traps returns what a schedule that Parse reads does otherwise than people
// who write it so tend to mean; nothing for one that it does not read.
func Traps(text string) []say.Text {
	s, err := Parse(text)
	if err != nil || s.business {
		return nil
	}
	if s.Next(time.Unix(0, 0), time.UTC).IsZero() {
		return []say.Text{say.T("%q never comes: no such day is in that month", text)}
	}
	written := strings.Fields(strings.ToLower(text))
	var spans [5][]span
	for i, f := range fieldsOf() {
		spans[i], _, _ = f.spans(written[i])
	}
	traps := uneven(written, spans)
	if t := everyMinute(written); !t.IsZero() {
		traps = append(traps, t)
	}
	if t := either(spans); !t.IsZero() {
		traps = append(traps, t)
	}
	if t := shortMonths(spans); !t.IsZero() {
		traps = append(traps, t)
	}
	return traps
}

// uneven finds steps that do not come out even where the field begins again.
func uneven(written []string, spans [5][]span) []say.Text {
	var traps []say.Text
	for i, f := range fieldsOf() {
		size := f.highest() - f.min + 1
		if len(spans[i]) != 1 || spans[i][0].step == 1 || !spans[i][0].all || i != dayOfMonth && size%spans[i][0].step == 0 {
			continue
		}
		v := spans[i][0].values()
		last := v[len(v)-1]
		switch {
		case len(v) == 1:
			traps = append(traps, say.T("%[1]s: %[2]s is %[3]d alone", f.name, written[i], last))
		case i == dayOfMonth:
			traps = append(traps, say.T("%[1]s: %[2]s begins anew with the 1st of each month", f.name, written[i]))
		default:
			traps = append(traps, say.T("%[1]s: %[2]s goes up to %[3]d and begins anew at %[4]d: a step of %[5]d", f.name, written[i], last, f.min, size-last+f.min))
		}
	}
	return traps
}

// everyMinute finds "* 6 * * *", which was to be 6:00.
func everyMinute(written []string) say.Text {
	if written[minute] != "*" || strings.HasPrefix(written[hour], "*") {
		return say.Text{}
	}
	return say.T("it comes 60 times in the hour: %q is once", "0 "+strings.Join(written[hour:], " "))
}

// either finds days of the month beside days of the week: cron takes both, not what they have in common.
func either(spans [5][]span) say.Text {
	if unbound(spans[dayOfMonth]) || unbound(spans[dayOfWeek]) {
		return say.Text{}
	}
	return say.T("with a day of the month and a day of the week it comes on the days of either")
}

func unbound(spans []span) bool {
	for _, s := range spans {
		if s.all && s.step == 1 {
			return true
		}
	}
	return false
}

// shortMonths finds days that months in which the schedule comes do not have.
func shortMonths(spans [5][]span) say.Text {
	if !unbound(spans[dayOfWeek]) || unbound(spans[dayOfMonth]) {
		return say.Text{}
	}
	day := 31
	for _, s := range spans[dayOfMonth] {
		day = min(day, s.from)
	}
	for _, s := range spans[month] {
		for _, m := range s.values() {
			if shortest(time.Month(m)) < day {
				return say.T("months that have no day %d are passed over", day)
			}
		}
	}
	return say.Text{}
}

// shortest returns how many days the month has in a common year.
func shortest(m time.Month) int {
	return time.Date(2001, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
