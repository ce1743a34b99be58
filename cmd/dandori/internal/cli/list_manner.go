package cli

import (
	"fmt"
	"strings"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// mannerRows say how the workflow's runs behave, where that is not as usual, or is asked for often.
func (a *app) mannerRows(s stand) [][]string {
	w := s.def
	if w == nil {
		return nil
	}
	rows := [][]string{{a.say(say.T("overlap")), a.say(overlapOf(w))}}
	row := func(label say.Text, value string) { rows = append(rows, []string{a.say(label), value}) }
	if w.Lock != "" {
		row(say.T("lock"), string(w.Lock))
	}
	if len(w.On.Schedule) > 0 {
		row(say.T("catchup"), a.say(catchupOf(w)))
	}
	if w.Timeout > 0 {
		row(say.T("timeout"), a.say(say.T("%s of working time", span(time.Duration(w.Timeout)))))
	}
	if r := retryOf(w.Retry); r.Attempts > 0 {
		row(say.T("retry"), a.say(retryText(r)))
	}
	if w.Reload == workflow.Approve {
		row(say.T("reload"), a.say(say.T("a saved change waits for an approval")))
	}
	if to := w.Notify.Channels(); len(to) > 0 {
		row(say.T("notify"), fmt.Sprintf("%s → %s", strings.Join(w.Notify.Occasions(), ", "), strings.Join(to, ", ")))
	}
	return rows
}

func retryText(r queue.Retry) say.Text {
	if r.Backoff == 1 {
		return say.T("%[1]d attempts in all, %[2]s apart", r.Attempts, span(r.Delay))
	}
	return say.T("%[1]d attempts in all: the second after %[2]s, each further one after %[3]s times as long", r.Attempts, span(r.Delay), fmt.Sprint(r.Backoff))
}

func overlapOf(w *workflow.Workflow) say.Text {
	switch w.Overlap {
	case workflow.Skip:
		return say.T("skip: while one run is under way, none is started")
	case workflow.Parallel:
		return say.T("parallel: runs go beside each other")
	}
	return say.T("queue: a run waits for the one before it")
}

func catchupOf(w *workflow.Workflow) say.Text {
	if w.Catchup == 0 {
		return say.T("skip: what is missed is not made up for")
	}
	return say.T("what was missed in the last %s runs once", span(time.Duration(w.Catchup)))
}

// printParams prints what a person may, or must, give.
func (a *app) printParams(s stand) {
	if s.def == nil || len(s.def.Params) == 0 {
		return
	}
	rows := [][]string{{a.say(say.T("PARAMETER")), a.say(say.T("TYPE")), a.say(say.T("DEFAULT")), a.say(say.T("DESCRIPTION"))}}
	for _, p := range s.def.Params {
		usual := cut(string(p.DefaultValue()), startsWidth)
		if usual == "" {
			usual = "-"
		}
		if p.Required {
			usual = a.say(say.T("required"))
		}
		rows = append(rows, []string{p.Name, string(p.Type), usual, oneLine(p.Description)})
	}
	fmt.Fprintln(a.Stdout)
	printTable(a.Stdout, rows)
}
