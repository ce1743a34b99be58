package schedule

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dandori/runtime/call"
)

const format = "2006-01-02 15:04:05 -0700"

func load(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func parse(t *testing.T, text string) Schedule {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// from lists the next n times of a schedule after a time of the wall.
func from(t *testing.T, text, after string, zone *time.Location, n int) []string {
	t.Helper()
	at, err := time.Parse(format, after)
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, text)
	var got []string
	for range n {
		if at = s.Next(at, zone); at.IsZero() {
			break
		}
		got = append(got, at.In(zone).Format(format))
	}
	return got
}

func TestNext(t *testing.T) {
	tests := []struct {
		text, zone, after string
		want              []string
	}{
		{"0 6 * * 1-5", "Asia/Tokyo", "2026-11-20 06:00:00 +0900", []string{"2026-11-23 06:00:00 +0900", "2026-11-24 06:00:00 +0900"}},
		{"0 6 * * 7", "Asia/Tokyo", "2026-11-20 06:00:00 +0900", []string{"2026-11-22 06:00:00 +0900", "2026-11-29 06:00:00 +0900"}},
		{"0 6 * * 5-7", "Asia/Tokyo", "2026-11-20 06:00:00 +0900", []string{"2026-11-21 06:00:00 +0900", "2026-11-22 06:00:00 +0900", "2026-11-27 06:00:00 +0900"}},
		{"59 23 31 12 *", "Asia/Tokyo", "2026-12-31 23:59:00 +0900", []string{"2027-12-31 23:59:00 +0900"}},
		{"0 0 29 2 *", "Asia/Tokyo", "2096-03-01 00:00:00 +0900", []string{"2104-02-29 00:00:00 +0900"}}, // 2100 is no leap year
		{"0 * 29 2 *", "America/New_York", "2096-03-01 00:00:00 -0500", []string{"2104-02-29 00:00:00 -0500"}},
		{"0 0 31 2 *", "Asia/Tokyo", "2026-01-01 00:00:00 +0900", nil},
		{"* * 30 feb *", "America/New_York", "2026-01-01 00:00:00 -0500", nil},
		{"0 0 13 * fri", "Asia/Tokyo", "2026-11-10 00:00:00 +0900", []string{"2026-11-13 00:00:00 +0900", "2026-11-20 00:00:00 +0900"}},
		{"*/33 * * * *", "Asia/Tokyo", "2026-11-10 00:00:00 +0900", []string{"2026-11-10 00:33:00 +0900", "2026-11-10 01:00:00 +0900"}},
		{"5,1 0 1 Jan,JUL *", "Asia/Tokyo", "2026-11-10 00:00:00 +0900", []string{"2027-01-01 00:01:00 +0900", "2027-01-01 00:05:00 +0900", "2027-07-01 00:01:00 +0900"}},
		{"10/20 6 * * *", "Asia/Tokyo", "2026-11-10 00:00:00 +0900", []string{"2026-11-10 06:10:00 +0900", "2026-11-10 06:30:00 +0900", "2026-11-10 06:50:00 +0900", "2026-11-11 06:10:00 +0900"}},
		// Golden Week, the year's end, and a day between two holidays.
		{"@businessday 06:00", "Asia/Tokyo", "2026-05-01 06:00:00 +0900", []string{"2026-05-07 06:00:00 +0900"}},
		{"@businessday 06:00", "Asia/Tokyo", "2026-12-31 06:00:00 +0900", []string{"2027-01-04 06:00:00 +0900"}},
		{"@businessday 23:59", "Asia/Tokyo", "2026-09-18 23:59:00 +0900", []string{"2026-09-24 23:59:00 +0900"}},

		// New York: 02:00 → 03:00 on 2026-03-08, 02:00 → 01:00 on 2026-11-01.
		{"30 2 * * *", "America/New_York", "2026-03-07 12:00:00 -0500", []string{"2026-03-08 03:00:00 -0400", "2026-03-09 02:30:00 -0400"}},
		{"0,30 2,3 * * *", "America/New_York", "2026-03-08 00:00:00 -0500", []string{"2026-03-08 03:00:00 -0400", "2026-03-08 03:30:00 -0400", "2026-03-09 02:00:00 -0400"}},
		{"0 */2 * * *", "America/New_York", "2026-03-08 00:00:00 -0500", []string{"2026-03-08 03:00:00 -0400", "2026-03-08 04:00:00 -0400"}},
		{"30 1 * * *", "America/New_York", "2026-10-31 12:00:00 -0400", []string{"2026-11-01 01:30:00 -0400", "2026-11-02 01:30:00 -0500"}},
		{"30 1 * * *", "America/New_York", "2026-11-01 01:10:00 -0500", []string{"2026-11-02 01:30:00 -0500"}},
		{"*/30 1-2 * * *", "America/New_York", "2026-11-01 00:00:00 -0400", []string{
			"2026-11-01 01:00:00 -0400", "2026-11-01 01:30:00 -0400", "2026-11-01 02:00:00 -0500", "2026-11-01 02:30:00 -0500", "2026-11-02 01:00:00 -0500"}},
		{"*/30 * * * *", "America/New_York", "2026-11-01 00:45:00 -0400", []string{
			"2026-11-01 01:00:00 -0400", "2026-11-01 01:30:00 -0400", "2026-11-01 01:00:00 -0500", "2026-11-01 01:30:00 -0500", "2026-11-01 02:00:00 -0500"}},
		{"*/30 * * * *", "America/New_York", "2026-03-08 01:15:00 -0500", []string{"2026-03-08 01:30:00 -0500", "2026-03-08 03:00:00 -0400", "2026-03-08 03:30:00 -0400"}},
		{"15 * * * *", "America/New_York", "2026-03-08 01:00:00 -0500", []string{"2026-03-08 01:15:00 -0500", "2026-03-08 03:15:00 -0400"}},
		// London: 01:00 → 02:00 on 2026-03-29, 02:00 → 01:00 on 2026-10-25.
		{"0 1 * * *", "Europe/London", "2026-03-28 12:00:00 +0000", []string{"2026-03-29 02:00:00 +0100", "2026-03-30 01:00:00 +0100"}},
		{"0 1 * * *", "Europe/London", "2026-10-24 12:00:00 +0100", []string{"2026-10-25 01:00:00 +0100", "2026-10-26 01:00:00 +0000"}},
		{"0 2 * * *", "Europe/London", "2026-10-25 01:00:00 +0000", []string{"2026-10-25 02:00:00 +0000"}},
		// Lord Howe Island: half an hour, 02:00 → 02:30 on 2026-10-04, 02:00 → 01:30 on 2026-04-05.
		{"15 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00:00 +1030", []string{"2026-10-04 02:30:00 +1100", "2026-10-05 02:15:00 +1100"}},
		{"45 1 * * *", "Australia/Lord_Howe", "2026-04-04 12:00:00 +1100", []string{"2026-04-05 01:45:00 +1100", "2026-04-06 01:45:00 +1030"}},
		{"15 1 * * *", "Australia/Lord_Howe", "2026-04-04 12:00:00 +1100", []string{"2026-04-05 01:15:00 +1100", "2026-04-06 01:15:00 +1030"}},
		{"*/30 * * * *", "Australia/Lord_Howe", "2026-04-05 01:15:00 +1100", []string{"2026-04-05 01:30:00 +1100", "2026-04-05 01:30:00 +1030", "2026-04-05 02:00:00 +1030"}},
		{"0 * * * *", "Australia/Lord_Howe", "2026-10-04 01:00:00 +1030", []string{"2026-10-04 03:00:00 +1100"}},
		// São Paulo lost midnights (00:00 → 01:00 on 2018-11-04), Apia a whole day (2011-12-30).
		{"0 0 * * *", "America/Sao_Paulo", "2018-11-03 12:00:00 -0300", []string{"2018-11-04 01:00:00 -0200", "2018-11-05 00:00:00 -0200"}},
		{"0 0 * * 0", "America/Sao_Paulo", "2018-11-03 12:00:00 -0300", []string{"2018-11-04 01:00:00 -0200", "2018-11-11 00:00:00 -0200"}},
		{"0 6 * * *", "Pacific/Apia", "2011-12-29 12:00:00 -1000", []string{"2011-12-31 00:00:00 +1400", "2011-12-31 06:00:00 +1400"}},
	}
	for _, tt := range tests {
		zone := load(t, tt.zone)
		got := from(t, tt.text, tt.after, zone, max(len(tt.want), 1))
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s in %s after %s:\n got %v\nwant %v", tt.text, tt.zone, tt.after, got, tt.want)
		}
	}
}

