package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

var _ queue.Queue = (*DB)(nil)

// Add puts a run into the list (queue.Queue).
func (d *DB) Add(ctx context.Context, r queue.Run, owner string, lease time.Duration) (queue.Lease, error) {
	spec, err := d.sealJSON(r.Spec, about("runs", r.ID, "spec"))
	if err != nil {
		return queue.Lease{}, err
	}
	sandbox, err := json.Marshal(append([]string{}, r.Sandbox...))
	if err != nil {
		return queue.Lease{}, err
	}
	l := queue.Lease{Run: r.ID}
	err = d.move(ctx, durable, func(t *tx) error {
		now := d.millis()
		if _, err := t.Exec(`INSERT INTO runs(id, workflow, script, state, due_at, created_at, attempt, program, prelude, sandbox, spec)
			VALUES(?,?,?,'queued',?,?,?,?,?,?,?)`,
			r.ID, r.Workflow, r.Script, orNow(r.Due, now), orNow(r.Created, now), max(1, r.Attempt), r.Spec.Program, r.Spec.Prelude, string(sandbox), spec); err != nil {
			return err
		}
		if owner == "" {
			return nil
		}
		taken, err := take(t, r.ID, owner, now, lease)
		l.Epoch = taken.epoch
		return err
	})
	return l, err
}

// Get returns the run id; id may be an unambiguous beginning (queue.Queue).
func (d *DB) Get(ctx context.Context, id string) (queue.Run, bool, error) {
	if id == "" {
		return queue.Run{}, false, nil
	}
	found, err := d.runs(ctx, "WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", id, id+"\U0010FFFF")
	if err != nil || len(found) == 0 {
		return queue.Run{}, false, err
	}
	if len(found) > 1 && found[0].ID != id {
		return queue.Run{}, false, say.Errorf("several runs begin with %s: write more of the name", id)
	}
	return found[0], true, nil
}

const pageRuns = 100

// List returns runs, newest first (queue.Queue).
func (d *DB) List(ctx context.Context, f queue.Filter) ([]queue.Run, error) {
	where, args := []string{"true"}, []any{}
	if f.Workflow != "" {
		where, args = append(where, "workflow = ?"), append(args, f.Workflow)
	}
	if len(f.States) > 0 {
		where = append(where, "state IN (?"+strings.Repeat(",?", len(f.States)-1)+")")
		for _, s := range f.States {
			args = append(args, string(s))
		}
	}
	if f.Before != "" {
		var created int64
		err := d.reads.QueryRowContext(ctx, "SELECT created_at FROM runs WHERE id = ?", f.Before).Scan(&created)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, say.Errorf("there is no run %s any more: begin again with the newest", f.Before)
		} else if err != nil {
			return nil, d.trouble(err)
		}
		where, args = append(where, "created_at <= ? AND (created_at < ? OR id > ?)"), append(args, created, created, f.Before)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = pageRuns
	}
	return d.runs(ctx, "WHERE "+strings.Join(where, " AND ")+" ORDER BY created_at DESC, id LIMIT ?", append(args, limit)...)
}

// runs returns the runs that the rest of a SELECT chooses.
func (d *DB) runs(ctx context.Context, rest string, args ...any) ([]queue.Run, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT "+runColumns+" FROM runs "+rest, args...)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var out []queue.Run
	for rows.Next() {
		var s stored
		if err := rows.Scan(s.fields()...); err != nil {
			return nil, err
		}
		r, err := d.unsealed(s)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, d.trouble(rows.Err())
}

// orNow is t in milliseconds, or now when there is no t.
func orNow(t time.Time, now int64) int64 {
	if t.IsZero() {
		return now
	}
	return t.UnixMilli()
}
