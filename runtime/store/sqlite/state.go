package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// A key of the state may tell something about people, so that the column key
// holds a keyed hash of it, and what is sealed is the key and the value. A key
// that was removed stays, with an empty value, for as long as its run may still
// enter a call that came before (see sweepState).

// keeper is the SQL for whose state a run reads and changes: its workflow's, or its script's.
const keeper = "CASE workflow WHEN '' THEN 'script:' || script ELSE workflow END"

// kept is what is sealed of one key.
type kept struct {
	Key   string          `json:"k"`
	Value json.RawMessage `json:"v"`
}

// keep changes the state of a workflow (see keeper), as the run's call n wants
// it. Of one run the later call wins, in whatever order they come.
func (d *DB) keep(t *tx, workflow, run string, n int, changes []call.Keep) error {
	for _, c := range changes {
		row := d.Hash([]byte(workflow + "\x00" + c.Key))
		sealed := []byte{}
		if c.Value != nil {
			plain, err := json.Marshal(kept{c.Key, c.Value})
			if err != nil {
				return err
			}
			sealed = d.box.Seal(plain, about("state", workflow, row))
		}
		if _, err := t.Exec(`INSERT INTO state(workflow, key, value, run, n) VALUES(?,?,?,?,?)
			ON CONFLICT DO UPDATE SET value = excluded.value, run = excluded.run, n = excluded.n
			WHERE run <> excluded.run OR n <= excluded.n`, workflow, row, sealed, run, n); err != nil {
			return err
		}
	}
	return nil
}

// retried makes what calls after n of the run wrote give way to those that the
// run will make instead of them, whose numbers begin there again.
func retried(t *tx, workflow, run string, n int) error {
	_, err := t.Exec("UPDATE state SET n = ? WHERE workflow = ? AND run = ? AND n > ?", n, workflow, run, n)
	return err
}

// State is what a workflow's runs remember.
type State struct {
	d        *DB
	workflow string
}

// State returns the state of a workflow; that of a bare script is under "script:" and its path.
func (d *DB) State(workflow string) State { return State{d, workflow} }

// Get returns the value of a key, as JSON.
func (s State) Get(ctx context.Context, key string) (json.RawMessage, bool, error) {
	row := s.d.Hash([]byte(s.workflow + "\x00" + key))
	var sealed []byte
	err := s.d.reads.QueryRowContext(ctx, "SELECT value FROM state WHERE workflow = ? AND key = ? AND value <> x''", s.workflow, row).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, s.d.trouble(err)
	}
	found, err := s.unsealed(row, sealed)
	return found.Value, err == nil, err
}

// Some returns the values of those of keys that have one, as JSON, with one query.
func (s State) Some(ctx context.Context, keys []string) (map[string]json.RawMessage, error) {
	wanted := make([]string, len(keys))
	for i, key := range keys {
		wanted[i] = s.d.Hash([]byte(s.workflow + "\x00" + key))
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	rows, err := s.d.reads.QueryContext(ctx, "SELECT key, value FROM state WHERE workflow = ? AND key IN (SELECT value FROM json_each(?)) AND value <> x''", s.workflow, string(list))
	out := map[string]json.RawMessage{}
	err = s.each(rows, err, func(k kept) { out[k.Key] = k.Value })
	return out, err
}

// List returns the keys that begin with prefix, sorted.
func (s State) List(ctx context.Context, prefix string) ([]string, error) {
	rows, err := s.d.reads.QueryContext(ctx, "SELECT key, value FROM state WHERE workflow = ? AND value <> x''", s.workflow)
	keys := []string{}
	err = s.each(rows, err, func(k kept) {
		if strings.HasPrefix(k.Key, prefix) {
			keys = append(keys, k.Key)
		}
	})
	slices.Sort(keys)
	return keys, err
}

// each opens the rows of a query one after the other, and closes it.
func (s State) each(rows *sql.Rows, err error, do func(kept)) error {
	if err != nil {
		return s.d.trouble(err)
	}
	defer rows.Close()
	for rows.Next() {
		var row string
		var sealed []byte
		if err := rows.Scan(&row, &sealed); err != nil {
			return err
		}
		k, err := s.unsealed(row, sealed)
		if err != nil {
			return err
		}
		do(k)
	}
	return s.d.trouble(rows.Err())
}

func (s State) unsealed(row string, sealed []byte) (kept, error) {
	var k kept
	plain, err := s.d.box.Open(sealed, about("state", s.workflow, row))
	if err == nil {
		err = json.Unmarshal(plain, &k)
	}
	if err != nil {
		err = s.d.trouble(say.Errorf("the state of %s cannot be read: %w", s.workflow, err))
	}
	return k, err
}
