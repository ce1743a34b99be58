package bindings

import (
	"context"
	"encoding/json"

	kaonaviapi "dandori/bindings/kaonavi/api"
	kaonaviv1api "dandori/bindings/kaonaviv1/api"
	sansanapi "dandori/bindings/sansan/api"
)

// Touch makes the cheapest request of a connection that tells whether the
// vendor takes its credentials. It reads, and counts as every request does.
func (o *Opened) Touch(ctx context.Context, name string) error {
	touch, ok := o.touches[name]
	if !ok {
		return noConnection(name)
	}
	return touch(ctx)
}

// touchSansan asks for one tag: the smallest page of the smallest list (GET /tags, limit 1).
func touchSansan(ctx context.Context, c *sansanapi.Client) error {
	w := c.ListTags(sansanapi.TagQuery{Range: sansanapi.Me, Limit: 1})
	w.Limit(1)
	defer w.Close()
	_, err := w.Page(ctx, nil)
	return err
}

// touchKaonaviV1 asks for the headings of the departments (2.5 with dryrun, 1.5):
// a token that is kept already serves, so that none of the five an hour is spent on it.
func touchKaonaviV1(ctx context.Context, c *kaonaviv1api.Client) error {
	op, _ := kaonaviv1api.Lookup("departments.list")
	_, err := c.Headers(ctx, op, "")
	return err
}

// touchKaonavi asks for the layout of members (8.1): it is small, and nothing
// that a box of 操作対象の管理 keeps back (D).
func touchKaonavi(ctx context.Context, c *kaonaviapi.Client) error {
	op, _ := kaonaviapi.Lookup("layouts.members")
	var layout json.RawMessage
	return c.Get(ctx, op, kaonaviapi.Target{}, kaonaviapi.Query{}, &layout)
}
