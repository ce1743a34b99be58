package cli

import (
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/workflow"
)

// define writes into spec what a workflow's definition says of its runs.
func define(spec *queue.Spec, w *workflow.Workflow) {
	spec.Read, spec.Write = w.Folders.Readable(), w.Folders.Writable()
	spec.Remove, spec.Change, spec.Preimage = w.Removable(), w.Changeable(), w.Preimage
	spec.Timeout = time.Duration(w.Timeout)
	spec.Retry = retryOf(w.Retry)
	spec.Notify = queue.Notify{On: w.Notify.Occasions(), To: w.Notify.Channels()}
}

func retryOf(r workflow.Retry) queue.Retry {
	if r.Attempts <= 1 {
		return queue.Retry{}
	}
	if r.Delay == 0 {
		r.Delay = workflow.DefaultDelay
	}
	return queue.Retry{Attempts: int(r.Attempts), Delay: time.Duration(r.Delay), Backoff: max(1, float64(r.Backoff))}
}

// laneOf is the lane of a run of w (queue.Run). A dry run, and one on the
// sandbox, are in nobody's way.
func laneOf(spec queue.Spec, w *workflow.Workflow) string {
	if w == nil || spec.DryRun || spec.Sandboxed || spec.Example {
		return ""
	}
	return w.Lane()
}
