package sandbox

import (
	"net/http"
	"slices"
	"time"

	"dandori/bindings/simulator"
)

// The states of a task (§5).
const (
	stateOK      = "OK"
	stateNG      = "NG"
	stateError   = "ERROR"
	stateWaiting = "WAITING"
	stateRunning = "RUNNING"
)

// job is a task that was accepted.
type job struct {
	simulator.Task
	accepted time.Time
	dry      bool
	ids      []string
	raw      []byte // the body, until it has ended
	messages []string
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
	s.jobs.Accept(j, q.name, q.at, func() Course { return s.options.Course(Job{ID: j.ID, Operation: j.Operation, Nth: j.Nth}) })
	return j
}

// settle does what all jobs do whose time is over at now.
func (s *Sandbox) settle(now time.Time) {
	s.jobs.Settle(now, func(j *job) {
		s.finish(j)
		j.raw = nil
		s.counts.note(j)
	})
}

func (s *Sandbox) finish(j *job) {
	if j.Crash {
		j.State, j.messages = stateError, []string{"予期しないエラーが発生しました。サポートデスクへお問い合わせください。"}
		return
	}
	q, known := s.requestOf(j)
	if !known {
		j.State, j.messages = stateNG, []string{"リクエストを実行できません。"}
		return
	}
	w := s.work(q, j.Ends)
	_, do := q.plan(w)
	if _, problems := w.first(conflicting); problems != nil {
		j.State, j.messages = stateNG, problems
		return
	}
	j.State = stateOK
	if !j.dry {
		do()
		s.company.sweep(j.Ends, s.options.Limits.LinkLife)
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
