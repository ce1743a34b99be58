package api

import (
	"context"
	"encoding/json"
	"strings"

	"dandori/runtime/say"
)

// Settled reports whether a write of op with these rows has been done, by what
// can be read back: one request. false says that it cannot be told, or not
// yet, for its task may still wait in line; never that it was not done.
//
// What is compared: users by login id, departments by code, members by code,
// other sheets' rows by member and columns. Passwords are not shown, so that
// they are left out; what the vendor fills in by itself is, too. An append has
// no key: it is told only against the state before (Photograph).
func (c *Client) Settled(ctx context.Context, op Operation, sheet string, rows Rows, before *Photo) (bool, error) {
	t, err := c.List(ctx, op.listed(), sheet)
	if err != nil {
		return false, err
	}
	now, err := t.rows()
	if err != nil {
		return false, err
	}
	return (&comparison{op: op, sent: rows, now: now, before: before}).happened(), nil
}

// listed is the operation that lists what o changes.
func (o Operation) listed() Operation {
	noun, _, _ := strings.Cut(o.Name, ".")
	list, _ := Lookup(noun + ".list")
	return list
}

func (t Table) rows() ([]Row, error) {
	var rows []Row
	if err := json.Unmarshal(t.Rows, &rows); err != nil {
		return nil, say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
	}
	return rows, nil
}

// comparison is what was sent beside what is there now.
type comparison struct {
	op     Operation
	sent   Rows
	now    []Row
	before *Photo // of all rows, just before it was sent; nil: not known
}

func (c *comparison) happened() bool {
	switch c.op.Function {
	case 16:
		return c.gone()
	case 3, 6, 9:
		return c.replaced()
	case 15:
		return c.updated()
	case 10:
		return c.op.Kind == Members && c.there() || c.op.Kind == Records && c.appended()
	default:
		return c.there()
	}
}

// there reports whether each row that was sent is there, once, as it was sent.
func (c *comparison) there() bool {
	by := c.byKey(c.now)
	for _, row := range c.sent {
		found := by[keyOf(c.op.Kind, row)]
		if len(found) != 1 || !c.same(row, found[0]) {
			return false
		}
	}
	return true
}

// replaced reports whether what was sent is all there is.
func (c *comparison) replaced() bool {
	if c.op.Kind == Records {
		return c.recordsAre(c.byKey(c.now))
	}
	if !c.there() || c.op.Kind != Departments && len(c.now) != len(c.sent) {
		return false
	}
	return c.onlySent() && (!c.sendsPasswords() || c.before != nil && *c.before != photo(c.op.Kind, c.now))
}

// onlySent reports whether nothing else is there. Departments on the path of one that
// was sent are there even if they have no row of their own.
func (c *comparison) onlySent() bool {
	sent := map[string]bool{}
	for _, row := range c.sent {
		sent[keyOf(c.op.Kind, row)] = true
		for n := 1; c.op.Kind == Departments && text(row[codeKey(n)]) != ""; n++ {
			sent[text(row[codeKey(n)])] = true
		}
	}
	for _, row := range c.now {
		if !sent[keyOf(c.op.Kind, row)] {
			return false
		}
	}
	return true
}

// sendsPasswords: a replacement that changed nothing but passwords looks as if
// it had been done. So something else must look different from before.
func (c *comparison) sendsPasswords() bool {
	for _, row := range c.sent {
		if text(row["password"]) != "" {
			return true
		}
	}
	return false
}

// updated reports whether the members named have what was sent. On a sheet of
// several records nobody says whether 2.15 replaces or appends: either counts.
func (c *comparison) updated() bool {
	if c.op.Kind != Records {
		return c.there()
	}
	named := map[string][]Row{}
	by := c.byKey(c.now)
	for _, row := range c.sent {
		named[keyOf(Records, row)] = by[keyOf(Records, row)]
	}
	return c.recordsAre(named) || c.appended()
}

// recordsAre reports whether the members' rows in now are those that were sent, no less and no more.
func (c *comparison) recordsAre(now map[string][]Row) bool {
	sent := c.byKey(c.sent)
	for code, rows := range now {
		if len(full(rows)) > 0 && len(full(sent[code])) == 0 {
			return false
		}
	}
	for code, rows := range sent {
		left, found := c.without(full(now[code]), full(rows))
		if !found || len(left) > 0 {
			return false
		}
	}
	return true
}

// appended reports whether now is the state before and what was sent.
func (c *comparison) appended() bool {
	rows := full(c.sent)
	if c.before == nil || len(rows) == 0 {
		return false
	}
	left, found := c.without(full(c.now), rows)
	return found && *c.before == photo(Records, left)
}

// gone reports whether nothing is left of the members named.
func (c *comparison) gone() bool {
	by := c.byKey(c.now)
	for _, row := range c.sent {
		left := by[keyOf(c.op.Kind, row)]
		if c.op.Kind == Records {
			left = full(left)
		}
		if len(left) > 0 {
			return false
		}
	}
	return true
}

func (c *comparison) byKey(rows []Row) map[string][]Row {
	by := map[string][]Row{}
	for _, row := range rows {
		key := keyOf(c.op.Kind, row)
		by[key] = append(by[key], row)
	}
	return by
}

// full are the rows of a sheet that have a value: the others cannot be told from nothing.
func full(rows []Row) []Row {
	var out []Row
	for _, row := range rows {
		if !blank(row) {
			out = append(out, row)
		}
	}
	return out
}
