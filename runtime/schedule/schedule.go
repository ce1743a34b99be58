// Package schedule reads when a workflow runs by itself, and says when that is
// next: five cron fields, or a time of day on business days.
//
// Where a zone changes its clocks, a schedule that names an hour runs once for
// each time that it names: a time that the day lacks is the first instant
// after the gap, one that comes twice is the first of the two. A schedule of
// every hour (*/15 * * * *) follows the clock on the wall: what comes twice runs twice,
// what the day lacks does not run, and so it keeps its pace.
package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"golang.org/x/text/width"

	"dandori/runtime/call"
)

// Schedule is when a workflow runs by itself. The zero Schedule is never.
type Schedule struct {
	text     string
	spec     *cron.SpecSchedule
	business bool // on business days alone
	hourly   bool // names no hour
}

const businessPrefix = "@businessday "

var timeOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)$`)

// Parse reads five fields (minute, hour, day of the month, month, day of the
// week, in the syntax of cron) or "@businessday 06:00". Its error is a *call.Error, with a hint.
func Parse(text string) (Schedule, error) {
	fields, business, err := split(text)
	if err != nil {
		return Schedule{}, err
	}
	parsed, err := cron.ParseStandard(strings.Join(fields, " "))
	if err != nil {
		return Schedule{}, unreadable(text).Because(err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Schedule{}, unreadable(text)
	}
	spec.Location = time.UTC // asked in times of the wall: see wall.go
	const everyHour = 1<<24 - 1
	return Schedule{text: text, spec: spec, business: business, hourly: spec.Hour&everyHour == everyHour}, nil
}

// split returns the five fields of text as the library reads them.
func split(text string) (fields []string, business bool, err error) {
	if at, ok := strings.CutPrefix(text, businessPrefix); ok {
		m := timeOfDay.FindStringSubmatch(at)
		if m == nil {
			return nil, false, unreadable(text)
		}
		return []string{number(m[2]), number(m[1]), "*", "*", "*"}, true, nil
	}
	if strings.HasPrefix(text, "@") {
		return nil, false, unreadable(text)
	}
	if narrow := width.Narrow.String(text); narrow != text {
		return nil, false, call.New(call.Config, "%q has full-width characters", text).WithHint("write it in half-width ones: %q", narrow)
	}
	fields, err = cronFields(text)
	return fields, false, err
}

func unreadable(text string) *call.Error {
	return call.New(call.Config, "%q is not a schedule", text).
		WithHint("write five fields, as \"0 6 * * 1-5\", or \"@businessday 06:00\"")
}

func number(s string) string {
	n, _ := strconv.Atoi(s) // of digits, at most two
	return strconv.Itoa(n)
}

// String returns the schedule as it was written.
func (s Schedule) String() string { return s.text }

// Next returns the first time after the given one, in zone; zero when there is none.
func (s Schedule) Next(after time.Time, zone *time.Location) time.Time {
	if s.spec == nil {
		return time.Time{}
	}
	if s.hourly {
		return s.nextByWall(after.In(zone))
	}
	w := wall(after.In(zone))
	for {
		if w = s.nextWall(w); w.IsZero() {
			return time.Time{}
		}
		if t := first(w, zone); t.After(after) {
			return t
		}
	}
}

// Matches reports whether the schedule names the instant t.
func (s Schedule) Matches(t time.Time, zone *time.Location) bool {
	return s.Next(t.Add(-time.Nanosecond), zone).Equal(t)
}

// nextByWall goes on from stretch to stretch of one offset.
func (s Schedule) nextByWall(after time.Time) time.Time {
	last := after.AddDate(2*horizon, 0, 0)
	for after.Before(last) {
		_, offset := after.Zone()
		end := stretch(after)
		w := s.nextWall(wall(after))
		if w.IsZero() {
			return time.Time{}
		}
		t := w.Add(-time.Duration(offset) * time.Second).In(after.Location())
		if end.IsZero() || t.Before(end) {
			return t
		}
		if w = wall(end); s.nextWall(w.Add(-time.Nanosecond)).Equal(w) {
			return end
		}
		after = end
	}
	return time.Time{}
}

// horizon is how many years the library looks ahead. The 29th of February may be eight years away.
const horizon = 5

// nextWall returns the first time of the wall after w.
func (s Schedule) nextWall(w time.Time) time.Time {
	for range 2 {
		next := s.spec.Next(w)
		for s.business && !next.IsZero() && !workday(next) {
			next = s.spec.Next(next)
		}
		if !next.IsZero() {
			return next
		}
		w = w.AddDate(horizon, 0, 0)
	}
	return time.Time{}
}
