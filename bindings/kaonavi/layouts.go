package kaonavi

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"dandori/bindings/kaonavi/api"
)

// layouts are what the company's layouts say, asked for once a run and again
// when a name is not found, for somebody may have made it since.
//
// They are asked for within the work of the call that needs them, not by calls
// of their own: what a script sees of them (values by name, an unknown name) is
// in that call's recorded outcome, so that a replay needs none, and whether they
// were at hand already cannot change the order of a script's steps. Its methods
// may be called from any goroutine; one of them asks at a time.
type layouts struct {
	client *api.Client

	mu      sync.Mutex
	members *api.Form
	sheets  []api.SheetLayout
	forms   map[api.Int]*api.Form
}

// everything asks for calculated fields, too: they are in what is read, and must not be written.
var everything = api.Query{Calculated: true}

// ofMembers returns the members' fields, in which all the names are if they are anywhere.
func (l *layouts) ofMembers(ctx context.Context, names []string) (*api.Form, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.members != nil && knowsAll(l.members, names) {
		return l.members, nil
	}
	var m api.MemberLayout
	if err := l.client.Get(ctx, operation("layouts.members"), api.Target{}, everything, &m); err != nil {
		return nil, err
	}
	l.members = m.Form()
	return l.members, nil
}

// place is what a subject means: the vendor's own ids, and the fields of its rows.
type place struct {
	at    api.Target
	form  *api.Form // nil where rows have no fields by name
	title string    // what people call it; "" where the operation says it
}

// ofSheet returns the sheet with that id or name, and its field with that id or name unless it is "".
func (l *layouts) ofSheet(ctx context.Context, sheet, field string, names []string) (place, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := l.sheets == nil
	for {
		if fresh {
			if err := l.readSheets(ctx); err != nil {
				return place{}, err
			}
		}
		p, err := l.find(sheet, field)
		if fresh || err == nil && knowsAll(p.form, names) {
			return p, err
		}
		fresh = true
	}
}

func (l *layouts) readSheets(ctx context.Context) error {
	t, err := l.client.List(ctx, operation("layouts.sheets"), api.Target{}, everything)
	if err != nil {
		return err
	}
	sheets, err := api.Read[api.SheetLayout](t)
	if err != nil {
		return err
	}
	l.sheets, l.forms = sheets, map[api.Int]*api.Form{}
	for _, s := range sheets {
		l.forms[s.ID] = s.Form()
	}
	return nil
}

func (l *layouts) find(sheet, field string) (place, error) {
	s, err := api.FindSheet(l.sheets, sheet)
	if err != nil {
		return place{}, err
	}
	p := place{at: api.Target{Sheet: s.ID.String()}, form: l.forms[s.ID], title: s.Name}
	if field == "" {
		return p, nil
	}
	found, err := p.form.Field(field)
	p.at.Field, p.title = found.ID.String(), s.Name+" / "+found.Name
	return p, err
}

func knowsAll(f *api.Form, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !f.Knows(name) })
}

// namesIn are the names of the fields that rows have values for.
func namesIn(items []json.RawMessage) []string {
	seen := map[string]bool{}
	type record struct{ Fields map[string]json.RawMessage }
	note := func(r record) {
		for name := range r.Fields {
			seen[name] = true
		}
	}
	for _, item := range items {
		var row struct {
			record
			Records []record
		}
		_ = json.Unmarshal(item, &row) // what cannot be read is told by the draft
		note(row.record)
		for _, r := range row.Records {
			note(r)
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	return names
}

// locate finds what s means; items are the rows that will be sent there.
func (s subject) locate(ctx context.Context, kind api.Kind, items []json.RawMessage) (place, error) {
	switch kind {
	case api.Members:
		form, err := s.layouts.ofMembers(ctx, namesIn(items))
		return place{form: form}, err
	case api.Records, api.Files:
		return s.layouts.ofSheet(ctx, s.sheet, s.field, namesIn(items))
	case api.Options:
		return place{at: api.Target{Field: s.id}}, nil
	}
	return place{at: api.Target{Permission: s.permission, ID: s.id}}, nil
}
