package timetable

import (
	"time"

	"dandori/runtime/schedule"
)

// line is a plan, read.
type line struct {
	plan      Plan
	schedules []schedule.Schedule // sorted by their texts, each once
	zone      *time.Location
}

// occurrence is one time of a line. Two schedules that name it are one.
type occurrence struct {
	at       time.Time
	schedule string
}

// next returns the first occurrence after a time; zero: none.
func (l line) next(after time.Time) (at time.Time, text string) {
	for _, s := range l.schedules {
		if n := s.Next(after, l.zone); !n.IsZero() && (at.IsZero() || n.Before(at)) {
			at, text = n, s.String()
		}
	}
	return at, text
}

func (l line) matches(at time.Time) bool {
	for _, s := range l.schedules {
		if s.Matches(at, l.zone) {
			return true
		}
	}
	return false
}

func (l line) texts() []string {
	texts := make([]string, 0, len(l.schedules))
	for _, s := range l.schedules {
		texts = append(texts, s.String())
	}
	return texts
}

// atMost is how many missed occurrences are entered one by one; the older ones are one record.
const atMost = 1000

// rest is what is left of more than atMost occurrences: the oldest.
type rest struct {
	from, to time.Time // the first and the last of them
	count    int
	more     bool // there are more than count
}

// countable bounds how many occurrences are counted: a clock that jumps by years must stop nothing.
const countable = 100_000

// between returns the occurrences after from up to to, oldest first.
func (l line) between(from, to time.Time) (newest []occurrence, older rest) {
	newest = l.newest(from, to)
	if len(newest) <= atMost {
		return newest, rest{}
	}
	newest = newest[len(newest)-atMost:]
	for at, _ := l.next(from); at.Before(newest[0].at); at, _ = l.next(at) {
		if older.count == 0 {
			older.from = at
		}
		if older.count == countable {
			older.more = true
			break
		}
		older.count++
	}
	older.to = l.last(newest[0].at)
	return newest, older
}

// century ends a look back before durations do.
const century = 100 * 366 * 24 * time.Hour

// newest returns all occurrences after from up to to, or more than atMost of the newest. It looks
// back further and further, for the way from one to the next leads forward alone.
func (l line) newest(from, to time.Time) []occurrence {
	for back := time.Hour; ; back *= 2 {
		since := to.Add(-back)
		if since.Before(from) || back > century {
			since = from
		}
		if found := l.walk(since, to); since.Equal(from) || len(found) > atMost {
			return found
		}
	}
}

func (l line) walk(from, to time.Time) []occurrence {
	var found []occurrence
	for at, text := l.next(from); !at.IsZero() && !at.After(to); at, text = l.next(at) {
		found = append(found, occurrence{at: at, schedule: text})
	}
	return found
}

// last returns the last occurrence before a time that has some.
func (l line) last(before time.Time) time.Time {
	for back := time.Hour; ; back *= 2 {
		if found := l.walk(before.Add(-back), before.Add(-time.Nanosecond)); len(found) > 0 {
			return found[len(found)-1].at
		}
	}
}
