package notify

import (
	"strings"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// message is what people read, in their language, before it takes a vendor's form.
type message struct {
	Title   string
	Text    string // what happened
	Facts   []fact
	Todo    string // what to do or type; "" for nothing
	Project string
	Notices []queue.Notice // that it tells of
}

// fact is one line of a label and a value.
type fact struct{ Label, Value string }

// sentence is how much of one sentence is told: a vendor's own message in it may be long.
const sentence = 1500

func (n *Notifier) say(t say.Text) string { return t.In(n.c.Lang) }

// compose is the message for one notice.
func (n *Notifier) compose(q queue.Notice) message {
	m := message{
		Title: n.say(title(q.Occasion, n.c.Project, cut(q.Workflow, 200))),
		Text:  cut(n.say(q.Text), sentence), Todo: cut(n.say(todo(q)), sentence),
		Facts:   []fact{{n.say(say.T("Workflow")), cut(q.Workflow, 200)}},
		Project: n.c.Project, Notices: []queue.Notice{q},
	}
	if q.Run != "" {
		m.Facts = append(m.Facts, fact{n.say(say.T("Run")), q.Run})
	}
	m.Facts = append(m.Facts, fact{n.say(say.T("When")), n.when(q.At)})
	return m
}

func (n *Notifier) when(at time.Time) string {
	return at.In(n.c.Zone).Format("2006-01-02 15:04:05 MST")
}

func title(o queue.Occasion, project, workflow string) say.Text {
	switch o {
	case queue.OnSucceeded:
		return say.T("[%[1]s] %[2]s succeeded", project, workflow)
	case queue.OnFailed:
		return say.T("[%[1]s] %[2]s failed", project, workflow)
	case queue.OnInDoubt:
		return say.T("[%[1]s] %[2]s: whether a write was done is not known", project, workflow)
	case queue.OnApproval:
		return say.T("[%[1]s] %[2]s waits for an approval", project, workflow)
	case queue.OnPaused:
		return say.T("[%[1]s] %[2]s is paused until somebody resumes it", project, workflow)
	case queue.OnCancelled:
		return say.T("[%[1]s] %[2]s was cancelled", project, workflow)
	case queue.OnSkipped:
		return say.T("[%[1]s] %[2]s did not run at its time", project, workflow)
	}
	return say.T("[%[1]s] %[2]s: %[3]s", project, workflow, string(o))
}

// todo is the notice's own hint, or the command that shows or settles what it tells of.
func todo(q queue.Notice) say.Text {
	switch {
	case !q.Hint.IsZero():
		return q.Hint
	case q.Run == "":
		return say.Text{}
	case q.Occasion == queue.OnApproval:
		return say.T("type dandori runs approve %[1]s or dandori runs reject %[1]s", q.Run)
	case q.Occasion == queue.OnInDoubt:
		return say.T("look whether it was done, then type dandori runs resolve %s", q.Run)
	case q.Occasion == queue.OnPaused:
		return say.T("type dandori runs resume %s", q.Run)
	}
	return say.T("type dandori runs show %s", q.Run)
}

func (n *Notifier) testMessage(now time.Time) message {
	return message{
		Title:   n.say(say.T("[%s] a test of dandori", n.c.Project)),
		Text:    n.say(say.T("This channel works: notices of dandori arrive here.")),
		Facts:   []fact{{n.say(say.T("When")), n.when(now)}},
		Project: n.c.Project,
	}
}

// body is everything below the title as plain lines.
func (m message) body() string {
	lines := make([]string, 0, len(m.Facts)+2)
	if m.Text != "" {
		lines = append(lines, m.Text)
	}
	for _, f := range m.Facts {
		lines = append(lines, f.Label+": "+f.Value)
	}
	if m.Todo != "" {
		lines = append(lines, "→ "+m.Todo)
	}
	return strings.Join(lines, "\n")
}

// cut shortens s to at most most characters, the last an ellipsis then.
func cut(s string, most int) string {
	count := 0
	for at := range s {
		if count == most-1 && len([]rune(s[at:])) > 1 {
			return s[:at] + "…"
		}
		count++
	}
	return s
}
