package api

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// place is a row of what a script gave: users[3].
type place struct {
	kind Kind
	row  int    // from 0, as scripts count
	id   string // the row's own id, "" when it has none
}

func (p place) String() string { return fmt.Sprintf("%ss[%d]", p.kind, p.row) }

// problem says what is wrong with one field of p.
func (p place) problem(key string, reason say.Text) problem { return problem{p, key, reason} }

// problem is one thing to put right before anything can be sent.
type problem struct {
	place  place
	key    string
	reason say.Text
}

// SayIn is "users[3].email (E1001): required"; values other than ids stay out
// of it, for it ends up in logs.
func (p problem) SayIn(l say.Lang) string {
	s := p.place.String()
	if p.key != "" {
		s += "." + p.key
	}
	if p.place.id != "" {
		s += " (" + p.place.id + ")"
	}
	return s + ": " + p.reason.In(l)
}

type problems []problem

// shownProblems is how many problems an error's text lists; Errors has them all.
const shownProblems = 50

// err is all problems as one error, row by row, nil when there are none.
func (ps problems) err(r call.Request) error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.place.kind, b.place.kind), cmp.Compare(a.place.row, b.place.row))
	})
	e := call.New(call.TypeError, "%s: nothing was sent, %d problems:\n%s", r.Operation.Name, len(ps), ps.list()).Of(r)
	for _, p := range ps {
		e.Errors = append(e.Errors, p.SayIn(say.English))
	}
	return e
}

func (ps problems) list() say.Text {
	return say.Text{En: ps.lines(say.English), Ja: ps.lines(say.Japanese)}
}

func (ps problems) lines(l say.Lang) string {
	var lines []string
	for _, p := range ps[:min(len(ps), shownProblems)] {
		lines = append(lines, "  "+p.SayIn(l))
	}
	if more := len(ps) - shownProblems; more > 0 {
		lines = append(lines, "  "+say.T("… and %d more", more).In(l))
	}
	return strings.Join(lines, "\n")
}
