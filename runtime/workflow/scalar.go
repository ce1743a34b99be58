package workflow

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Duration is a time span written as Go writes it, plus d for days: 90s, 1h30m, 7d.
type Duration time.Duration

// Age is a Duration that may also count years (y) of 365 days.
type Age time.Duration

var durationPart = regexp.MustCompile(`^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|y)`)

// ParseDuration reads 90s, 1h30m, 1d12h. It fails on a bare number, a sign and an empty text.
func ParseDuration(s string) (time.Duration, error) { return parseSpan(s, false) }

func parseSpan(s string, years bool) (time.Duration, error) {
	units := map[string]float64{
		"ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 24 * 3600e9,
	}
	if years {
		units["y"] = 365 * units["d"]
	}
	var sum float64
	rest := s
	for rest != "" {
		m := durationPart.FindStringSubmatch(rest)
		if m == nil || units[m[2]] == 0 {
			return 0, say.Errorf("%q is not a duration", s)
		}
		n, _ := strconv.ParseFloat(m[1], 64)
		sum += n * units[m[2]]
		rest = rest[len(m[0]):]
	}
	if s == "" || sum > math.MaxInt64 {
		return 0, say.Errorf("%q is not a duration", s)
	}
	return time.Duration(sum), nil
}

func (d *Duration) decode(r *reader, n *yaml.Node) { *d = Duration(r.span(n, false)) }

func (a *Age) decode(r *reader, n *yaml.Node) { *a = Age(r.span(n, true)) }

func (r *reader) span(n *yaml.Node, years bool) time.Duration {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		r.expected(n, say.T("a duration such as 90s, 1h30m or 7d"))
		return 0
	}
	d, err := parseSpan(n.Value, years)
	if err != nil || d == 0 {
		r.at(n, say.T("%q is not a duration", n.Value), say.T("write it as 90s, 1h30m or 7d"))
	}
	return d
}

// Percent is a share written as 80%; 1 is the whole.
type Percent float64

func (p *Percent) decode(r *reader, n *yaml.Node) {
	m := regexp.MustCompile(`^(\d{1,3}(?:\.\d+)?)%$`).FindStringSubmatch(n.Value)
	if n.Kind != yaml.ScalarNode || m == nil {
		r.expected(n, say.T("a share such as 80%%"))
		return
	}
	f, _ := strconv.ParseFloat(m[1], 64)
	if f <= 0 || f > 100 {
		r.at(n, say.T("%s is not between 0%% and 100%%", n.Value))
		return
	}
	*p = Percent(f / 100)
}

// Size is a number of bytes written as 64MiB; the units are B, KiB, MiB and GiB.
type Size int64

func (s *Size) decode(r *reader, n *yaml.Node) {
	m := regexp.MustCompile(`^(\d{1,12})(B|KiB|MiB|GiB)$`).FindStringSubmatch(n.Value)
	if n.Kind != yaml.ScalarNode || m == nil {
		r.expected(n, say.T("a size such as 512MiB"))
		return
	}
	count, _ := strconv.ParseInt(m[1], 10, 64)
	unit := map[string]int64{"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[m[2]]
	if count == 0 || count > math.MaxInt64/unit {
		r.expected(n, say.T("a size such as 512MiB"))
		return
	}
	*s = Size(count * unit)
}

// Zone is a time zone by its IANA name.
type Zone struct{ *time.Location }

// DefaultZone is the zone of a project that names none.
const DefaultZone = "Asia/Tokyo"

func (z *Zone) decode(r *reader, n *yaml.Node) {
	name, ok := r.text(n)
	if !ok {
		return
	}
	loc, err := LoadZone(name)
	if err != nil {
		known := []string{"Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "America/New_York", "Europe/London", "UTC"}
		hint := say.T("write a zone of the IANA list, as Asia/Tokyo")
		if near := Nearest(name, known); near != "" {
			hint = say.T("did you mean %q?", near)
		}
		r.at(n, say.T("unknown time zone %q", name), hint)
		return
	}
	*z = loc
}

// LoadZone returns the zone of an IANA name. Unlike time.LoadLocation it does
// not take "" and "Local", which mean another zone on another machine.
func LoadZone(name string) (Zone, error) {
	if name == "" || name == "Local" {
		return Zone{}, fmt.Errorf("unknown time zone %q", name)
	}
	loc, err := time.LoadLocation(name)
	return Zone{loc}, err
}
