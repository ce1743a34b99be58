package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"dandori/runtime/call"
)

// recordsAre compares a sheet with what was sent.
func (c *Client) recordsAre(ctx context.Context, p Part, t Table, e Evidence) (bool, error) {
	sent, now, err := both[SheetRow](p, t)
	if err != nil {
		return false, err
	}
	op, _ := Lookup(sheetLayout)
	var layout SheetLayout
	if err := c.Get(ctx, op, Target{Sheet: p.draft.at.Sheet}, Query{Calculated: true}, &layout); err != nil {
		return false, err
	}
	there, doubles := by(now, func(r SheetRow) string { return r.Code })
	if doubles {
		return false, nil
	}
	s := sheetSame{same: same{whole: true, own: ownFields(layout.CustomFields)}}
	switch {
	case p.draft.op.Name == addRecords:
		return s.appended(p, sent, there, e.Before), nil
	case p.draft.op.Name == updateRecords:
		s.whole = layout.RecordType == Multiple // of a member's one record only what was sent changes
		return s.named(sent, there), nil
	}
	return s.named(sent, there) && s.nobodyElse(sent, now), nil
}

type sheetSame struct{ same }

// named reports whether each member named has the records that were sent.
func (s sheetSame) named(sent []SheetRow, there map[string]SheetRow) bool {
	for _, r := range sent {
		if !s.records(r.Records, there[r.Code].Records) {
			return false
		}
	}
	return true
}

// records compares one by one, for their order is kept. A record without any value counts as none.
func (s sheetSame) records(sent, now []Record) bool {
	if s.whole {
		sent, now = s.filled(sent), s.filled(now)
	}
	if s.whole && len(sent) != len(now) {
		return false
	}
	for i, r := range sent {
		var is []FieldValue
		if i < len(now) {
			is = now[i].CustomFields
		}
		if !s.fields(r.CustomFields, is) {
			return false
		}
	}
	return true
}

func (s sheetSame) filled(records []Record) []Record {
	var out []Record
	for _, r := range records {
		if !s.fields(nil, r.CustomFields) {
			out = append(out, r)
		}
	}
	return out
}

// nobodyElse reports whether only those named have values.
func (s sheetSame) nobodyElse(sent, now []SheetRow) bool {
	named, _ := by(sent, func(r SheetRow) string { return r.Code })
	for _, r := range now {
		if _, is := named[r.Code]; !is && len(s.filled(r.Records)) > 0 {
			return false
		}
	}
	return true
}

// appended reports whether those named have the records that they had before
// and, behind them, what was sent.
func (s sheetSame) appended(p Part, sent []SheetRow, there map[string]SheetRow, before *Photo) bool {
	if before == nil {
		return false
	}
	var left []SheetRow
	for _, r := range sent {
		now := there[r.Code]
		old := len(now.Records) - len(r.Records)
		if old < 0 || len(s.filled(r.Records)) == 0 || !s.records(r.Records, now.Records[old:]) {
			return false
		}
		now.Code, now.Records = r.Code, now.Records[:old]
		left = append(left, now)
	}
	return *before == photo(left)
}

// facesAre tells a face image by its time, taken to be JST (D): it was changed
// when the request had left. One that was added is told by its absence before, too.
func facesAre(p Part, t Table, e Evidence) (bool, error) {
	now, err := Read[Face](t)
	if err != nil {
		return false, err
	}
	there, _ := by(now, func(f Face) string { return f.Code })
	for _, code := range p.Keys() {
		f, ok := there[code]
		if !ok {
			return false, nil
		}
		absent := p.draft.op.Name == addFaces && e.Before != nil && e.Before.Rows == 0
		if !absent && !changedSince(orEmpty(f.UpdatedAt), e.Sent) {
			return false, nil
		}
	}
	return true, nil
}

func changedSince(stamp string, sent time.Time) bool {
	at, err := time.ParseInLocation(time.DateTime, stamp, time.FixedZone("JST", 9*60*60))
	return err == nil && !sent.IsZero() && !at.Before(sent.Truncate(time.Second))
}

// filesAre downloads what carries the names that were sent, and compares the bytes.
func (c *Client) filesAre(ctx context.Context, p Part, t Table) (bool, error) {
	sent, err := sentIn[FileRow](p)
	if err != nil || c.config.Links == nil {
		return false, err
	}
	links, err := c.Links(p.draft.op.Reads(), p.draft.at, Query{}, t, c.config.Now())
	if err != nil {
		return false, err
	}
	for _, r := range sent {
		for _, f := range r.Records {
			if is, err := links.holds(ctx, Link{Code: r.Code, FileName: f.Name}, orEmpty(f.Content)); err != nil || !is {
				return false, err
			}
		}
	}
	return true, nil
}

// holds reports whether the one file of that name has the content given in base64.
func (l *Links) holds(ctx context.Context, f Link, content string) (bool, error) {
	count := 0
	for _, other := range l.files {
		if l.key(other) == l.key(f) {
			count++
		}
	}
	want, err := base64.StdEncoding.DecodeString(content)
	if err != nil || count != 1 {
		return false, nil // checked before it was sent
	}
	body, _, err := l.Fetch(ctx, f)
	if e, ok := err.(*call.Error); ok && e.Class == call.PlainError {
		return false, nil // gone meanwhile
	}
	return sha256.Sum256(body) == sha256.Sum256(want), err
}
