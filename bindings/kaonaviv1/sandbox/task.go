package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

// idShape is how a function writes its progress_id: the samples differ.
type idShape func(id int) any

func asNumber(id int) any { return id }
func asString(id int) any { return strconv.Itoa(id) }

// write accepts a change, or rehearses it when the request is a dry run.
func (s *Sandbox) write(q *request, c change, shape idShape) answer {
	if !q.dryRun {
		return accepted(s.accept(q, &job{change: c}), shape)
	}
	_, problems := c.prepare(s.company, q.at)
	switch {
	case len(problems) > 0 && !s.options.Variant.DryRunTask:
		return answer{status: s.options.ErrorStatus, body: object{{"status", stateNG}, {"errors", problems}}}
	case len(problems) == 0 && s.options.Variant.DryRunBare:
		return ok(object{{"status", stateOK}})
	default:
		return accepted(s.accept(q, &job{errors: problems}), shape)
	}
}

// accepted is the answer to a write: OK says only that the task is in line.
func accepted(j *job, shape idShape) answer {
	return ok(object{{"progress_id", shape(j.ID)}, {"status", stateOK}})
}

// readTask is function 11. Presets are no tasks of its.
func (s *Sandbox) readTask(q *request) answer {
	j, found := s.jobs.Find(q.progress)
	if !found || j.Operation == "sheet.preset" {
		return errorsOf(s.options.ErrorStatus, "task_idが存在しません。")
	}
	state := j.StateAt(q.at, stateWaiting, stateRunning)
	body := object{{"progress_id", asString(j.ID)}, {"status", state}}
	switch {
	case state != stateNG:
	case s.options.Variant.MessageOnly:
		body = append(body, field{"message", strings.Join(j.errors, "\n")})
	default:
		body = append(body, field{"errors", j.errors})
	}
	return ok(body)
}

// message is the text that goes with a state in functions 13 and 14; OK and WAITING are the document's own.
func message(state string) string {
	switch state {
	case stateOK:
		return "正常に処理が完了しました"
	case stateWaiting:
		return "処理の実行を待っています。"
	case stateRunning:
		return "処理を実行しています。"
	default:
		return "予期しないエラーが発生しました。サポートデスクへお問い合わせください。"
	}
}

// progress is the answer of functions 12–14 that has no data.
func progress(state, message string) answer {
	return answer{status: http.StatusOK, body: object{{"status", state}, {"message", message}}}
}

// preset is function 12; it has no dry run.
func (s *Sandbox) preset(q *request) answer {
	if s.company.sheets[q.sheet] == nil {
		return progress(stateNG, "sheet_idが存在しません。")
	}
	j := s.accept(q, &job{})
	return ok(object{{"data", object{{"progress_id", j.ID}, {"status", stateOK}}}})
}

// presetOf returns the preset of the path, or why there is none (document 2.14, at the end).
func (s *Sandbox) presetOf(q *request) (*job, string) {
	if s.company.sheets[q.sheet] == nil {
		return nil, "sheet_idが存在しません。"
	}
	j, found := s.jobs.Find(q.progress)
	if !found || j.Operation != "sheet.preset" || j.State == stateOK && j.result == nil {
		return nil, "progress_idが存在しません。"
	}
	if j.sheet != q.sheet {
		return nil, "progress_idがsheet_idと合致しません。"
	}
	return j, ""
}

// readPreset is function 13.
func (s *Sandbox) readPreset(q *request) answer {
	j, problem := s.presetOf(q)
	if problem != "" {
		return progress(stateNG, problem)
	}
	state := j.StateAt(q.at, stateWaiting, stateRunning)
	return progress(state, message(state))
}

// getPreset is function 14.
func (s *Sandbox) getPreset(q *request) answer {
	j, problem := s.presetOf(q)
	if problem != "" {
		return progress(stateNG, problem)
	}
	if state := j.StateAt(q.at, stateWaiting, stateRunning); state != stateOK {
		return progress(state, message(state))
	}
	if q.dryRun {
		return ok(object{{"data", object{{"headers", j.result.headers}}}})
	}
	rows := "data"
	if s.options.Variant.VData {
		rows = "vdata"
	}
	return ok(object{{"data", object{{"headers", j.result.headers}, {rows, j.result.rows(true)}}}})
}
