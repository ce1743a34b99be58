package runner

import (
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// notices are for the people who want to be told how a run is left: one for each channel.
func notices(run queue.Run, result engine.Result, p queue.Park) []queue.Notice {
	occasion, ok := occasionOf(p.State)
	if !ok || !slices.Contains(run.Spec.Notify.On, string(occasion)) {
		return nil
	}
	n := queue.Notice{Occasion: occasion, Workflow: nameOf(run), Run: run.ID, At: clock.Now()}
	n.Text, n.Hint = told(run, result, occasion)
	var all []queue.Notice
	for _, to := range run.Spec.Notify.To {
		n.To = to
		all = append(all, n)
	}
	return all
}

func occasionOf(s queue.State) (queue.Occasion, bool) {
	switch s {
	case queue.Succeeded:
		return queue.OnSucceeded, true
	case queue.Failed:
		return queue.OnFailed, true
	case queue.InDoubt:
		return queue.OnInDoubt, true
	case queue.Paused:
		return queue.OnPaused, true
	case queue.Cancelled:
		return queue.OnCancelled, true
	}
	return "", false // it goes on by itself, or waits for an approval, which tells people itself
}

// told is what happened to a run, and what to type.
func told(run queue.Run, result engine.Result, o queue.Occasion) (text, hint say.Text) {
	name, why := nameOf(run), Why(result.Failure)
	switch o {
	case queue.OnSucceeded:
		return say.T("%s succeeded", name), say.Text{}
	case queue.OnInDoubt:
		return say.T("%[1]s: a write is in doubt: %[2]s", name, why), say.T("dandori runs resolve %s", run.ID)
	case queue.OnPaused:
		return say.T("%[1]s is paused: %[2]s", name, why), say.T("dandori runs show %[1]s tells why, dandori runs resume %[1]s goes on", run.ID)
	case queue.OnCancelled:
		return say.T("%s was cancelled", name), say.Text{}
	}
	if run.Attempt > 1 {
		return say.T("%[1]s failed, also at attempt %[2]d: %[3]s", name, run.Attempt, why), say.T("dandori runs show %s", run.ID)
	}
	return say.T("%[1]s failed: %[2]s", name, why), say.T("dandori runs show %s", run.ID)
}

// Why is why a run did not succeed, without what may hold people's data:
// of what the script threw or a vendor answered, only what kind of error it was and where.
func Why(f *engine.Failure) say.Text {
	if f == nil {
		return say.Text{}
	}
	if f.Err == nil && (f.TimedOut || f.Diverged || f.Interrupted) || f.Err != nil && ours(f.Err.Class) {
		return f.Message
	}
	if f.File == "" {
		return say.Raw(f.Name)
	}
	return say.T("%[1]s at %[2]s:%[3]d", f.Name, f.File, f.Line)
}

// ours reports whether an error of this class reads as dandori says, with
// codes and names of fields at the most.
func ours(c call.Class) bool {
	switch c {
	case call.InDoubt, call.LimitError, call.TimeoutError, call.ConnectionError, call.Fault, call.Config, call.Changed:
		return true
	}
	return false
}

// nameOf is what people call a run.
func nameOf(run queue.Run) string {
	if run.Workflow != "" {
		return run.Workflow
	}
	return run.Script
}
