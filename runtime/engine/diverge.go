package engine

import (
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// divergence is a script that asks for something else than its journal holds.
type divergence struct {
	text, hint say.Text
	step, line int // of the journal
	was, is    string
}

func (d *divergence) Error() string { return d.text.En }

// diverged names the line of the journal and what the script asks in its
// place, with the arguments that differ but no value of theirs.
func diverged(n int, recorded journal.Recorded, asked call.Call) error {
	d := &divergence{step: n, line: recorded.Line, was: describe(recorded.Call), is: describe(asked), hint: say.T("the script or dandori itself has changed since the run began; nothing was sent. Put it back and resume the run, or begin anew with dandori runs rerun")}
	differ := strings.Join(journal.Differ(recorded.Call, asked), ", ")
	switch {
	case describe(recorded.Call) != describe(asked):
		d.text = say.T("step %[1]d of the run (line %[2]d of its journal) was %[3]s, and now the script asks for %[4]s",
			n, recorded.Line, describe(recorded.Call), describe(asked))
	case differ == "":
		d.text = say.T("step %[1]d of the run (line %[2]d of its journal) was %[3]s, and now the script asks for it with other arguments",
			n, recorded.Line, describe(asked))
	default:
		d.text = say.T("step %[1]d of the run (line %[2]d of its journal) was %[3]s, and now the script asks for it with another %[4]s",
			n, recorded.Line, describe(asked), differ)
	}
	return d
}

// askedLess is the divergence of a script that does not ask for the next
// recorded step any more. Callers hold mu.
func (h *host) askedLess() error {
	recorded, ok := h.replay.Asked(h.n + 1)
	if !ok {
		return diverged(h.n, journal.Recorded{}, call.Call{})
	}
	return missing(h.n+1, recorded)
}

func missing(n int, recorded journal.Recorded) error {
	return &divergence{
		step: n, line: recorded.Line, was: describe(recorded.Call),
		text: say.T("step %[1]d of the run (line %[2]d of its journal) was %[3]s, and now the script does not ask for it", n, recorded.Line, describe(recorded.Call)),
		hint: say.T("the script or dandori itself has changed since the run began; nothing was sent. Put it back and resume the run, or begin anew with dandori runs rerun"),
	}
}

// forgotten returns the divergence of a script that has ended without asking
// for a write that its journal holds. Reads that it has not asked for again
// have changed nothing, and its outcome came about without them.
func (h *host) forgotten() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n := h.n + 1; ; n++ {
		recorded, ok := h.replay.Asked(n)
		if !ok {
			return nil
		}
		if recorded.Call.Effect != call.Read {
			return missing(n, recorded)
		}
	}
}

func describe(c call.Call) string {
	if c.Target == "" {
		return c.Spoken()
	}
	return c.Spoken() + " (" + c.Target + ")"
}
