package cli

import (
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

const (
	tableWidth  = 100 // of a list, in columns of a terminal
	startsWidth = 26  // of what starts a workflow
	noteWidth   = 24  // of a description, at least
)

// table is the list for people. Its last column is cut where the terminal
// ends, but for what is wrong: that is said whole.
func (a *app) table(p *project, all []stand) [][]string {
	now := clock.Now()
	rows := [][]string{{a.say(say.T("NAME")), a.say(say.T("STARTS")), a.say(say.T("NEXT")), a.say(say.T("DESCRIPTION"))}}
	for _, s := range all {
		rows = append(rows, []string{s.name, a.starting(s), a.soon(s.next(now, p.config.Timezone.Location), now), a.marks(s)})
	}
	room := tableWidth
	for column := range 3 {
		widest := 0
		for _, row := range rows {
			widest = max(widest, uniseg.StringWidth(row[column]))
		}
		room -= widest + 2
	}
	for i, s := range all {
		if note := &rows[i+1][3]; *note == "" && s.def != nil {
			*note = cut(oneLine(s.def.Description), max(room, noteWidth))
		}
	}
	return rows
}

// starting is what starts a workflow, in short.
func (a *app) starting(s stand) string {
	if s.def == nil {
		return "-"
	}
	var all []string
	for _, at := range s.def.On.Schedule {
		all = append(all, string(at))
	}
	for _, glob := range globs(s.def) {
		all = append(all, string(glob))
	}
	if all == nil {
		return "-"
	}
	return cut(strings.Join(all, ", "), startsWidth)
}

// soon is a time to come, with the year where it is another.
func (a *app) soon(at, now time.Time) string {
	switch {
	case at.IsZero():
		return "-"
	case at.Year() == now.In(at.Location()).Year():
		return at.Format("01-02") + " (" + a.say(weekday(at)) + ") " + at.Format("15:04")
	}
	return a.instant(at)
}

// instant is a time to come, with everything.
func (a *app) instant(at time.Time) string {
	return at.Format("2006-01-02") + " (" + a.say(weekday(at)) + ") " + at.Format("15:04")
}

func weekday(at time.Time) say.Text {
	day := at.Weekday()
	return say.Text{En: day.String()[:3], Ja: string([]rune("日月火水木金土")[day])}
}

// marks say what somebody should know of a workflow, "" for nothing.
func (a *app) marks(s stand) string {
	var all []string
	mark := func(t say.Text) { all = append(all, a.say(t)) }
	if why, ok := s.cause(); ok {
		mark(say.T("cannot run: %s", inLine(why)))
	}
	switch why, ok := s.broken(); {
	case ok && s.elsewhere():
		mark(inLine(why))
	case ok:
		mark(say.T("last save broken, the version before it runs: %s", inLine(why)))
	}
	if s.pending != nil || len(all) == 0 && s.unapproved() {
		mark(say.T("change waits for approval: dandori approve %s", s.name))
	}
	return strings.Join(all, "; ")
}

// inLine is what a problem says with its place, in one line.
func inLine(p workflow.Problem) say.Text {
	t := inFile(p)
	return say.Text{En: oneLine(t.En), Ja: oneLine(t.Ja)}
}

// oneLine is the first line of a text that a file may have given us.
func oneLine(text string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if rest != "" {
		first += " …"
	}
	return strings.Map(visible, first)
}

// cut shortens a text that is wider than width on a terminal, where a Japanese
// character is two wide.
func cut(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	var b strings.Builder
	room := width - uniseg.StringWidth("…")
	for parts := uniseg.NewGraphemes(text); parts.Next() && parts.Width() <= room; room -= parts.Width() {
		b.WriteString(parts.Str())
	}
	return strings.TrimRight(b.String(), " ") + "…"
}
