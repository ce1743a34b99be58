package sandbox

import (
	"net/http"
	"strings"
	"time"
)

// The states of an import.
const (
	jobQueued  = 0
	jobRunning = 1
	jobDone    = 2
	jobFailed  = 9
)

// job is one import. When it begins and ends is known when it is reserved.
type job struct {
	id           string
	upload       upload
	begins, ends time.Time
	judged       bool
	results      []result // once judged: the rows' results
	applied      bool
	failed       bool
}

// status returns the state at now; settle has been called for now.
func (j *job) status(now time.Time) int {
	switch {
	case now.Before(j.begins):
		return jobQueued
	case now.Before(j.ends):
		return jobRunning
	case j.failed:
		return jobFailed
	default:
		return jobDone
	}
}

// settle brings the imports to where they are at now.
func (s *Sandbox) settle(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if !j.judged && !now.Before(j.begins) {
			j.judged, j.results = true, s.organisation.judge(j.upload, j.begins.In(jst).Format(time.DateOnly))
			j.failed = !sound(j.results)
		}
		if j.judged && !j.applied && !now.Before(j.ends) {
			s.finish(j)
		}
	}
}

func (s *Sandbox) finish(j *job) {
	j.applied = true
	if j.failed {
		j.results, j.upload = s.flawed(j.results, s.options.Variants.AllRows), upload{}
		return
	}
	s.organisation, j.results = s.organisation.apply(j.upload, s.ids, s.options.Variants.BlankKeeps)
	j.upload = upload{} // nobody needs it any more
	s.counts.Imports++
	s.encoded = nil
	s.changed = true
}

// flawed returns the results with errors, or all of them, then none completed.
func (s *Sandbox) flawed(results []result, all bool) []result {
	var kept []result
	for _, r := range results {
		if !r.completed || all {
			r.completed = false
			kept = append(kept, r)
		}
	}
	return kept
}

// startImport is 組織インポート予約.
func (s *Sandbox) startImport(r *request) (*reply, *refusal) {
	u, refused := s.readUpload(r)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	begins := r.now.Add(s.options.JobTime / 4)
	if n := len(s.jobs); n > 0 && s.jobs[n-1].ends.After(begins) {
		begins = s.jobs[n-1].ends
	}
	j := &job{id: s.ids.uuid(importID, len(s.jobs)), upload: u, begins: begins, ends: begins.Add(s.options.JobTime - s.options.JobTime/4)}
	s.jobs = append(s.jobs, j)
	return answerJSON(map[string]string{"importId": j.id}), nil
}

// checkImport is 組織インポートデータチェック: nothing when all is well, else the rows that are not.
func (s *Sandbox) checkImport(r *request) (*reply, *refusal) {
	u, refused := s.readUpload(r)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	bad := s.flawed(s.organisation.judge(u, r.now.In(jst).Format(time.DateOnly)), false)
	if len(bad) == 0 {
		return answerBytes("text/csv", nil), nil
	}
	return s.results(bad), nil
}

func (s *Sandbox) results(results []result) *reply {
	rows := make([][]string, len(results))
	for i, r := range results {
		rows[i] = r.row(s.options.Variants)
	}
	return answerBytes("text/csv", s.writeCSV(resultColumns, rows, "comma"))
}

// job finds the import that the path names.
func (s *Sandbox) job(id string) (*job, *refusal) {
	if !isUUID(id) {
		return nil, bad(codeInvalid, "importId", "importId is invalid.")
	}
	for _, j := range s.jobs {
		if strings.EqualFold(j.id, id) {
			return j, nil
		}
	}
	return nil, s.unknown("importId")
}

// getJob is 組織インポートステータス確認.
func (s *Sandbox) getJob(r *request) (*reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j, refused := s.job(r.id)
	if refused != nil {
		return nil, refused
	}
	return answerJSON(map[string]int{"importStatus": j.status(r.now)}), nil
}

// getResult is 組織インポート結果取得.
func (s *Sandbox) getResult(r *request) (*reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j, refused := s.job(r.id)
	if refused != nil {
		return nil, refused
	}
	if status := j.status(r.now); status != jobDone && status != jobFailed {
		return nil, refuse(http.StatusBadRequest, "The import has not finished.", codeInvalid, "importId")
	}
	return s.results(j.results), nil
}
