package cli

import (
	"errors"
	"net/http"
	"path/filepath"

	"dandori/runtime/notify"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// newNotifier returns what tells the people whom p names, and what is wrong
// with channels that cannot be used.
func (a *app) newNotifier(p *project, s queue.Notices, log func(level string, t say.Text)) (*notify.Notifier, workflow.Problems) {
	channels, problems := p.channels()
	return notify.New(notify.Config{
		Channels: channels, Lang: a.lang, Zone: p.config.Timezone.Location, Project: filepath.Base(p.root),
		Store: s, Proxy: http.ProxyFromEnvironment, Hurry: a.Hurry, Log: log,
	}), problems
}

// channels are the project's, with their variables filled in. One that lacks
// something says so: the others work without it.
func (p *project) channels() (map[string]notify.Channel, workflow.Problems) {
	all := map[string]notify.Channel{}
	var problems workflow.Problems
	for _, c := range p.config.Notify {
		s, err := c.Settings(p.lookup)
		if err != nil {
			var of workflow.Problems
			errors.As(err, &of) // it is nothing else
			problems = append(problems, of...)
			all[c.Name] = notify.Channel{Lacks: of[0].Message}
			continue
		}
		all[c.Name] = notify.Channel{Kind: notify.Kind(s.Kind), URL: s.URL, Mail: notify.MailBox(s.Mail)}
	}
	return all, problems
}
