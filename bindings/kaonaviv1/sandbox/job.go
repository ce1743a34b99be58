package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
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
	Job
	starts, ends time.Time
	crash        bool
	change       change     // nil for a preset and a rehearsal
	errors       []string   // what it will say when it ends, known for rehearsals from the start
	result       *sheetRead // what a preset has read
	state        string     // "" until it ended

	encoded json.RawMessage // as Save writes it, once it has ended
}

// presetLife is how long what a preset has read can be got.
const presetLife = 24 * time.Hour

// forget drops what presets have read that nobody can get any more.
func (s *Sandbox) forget(now time.Time) {
	for _, j := range s.jobs {
		if j.result != nil && now.Sub(j.ends) >= presetLife {
			j.result, j.encoded = nil, nil
		}
	}
}

// accept puts a job in line.
func (s *Sandbox) accept(q *request, j *job) *job {
	s.forget(q.at)
	j.Job = Job{ID: len(s.jobs) + 1, Operation: q.function.name, Sheet: q.sheet, Nth: 1}
	for _, other := range s.jobs {
		if other.Operation == j.Operation {
			j.Nth++
		}
	}
	course := s.options.Course(j.Job)
	j.starts = q.at.Add(course.Wait)
	j.ends = j.starts.Add(course.Run)
	j.crash = course.Crash
	s.jobs = append(s.jobs, j)
	s.pending = append(s.pending, j)
	slices.SortStableFunc(s.pending, byEnd)
	return j
}

// settle does what all jobs do whose time is over at now, in the order of their ends.
func (s *Sandbox) settle(now time.Time) {
	for len(s.pending) > 0 && !s.pending[0].ends.After(now) {
		j := s.pending[0]
		s.pending = s.pending[1:]
		s.finish(j)
	}
}

func (s *Sandbox) finish(j *job) {
	switch {
	case j.crash:
		j.state = stateError
	case j.Operation == "sheet.preset":
		j.result = s.company.read(s.company.sheets[j.Sheet], j.ends)
		j.state = stateOK
		return
	case j.change == nil:
		j.state = endOf(j.errors)
		return
	default:
		var commit func()
		if commit, j.errors = j.change.prepare(s.company, j.ends); len(j.errors) == 0 {
			commit()
			s.changed, s.encoded = true, nil
		}
		j.state = endOf(j.errors)
	}
	s.counts.note(j.state)
}

func endOf(problems []string) string {
	if len(problems) > 0 {
		return stateNG
	}
	return stateOK
}

// stateAt returns the job's state; the jobs must be settled up to at.
func (j *job) stateAt(at time.Time) string {
	switch {
	case j.state != "":
		return j.state
	case at.Before(j.starts):
		return stateWaiting
	default:
		return stateRunning
	}
}

// jobOf returns the job with an id as it stands in a path.
func (s *Sandbox) jobOf(id string) (*job, bool) {
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > len(s.jobs) || id != strconv.Itoa(n) {
		return nil, false
	}
	return s.jobs[n-1], true
}
