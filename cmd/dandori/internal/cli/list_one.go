package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// ahead is how many of a schedule's next times are shown.
const ahead = 3

// listOne shows all that is known of one workflow.
func (a *app) listOne(ctx context.Context, p *project, o *overview, name string, f listWorkflowsFlags) error {
	s, ok := o.named(name)
	switch {
	case !ok && len(o.all) == 0:
		return call.New(call.Config, "there is no workflow %q", name).WithHint("there are no workflows here; dandori init makes a project with one")
	case !ok:
		return unknownWorkflow(name, o.names())
	}
	began, err := a.causes(ctx, o, name, f.limit)
	if err != nil {
		return err
	}
	if f.json {
		return a.printJSON(a.detailed(p, s, began))
	}
	printTable(a.Stdout, slices.Concat(a.standingRows(s), a.triggerRows(p, s), a.mannerRows(s)))
	a.printParams(s)
	a.printWrong(p, s)
	a.printCauses(o, began)
	a.tellUnserved(p, []stand{s})
	return nil
}

// standingRows say what the workflow is, and how it stands.
func (a *app) standingRows(s stand) [][]string {
	rows := [][]string{{a.say(say.T("workflow")), s.name}}
	row := func(label say.Text, value string) { rows = append(rows, []string{a.say(label), value}) }
	if s.def != nil && s.def.Description != "" {
		row(say.T("description"), oneLine(s.def.Description))
	}
	if s.def != nil && s.def.Script != "" {
		row(say.T("script"), s.def.Script)
	}
	switch {
	case s.gone:
		row(say.T("file"), a.say(say.T("deleted (noticed %s): it starts nothing any more; its runs go on", clockTime(s.changed))))
	case s.saved != nil:
		row(say.T("file"), fmt.Sprintf("%s:%d", s.saved.File, max(1, s.saved.Line)))
	case s.def != nil:
		row(say.T("file"), s.def.File)
	}
	if s.live != nil {
		row(say.T("version"), a.say(told(s.live)))
	}
	if s.pending != nil {
		row(say.T("waits for approval"), a.say(say.T("%[1]s: dandori approve %[2]s", told(s.pending), s.name)))
	}
	return rows
}

// told names a version, with its origin.
func told(v *catalog.Version) say.Text {
	if v.By != "" {
		return say.T("%[1]s, saved %[2]s, approved by %[3]s", v.ID, clockTime(v.Made), v.By)
	}
	return say.T("%[1]s, saved %[2]s", v.ID, clockTime(v.Made))
}

// triggerRows say what starts the workflow.
func (a *app) triggerRows(p *project, s stand) [][]string {
	if s.def == nil {
		return nil
	}
	var rows [][]string
	for _, text := range s.def.On.Schedule {
		rows = append(rows, []string{"", string(text) + a.times(p, s, text)})
	}
	for _, g := range s.def.On.Files {
		for _, glob := range g.Match {
			rows = append(rows, []string{"", string(glob) + a.goes(g)})
		}
	}
	if rows == nil {
		rows = [][]string{{"", a.say(say.T("only by hand: dandori run %s", s.name))}}
	}
	rows[0][0] = a.say(say.T("starts"))
	return rows
}

// times are a schedule's next, for people.
func (a *app) times(p *project, s stand, text workflow.Schedule) string {
	var times []string
	for _, at := range upcoming(text, clock.Now(), p.config.Timezone.Location, ahead) {
		times = append(times, a.instant(at))
	}
	switch {
	case !s.starts():
		return " → " + a.say(say.T("not as it stands"))
	case times == nil:
		return " → " + a.say(say.T("never again"))
	}
	return " → " + strings.Join(times, ", ")
}

// goes is where files go after their run.
func (a *app) goes(g workflow.Glob) string {
	var all []string
	if g.Done != "" {
		all = append(all, "done: "+string(g.Done))
	}
	if g.Failed != "" {
		all = append(all, "failed: "+string(g.Failed))
	}
	if all == nil {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// printWrong prints what is wrong with the last save, with the line that it is in.
func (a *app) printWrong(p *project, s stand) {
	why, fails := s.cause()
	late, stays := s.broken()
	switch {
	case fails:
		fmt.Fprintf(a.Stdout, "\n%s\n", a.say(say.T("It cannot run:")))
	case !stays:
		return
	case s.elsewhere():
		fmt.Fprintln(a.Stdout)
		why = late
	default:
		fmt.Fprintf(a.Stdout, "\n%s\n", a.say(say.T("The last save is broken; runs take the version before it:")))
		why = late
	}
	if why.LineText == "" && why.File != "" && why.Line > 0 {
		why.LineText = (&target{project: p}).sourceLine(why.File, why.Line)
	}
	printProblem(a.Stdout, why, a.lang)
}
