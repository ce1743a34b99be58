package cli

import (
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// recordPlan is the plan of a dry run as run --json prints it.
type recordPlan struct {
	Rows     []recordRow               `json:"rows"`
	Writes   []recordWrite             `json:"writes"`
	Requests map[string]map[string]int `json:"requests"` // by connection and class of limit; "" is all others
	DoneAt   *string                   `json:"doneAt"`   // when the last of them could be sent at today's limits
}

type recordRow struct {
	Write  int         `json:"write"` // which of writes, from 1
	Action plan.Action `json:"action"`
	Key    string      `json:"key"`
	Name   *string     `json:"name"`  // what people call the row; null: its key says it, or nobody knows
	Field  *string     `json:"field"` // null: the whole row
	Before string      `json:"before"`
	After  string      `json:"after"`
}

type recordWrite struct {
	Connection string         `json:"connection"`
	Vendor     string         `json:"vendor"`
	Operation  string         `json:"operation"`
	Target     *string        `json:"target"`
	Title      *string        `json:"title"`
	Present    int            `json:"present"`
	Requests   map[string]int `json:"requests"`
	Rehearsed  []string       `json:"rehearsed"` // null: it was not asked
	Warnings   []say.Text     `json:"warnings,omitempty"`
	Add        int            `json:"add"`
	Change     int            `json:"change"`
	Remove     int            `json:"remove"`
}

func (o *outlook) record() *recordPlan {
	r := &recordPlan{Rows: []recordRow{}, Writes: []recordWrite{}, Requests: map[string]map[string]int{}, DoneAt: moment(o.doneAt)}
	for _, row := range o.rows {
		r.Rows = append(r.Rows, recordRow{row.Write, row.Action, row.Key, optional(row.Name), optional(row.Field), row.Before, row.After})
	}
	for _, w := range o.writes {
		var c counts
		c.take(w)
		r.Writes = append(r.Writes, recordWrite{
			w.Connection, w.Vendor, w.Operation, optional(w.Target), optional(w.Title), w.Present, w.Requests, w.Rehearsed, w.Warnings, c.add, c.change, c.remove,
		})
	}
	for _, c := range o.costs {
		if r.Requests[c.connection] == nil {
			r.Requests[c.connection] = map[string]int{}
		}
		r.Requests[c.connection][c.class] = c.requests
	}
	return r
}
