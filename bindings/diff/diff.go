// Package diff is the module diff of scripts: what must be created, updated
// and deleted so that before becomes after.
//
// Values are equal when they mean the same: nothing is undefined, null and "";
// a number or boolean is the text that JavaScript writes for it (1 and "1", but
// not 1 and "01", which is a code); dates are equal in any of the spellings of
// date.go; everything else is equal when its JSON is.
package diff

import (
	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Row is one row of a side. Values come in their canonical form: equal texts
// are equal values, "" is nothing.
type Row interface {
	Fields() []string          // of the row itself, in its order
	Canonical(f string) string // of a field; "" for nothing
}

// Options say what is compared.
type Options struct {
	Key    []string // the fields by which rows find each other; at least one
	Fields []string // what is compared; nil: the fields of the row of after, without the key
}

// Result names rows by their places in before and after.
type Result struct {
	Create []int // of after
	Update []Update
	Delete []int // of before
	Same   []int // of after
}

// Update is a row that is on both sides and differs.
type Update struct {
	Before, After int
	Fields        []string // those that differ
}

// Diff compares the two sides. Rows of after keep their order, and so do those
// of before that are deleted. A key that is blank, or stands twice on one side, is an error.
func Diff(before, after []Row, o Options) (Result, error) {
	var result Result
	old, err := index(say.T("before"), before, o.Key)
	if err != nil {
		return result, err
	}
	young, err := index(say.T("after"), after, o.Key)
	if err != nil {
		return result, err
	}
	for i, row := range after {
		at, known := old[keyOf(row, o.Key)]
		if !known {
			result.Create = append(result.Create, i)
			continue
		}
		if changed := o.compare(before[at], row); len(changed) > 0 {
			result.Update = append(result.Update, Update{Before: at, After: i, Fields: changed})
		} else {
			result.Same = append(result.Same, i)
		}
	}
	for i, row := range before {
		if _, known := young[keyOf(row, o.Key)]; !known {
			result.Delete = append(result.Delete, i)
		}
	}
	return result, nil
}

func (o Options) compare(before, after Row) (changed []string) {
	fields := o.Fields
	if fields == nil {
		fields = after.Fields()
	}
	for _, f := range fields {
		if before.Canonical(f) != after.Canonical(f) {
			changed = append(changed, f)
		}
	}
	return changed
}

// index finds rows by their keys.
func index(side say.Text, rows []Row, key []string) (map[string]int, error) {
	out := make(map[string]int, len(rows))
	for i, row := range rows {
		for _, f := range key {
			if row.Canonical(f) == "" {
				return nil, call.New(call.PlainError, "diff: row %d of %s has no %q, which is the key", i+1, side, f).
					WithHint("leave out rows without a key before comparing, or choose another key")
			}
		}
		k := keyOf(row, key)
		if first, doubled := out[k]; doubled {
			return nil, call.New(call.PlainError, "diff: rows %d and %d of %s have the same key %q", first+1, i+1, side, shown(row, key)).
				WithHint("remove one of them, or add a field that tells them apart: { key: [\"code\", \"date\"] }")
		}
		out[k] = i
	}
	return out, nil
}

// keyOf joins the key's fields by a character that no text of an office holds.
func keyOf(row Row, key []string) string {
	if len(key) == 1 {
		return row.Canonical(key[0])
	}
	out := ""
	for _, f := range key {
		out += row.Canonical(f) + "\x00"
	}
	return out
}

func shown(row Row, key []string) string {
	out := ""
	for i, f := range key {
		if i > 0 {
			out += ", "
		}
		out += row.Canonical(f)[1:]
	}
	return out
}
