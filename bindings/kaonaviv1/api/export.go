package api

import (
	"context"
	"net/http"

	"dandori/runtime/say"
)

// Preset has the vendor prepare all rows of a sheet (2.12) and returns the id
// of that task. Nothing that a user sees changes: it is a read.
func (c *Client) Preset(ctx context.Context, op Operation, sheet string) (id string, err error) {
	if err := c.Offers(op); err != nil {
		return "", err
	}
	slash := c.slash.Load()
	id, missing, err := c.preset(ctx, op, sheet, slash)
	if !missing {
		return id, err
	}
	// The list of functions writes /preset/, the section /preset: the other one, then.
	id, missing, again := c.preset(ctx, op, sheet, !slash)
	if missing {
		return "", err
	}
	c.slash.Store(!slash)
	return id, again
}

// preset reports in missing that there is no such path: a 404 that does not speak of the sheet.
func (c *Client) preset(ctx context.Context, op Operation, sheet string, slash bool) (id string, missing bool, err error) {
	path := function(12).fill(sheet, "")
	if slash {
		path += "/"
	}
	err = c.post(ctx, op.Operation, path, nil, func(a answer) error {
		missing = a.status == http.StatusNotFound && a.state() == ""
		switch {
		case a.unanswerable() || a.refused():
			return a.refusal(c.request(op.Operation))
		case a.progress() == "":
			return c.unread(op, say.T("it has no progress_id"))
		}
		id = a.progress()
		return nil
	})
	return id, missing, err
}

// PresetGet fetches what Preset had prepared (2.14). While that is not done the
// vendor answers with the progress instead, and the table is empty.
func (c *Client) PresetGet(ctx context.Context, op Operation, sheet, id string) (t Table, p Progress, err error) {
	err = c.post(ctx, op.reading(), function(14).fill(sheet, id), nil, func(a answer) (err error) {
		if rows, ok := a.rows(op.Kind.list()); ok && !a.unanswerable() && !a.refused() {
			t, p = Table{Headers: a.headers(), Rows: rows}, Progress{State: OK, Messages: []string{}}
			return nil
		}
		if p, err = c.progressIn(a, op); err == nil && p.State == OK {
			return c.unread(op, say.T("it has no list %q", op.Kind.list()))
		}
		return err
	})
	return t, p, err
}
