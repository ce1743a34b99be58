package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	var tell []string
	c := &cobra.Command{
		Use:   "doctor",
		Short: a.say(say.T("What goes wrong in real places: credentials, clocks, file systems, the store")),
		Long: a.say(say.T(`Looks at what dandori needs to work here, and says what to do where something is wrong: dandori.yaml and the workflows' channels, the key and the store, the file system and the limits on watching it, whether dandori serve runs, and each connection.
Each connection that is not simulated is sent one small request that only reads, which counts against its limits.
With --tell, only the channel of that name is tried, and really sent a message.`)),
		Args: arguments(0, 0, "doctor [--tell CHANNEL]… [--json]"),
		RunE: func(*cobra.Command, []string) error { return a.doctor(tell, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, a.say(say.T("print JSON")))
	c.Flags().StringSliceVar(&tell, "tell", nil, a.say(say.T("send a test message through `CHANNEL`, one of notify in dandori.yaml; several times")))
	_ = c.RegisterFlagCompletionFunc("tell", a.completeChannels) // the flag is there
	return c
}

// condition is how well something is.
type condition string

const (
	conditionOK   condition = "ok"
	conditionWarn condition = "warn"
	conditionBad  condition = "bad"
)

// sign is one thing that the doctor looked at.
type sign struct {
	check     string // config, workflows, channel NAME, files, watching, key, store, serve, connection NAME
	condition condition
	message   say.Text
	hint      say.Text // what to do; zero when there is nothing to do
}

// listedSign is a sign as doctor --json prints it.
type listedSign struct {
	Check     string    `json:"check"`
	Condition condition `json:"condition"`
	Message   string    `json:"message"`
	Hint      *string   `json:"hint"`
}

func well(check string, message say.Text) sign {
	return sign{check: check, condition: conditionOK, message: message}
}

// ill is the sign of an error, with the hint that it carries.
func ill(check string, err error) sign {
	s := sign{check: check, condition: conditionBad}
	for i, p := range reported(err) {
		if i == 0 {
			s.message, s.hint = inFile(p), p.Hint
		}
	}
	return s
}

// inFile is what a problem says, with the place that it says it of.
func inFile(p workflow.Problem) say.Text {
	return say.Text{En: place(p) + p.Message.En, Ja: place(p) + p.Message.Ja}
}

func (a *app) doctor(tell []string, asJSON bool) error {
	p, err := a.openProject()
	if err != nil {
		return a.tellSigns([]sign{ill("config", err)}, asJSON)
	}
	if !p.found {
		return call.New(call.Config, "there is no %s in %s or above it", workflow.ConfigFile, a.Dir).
			WithHint("dandori init makes a project")
	}
	if len(tell) > 0 {
		signs, err := a.toldSigns(context.Background(), p, tell)
		if err != nil {
			return err
		}
		return a.tellSigns(signs, asJSON)
	}
	signs := p.configSigns()
	signs = append(signs, placeSigns(p.root)...)
	signs = append(signs, p.serveSign())
	signs = append(signs, a.keptSigns(context.Background(), p)...)
	return a.tellSigns(signs, asJSON)
}

// tellSigns prints what was found, and makes anything bad the exit code's affair.
func (a *app) tellSigns(signs []sign, asJSON bool) error {
	out := []listedSign{}
	for _, s := range signs {
		if s.condition == conditionBad {
			a.code = exitConfig
		}
		l := listedSign{Check: s.check, Condition: s.condition, Message: a.say(s.message)}
		if hint := a.say(s.hint); hint != "" {
			l.Hint = &hint
		}
		out = append(out, l)
	}
	if asJSON {
		return a.printJSON(out)
	}
	for _, l := range out {
		fmt.Fprintf(a.Stdout, "%-4s  %s: %s\n", l.Condition, l.Check, strings.Map(readable, l.Message))
		if l.Hint != nil {
			fmt.Fprintf(a.Stdout, "      → %s\n", *l.Hint)
		}
	}
	return nil
}
