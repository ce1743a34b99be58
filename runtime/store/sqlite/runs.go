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
	n, err := d.newRun(r)
	if err != nil {
		return queue.Lease{}, err
	}
	var l queue.Lease
	err = d.move(ctx, durable, func(t *tx) error {
		now := d.millis()
		turn, err := n.insert(t, now)
		if err != nil || owner == "" || !turn {
			return err
		}
		taken, err := take(t, candidate{id: r.ID, lane: r.Lane}, owner, now, lease)
		l = queue.Lease{Run: r.ID, Epoch: taken.epoch}
		return err
	})
	return l, err
}

// newRun is a run on its way into the list.
type newRun struct {
	queue.Run
	spec    []byte // sealed
	sandbox string
}

func (d *DB) newRun(r queue.Run) (newRun, error) {
	spec, err := d.sealJSON(r.Spec, about("runs", r.ID, "spec"))
	if err != nil {
		return newRun{}, err
	}
	sandbox, err := json.Marshal(append([]string{}, r.Sandbox...))
	return newRun{Run: r, spec: spec, sandbox: string(sandbox)}, err
}

// insert puts the run into the list, and reports whether it has the turn of its lane.
func (n newRun) insert(t *tx, now int64) (turn bool, err error) {
	if _, err := t.Exec(`INSERT INTO runs(id, workflow, script, lane, turn, state, due_at, created_at, attempt, program, prelude, sandbox, spec)
			VALUES(?,?,?,?,?,'queued',?,?,?,?,?,?,?)`, n.ID, n.Workflow, n.Script, n.Lane, n.Lane == "",
		orNow(n.Due, now), orNow(n.Created, now), max(1, n.Attempt), n.Spec.Program, n.Spec.Prelude, n.sandbox, n.spec); err != nil || n.Lane == "" {
		return n.Lane == "", err
	}
	if err := handOn(t, n.Lane); err != nil {
		return false, err
	}
	err = t.QueryRow("SELECT turn FROM runs WHERE id = ?", n.ID).Scan(&turn)
	return turn, err
}

// Get returns the run id; id may be an unambiguous beginning (queue.Queue).
func (d *DB) Get(ctx context.Context, id string) (queue.Run, bool, error) {
	if id == "" {
		return queue.Run{}, false, nil
	}
	found, err := d.runs(ctx, d.unsealed, "WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", id, id+"\U0010FFFF")
	if err != nil || len(found) == 0 {
		return queue.Run{}, false, err
	}
	if len(found) > 1 && found[0].ID != id {
		return queue.Run{}, false, say.Errorf("several runs begin with %s: write more of the name", id)
	}
	return found[0], true, nil
}

const pageRuns = 100

// List returns runs, newest first (queue.Queue). Of one that is damaged it
// returns what can be read, and says so in its reason.
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
	return d.runs(ctx, d.legible, "WHERE "+strings.Join(where, " AND ")+" ORDER BY created_at DESC, id LIMIT ?", append(args, limit)...)
}

// runs returns the runs that the rest of a SELECT chooses, read by a function.
func (d *DB) runs(ctx context.Context, read func(stored) (queue.Run, error), rest string, args ...any) ([]queue.Run, error) {
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
		r, err := read(s)
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
