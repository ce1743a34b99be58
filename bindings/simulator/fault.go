package simulator

import (
	"path"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/say"
)

// Kind is a way in which an answer goes wrong.
type Kind string

// The kinds of faults. "Processed" ones change the vendor's state as if all were well.
const (
	TooMany      Kind = "429"           // refused, with the time to wait; the vendor's handler answers it
	TooManyBare  Kind = "429-bare"      // refused, no time named; the vendor's handler answers it
	TokenDies    Kind = "token-dies"    // the token shown is dead from now on; the vendor's handler answers it
	Error500     Kind = "500"           // a page of text, not processed
	Error500Late Kind = "500-after"     // the same, processed
	Error503     Kind = "503"           // unavailable, not processed
	HTML         Kind = "html"          // 200 with a page of HTML, processed
	Truncate     Kind = "truncate"      // processed; a whole answer over HTTP, but only half of the vendor's text
	Cut          Kind = "cut"           // processed; the connection breaks in the middle of the body
	Empty        Kind = "empty"         // processed; 200 with nothing in it
	Drip         Kind = "drip"          // processed; the body comes byte by byte, one each Delay (default 1s)
	ResetBefore  Kind = "reset-before"  // the connection is reset, not processed
	ResetAfter   Kind = "reset-after"   // processed, then the connection is reset: the answer is lost
	Timeout      Kind = "timeout"       // no answer while the client waits, not processed
	TimeoutAfter Kind = "timeout-after" // processed, then no answer while the client waits
	Slow         Kind = "slow"          // all is well, Delay (required) late
)

var kinds = []Kind{
	TooMany, TooManyBare, TokenDies, Error500, Error500Late, Error503, HTML, Truncate, Cut, Empty,
	Drip, ResetBefore, ResetAfter, Timeout, TimeoutAfter, Slow,
}

// Fault is one order: which requests of which operations go wrong, and how.
type Fault struct {
	Target string // an operation's name, or a pattern with *; "*" is all
	First  int    // the first request concerned, from 1
	Last   int    // the last one, 0 for no end
	Every  int    // of those from First on, each Every-th; 0 and 1 are all
	Kind   Kind
	Delay  time.Duration // Slow: how late; Drip: between two bytes
}

// parseFault reads TARGET:WHEN=KIND.
func parseFault(s string) (Fault, error) {
	target, rest, ok := strings.Cut(s, ":")
	when, kind, ok2 := strings.Cut(rest, "=")
	target, when, kind = strings.TrimSpace(target), strings.TrimSpace(when), strings.TrimSpace(kind)
	if !ok || !ok2 || target == "" {
		return Fault{}, say.Errorf("%q is no fault: write OPERATION:WHEN=KIND, as bizCards.list:3=500 or *:*/10=slow=2s", s)
	}
	if _, err := path.Match(target, ""); err != nil {
		return Fault{}, say.Errorf("%q is no pattern for operations", target)
	}
	f := Fault{Target: target}
	if err := f.parseWhen(when); err != nil {
		return Fault{}, err
	}
	return f, f.parseKind(kind)
}

// parseWhen reads 3 (the third), 2-5, -3 (the first three), 3- (from the third on), * (all) or */4 (each fourth).
func (f *Fault) parseWhen(when string) error {
	if every, ok := strings.CutPrefix(when, "*/"); ok {
		n, err := count(every)
		f.First, f.Every = n, n
		return err
	}
	if when == "*" {
		f.First = 1
		return nil
	}
	first, last, ranged := strings.Cut(when, "-")
	if first == "" && ranged && last != "" {
		first = "1"
	}
	n, err := count(first)
	if err != nil {
		return err
	}
	f.First, f.Last = n, n
	switch {
	case ranged && last == "":
		f.Last = 0
	case ranged:
		f.Last, err = count(last)
		if err == nil && f.Last < f.First {
			err = say.Errorf("%q ends before it begins", when)
		}
	}
	return err
}

func (f *Fault) parseKind(s string) error {
	name, delay, delayed := strings.Cut(s, "=")
	f.Kind = Kind(name)
	known := false
	for _, k := range kinds {
		known = known || k == f.Kind
	}
	if !known {
		return say.Errorf("%q is no kind of fault; there are: %s", name, kindNames())
	}
	if f.Kind == Drip && !delayed {
		f.Delay = time.Second
		return nil
	}
	if takesDelay := f.Kind == Slow || f.Kind == Drip; takesDelay != delayed {
		return say.Errorf("%q: slow needs a duration (slow=2s), drip may have one (drip=100ms), the other kinds have none", s)
	}
	if !delayed {
		return nil
	}
	d, err := time.ParseDuration(delay)
	if err != nil || d <= 0 {
		return say.Errorf("%q is no duration: write it as 500ms, 2s or 1m", delay)
	}
	f.Delay = d
	return nil
}

// hits reports whether the nth request to the target goes wrong.
func (f Fault) hits(n int) bool {
	if n < f.First || f.Last > 0 && n > f.Last {
		return false
	}
	return f.Every <= 1 || n%f.Every == 0
}

func (f Fault) matches(operation string) bool {
	ok, err := path.Match(f.Target, operation)
	return ok && err == nil
}

// String returns f as ParseFaults reads it.
func (f Fault) String() string {
	s := f.Target + ":" + f.when() + "=" + string(f.Kind)
	if f.Delay > 0 {
		s += "=" + f.Delay.String()
	}
	return s
}

func (f Fault) when() string {
	first, last := strconv.Itoa(f.First), strconv.Itoa(f.Last)
	switch {
	case f.Every > 0:
		return "*/" + strconv.Itoa(f.Every)
	case f.Last == f.First:
		return first
	case f.Last > 0:
		return first + "-" + last
	case f.First == 1:
		return "*"
	default:
		return first + "-"
	}
}

func count(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, say.Errorf("%q says not which requests: write 3, 2-5, -3 (the first three), 3- (from the third on), * or */4 (each fourth)", s)
	}
	return n, nil
}

func kindNames() string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}
