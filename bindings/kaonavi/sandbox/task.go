package sandbox

import (
	"net/http"
	"strings"
)

// readTask is タスク進捗状況 取得 (§5).
func (s *Sandbox) readTask(q *request) answer {
	j, found := s.jobs.Find(q.id(0))
	if !found {
		return s.errorsOf(http.StatusNotFound, "task_id: タスクが存在しません。")
	}
	body := object{{"id", j.ID}, {"status", j.StateAt(q.at, stateWaiting, stateRunning)}}
	if len(j.messages) > 0 || !s.options.Variant.NoMessages {
		messages := j.messages
		if messages == nil {
			messages = []string{}
		}
		body = append(body, pair{"messages", messages})
	}
	return ok(body)
}

func countIDs(path string) int { return strings.Count(path, "{}") }
