package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// comparison is a write on its way to being told: its problems and its changes.
type comparison struct {
	*checker
	write plan.Write
	err   error // what cannot be written down
}

// Compare says what the draft changes of now, which Client.Present reads. A row
// whose values are only spelled differently does not change, and neither does
// one whose place in the list is all that is different.
//
// Of members.replaceFields the members that are not named do not change, as
// far as anybody knows: nobody says that they stay as they are (8.2), which is a warning.
func (d *Draft) Compare(now Table, known Known) (plan.Write, error) {
	c := &comparison{checker: newChecker(d.op, d.at, d.argument, d.sizes), write: written(d.op, d.at, d.request)}
	c.problems, c.form = slices.Clone(d.wrong), d.form
	if d.form != nil {
		c.write.Title = d.form.sheet
	}
	var err error
	switch d.op.Kind {
	case Members:
		err = c.members(d, now, known)
	case Records:
		err = c.records(d, now, known)
	case Departments:
		err = c.departments(d, now, known)
	case Permissions:
		err = c.permissions(d, now, known)
	case Options:
		err = c.options(d, now)
	case Faces:
		err = c.faces(d, now, known)
	case Files:
		err = c.files(d, now, known)
	}
	if err == nil {
		err = c.name(now, known)
	}
	if err := errors.Join(err, c.err); err != nil {
		return plan.Write{}, of(unplanned(err), d.request)
	}
	c.foreign(d.strangers, now)
	if err := c.checker.err(len(d.rows)); err != nil {
		return plan.Write{}, of(err, d.request)
	}
	c.write.Requests = requests(d.op, d.Count())
	return c.write, nil
}

// unplanned is an error of reading what is there as one that scripts know.
func unplanned(err error) error {
	if e := (*call.Error)(nil); errors.As(err, &e) {
		return e
	}
	e := &call.Error{Class: call.ConnectionError, Text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}
	return e.Because(err)
}

// written is the head of a write.
func written(op Operation, at Target, r call.Request) plan.Write {
	of := slices.DeleteFunc([]string{at.Sheet, at.Field, at.Permission}, func(s string) bool { return s == "" })
	return plan.Write{Connection: r.Connection, Vendor: r.Vendor, Operation: op.Name, Target: strings.Join(of, "/")}
}

// change notes a row that differs; nil is a row that is not there.
func (c *comparison) change(key string, was, now any) {
	before, err := rowOf(was)
	after, err2 := rowOf(now)
	c.err = errors.Join(c.err, err, err2)
	if !bytes.Equal(before, after) {
		c.write.Changes = append(c.write.Changes, plan.Change{Key: key, Was: before, Now: after})
	}
}

func rowOf(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	return json.Marshal(v)
}

// row makes the row under way that of the draft's place i, for problems.
func (c *comparison) row(i int, key string) { c.index, c.code = i, key }
