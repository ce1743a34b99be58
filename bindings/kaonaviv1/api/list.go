package api

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Table is what a list answers, as the vendor sent it.
type Table struct {
	Headers json.RawMessage `json:"headers"` // an object from key to heading; nil where the answer has none (2.5, 2.8)
	Rows    json.RawMessage `json:"data"`    // an array of objects
}

// List reads all rows of op at once (2.2, 2.5, 2.8); sheet is "" where the rows
// belong to none. The API knows no pages.
func (c *Client) List(ctx context.Context, op Operation, sheet string) (Table, error) {
	return c.list(ctx, op, sheet, nil)
}

// Headers reads the headings of what op lists, nil when the vendor has none.
// It asks with dryrun=1: ヘッダー部分のみ取得 (1.5).
func (c *Client) Headers(ctx context.Context, op Operation, sheet string) (json.RawMessage, error) {
	t, err := c.list(ctx, op, sheet, []byte(`{"dryrun":1}`))
	return t.Headers, err
}

func (c *Client) list(ctx context.Context, op Operation, sheet string, body []byte) (t Table, err error) {
	if err := c.Offers(op); err != nil {
		return Table{}, err
	}
	err = c.post(ctx, op.Operation, function(op.Function).fill(sheet, ""), body, func(a answer) (err error) {
		t, err = c.tableIn(a, op, body != nil)
		return err
	})
	return t, c.slowSheet(err, op)
}

// tableIn reads a list's answer. Only of a rehearsal is it enough to have headings.
func (c *Client) tableIn(a answer, op Operation, rehearsed bool) (Table, error) {
	if a.unanswerable() || a.refused() {
		return Table{}, a.refusal(c.request(op.Operation))
	}
	t := Table{Headers: a.headers()}
	rows, ok := a.rows(op.Kind.list())
	if !ok && !rehearsed {
		return Table{}, c.unread(op, say.T("it has no list %q", op.Kind.list()))
	}
	t.Rows = rows
	return t, nil
}

// slowSheet says what the document advises when 2.8 takes too long.
func (c *Client) slowSheet(err error, op Operation) error {
	if e := (*call.Error)(nil); errors.As(err, &e) && e.Class == call.TimeoutError && op.Function == 8 {
		return e.WithHint("use .export() in place of .list(): it has the vendor prepare the data first (version v1.1 and later)")
	}
	return err
}
