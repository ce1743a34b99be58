package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// step is one call of a run, told without its data.
type step struct {
	n            int
	name, target string
	asked        time.Time
	requests     int // that change something and left
	answered     bool
	failure      say.Text
	word         *journal.Resolution // of a person, on a request of it in doubt; nil: none, or it has been sent since
}

// quiet are calls that say nothing to people.
var quiet = []string{"timer"}

// stepsOf lists the calls of a journal in the order in which they were asked.
func stepsOf(entries []journal.Entry) []*step {
	var steps []*step
	byN := map[int]*step{}
	for _, e := range entries {
		s := byN[e.N]
		switch {
		case e.Kind == journal.Ask:
			s = &step{n: e.N, name: e.Call.Spoken(), target: e.Call.Target, asked: e.At}
			byN[e.N] = s
			if !slices.Contains(quiet, s.name) {
				steps = append(steps, s)
			}
		case s == nil:
		case e.Kind == journal.Intent:
			s.requests, s.word = s.requests+1, nil
		case e.Kind == journal.Resolve:
			s.word = e.Resolution
		case e.Kind == journal.Outcome:
			s.answered = true
			if e.Err != nil {
				s.failure = e.Err.Text
			}
		case e.Kind == journal.Retry:
			s.answered, s.failure = false, say.Text{}
		}
	}
	return steps
}

func (s *step) outcome(a *app) string {
	switch {
	case !s.failure.IsZero():
		return a.say(s.failure)
	case s.answered:
		return a.say(say.T("done"))
	case s.word != nil && s.word.Happened:
		return a.say(say.T("done, says %s", s.word.By))
	case s.word != nil:
		return a.say(say.T("not done, says %s: it is sent again", s.word.By))
	case s.requests > 0:
		return a.say(say.T("sent, no answer yet"))
	default:
		return a.say(say.T("under way"))
	}
}

// indented is JSON for people; anything else stays as it is.
func indented(text []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, text, "  ", "  ") != nil {
		return text
	}
	return append([]byte("  "), b.Bytes()...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
