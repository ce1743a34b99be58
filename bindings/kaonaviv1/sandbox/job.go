package sandbox

import (
	"time"

	"dandori/bindings/simulator"
)

// The states of a task (document 2.11).
const (
	stateOK      = "OK"
	stateNG      = "NG"
	stateError   = "ERROR"
	stateWaiting = "WAITING"
	stateRunning = "RUNNING"
)

// change is what a write does to the company.
type change interface {
	// prepare checks the change against c as it is at this moment and returns
	// what makes it; when there are problems, nothing of it may be made.
	prepare(c *company, at time.Time) (commit func(), problems []string)
	// sent is the rows of the request, from which Load makes the change again.
	sent() []row
}

// job is a task that was accepted: a write, or a preset's read.
type job struct {
	simulator.Task
	sheet  string     // its id, "" for users and departments
	change change     // nil for a preset and a rehearsal
	errors []string   // what it will say when it ends, known for rehearsals from the start
	result *sheetRead // what a preset has read
}

// presetLife is how long what a preset has read can be got.
const presetLife = 24 * time.Hour

// forget drops what presets have read that nobody can get any more.
func (s *Sandbox) forget(now time.Time) {
	for _, j := range s.jobs.All() {
		if j.result != nil && now.Sub(j.Ends) >= presetLife {
			j.result = nil
			j.Changed()
		}
	}
}

// accept puts a job in line.
func (s *Sandbox) accept(q *request, j *job) *job {
	s.forget(q.at)
	j.sheet = q.sheet
	s.jobs.Accept(j, q.function.name, q.at, func() Course {
		return s.options.Course(Job{ID: j.ID, Operation: j.Operation, Sheet: j.sheet, Nth: j.Nth})
	})
	return j
}

// settle does what all jobs do whose time is over at now.
func (s *Sandbox) settle(now time.Time) { s.jobs.Settle(now, s.finish) }

func (s *Sandbox) finish(j *job) {
	switch {
	case j.Crash:
		j.State = stateError
	case j.Operation == "sheet.preset":
		j.result = s.company.read(s.company.sheets[j.sheet], j.Ends)
		j.State = stateOK
		return
	case j.change == nil:
		j.State = endOf(j.errors)
		return
	default:
		var commit func()
		if commit, j.errors = j.change.prepare(s.company, j.Ends); len(j.errors) == 0 {
			commit()
			s.changed, s.encoded = true, nil
		}
		j.State = endOf(j.errors)
	}
	s.counts.note(j.State)
}

func endOf(problems []string) string {
	if len(problems) > 0 {
		return stateNG
	}
	return stateOK
}
