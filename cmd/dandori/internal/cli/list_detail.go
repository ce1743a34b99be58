package cli

import (
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/workflow"
)

// detailed is a workflow as list NAME --json prints it; null where nothing is.
type detailed struct {
	listed
	File       *string          `json:"file"` // in which it is defined
	Line       *int             `json:"line"`
	Gone       bool             `json:"gone"`       // its file is deleted
	SavedAt    *string          `json:"savedAt"`    // the version
	ApprovedBy *string          `json:"approvedBy"` // the version
	Upcoming   []times          `json:"upcoming"`   // by schedule
	Overlap    workflow.Overlap `json:"overlap"`
	Lock       *string          `json:"lock"`
	Catchup    *string          `json:"catchup"`
	Timeout    *string          `json:"timeout"`
	Retry      *detailedRetry   `json:"retry"`
	Reload     workflow.Reload  `json:"reload"`
	Notify     *detailedNotify  `json:"notify"`
	Causes     []detailedCause  `json:"causes"` // newest first
}

type times struct {
	Schedule workflow.Schedule `json:"schedule"`
	Next     []string          `json:"next"`
}

type detailedRetry struct {
	Attempts int     `json:"attempts"`
	Delay    string  `json:"delay"`
	Backoff  float64 `json:"backoff"`
}

type detailedNotify struct {
	On []string `json:"on"`
	To []string `json:"to"`
}

type detailedCause struct {
	At       string          `json:"at"`
	Kind     queue.CauseKind `json:"kind"`
	Schedule *string         `json:"schedule"`
	File     *string         `json:"file"`
	Run      *string         `json:"run"`
	State    *queue.State    `json:"state"`  // of the run; null when it is deleted by now
	Reason   *string         `json:"reason"` // why none was started
}

func (a *app) detailed(p *project, s stand, began []caused) detailed {
	d := detailed{
		listed: a.listed(p, s), Gone: s.gone, Upcoming: []times{}, Overlap: workflow.Queue, Reload: workflow.Auto, Causes: []detailedCause{},
	}
	if s.saved != nil {
		d.File, d.Line = &s.saved.File, optional(s.saved.Line)
	}
	if s.live != nil {
		d.SavedAt, d.ApprovedBy = moment(s.live.Made.In(p.config.Timezone.Location)), optional(s.live.By)
	}
	if s.def != nil {
		d.behave(s.def)
	}
	if s.starts() {
		for _, text := range s.def.On.Schedule {
			d.Upcoming = append(d.Upcoming, timesOf(text, p.config.Timezone.Location))
		}
	}
	for _, c := range began {
		d.Causes = append(d.Causes, detailedCause{
			At: c.At.In(p.config.Timezone.Location).Format(time.RFC3339), Kind: c.Kind, Schedule: optional(c.Schedule), File: optional(c.File.Path),
			Run: optional(c.Run), State: optional(c.state), Reason: optional(a.say(c.Reason)),
		})
	}
	return d
}

// behave adds how runs of w behave.
func (d *detailed) behave(w *workflow.Workflow) {
	if w.Overlap != "" {
		d.Overlap = w.Overlap
	}
	if w.Reload != "" {
		d.Reload = w.Reload
	}
	d.Lock = optional(string(w.Lock))
	if w.Catchup > 0 {
		d.Catchup = optional(span(time.Duration(w.Catchup)))
	}
	if w.Timeout > 0 {
		d.Timeout = optional(span(time.Duration(w.Timeout)))
	}
	if r := retryOf(w.Retry); r.Attempts > 0 {
		d.Retry = &detailedRetry{r.Attempts, span(r.Delay), r.Backoff}
	}
	if to := w.Notify.Channels(); len(to) > 0 {
		d.Notify = &detailedNotify{w.Notify.Occasions(), to}
	}
}

func timesOf(text workflow.Schedule, zone *time.Location) times {
	t := times{text, []string{}}
	for _, at := range upcoming(text, clock.Now(), zone, ahead) {
		t.Next = append(t.Next, at.Format(time.RFC3339))
	}
	return t
}
