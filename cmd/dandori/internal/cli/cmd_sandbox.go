package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dandori/bindings/simulator"
	"dandori/bindings/simulator/serve"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// sandboxFlags say what the simulators are like.
type sandboxFlags struct {
	port    int
	size    int
	seed    uint64
	limits  string
	latency string
	faults  string
	jobTime time.Duration
	vendors []string
}

func (a *app) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: a.say(say.T("The vendors' simulators as a server of this machine, with faults to order")),
		Long: a.say(say.T(`The vendors' simulators as a server of this machine, with faults to order.

A fault is OPERATION:WHEN=KIND, several are separated by semicolons:
  --fault "bizCards.list:3=500; task:*=reset-after; *:7=drip"
KIND is one of 429, 429-bare, 500, 503, html, truncate, empty, drip, reset-before, reset-after, timeout, slow=TIME, token-dies.`)),
		Args: arguments(0, 0, "sandbox [--port N] [--size N] [--seed N] [--limits on|off|N/TIME] [--latency TIME] [--fault FAULTS]"),
		RunE: func(*cobra.Command, []string) error { return a.sandbox(f) },
	}
	flags := c.Flags()
	flags.IntVar(&f.port, "port", 8421, a.say(say.T("`PORT` on 127.0.0.1; 0 is any free one")))
	flags.IntVar(&f.size, "size", 0, a.say(say.T("`NUMBER` of business cards and of members (default: 300 and 200)")))
	flags.Uint64Var(&f.seed, "seed", 0, a.say(say.T("`NUMBER` from which the data are made; the same gives the same")))
	flags.StringVar(&f.limits, "limits", "on", a.say(say.T("request `LIMITS`: on (the vendors'), off, or as 10/1s")))
	flags.StringVar(&f.latency, "latency", "", a.say(say.T("`TIME` that each answer takes, as 50ms or 50ms-300ms")))
	flags.StringVar(&f.faults, "fault", "", a.say(say.T("`FAULTS` to order")))
	flags.DurationVar(&f.jobTime, "job-time", 0, a.say(say.T("`TIME` that a vendor's job takes (default: 2s)")))
	flags.StringSliceVar(&f.vendors, "vendor", []string{string(workflow.Sansan), string(workflow.KaonaviV1)}, a.say(say.T("`KINDS` to simulate")))
	return c
}

func (a *app) sandbox(f sandboxFlags) error {
	sims, err := f.simulators()
	if err != nil {
		return err
	}
	srv, err := serve.Listen(f.port)
	if err != nil {
		return &usageError{text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}, hint: say.T("choose another one with --port")}
	}
	ctx, stop := a.untilInterrupt()
	defer stop()
	fmt.Fprintf(a.Stdout, "# %s\nconnections:\n", a.say(say.T("the simulators' part of dandori.yaml")))
	for _, s := range sims {
		fmt.Fprintf(a.Stdout, "  %s:\n    kind: %s\n    baseURL: %s\n%s", s.kind, s.kind, srv.Mount(s.kind, s.handler), s.keys)
	}
	fmt.Fprintln(a.Stderr, a.say(say.T("The simulators are listening; Ctrl-C ends them.")))
	return srv.Run(ctx)
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

// simulators makes those that were asked for, or says which flag is wrong.
func (f sandboxFlags) simulators() ([]simulated, error) {
	limits, err := f.window()
	if err != nil {
		return nil, err
	}
	if f.size < 0 {
		return nil, &usageError{text: say.T("--size is less than 0")}
	}
	var sims []simulated
	for _, vendor := range f.vendors {
		make, known := makers[workflow.Kind(vendor)]
		if !known {
			return nil, &usageError{text: say.T("there is no simulator of %q; there are %s", vendor, "sansan, kaonavi-v1")}
		}
		latency, err := simulator.ParseSpread(f.latency)
		if err != nil {
			return nil, wrongValue("latency", err)
		}
		faults, err := simulator.ParseFaults(f.faults)
		if err != nil {
			return nil, wrongValue("fault", err)
		}
		sims = append(sims, make(f, limits, common{
			faults: faults, latency: simulator.NewLatency(f.seed, latency, simulator.Spread{}),
		}))
	}
	return sims, f.checkFaults(sims)
}

// checkFaults refuses faults of operations that none of the simulators has.
func (f sandboxFlags) checkFaults(sims []simulated) error {
	var operations []string
	for _, s := range sims {
		operations = append(operations, s.operations...)
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

// window is a request limit: off, the vendor's (zero), or one of its own.
type window struct {
	off bool
	n   int
	per time.Duration
}

func (f sandboxFlags) window() (window, error) {
	switch f.limits {
	case "on":
		return window{}, nil
	case "off":
		return window{off: true}, nil
	}
	number, span, _ := strings.Cut(f.limits, "/")
	n, err := strconv.Atoi(number)
	per, err2 := workflow.ParseDuration(span)
	if err != nil || err2 != nil || n < 1 || per <= 0 {
		return window{}, &usageError{text: say.T("--limits is on, off, or a number and a time, as 10/1s")}
	}
	return window{n: n, per: per}, nil
}

func wrongValue(flag string, err error) error {
	return &usageError{text: say.T("--%s: %w", flag, err)}
}
