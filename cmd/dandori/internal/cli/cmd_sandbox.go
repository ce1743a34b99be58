package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dandori/bindings/sandboxes"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// sandboxFlags say what the simulators are like.
type sandboxFlags struct {
	port    int
	size    int
	seed    uint64
	limits  string
	updates string
	latency string
	faults  string
	jobTime time.Duration
	vendors []string
	reset   bool
}

func (a *app) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: a.say(say.T("The vendors' simulators as a server of this machine, with faults to order")),
		Long: a.say(say.T(`The vendors' simulators as a server of this machine, with faults to order.

In a project this is the sandbox that all its connections with sandbox: true share: runs meet the faults ordered here, and what was done to it is kept. --reset starts it over, of --seed and --size if they are given.

A fault is OPERATION:WHEN=KIND, several are separated by semicolons:
  --fault "bizCards.list:3=500; task:*=reset-after; *:7=drip"
KIND is one of 429, 429-bare, 500, 503, html, truncate, empty, drip, reset-before, reset-after, timeout, slow=TIME, token-dies.`)),
		Args: arguments(0, 0, "sandbox [--port N] [--size N] [--seed N] [--limits on|off|N/TIME] [--updates N/TIME] [--latency TIME] [--fault FAULTS] [--reset]"),
		RunE: func(*cobra.Command, []string) error { return a.sandbox(f) },
	}
	flags := c.Flags()
	flags.IntVar(&f.port, "port", 8421, a.say(say.T("`PORT` on 127.0.0.1; 0 is any free one")))
	flags.IntVar(&f.size, "size", 0, a.say(say.T("`NUMBER` of business cards and of members (default: 300 and 200)")))
	flags.Uint64Var(&f.seed, "seed", 0, a.say(say.T("`NUMBER` from which the data are made; the same gives the same")))
	flags.StringVar(&f.limits, "limits", "on", a.say(say.T("request `LIMITS`: on (the vendors'), off, or as 10/1s")))
	flags.StringVar(&f.updates, "updates", "", a.say(say.T("`LIMIT` of Kaonavi v2's update requests, as 100/1m (default: 5/1m)")))
	flags.StringVar(&f.latency, "latency", "", a.say(say.T("`TIME` that each answer takes, as 50ms or 50ms-300ms")))
	flags.StringVar(&f.faults, "fault", "", a.say(say.T("`FAULTS` to order")))
	flags.DurationVar(&f.jobTime, "job-time", 0, a.say(say.T("`TIME` that a vendor's job takes (default: 2s)")))
	flags.StringSliceVar(&f.vendors, "vendor", []string{string(workflow.Sansan), string(workflow.Kaonavi), string(workflow.KaonaviV1)}, a.say(say.T("`KINDS` to simulate")))
	flags.BoolVar(&f.reset, "reset", false, a.say(say.T("make the project's sandbox start over, and serve nothing")))
	return c
}

func (a *app) sandbox(f sandboxFlags) error {
	kinds, options, err := f.options()
	if err != nil {
		return err
	}
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if f.reset {
		return a.resetSandbox(p, options)
	}
	server, notice, err := a.serveSandbox(p, f.port, options)
	if err != nil {
		return err
	}
	ctx, stop := a.untilInterrupt()
	defer stop()
	fmt.Fprintf(a.Stdout, "# %s\nconnections:\n", a.say(say.T("the simulators' part of dandori.yaml")))
	for _, kind := range kinds {
		base, err := server.Mount(kind)
		if err != nil {
			server.Close()
			return err
		}
		fmt.Fprintf(a.Stdout, "  %s:\n    kind: %s\n    baseURL: %s\n%s", kind, kind, base, keyLines(kind))
	}
	fmt.Fprintln(a.Stderr, a.say(say.T("The simulators are listening; Ctrl-C ends them.")))
	if notice != (say.Text{}) {
		fmt.Fprintln(a.Stderr, a.say(notice))
	}
	return server.Run(ctx)
}

