package sqlite

import (
	"database/sql"
	"encoding/json"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const runColumns = `id, workflow, script, state, due_at, until_at, epoch, owner, attempt, crashes, stopping,
	created_at, started_at, finished_at, worked, lane, sandbox, sent, spec, reason, result, failure`

// stored is a row of the table runs, in the order of runColumns.
type stored struct {
	id, workflow, script, state         string
	due, until                          sql.NullInt64
	epoch                               int64
	owner                               string
	attempt, crashes                    int
	stopping                            bool
	created, started, finished          sql.NullInt64
	worked                              int64
	lane                                string
	sandbox, sent, spec, reason, result []byte
	failure                             []byte
}

func (s *stored) fields() []any {
	return []any{
		&s.id, &s.workflow, &s.script, &s.state, &s.due, &s.until, &s.epoch, &s.owner, &s.attempt, &s.crashes, &s.stopping,
		&s.created, &s.started, &s.finished, &s.worked, &s.lane, &s.sandbox, &s.sent, &s.spec, &s.reason, &s.result, &s.failure,
	}
}

// unsealed is the run of a row.
func (d *DB) unsealed(s stored) (queue.Run, error) {
	r := queue.Run{
		ID: s.id, Workflow: s.workflow, Script: s.script, Lane: s.lane, State: queue.State(s.state), Due: instant(s.due), Until: instant(s.until),
		Epoch: s.epoch, Owner: s.owner, Attempt: s.attempt, Crashes: s.crashes, Stopping: s.stopping,
		Created: instant(s.created), Started: instant(s.started), Finished: instant(s.finished), Worked: time.Duration(s.worked) * time.Millisecond,
	}
	for _, plain := range []struct {
		text []byte
		to   any
	}{{s.sandbox, &r.Sandbox}, {s.sent, &r.Sent}} {
		if err := json.Unmarshal(plain.text, plain.to); err != nil {
			return r, err
		}
	}
	for _, part := range []struct {
		name   string
		sealed []byte
		to     any
	}{{"spec", s.spec, &r.Spec}, {"reason", s.reason, &r.Reason}, {"result", s.result, &r.Result}, {"failure", s.failure, &r.Failure}} {
		if err := d.openJSON(part.sealed, about("runs", s.id, part.name), part.to); err != nil {
			return r, err
		}
	}
	return r, nil
}

// legible is as much of the run of a row as can be read; its reason says what cannot.
func (d *DB) legible(s stored) (queue.Run, error) {
	r, err := d.unsealed(s)
	if err != nil {
		r.Reason = say.T("this run is damaged in the store: %v", err)
	}
	return r, nil
}

// sealJSON seals v as JSON for its place (see about).
func (d *DB) sealJSON(v any, place string) ([]byte, error) {
	plain, err := json.Marshal(v)
	return d.box.Seal(plain, place), err
}

// openJSON reads what sealJSON made; of nothing it leaves v as it is.
func (d *DB) openJSON(sealed []byte, place string, v any) error {
	plain, err := d.box.Open(sealed, place)
	if err != nil {
		return d.trouble(say.Errorf("%[1]s cannot be read: %[2]w", place, err))
	}
	if plain == nil {
		return nil
	}
	return json.Unmarshal(plain, v)
}

// millis is the time as the store keeps it.
func (d *DB) millis() int64 { return d.now().UnixMilli() }

// instant is the time of a column; zero for NULL.
func instant(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}

// orNull is t as a column; NULL for zero.
func orNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}
