package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The states of a task (§5).
const (
	stateOK      = "OK"
	stateNG      = "NG"
	stateError   = "ERROR"
	stateWaiting = "WAITING"
	stateRunning = "RUNNING"
)

// firstTask is the id of a company's first task: they are a running number (§5).
const firstTask = 1

// job is a task that was accepted.
type job struct {
	Job
	accepted, starts, ends time.Time
	crash, dry             bool
	ids                    []string
	raw                    []byte // the body, until it has ended
	state                  string // "" until it has ended
	messages               []string

	encoded json.RawMessage // as Save writes it, once it has ended
}

// work is one write at the moment when it happens, or is checked.
type work struct {
	*check
	*request
	company  *company
	variant  Variant
	now      time.Time // when it happens
	accepted time.Time // when it was asked for
}

// item is the whole body.
func (w *work) item() item { return item{w.check, "", w.body} }

func (s *Sandbox) work(q *request, now time.Time) *work {
	return &work{
		check: &check{lax: s.options.Variant.IgnoreUnknown}, request: q, company: s.company,
		variant: s.options.Variant, now: now, accepted: q.at,
	}
}

// last is the last kind of problems that is told before the task.
func (c Checks) last() kind {
	switch c {
	case ChecksAll:
		return conflicting
	case ChecksFew:
		return long
	case ChecksNone:
		return misshapen
	default:
		return repeated
	}
}

// write checks a write and does it, or puts its task in line.
func (s *Sandbox) write(q *request) answer {
	w, last := s.work(q, q.at), conflicting
	if q.task {
		last = s.options.Variant.Checks.last()
	}
	result, do := q.plan(w)
	if kind, problems := w.first(last); kind == lost {
		return s.errorsOf(http.StatusNotFound, problems...)
	} else if problems != nil {
		return s.errorsOf(http.StatusBadRequest, problems...)
	}
	if !q.task {
		if !q.dryRun() {
			do()
			s.touch()
			s.counts.Applied++
		}
		return s.done(q, result)
	}
	if s.options.Limits.FreeBad {
		if late := s.countUpdate(q); late != nil {
			return *late
		}
	}
	if q.dryRun() && s.options.Variant.DryRunBare {
		return ok(object{})
	}
	return answer{status: s.options.Variant.TaskStatus, body: object{{"task_id", s.accept(q).ID}}}
}

// done is the answer to what has no task.
func (s *Sandbox) done(q *request, result any) answer {
	switch v := s.options.Variant; q.method {
	case http.MethodDelete:
		return answer{status: v.DeleteStatus, body: object{}}
	case http.MethodPost:
		return answer{status: v.CreateStatus, body: result}
	default:
		return ok(result)
	}
}

// touch notes that the company is no longer as it was saved.
func (s *Sandbox) touch() { s.changed, s.encoded = true, nil }

// accept puts a job in line.
func (s *Sandbox) accept(q *request) *job {
	j := &job{accepted: q.at, ids: q.ids, raw: q.raw, dry: q.dryRun()}
	j.Job = Job{ID: len(s.jobs) + firstTask, Operation: q.name, Nth: 1}
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
		j.raw = nil
		s.counts.note(j)
	}
}

func (s *Sandbox) finish(j *job) {
	if j.crash {
		j.state, j.messages = stateError, []string{"予期しないエラーが発生しました。サポートデスクへお問い合わせください。"}
		return
	}
	q, known := s.requestOf(j)
	if !known {
		j.state, j.messages = stateNG, []string{"リクエストを実行できません。"}
		return
	}
	w := s.work(q, j.ends)
	_, do := q.plan(w)
	if _, problems := w.first(conflicting); problems != nil {
		j.state, j.messages = stateNG, problems
		return
	}
	j.state = stateOK
	if !j.dry {
		do()
		s.company.sweep(j.ends, s.options.Limits.LinkLife)
		s.touch()
	}
}

// requestOf makes a job's request again.
func (s *Sandbox) requestOf(j *job) (*request, bool) {
	i := slices.IndexFunc(s.operations, func(o operation) bool { return o.name == j.Operation })
	if i < 0 || len(j.ids) != countIDs(s.operations[i].path) {
		return nil, false
	}
	q := &request{operation: s.operations[i], at: j.accepted, raw: j.raw, ids: j.ids}
	return q, q.task && q.parse()
}

// jobOf returns the job with an id as it stands in a path.
func (s *Sandbox) jobOf(id string) (*job, bool) {
	n, err := strconv.Atoi(id)
	n -= firstTask
	if err != nil || n < 0 || n >= len(s.jobs) || id != strconv.Itoa(n+firstTask) {
		return nil, false
	}
	return s.jobs[n], true
}

// byEnd orders jobs as they end.
func byEnd(a, b *job) int { return a.ends.Compare(b.ends) }
