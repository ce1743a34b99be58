package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"dandori/runtime/say"
)

// Evidence is what is known about a write whose answer was lost.
type Evidence struct {
	Before *Photo    // of whom it is about, just before it was sent; nil: not known
	Sent   time.Time // when it left; zero: not known
}

// Settled reports whether a part has been done, by what can be read back: one
// request, two where a layout must tell which fields are Kaonavi's own. false
// says that it cannot be told, or not yet, for its task may still wait in
// line; never that it was not done.
//
// Compared is what was sent and is the sender's to say. Appends to a sheet have
// no key: they are told only against the state before (Photograph). A face image
// is told by when it was last changed, or by there having been none before; an
// attachment by its bytes.
func (c *Client) Settled(ctx context.Context, p Part, e Evidence) (bool, error) {
	t, err := c.Present(ctx, p.draft)
	if err != nil {
		return false, err
	}
	switch p.draft.op.Kind {
	case Members:
		return c.membersAre(ctx, p, t)
	case Records:
		return c.recordsAre(ctx, p, t, e)
	case Faces:
		return facesAre(p, t, e)
	case Files:
		return c.filesAre(ctx, p, t)
	case Departments:
		return departmentsAre(p, t)
	case Permissions:
		return permissionsAre(p, t)
	case Options:
		return optionsAre(p, t)
	}
	return false, nil
}

// Present reads what is there now of what the draft is about: for a look before
// it is sent, or afterwards.
func (c *Client) Present(ctx context.Context, d *Draft) (Table, error) {
	if d.op.Kind != Options {
		return c.List(ctx, d.op.Reads(), d.at, Query{})
	}
	var now Choices
	if err := c.Get(ctx, d.op.Reads(), d.at, Query{}, &now); err != nil {
		return Table{}, err
	}
	rows, err := json.Marshal(now.Options)
	return Table{Rows: rows}, err
}

// sentIn returns what the part sends as Go values.
func sentIn[T any](p Part) ([]T, error) {
	out := make([]T, 0, len(p.rows()))
	for _, r := range p.rows() {
		var v T
		if err := json.Unmarshal(r.raw, &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// both returns what the part sends and what a table shows now.
func both[T any](p Part, t Table) (sent, now []T, err error) {
	if now, err = Read[T](t); err != nil {
		return nil, nil, say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
	}
	sent, err = sentIn[T](p)
	return sent, now, err
}

// by returns the rows by their key. A key that is there twice is in doubles.
func by[T any](rows []T, key func(T) string) (all map[string]T, doubles bool) {
	all = make(map[string]T, len(rows))
	for _, r := range rows {
		all[key(r)] = r
	}
	return all, len(all) < len(rows)
}

func (c *Client) membersAre(ctx context.Context, p Part, t Table) (bool, error) {
	if p.draft.op.Name == deleteMembers {
		return gone(p, t)
	}
	sent, now, err := both[Member](p, t)
	if err != nil {
		return false, err
	}
	there, doubles := by(now, func(m Member) string { return m.Code })
	if doubles || p.draft.op.Name == replaceMembers && len(now) != len(sent) {
		return false, nil
	}
	s := same{}
	if p.draft.op.Name == replaceFields {
		if s, err = c.wholeMembers(ctx); err != nil {
			return false, err
		}
	}
	for _, m := range sent {
		if is, ok := there[m.Code]; !ok || !s.member(m, is) {
			return false, nil
		}
	}
	return true, nil
}

// wholeMembers compares also what was not sent, but for what nobody can send.
func (c *Client) wholeMembers(ctx context.Context) (same, error) {
	op, _ := Lookup(memberLayout)
	var layout MemberLayout
	err := c.Get(ctx, op, Target{}, Query{Calculated: true}, &layout)
	return same{whole: true, own: ownFields(layout.CustomFields)}, err
}

// ownFields are the fields that are Kaonavi's own to fill, and files.
func ownFields(fields []Field) map[Int]bool {
	own := map[Int]bool{}
	for _, f := range fields {
		own[f.ID] = !f.Writable()
	}
	return own
}

// gone reports whether none of those named is left.
func gone(p Part, t Table) (bool, error) {
	named := p.named()
	for m, err := range Each[Member](t) {
		if err != nil {
			return false, say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
		}
		if named[m.Code] {
			return false, nil
		}
	}
	return true, nil
}

func departmentsAre(p Part, t Table) (bool, error) {
	sent, now, err := both[Department](p, t)
	if err != nil || len(sent) != len(now) {
		return false, err
	}
	there, doubles := by(now, func(d Department) string { return d.Code })
	for _, d := range sent {
		is, ok := there[d.Code]
		if !ok || doubles || !sameDepartment(d, is) {
			return false, nil
		}
	}
	return true, nil
}

// permissionsAre compares the users who have a setting: two empty lists are none.
func permissionsAre(p Part, t Table) (bool, error) {
	sent, now, err := both[Permission](p, t)
	if err != nil {
		return false, err
	}
	empty := func(s Permission) bool { return len(s.AddCodes)+len(s.ExclusionCodes) == 0 }
	sent, now = slices.DeleteFunc(sent, empty), slices.DeleteFunc(now, empty)
	there, doubles := by(now, func(s Permission) string { return s.UserID.String() })
	if doubles || len(sent) != len(now) {
		return false, nil
	}
	for _, s := range sent {
		is, ok := there[s.UserID.String()]
		if !ok || !sameSet(s.AddCodes, is.AddCodes) || !sameSet(s.ExclusionCodes, is.ExclusionCodes) {
			return false, nil
		}
	}
	return true, nil
}

// optionsAre compares the choices one by one, for their order counts.
func optionsAre(p Part, t Table) (bool, error) {
	sent, now, err := both[Option](p, t)
	return err == nil && slices.EqualFunc(sent, now, func(a, b Option) bool {
		return a.Name == b.Name && (a.ID == nil || b.ID != nil && *a.ID == *b.ID)
	}), err
}
