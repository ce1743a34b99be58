package api

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Organization is what a dry run knows of the users and departments: as they
// were when it read them, and as its imports would have left them.
type Organization struct {
	Departments []Record // nil: not read yet
	Users       []Record
}

func (o *Organization) departments(ctx context.Context, c *Client) ([]Record, error) {
	var err error
	if o.Departments == nil {
		o.Departments, err = c.Departments(ctx, "comma")
	}
	return o.Departments, err
}

func (o *Organization) users(ctx context.Context, c *Client) ([]Record, error) {
	var err error
	if o.Users == nil {
		o.Users, err = c.Users(ctx, "comma")
	}
	return o.Users, err
}

// Leave makes the organisation what the import would leave; results are those
// of Rehearse, which name what is new.
func (p *Plan) Leave(results []ImportResult) {
	made := map[string]string{}
	for i, e := range p.form.given {
		if e.now == nil {
			made[strings.ToLower(tempPrefix+e.record["tempId"])] = results[i].ID
		}
	}
	for i, e := range p.form.given {
		rows := &p.draft.known.Departments
		if e.place.kind == Users {
			rows = &p.draft.known.Users
		}
		*rows = e.left(*rows, results[i].ID, made)
	}
}

// left are the rows of e's kind with e done.
func (e *entry) left(rows []Record, id string, made map[string]string) []Record {
	key := idKey(e.place.kind)
	at := slices.IndexFunc(rows, func(r Record) bool { return strings.EqualFold(r[key], id) })
	if e.row.deletes() {
		return slices.DeleteFunc(slices.Clone(rows), func(r Record) bool { return strings.EqualFold(r[key], id) })
	}
	next := Record{}
	if at >= 0 {
		next = maps.Clone(rows[at])
	}
	for _, r := range rules(e.place.kind) {
		if text := e.record[r.key]; text != "" || r.blank != keeps {
			next[r.key] = text
		}
	}
	next[key], next["tempId"] = id, ""
	for _, key := range []string{"departmentId", "parentDepartmentId"} {
		refs := references(next[key])
		for i, ref := range refs {
			if id, is := made[strings.ToLower(ref)]; is && key != idKey(e.place.kind) {
				refs[i] = id
			}
		}
		if key != idKey(e.place.kind) && next[key] != "" {
			next[key] = strings.Join(refs, ";")
		}
	}
	if at < 0 {
		return append(slices.Clone(rows), next)
	}
	rows = slices.Clone(rows)
	rows[at] = next
	return rows
}
