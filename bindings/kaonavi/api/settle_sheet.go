package api

import "context"

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
		return s.appended(sent, there, e.Before), nil
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
func (s sheetSame) appended(sent []SheetRow, there map[string]SheetRow, before *Photo) bool {
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
