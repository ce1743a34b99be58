package api

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// View is what one run knows of a company. In a dry run it is also what its
// writes would have left. A nil View knows nothing. It may be used from any goroutine.
type View struct {
	dry bool

	mu     sync.Mutex
	tables map[string]Table
	gone   map[string]bool // members that the run's writes would have removed
}

// NewView returns the view of a run that has seen nothing yet.
func NewView(dry bool) *View {
	return &View{dry: dry, tables: map[string]Table{}, gone: map[string]bool{}}
}

// list returns the list that a write changes.
func (v *View) list(op Operation, at Target, read func() (Table, error)) (Table, error) {
	if v == nil {
		return read()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if t, seen := v.tables[viewKey(op, at)]; seen && v.dry {
		return v.left(op, t)
	}
	t, err := read()
	if err == nil && (v.dry || referred(op)) {
		v.tables[viewKey(op, at)] = t
	}
	if err != nil {
		return Table{}, err
	}
	return v.left(op, t)
}

// known returns a list that a write refers to, and whether it was read just now.
func (v *View) known(op Operation, read func() (Table, error)) (t Table, fresh bool, err error) {
	if v == nil {
		t, err = read()
		return t, true, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if t, seen := v.tables[viewKey(op, Target{})]; seen {
		return t, v.dry, nil
	}
	if t, err = read(); err == nil {
		v.tables[viewKey(op, Target{})] = t
	}
	return t, true, err
}

// forget makes the next look read these again.
func (v *View) forget(ops []Operation) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, op := range ops {
		delete(v.tables, viewKey(op, Target{}))
	}
}

// apply notes what a write leaves.
func (v *View) apply(i Intent, now Table) error {
	if v == nil {
		return nil
	}
	op, at := i.reads()
	if !v.dry && !referred(op) {
		return nil
	}
	next, err := i.apply(now)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tables[viewKey(op, at)] = next
	if op.Kind == Members {
		return v.leave(now, next)
	}
	return nil
}

// leave notes which members would be gone: their records, pictures and files are, too.
func (v *View) leave(now, next Table) error {
	for _, t := range []struct {
		Table
		gone bool
	}{{now, true}, {next, false}} {
		for m, err := range Each[struct{ Code string }](t.Table) {
			if err != nil {
				return unreadable(err)
			}
			if t.gone {
				v.gone[m.Code] = true
			} else {
				delete(v.gone, m.Code)
			}
		}
	}
	return nil
}

// left is t without what belongs to members who would be gone.
func (v *View) left(op Operation, t Table) (Table, error) {
	if len(v.gone) == 0 || !slices.Contains([]Kind{Records, Faces, Files}, op.Kind) {
		return t, nil
	}
	rows := []json.RawMessage{}
	for row, err := range Each[json.RawMessage](t) {
		var m struct{ Code string }
		if err == nil {
			err = json.Unmarshal(row, &m)
		}
		if err != nil {
			return Table{}, unreadable(err)
		}
		if !v.gone[m.Code] {
			rows = append(rows, row)
		}
	}
	return t.with(rows)
}

// referred reports whether other writes refer to the list.
func referred(op Operation) bool {
	return op.Kind == Members || op.Kind == Departments || op.Kind == Users
}

func viewKey(op Operation, at Target) string {
	return strings.Join([]string{op.Name, at.Sheet, at.Field, at.Permission}, "\n")
}

// with is t with other rows.
func (t Table) with(rows any) (Table, error) {
	raw, err := json.Marshal(rows)
	t.Rows = raw
	return t, err
}
