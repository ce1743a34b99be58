package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dandori/bindings"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

func (a *app) quotaCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "quota",
		Short: a.say(say.T("What each limit has left, who used it, and when it is free again")),
		Long:  a.say(say.T("Shows the request limits of the project's connections as all processes of this machine have used them. Nothing is sent.")),
		Args:  arguments(0, 0, "quota [--json]"),
		RunE: func(*cobra.Command, []string) error {
			return a.withStore(func(ctx context.Context, p *project, s *keeping) error { return a.showQuota(ctx, p, s, asJSON) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, a.say(say.T("print JSON")))
	return c
}

// listedLimit is a limit as quota --json prints it; null where nothing is.
type listedLimit struct {
	Connection string  `json:"connection"`
	Requests   int     `json:"requests"` // our share of them
	Per        string  `json:"per"`
	Of         *string `json:"of"` // null: counts every request
	Used       int     `json:"used"`
	FreeAt     *string `json:"freeAt"` // null: the next may be sent now
}

func (a *app) showQuota(ctx context.Context, p *project, s *keeping, asJSON bool) error {
	uses := a.limitUses(ctx, p, s)
	now := clock.Now()
	if !asJSON {
		return a.printQuota(uses, now)
	}
	out := []listedLimit{}
	for _, u := range uses {
		l := listedLimit{Connection: u.Connection, Requests: u.Limit.Requests, Per: span(u.Limit.Per), Of: optional(u.Limit.Of), Used: u.Used}
		if u.FreeAt.After(now) {
			l.FreeAt = moment(u.FreeAt)
		}
		out = append(out, l)
	}
	return a.printJSON(out)
}

// limitUses reads the limits of all connections. One that cannot be told, since
// its key is not set here, is said and left out.
func (a *app) limitUses(ctx context.Context, p *project, s *keeping) []bindings.LimitUse {
	var all []bindings.LimitUse
	c := bindings.Config{Root: p.root, Connections: p.config.Connections, Lookup: p.lookup, Ledger: s.ledger}
	for _, name := range p.config.Connections.Names() {
		c.Use = []string{name}
		uses, err := bindings.Uses(ctx, c)
		if err != nil {
			fmt.Fprintln(a.Stderr, a.say(say.T("%[1]s: its limits cannot be told: %[2]s", name, say.In(err, a.lang))))
			continue
		}
		all = append(all, uses...)
	}
	return all
}

func (a *app) printQuota(uses []bindings.LimitUse, now time.Time) error {
	if len(uses) == 0 {
		_, err := fmt.Fprintln(a.Stdout, a.say(say.T("no connection has a limit")))
		return err
	}
	rows := [][]string{{a.say(say.T("CONNECTION")), a.say(say.T("LIMIT")), a.say(say.T("USED")), a.say(say.T("FREE AGAIN")), a.say(say.T("IN LINE")), a.say(say.T("USED BY"))}}
	for _, u := range uses {
		limit := say.T("%[1]d in %[2]s", u.Limit.Requests, a.say(period(u.Limit.Per)))
		if u.Limit.Of != "" {
			limit = say.T("%[1]d %[3]s in %[2]s", u.Limit.Requests, a.say(period(u.Limit.Per)), u.Limit.Of)
		}
		free := a.say(say.T("now"))
		if u.FreeAt.After(now) {
			free = clockTime(u.FreeAt)
		}
		rows = append(rows, []string{u.Connection, a.say(limit), strconv.Itoa(u.Used), free, strconv.Itoa(u.Waiting), a.usedBy(u)})
	}
	printTable(a.Stdout, rows)
	return nil
}

// period is the time of a limit as people say it.
func period(d time.Duration) say.Text {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return say.T("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return say.T("%dm", d/time.Minute)
	case d%time.Second == 0:
		return say.T("%ds", d/time.Second)
	}
	return say.Raw(span(d))
}

// mostUsers is how many runs are named that used a limit.
const mostUsers = 3

func (a *app) usedBy(u bindings.LimitUse) string {
	var names []string
	for i, r := range u.Runs {
		if i == mostUsers {
			names = append(names, "…")
			break
		}
		name := r.Run
		if name == "" {
			name = a.say(say.T("no run"))
		}
		names = append(names, fmt.Sprintf("%s (%d)", name, r.Used))
	}
	return strings.Join(names, ", ")
}

// span writes a duration as dandori.yaml does: 1h, 1m30s.
func span(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
