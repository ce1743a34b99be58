package sandbox

import (
	"net/http"
	"strings"
	"time"
)

// readTask is タスク進捗状況 取得 (§5).
func (s *Sandbox) readTask(q *request) answer {
	j, found := s.jobOf(q.id(0))
	if !found {
		return s.errorsOf(http.StatusNotFound, "task_id: タスクが存在しません。")
	}
	body := object{{"id", j.ID}, {"status", j.stateAt(q.at)}}
	if len(j.messages) > 0 || !s.options.Variant.NoMessages {
		messages := j.messages
		if messages == nil {
			messages = []string{}
		}
		body = append(body, pair{"messages", messages})
	}
	return ok(body)
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

func countIDs(path string) int { return strings.Count(path, "{}") }
