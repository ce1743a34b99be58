package cli

import (
	"context"
	"fmt"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// begunBy is what started a run: a schedule, a file, or somebody.
func (a *app) begunBy(ctx context.Context, s *keeping, r queue.Run) (say.Text, error) {
	found, err := s.Causes(ctx, queue.CauseFilter{Run: r.ID, Limit: 1})
	if err != nil {
		return say.Text{}, err
	}
	switch {
	case len(found) == 0 && r.Spec.Again != "":
		return say.T("somebody, who wanted run %s once more", r.Spec.Again), nil
	case len(found) == 0:
		return say.T("somebody, by hand"), nil
	case found[0].Kind == queue.ByFile:
		return begunByFile(found[0]), nil
	}
	return say.T("the schedule %[1]q, at %[2]s", found[0].Schedule, clockTime(found[0].At)), nil
}

// begunByFile names the file, and where it is by now.
func begunByFile(c queue.Cause) say.Text {
	if at, moved := putAway(c); moved {
		return say.T("the file %[1]s, at %[2]s (it is %[3]s now)", c.File.Path, clockTime(c.At), at)
	}
	return say.T("the file %[1]s, at %[2]s", c.File.Path, clockTime(c.At))
}

// putAway is where the file of a cause was moved after its run.
func putAway(c queue.Cause) (at string, moved bool) {
	return c.Fate, c.Fate != "" && c.Fate != "-" && c.Fate != c.File.Path
}

// attempt is which attempt a run is at.
func (a *app) attempt(r queue.Run) string {
	if all := r.Spec.Retry.Attempts; all > 1 {
		return a.say(say.T("%[1]d of %[2]d", r.Attempt, all))
	}
	return fmt.Sprint(r.Attempt)
}

// voided is an outcome that does not count any more, because its call was made again.
type voided struct {
	n       int
	name    string
	at      time.Time
	failure say.Text
}

// voidedOf lists what failed the attempts before the last, the oldest first.
func voidedOf(entries []journal.Entry) []voided {
	calls := map[int]voided{}
	var all []voided
	for _, e := range entries {
		v := calls[e.N]
		switch {
		case e.Kind == journal.Ask:
			v = voided{n: e.N, name: e.Call.Spoken()}
		case e.Kind == journal.Outcome && e.Err != nil:
			v.at, v.failure = e.At, e.Err.Text
		case e.Kind == journal.Retry:
			all = append(all, v)
			continue
		default:
			continue
		}
		calls[e.N] = v
	}
	return all
}

// printAttempts prints when and why earlier attempts failed.
func (a *app) printAttempts(entries []journal.Entry) {
	all := voidedOf(entries)
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(a.Stdout)
	rows := [][]string{{a.say(say.T("ATTEMPT")), a.say(say.T("FAILED")), "#", a.say(say.T("STEP")), a.say(say.T("WHY"))}}
	for i, v := range all {
		rows = append(rows, []string{fmt.Sprint(i + 1), clockTime(v.at), fmt.Sprint(v.n), v.name, a.say(v.failure)})
	}
	printTable(a.Stdout, rows)
}
