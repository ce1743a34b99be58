package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"dandori/bindings/planfile"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

const (
	soonDone   = 10 * time.Second // what is sent sooner is sent at once
	rowsShown  = 50               // of a plan, unless all are wanted
	goneNamed  = 200              // of those who would be removed and are not among the rows shown
	keyWidth   = 42               // in columns of a terminal: a UUID and what it is of
	nameWidth  = 17               // the name beside a key
	besideName = 19               // a key that has one
	fieldWidth = 32
	valueWidth = 12 // at least
)

// printPlan prints a plan for people: a table for each write, and what it comes to.
func (a *app) printPlan(w io.Writer, o *outlook, all bool) {
	rows := o.rows
	if !all && len(rows) > rowsShown {
		rows = rows[:rowsShown]
	}
	for i := 0; i < len(rows); {
		end := i + 1
		for end < len(rows) && rows[end].Write == rows[i].Write {
			end++
		}
		a.printWrite(w, o.writes[rows[i].Write-1], rows[i:end])
		i = end
	}
	if more := len(o.rows) - len(rows); more > 0 {
		fmt.Fprintln(w, a.say(say.T("… %d more {1:row: --all shows it, --plan FILE writes it down|rows: --all shows them, --plan FILE writes them down}", more)))
		a.printGone(w, o.rows[len(rows):])
		fmt.Fprintln(w)
	}
	for _, t := range o.foot() {
		fmt.Fprintln(w, a.say(t))
	}
}

// foot is what a plan comes to.
func (o *outlook) foot() []say.Text {
	out := append([]say.Text{o.summary()}, o.spending()...)
	if !o.doneAt.IsZero() {
		out = append(out, o.done())
	}
	out = append(out, o.rehearsed()...)
	for _, w := range o.writes {
		for _, warning := range w.Warnings {
			out = append(out, say.T("%[1]s of %[2]s: warning: %[3]s", w.Operation, w.Connection, warning))
		}
	}
	if len(o.sandbox) > 0 {
		out = append(out, say.T("made on the sandbox (%s): nothing of it is real", strings.Join(o.sandbox, ", ")))
	}
	return out
}

// done says when the plan could be done.
func (o *outlook) done() say.Text {
	if o.doneAt.Sub(clock.Now()) < soonDone {
		return say.T("the limits let it be sent at once")
	}
	return say.T("at today's limits the last request would be sent at %s", clockTime(o.doneAt))
}

func (a *app) printWrite(w io.Writer, of plan.Write, rows []plan.Row) {
	var c counts
	c.take(of)
	title := []string{fmt.Sprintf("%d.", rows[0].Write), of.Connection, of.Operation}
	if rows[0].Target != "" {
		title = append(title, strings.Map(visible, rows[0].Target))
	}
	fmt.Fprintf(w, "%s  %s\n", strings.Join(title, " "), a.say(c.text()))
	table := [][]string{append(append([]string{"  " + a.say(say.T("ACTION"))}, a.whose(rows)...), a.say(say.T("FIELD")), a.say(say.T("BEFORE")), "", a.say(say.T("AFTER")))}
	for i, r := range rows {
		arrow := "→"
		if r.Field == "" {
			arrow = ""
		}
		table = append(table, append(append([]string{"  " + a.say(planfile.Action(r.Action))}, whose(rows, i)...), cut(oneLine(r.Field), fieldWidth), oneLine(r.Before), arrow, oneLine(r.After)))
	}
	cutValues(table)
	printTable(w, table)
	fmt.Fprintln(w)
}

// whose are the headings of the columns that say whose the rows are: their
// keys, and their names where any has one.
func (a *app) whose(rows []plan.Row) []string {
	if !withNames(rows) {
		return []string{a.say(say.T("KEY"))}
	}
	return []string{a.say(say.T("KEY")), a.say(say.T("NAME"))}
}

// whose are these columns of the row i.
func whose(rows []plan.Row, i int) []string {
	key := oneLine(rows[i].Key)
	if !withNames(rows) {
		return []string{cut(key, keyWidth)}
	}
	return []string{cut(key, besideName), cut(oneLine(rows[i].Name), nameWidth)}
}

func withNames(rows []plan.Row) bool {
	return slices.ContainsFunc(rows, func(r plan.Row) bool { return r.Name != "" })
}

// cutValues shortens the values before and after, so that the table fits a
// terminal. The narrower column leaves its room to the other.
func cutValues(table [][]string) {
	last := len(table[0]) - 1
	widest := make([]int, last+1)
	for _, row := range table {
		for i, cell := range row {
			widest[i] = max(widest[i], uniseg.StringWidth(cell))
		}
	}
	room := tableWidth - last*2
	for i, w := range widest {
		if i != last && i != last-2 { // what is not a value
			room -= w
		}
	}
	room = max(room, 2*valueWidth)
	before := max(room/2, room-widest[last])
	after := room - min(before, widest[last-2])
	for _, row := range table {
		row[last-2], row[last] = cut(row[last-2], before), cut(row[last], after)
	}
}

// text says how much it is, without what is nothing.
func (c counts) text() say.Text {
	var en, ja []string
	for _, part := range []struct {
		n    int
		text say.Text
	}{{c.add, say.T("%d to add", c.add)}, {c.change, say.T("%d to change", c.change)}, {c.remove, say.T("%d to remove", c.remove)}} {
		if part.n > 0 {
			en, ja = append(en, part.text.En), append(ja, part.text.Ja)
		}
	}
	return say.Text{En: strings.Join(en, ", "), Ja: strings.Join(ja, "、")}
}

// printGone names those who would be removed, though their rows are not shown.
func (a *app) printGone(w io.Writer, hidden []plan.Row) {
	n := 0
	for _, r := range hidden {
		if r.Action != plan.Remove {
			continue
		}
		if n++; n > goneNamed {
			continue
		}
		fmt.Fprintln(w, a.say(say.T("to be removed by %[1]s of %[2]s: %[3]s", r.Operation, r.Connection, strings.Map(visible, labelled(r)))))
	}
	if n > goneNamed {
		fmt.Fprintln(w, a.say(say.T("… and %d more", n-goneNamed)))
	}
}

// labelled is whose a row is, for people.
func labelled(r plan.Row) string {
	if r.Name == "" {
		return r.Key
	}
	return r.Key + " (" + r.Name + ")"
}

// reportPlan shows the plan of a dry run, and writes it down; of a run that made
// a signed one it says what of it was not made.
func (c *carrier) reportPlan(ctx context.Context, r *record, result engine.Result) error {
	if !c.x.run.Spec.DryRun {
		return c.tellUnmade(ctx)
	}
	o, err := c.outlook(ctx, c.store, c.x.project, c.x.run)
	if err != nil {
		return err
	}
	r.Plan = o.record()
	whole := result.State == engine.Succeeded
	switch {
	case c.json:
	case len(o.rows) > 0:
		c.printPlan(c.Stdout, o, c.x.planning.all)
	case whole:
		c.app.tell(c.x, "info")(say.T("the plan is empty: nothing would be changed"))
	}
	file := c.x.planning.file
	switch {
	case !whole && len(o.rows) > 0:
		c.app.tell(c.x, "warn")(say.T("the dry run did not come to its end: this is not the whole plan"))
	case whole && file != "":
		return c.keepPlan(c.x, o, file)
	}
	return nil
}
