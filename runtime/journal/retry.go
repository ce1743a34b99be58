package journal

import (
	"slices"

	"dandori/runtime/call"
)

// line is an entry with its place in the journal, from 1.
type line struct {
	Entry
	number int
}

// standing returns the entries that no Retry has voided.
func standing(entries []Entry) []line {
	var kept []line
	for i, e := range entries {
		if e.Kind == Retry {
			kept, _ = void(kept, e.N)
			continue
		}
		kept = append(kept, line{e, i + 1})
	}
	return kept
}

// void takes back the last outcome of the call n, with all that the script
// asked and read after it; what came of earlier asks stays. gone is what the
// script asked for after it, with all that came of that.
func void(lines []line, n int) (kept, gone []line) {
	at := failure(lines, n)
	if at < 0 {
		return lines, nil
	}
	asked := 0
	for _, l := range lines[:at] {
		if l.Kind == Ask {
			asked++
		}
	}
	kept = slices.Clone(lines[:at])
	for _, l := range lines[at+1:] {
		switch {
		case l.Kind == Now, l.Kind == Random:
		case l.N > asked:
			gone = append(gone, l)
		default:
			kept = append(kept, l)
		}
	}
	return kept, gone
}

// failure returns where the outcome of n stands; -1 for nowhere.
func failure(lines []line, n int) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].Kind == Outcome && lines[i].N == n {
			return i
		}
	}
	return -1
}

// MayRetry says why the call n of a run cannot be made again by a Retry entry:
// it has not failed, or the script changed something after it had failed, which
// a second way through the script would do again. nil: it can.
func MayRetry(entries []Entry, n int) error {
	lines := standing(entries)
	at := failure(lines, n)
	if at < 0 || lines[at].Err == nil {
		return call.New(call.PlainError, "step %d of the run has not failed", n)
	}
	_, gone := void(lines, n)
	if c, wrote := changed(gone); wrote {
		return call.New(call.PlainError, "%s was done after step %d had failed, and would be done again", describe(c), n).
			WithHint("begin anew with dandori runs rerun, when you have looked at what the run did")
	}
	return nil
}

// changed returns the first call that sent something, or did what is not the
// same when it is done again.
func changed(lines []line) (c call.Call, ok bool) {
	asks := map[int]call.Call{}
	for _, l := range lines {
		switch {
		case l.Kind == Ask:
			asks[l.N] = l.Call
		case l.Kind == Intent, l.Kind == Outcome && l.Err == nil && asks[l.N].Effect == call.Once:
			return asks[l.N], true
		}
	}
	return call.Call{}, false
}

// Written names the first operation of a journal that was done at a vendor, or
// may have been: "members.add (kaonavi)".
func Written(entries []Entry) (operation string, ok bool) {
	fates := map[name]call.Fate{}
	for _, e := range entries {
		switch {
		case e.Kind == Intent:
			fates[name{e.N, e.Intent.K}] = call.Unknown
		case e.Kind == Result && fates[name{e.N, e.Result.K}] != call.Done:
			fates[name{e.N, e.Result.K}] = e.Result.Fate
		case e.Kind == Resolve && !e.Resolution.Happened:
			fates[name{e.N, e.Resolution.K}] = call.Refused
		}
	}
	for _, e := range entries {
		if e.Kind == Intent && fates[name{e.N, e.Intent.K}] != call.Refused {
			r := e.Intent.Request
			return describe(call.Call{Kind: r.Operation.Name, Target: r.Connection}), true
		}
	}
	return "", false
}

func describe(c call.Call) string {
	if c.Target == "" {
		return c.Kind
	}
	return c.Kind + " (" + c.Target + ")"
}
