package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/notify"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// toldSigns are about the channels named: each is really sent a message that
// says that it is a test.
func (a *app) toldSigns(ctx context.Context, p *project, names []string) ([]sign, error) {
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	n, _ := a.newNotifier(p, nil, func(string, say.Text) {}) // no notices are kept, so none are sent beside the test
	var signs []sign
	for _, name := range names {
		c, ok := p.config.Notify.Named(name)
		if !ok {
			return nil, unknownChannel(name, p.config.Notify.Names())
		}
		check := "channel " + name
		if err := p.tell(ctx, n, c); err != nil {
			signs = append(signs, ill(check, err))
			continue
		}
		signs = append(signs, well(check, say.T("a test message was sent, and taken: whoever reads it there should see it now")))
	}
	return signs, nil
}

// tell sends a test through a channel.
func (p *project) tell(ctx context.Context, n *notify.Notifier, c workflow.Channel) error {
	if _, err := c.Settings(p.lookup); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, touchPatience)
	defer stop()
	return n.Test(ctx, c.Name)
}

func unknownChannel(name string, names []string) error {
	e := call.New(call.Config, "%[1]s has no channel %[2]q under notify", workflow.ConfigFile, name)
	if near := workflow.Nearest(name, names); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	if len(names) == 0 {
		return e.WithHint("add it there, as { %s: { slack: \"${SLACK_HOOK}\" } }", name)
	}
	return e.WithHint("there are: %s", strings.Join(names, ", "))
}

// completeChannels offers the channels to the shell.
func (a *app) completeChannels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	p, err := a.openProject()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return p.config.Notify.Names(), cobra.ShellCompDirectiveNoFileComp
}
