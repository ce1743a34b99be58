package timetable

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// mark is how far a workflow's timetable has been considered, and which it was.
type mark struct {
	Through   time.Time `json:"through"`
	Schedules []string  `json:"schedules"`
	Zone      string    `json:"zone"`
}

func markName(workflow string) string { return "timetable/" + workflow }

// row is a line under consideration.
type row struct {
	line
	through time.Time // all up to here is on record
	wake    time.Time // the first occurrence after it; zero: none
	changed *line     // what the line has become while no dandori ran; nil: it has not changed
}

// same reports whether the two lines have the same occurrences.
func (l line) same(m line) bool {
	return l.zone.String() == m.zone.String() && slices.Equal(l.texts(), m.texts())
}

// load returns the row that an earlier process left, or nil when there is none.
func (t *Timetable) load(ctx context.Context, now line) (*row, error) {
	data, err := t.cfg.Causes.Mark(ctx, markName(now.plan.Workflow))
	if err != nil || data == nil {
		return nil, err
	}
	var m mark
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = now.zone // a zone that this machine does not have any more
	}
	before := now.plan
	before.Schedules = m.Schedules
	return &row{line: t.line(before, zone), through: m.Through}, nil
}

func (t *Timetable) save(ctx context.Context, r *row) error {
	data, err := json.Marshal(mark{Through: r.through.UTC(), Schedules: r.texts(), Zone: r.zone.String()})
	if err != nil {
		return err
	}
	return t.cfg.Causes.SetMark(ctx, markName(r.plan.Workflow), data)
}