// TestNextIsTheFirst holds Next against a walk through every minute.
func TestNextIsTheFirst(t *testing.T) {
	texts := []string{"*/15 * * * *", "0 * * * *", "30 1 * * *", "15 2 * * *", "*/20 0-3 * * *", "0 */3 * * *", "7 */1 * * 0", "59 23 * * *", "0 0 * * *"}
	days := map[string]string{
		"America/New_York": "2026-03-08 2026-11-01", "Europe/London": "2026-03-29 2026-10-25", "Australia/Lord_Howe": "2026-04-05 2026-10-04",
		"America/Sao_Paulo": "2018-11-04 2018-02-18", "Asia/Tokyo": "2026-03-08 2026-11-01",
	}
	for name, day := range days {
		zone := load(t, name)
		for _, text := range texts {
			for _, d := range []string{day[:10], day[11:]} {
				at, _ := time.ParseInLocation("2006-01-02", d, zone)
				walk(t, parse(t, text), at.Add(-6*time.Hour), zone)
			}
		}
	}
}

// walk goes through 40 hours: between one time of the schedule and the next,
// no minute may show it, but what comes the second time.
func walk(t *testing.T, s Schedule, at time.Time, zone *time.Location) {
	t.Helper()
	end, shown := at.Add(40*time.Hour), map[string]bool{}
	next := s.Next(at, zone)
	for at = at.Add(time.Minute); at.Before(end); at = at.Add(time.Minute) {
		w := at.In(zone).Format("2006-01-02 15:04")
		named := s.nextWall(wall(at.In(zone)).Add(-time.Nanosecond)).Equal(wall(at.In(zone)))
		switch due := next.Equal(at); {
		case next.Before(at):
			t.Fatalf("%s: %v came after %v", s, next, at)
		case due:
			next = s.Next(at, zone)
		case named && (s.hourly || !shown[w]):
			t.Errorf("%s: %v is missed, next is %v", s, at.In(zone), next)
		}
		shown[w] = true
	}
}

