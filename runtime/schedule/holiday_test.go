package schedule

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// holidays are Japan's, with substitutes and the days in between: until 2027 as the Cabinet
// Office announced them, then by the rules of the Act with the equinoxes of the National Astronomical Observatory's formula.
var holidays = map[int]string{
	2019: "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23", // the enthronement
	2020: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",                     // moved for the Olympics
	2021: "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",                           // and again
	2022: "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
	2023: "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
	2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
	2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
	2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23", // 9/22 lies between two
	2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
	2028: "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23",
	2029: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23",
	2030: "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 11/4 11/23",
	2031: "1/1 1/13 2/11 2/23 2/24 3/21 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
	2032: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/21 9/22 10/11 11/3 11/23", // 9/21 lies between two
}

func TestHolidays(t *testing.T) {
	tokyo := load(t, "Asia/Tokyo")
	for year, text := range holidays {
		var got []string
		for day := time.Date(year, 1, 1, 9, 0, 0, 0, tokyo); day.Year() == year; day = day.AddDate(0, 0, 1) {
			if name, ok := Holiday(day); ok {
				got = append(got, fmt.Sprintf("%d/%d", day.Month(), day.Day()))
				if name == "" {
					t.Errorf("%v has no name", day)
				}
			}
		}
		if want := strings.Fields(text); !slices.Equal(got, want) {
			t.Errorf("%d:\n got %v\nwant %v", year, got, want)
		}
	}
}

// TestBusinessDays holds a year of business days against a calendar: 244 of them in 2026.
func TestBusinessDays(t *testing.T) {
	tokyo := load(t, "Asia/Tokyo")
	s := parse(t, "@businessday 06:00")
	count := 0
	for at := s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, tokyo), tokyo); at.Year() == 2026; at = s.Next(at, tokyo) {
		count++
		if _, holiday := Holiday(at); holiday || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday || at.Hour() != 6 {
			t.Errorf("%v is no business day's time", at)
		}
	}
	if count != 244 {
		t.Errorf("2026 has %d business days", count)
	}
}

// TestHolidaysFromManySides finds what the library shares between its callers (with -race).
func TestHolidaysFromManySides(t *testing.T) {
	var all sync.WaitGroup
	for year := range 8 {
		all.Go(func() {
			for range 50 {
				if _, ok := Holiday(time.Date(2022+year, 3, 20, 0, 0, 0, 0, time.UTC)); ok != strings.Contains(holidays[2022+year], " 3/20 ") {
					t.Errorf("%d: the equinox is another year's", 2022+year)
				}
			}
		})
	}
	all.Wait()
}

func TestMidnightsOnTheEveningBefore(t *testing.T) {
	day := time.Date(2018, 11, 4, 12, 0, 0, 0, time.UTC)
	if early := time.Date(2018, 11, 3, 23, 0, 0, 0, time.FixedZone("", -3*3600)); !sameDate(early, day) {
		t.Error("a midnight that the zone lacks is another day")
	}
}
