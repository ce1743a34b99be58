package kaonavi

import (
	"context"
	"errors"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/plan"
)

// prepare is all that comes before the first request that changes something:
// what the write would change is compared with what is there, allowed and announced.
func (w *write) prepare(ctx context.Context) error {
	p, err := w.compare(ctx)
	if err != nil {
		return err
	}
	return w.Plan.Announce(ctx, p)
}

// rehearse is what a dry run does in place of sending.
func (w *write) rehearse(ctx context.Context) (sent, error) {
	out := sent{ID: &w.dry, Parts: 1}
	if err := w.drafted(ctx); err != nil {
		return out, err
	}
	p, err := w.compare(ctx)
	if err != nil {
		return out, err
	}
	var refused error
	if w.AskVendor && w.op.Rehearses {
		p.Rehearsed, refused = w.asked(ctx)
	}
	if err := w.Plan.Announce(ctx, p); err != nil {
		return out, err
	}
	return out, refused
}

// asked sends every part with Dry-Run: 1 and returns what Kaonavi objects to. An
// objection is an error, too, as it would be of the write itself.
func (w *write) asked(ctx context.Context) ([]string, error) {
	parts, err := w.draft.Parts()
	if err != nil {
		return nil, err
	}
	for p := range parts {
		id, err := w.Client.Rehearse(ctx, p)
		if err == nil && id != "" {
			err = w.Client.Ended(ctx, w.Poller, p, api.Accepted{Task: id})
		}
		if e := (*call.Error)(nil); errors.As(err, &e) && (e.Class == call.VendorError || e.Class == call.JobFailed) {
			return append(append([]string{}, e.Errors...), e.Messages...), err
		}
		if err != nil {
			return nil, err
		}
	}
	return []string{}, nil
}

// compare reads what is there and tells what the write would change. An error
// means that something is wrong with the rows, which it lists all at once, or
// that the script does not allow what would go.
func (w *write) compare(ctx context.Context) (plan.Write, error) {
	if w.draft.Len() == 0 && w.draft.Count() == 0 { // no rows of a write that sends nothing then
		return plan.Write{
			Connection: w.Connection, Vendor: api.Vendor, Operation: w.op.Name, Target: w.target(), Title: w.where.title,
			Requests: map[string]int{w.op.Of: 0}, Changes: []plan.Change{},
		}, nil
	}
	seen, err := w.Client.Look(ctx, w.draft, w.view)
	if err != nil {
		return plan.Write{}, err
	}
	w.now = &seen.Now
	if w.op.Removes && w.in.codes == nil {
		gone, err := w.draft.Removes(seen.Now)
		if err == nil {
			err = w.Client.Allow(w.op, gone, w.in.allowance())
		}
		if err != nil {
			return plan.Write{}, err
		}
	}
	if seen.Write.Title == "" {
		seen.Write.Title = w.where.title
	}
	return seen.Write, nil
}

// target is what of the vendor's the write is about, by id.
func (w *write) target() string {
	switch at := w.where.at; {
	case at.Field != "" && at.Sheet != "":
		return at.Sheet + "/" + at.Field
	case at.Field != "":
		return at.Field
	case at.Sheet != "":
		return at.Sheet
	default:
		return at.Permission
	}
}