func TestMatches(t *testing.T) {
	zone := load(t, "Asia/Tokyo")
	at := time.Date(2026, 11, 24, 6, 0, 0, 0, zone)
	s := parse(t, "@businessday 06:00")
	if !s.Matches(at, zone) || !s.Matches(at.UTC(), zone) || s.Matches(at.Add(time.Minute), zone) || s.Matches(at.Add(time.Second), zone) || s.Matches(at.AddDate(0, 0, -1), zone) {
		t.Error("Matches and Next disagree")
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"":                         "a schedule has five fields (minute hour day month weekday), not 0",
		"0 6 * *":                  "a schedule has five fields (minute hour day month weekday), not 4",
		"0 0 6 * * *":              "a schedule has five fields (minute hour day month weekday), not 6",
		"60 6 * * *":               `minute: "60" does not fit into 0-59`,
		"0 24 * * mon":             `hour: "24" does not fit into 0-23`,
		"0 0 0 * *":                `day of the month: "0" does not fit into 1-31`,
		"0 0 1 13 *":               `month: "13" does not fit into 1-12`,
		"0 0 1 foo *":              `month: "foo" does not fit into 1-12`,
		"0 0 * * 8":                `day of the week: "8" does not fit into 0-7`,
		"0 0 * * 5-1":              `day of the week: "5-1" does not fit into 0-7`,
		"0 0 * * mon-":             `day of the week: "mon-" does not fit into 0-7`,
		"*/0 * * * *":              `minute: "*/0" does not fit into 0-59`,
		", * * * *":                `minute: "" does not fit into 0-59`,
		"1,,2 * * * *":             `minute: "" does not fit into 0-59`,
		"? * * * *":                `minute: "?" does not fit into 0-59`,
		"-1 * * * *":               `minute: "-1" does not fit into 0-59`,
		"1-2-3 * * * *":            `minute: "1-2-3" does not fit into 0-59`,
		"TZ=UTC 0 * * *":           `minute: "tz=utc" does not fit into 0-59`,
		"CRON_TZ=UTC":              "a schedule has five fields (minute hour day month weekday), not 1",
		"@daily":                   `"@daily" is not a schedule`,
		"@every 1h":                `"@every 1h" is not a schedule`,
		"@businessday 6:00":        `"@businessday 6:00" is not a schedule`,
		"@businessday 24:00":       `"@businessday 24:00" is not a schedule`,
		"@businessday  06:00":      `"@businessday  06:00" is not a schedule`,
		"@businessday 06:00 extra": `"@businessday 06:00 extra" is not a schedule`,
	}
	for text, want := range tests {
		_, err := Parse(text)
		var e *call.Error
		if !errors.As(err, &e) || e.Text.En != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestTheZeroScheduleIsNever(t *testing.T) {
	if at := (Schedule{}).Next(time.Unix(0, 0), time.UTC); !at.IsZero() {
		t.Error(at)
	}
}

func TestTraps(t *testing.T) {
	tests := map[string][]string{
		"*/33 * * * *":       {"minute: */33 goes up to 33 and begins anew at 0: a step of 27"},
		"*/90 * * * *":       {"minute: */90 is 0 alone"},
		"0 */5 * * *":        {"hour: */5 goes up to 20 and begins anew at 0: a step of 4"},
		"0 0 */2 * *":        {"day of the month: */2 begins anew with the 1st of each month"},
		"0 0 1 */5 *":        {"month: */5 goes up to 11 and begins anew at 1: a step of 2"},
		"0 0 * * */2":        {"day of the week: */2 goes up to 6 and begins anew at 0: a step of 1"},
		"0 0 31 2 *":         {`"0 0 31 2 *" never comes: no such day is in that month`},
		"0 0 30,31 2 mon":    nil, // on Mondays: said below
		"0 6 15 * mon":       {"with a day of the month and a day of the week it comes on the days of either"},
		"* 6 * * 1-5":        {`it comes 60 times in the hour: "0 6 * * 1-5" is once`},
		"0 6 31 * *":         {"months that have no day 31 are passed over"},
		"0 6 29 2 *":         {"months that have no day 29 are passed over"},
		"0 6 31 1,3,12 *":    nil,
		"0 6 28-31 * *":      nil,
		"0 6 * * 1-5":        nil,
		"*/15 * * * *":       nil,
		"*/15 */2 * * *":     nil,
		"* * * * *":          nil,
		"@businessday 06:00": nil,
		"nonsense":           nil,
	}
	tests["0 0 30,31 2 mon"] = tests["0 6 15 * mon"]
	for text, want := range tests {
		var got []string
		for _, trap := range Traps(text) {
			got = append(got, trap.En)
			if trap.Ja == trap.En {
				t.Errorf("%s: no Japanese for %q", text, trap.En)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"0 6 * * 1-5", "@businessday 06:00", "*/33 1-3,7 */2 jan-mar sun", "TZ=UTC", "@every 1h", "0 0 31 2 *", ", , , , ,", "5/200 * * * 7"} {
		f.Add(text, int64(1_790_000_000))
	}
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		s, err := Parse(text)
		var e *call.Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("%q: %T", text, err)
			}
			return
		}
		Traps(text)
		after := time.Unix(unix%4_000_000_000, 0)
		next := s.Next(after, zone)
		if next.IsZero() {
			return
		}
		if !next.After(after) || next.Second() != 0 || !s.Matches(next, zone) {
			t.Errorf("%q after %v: %v", text, after, next)
		}
		if between := s.Next(after.Add(next.Sub(after)/2), zone); !between.Equal(next) {
			t.Errorf("%q after %v: %v, but from halfway on %v", text, after, next, between)
		}
	})
}
