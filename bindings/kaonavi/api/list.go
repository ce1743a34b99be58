package api

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Query is what a list may be asked with. Zero: everything.
type Query struct {
	UpdatedSince string // YYYY-MM-DD: changed on that day or later
	Calculated   bool   // layouts: with calculated fields, too (get_calc_type)
}

func (q Query) values() url.Values {
	v := url.Values{}
	if q.UpdatedSince != "" {
		v.Set("updated_since", q.UpdatedSince)
	}
	if q.Calculated {
		v.Set("get_calc_type", "true")
	}
	return v
}

// Table is what a list answers. The API knows no pages: it is everything at once.
type Table struct {
	Rows json.RawMessage // an array, as the vendor sent it
	Head Rest            // what stands beside it: updated_at; of a sheet its id, name and record_type

	request call.Request // for errors
}

// UpdatedAt is as of when the rows are, "" when the vendor does not say.
func (t Table) UpdatedAt() string { return text(t.Head["updated_at"]) }

// Read returns a table's rows as Go values.
func Read[T any](t Table) ([]T, error) {
	rows := []T{}
	for row, err := range Each[T](t) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Each goes through a table's rows one by one, so that they need not be in
// memory at once. After an error there is nothing more.
func Each[T any](t Table) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		d := json.NewDecoder(bytes.NewReader(t.Rows))
		_, err := d.Token() // the bracket
		for n := 0; err == nil && d.More(); n++ {
			var row T
			if err = d.Decode(&row); err != nil {
				err = call.New(call.ConnectionError, "row %d of Kaonavi's list is not what its document describes: %v", n, err).Of(t.request).Because(err)
				break
			}
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// List reads all rows of op at once: of layouts.sheets, and of every operation
// whose name ends in list.
func (c *Client) List(ctx context.Context, op Operation, at Target, q Query) (t Table, err error) {
	key := op.list()
	err = c.send(ctx, ask{op: op, at: at, query: q.values()}, func(a answer) error {
		rows, ok := a.rows(key)
		if !ok {
			return c.unread(op.Operation, say.T("it has no list %q", key))
		}
		delete(a.fields, key)
		t = Table{Rows: rows, Head: a.fields, request: c.request(op.Operation)}
		return nil
	})
	return t, err
}

// Get reads a single object into v: of layouts.members, layouts.sheet,
// users.get and enumOptions.get. v may be a *json.RawMessage.
func (c *Client) Get(ctx context.Context, op Operation, at Target, q Query, v any) error {
	return c.send(ctx, ask{op: op, at: at, query: q.values()}, func(a answer) error {
		if a.fields == nil {
			return c.unread(op.Operation, say.T("it is no object"))
		}
		return c.object(op, a, v)
	})
}

// object reads the answer into v.
func (c *Client) object(op Operation, a answer, v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return c.unread(op.Operation, say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)})
	}
	return nil
}

// list is the name of the array of rows, in bodies and answers (8).
func (o Operation) list() string {
	switch o.Kind {
	case Layouts:
		return "sheets" // not sheet_layouts (B)
	case Departments:
		return "department_data"
	case Users:
		return "user_data"
	case Roles:
		return "role_data"
	case Permissions:
		return "advanced_permission_data"
	case Options:
		if o.Effect == call.Read {
			return "custom_field_data"
		}
		return "enum_option_data"
	case Webhooks:
		return "webhook_data"
	}
	if o.Name == deleteMembers {
		return "codes"
	}
	return "member_data"
}
