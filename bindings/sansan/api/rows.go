package api

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"dandori/runtime/call"
)

// Rows walks over users or departments. The vendor gives them in one answer, so there is one page.
type Rows struct {
	client    *Client
	kind      Kind
	delimiter string
}

// ListUsers walks over the users. Their departmentId is an array, all else text.
func (c *Client) ListUsers(delimiter string) *Rows { return &Rows{c, Users, delimiter} }

// ListDepartments walks over the departments.
func (c *Client) ListDepartments(delimiter string) *Rows { return &Rows{c, Departments, delimiter} }

// Page returns all rows as a JSON array of objects with the keys of Keys, in that order.
func (r *Rows) Page(ctx context.Context, _ []byte) (call.Answer, error) {
	list := r.client.Departments
	if r.kind == Users {
		list = r.client.Users
	}
	rows, err := list(ctx, r.delimiter)
	if err != nil {
		return call.Answer{}, err
	}
	return call.Answer{Body: r.encode(rows)}, nil
}

// Saw does nothing: there is one page.
func (r *Rows) Saw(call.Answer) {}

// Close does nothing: nothing is fetched ahead.
func (r *Rows) Close() {}

func (r *Rows) encode(rows []Record) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		r.encodeRow(&b, row)
	}
	b.WriteByte(']')
	return b.Bytes()
}

func (r *Rows) encodeRow(b *bytes.Buffer, row Record) {
	keys := Keys(r.kind)
	for _, key := range slices.Sorted(maps.Keys(row)) { // columns that the document does not know
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for i, key := range keys {
		var value any = row[key]
		if r.kind == Users && key == "departmentId" {
			value = append([]string{}, references(row[key])...)
		}
		b.WriteByte("{,"[min(i, 1)])
		writeJSON(b, key)
		b.WriteByte(':')
		writeJSON(b, value)
	}
	b.WriteByte('}')
}

// writeJSON writes text or a list of texts, < and & as they are.
func writeJSON(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)         // texts only: it cannot fail
	b.Truncate(b.Len() - 1) // the line end that Encode adds
}