// serveSandbox serves the project's sandbox. Without a project, or when another
// process serves it, it is a server of its own; the notice says the latter.
func (a *app) serveSandbox(p *project, port int, o sandboxes.Options) (s *sandboxes.Server, notice say.Text, err error) {
	config := sandboxes.Config{Options: o}
	if p.found {
		k, _, err := a.keysOf(p)
		if err != nil {
			return nil, notice, err
		}
		config.Dir, config.Box = sandboxes.Folder(p.root), k.box()
	}
	s, err = sandboxes.Serve(config, port)
	if taken := (*sandboxes.Taken)(nil); errors.As(err, &taken) {
		notice = say.T("%w: this is a server of its own, and what happens to it is kept nowhere", taken)
		s, err = sandboxes.Serve(sandboxes.Config{Options: o}, port)
	}
	if err == nil || errors.As(err, new(*call.Error)) {
		return s, notice, err
	}
	return nil, notice, &usageError{text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}, hint: say.T("choose another one with --port")}
}

// untilInterrupt returns a context that Ctrl-C ends.
func (a *app) untilInterrupt() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	caught, stopSignals := a.Signals()
	go func() {
		select {
		case <-caught:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() { stopSignals(); cancel() }
}

// options are what the flags say of the simulators, and the kinds that are
// asked for; or which flag is wrong.
func (f sandboxFlags) options() (kinds []workflow.Kind, o sandboxes.Options, err error) {
	o = sandboxes.Options{Seed: f.seed, Size: f.size, JobTime: f.jobTime, Faults: f.faults}
	if o.Limits, err = f.window(); err != nil {
		return nil, o, err
	}
	if f.size < 0 {
		return nil, o, &usageError{text: say.T("--size is less than 0")}
	}
	for _, vendor := range f.vendors {
		if !slices.Contains(sandboxes.Kinds(), workflow.Kind(vendor)) {
			return nil, o, &usageError{text: say.T("there is no simulator of %q; there are %s", vendor, kindNames())}
		}
		kinds = append(kinds, workflow.Kind(vendor))
	}
	if o.Latency, err = simulator.ParseSpread(f.latency); err != nil {
		return nil, o, wrongValue("latency", err)
	}
	return kinds, o, f.checkFaults(kinds)
}

// checkFaults refuses faults of operations that none of the simulators has.
func (f sandboxFlags) checkFaults(kinds []workflow.Kind) error {
	var operations []string
	for _, kind := range kinds {
		operations = append(operations, sandboxes.Operations(kind)...)
	}
	slices.Sort(operations)
	faults, err := simulator.ParseFaults(f.faults)
	if err == nil {
		err = faults.Check(slices.Compact(operations))
	}
	if err != nil {
		return wrongValue("fault", err)
	}
	return nil
}

// window is the request limits: the vendors', none, or their own.
func (f sandboxFlags) window() (l sandboxes.Limits, err error) {
	ok := true
	switch f.limits {
	case "on":
	case "off":
		l.Off = true
	default:
		l.Requests, l.Per, ok = parseWindow(f.limits)
	}
	if !ok {
		return l, &usageError{text: say.T("--limits is on, off, or a number and a time, as 10/1s")}
	}
	if f.updates != "" {
		l.Updates, l.UpdatePer, ok = parseWindow(f.updates)
	}
	if !ok {
		return l, &usageError{text: say.T("--updates is a number and a time, as 100/1m")}
	}
	return l, nil
}

// parseWindow reads a number of requests in a time: 10/1s.
func parseWindow(text string) (n int, per time.Duration, ok bool) {
	number, span, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	per, err2 := workflow.ParseDuration(span)
	return n, per, err == nil && err2 == nil && n >= 1 && per > 0
}

// kindNames names the kinds that can be simulated.
func kindNames() string {
	var names []string
	for _, kind := range sandboxes.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// keyLines are the credentials of a kind's simulator, as lines of dandori.yaml.
func keyLines(kind workflow.Kind) string {
	c, version := sandboxes.CredentialsOf(kind), ""
	switch kind {
	case workflow.Sansan:
		return "    apiKey: " + c.APIKey + "\n"
	case workflow.KaonaviV1:
		version = "    version: v1.2\n"
	}
	return version + "    consumerKey: " + strconv.Quote(c.Key) + "\n    consumerSecret: " + strconv.Quote(c.Secret) + "\n"
}

func wrongValue(flag string, err error) error {
	return &usageError{text: say.T("--%s: %w", flag, err)}
}
