package cli

import (
	"context"
	"errors"
	"net/http"

	"dandori/bindings"
	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// learn asks the connections that can be asked what their companies have set
// up, and puts it into known. Of one that does not answer, what is known stays;
// that is said, and the exit code's affair.
func (a *app) learn(ctx context.Context, p *project, known bindings.Schemas) error {
	var names []string
	for _, c := range p.config.Connections {
		if bindings.HasSchema(c.Kind) {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, name := range names {
		schema, err := askSchema(ctx, name, bindings.Config{
			Root: p.root, Connections: p.config.Connections, Use: []string{name}, Lookup: p.lookup,
			ProxyEnv: http.ProxyFromEnvironment, Ledger: s.ledger, Poller: s.poller, Sandbox: s.sandbox,
			Claimant: quota.Claimant{Interactive: true}, OnByte: a.atSocket(), DryRun: true, // it only reads
		})
		if err != nil {
			a.unlearnt(name, err)
			continue
		}
		known[name] = schema
	}
	return nil
}

// askSchema opens a connection for the few requests that its schema takes.
func askSchema(ctx context.Context, name string, c bindings.Config) (bindings.Schema, error) {
	ctx, stop := context.WithTimeout(ctx, touchPatience)
	defer stop()
	o, err := bindings.Connect(c)
	defer func() { o.Close() }() // also after an error
	if err != nil {
		return bindings.Schema{}, err
	}
	return o.Schema(ctx, name)
}

// unlearnt says why a connection did not tell its schema. The first that does not decides the exit code.
func (a *app) unlearnt(name string, err error) {
	for _, p := range reported(err) {
		a.printProblem(workflow.Problem{
			File: p.File, Line: p.Line, Column: p.Column, LineText: p.LineText, Warning: true, Hint: p.Hint,
			Message: say.T("connection %[1]s does not tell its sheets, fields and choices, and %[2]s keeps what it had of them: %[3]s", name, typesFile, p.Message),
		})
	}
	if a.code != exitOK {
		return
	}
	_, a.code = unanswered(err).ending()
}

// unanswered is err as that which a run would have ended with: a vendor that
// refuses us is no fault of a script's.
func unanswered(err error) outcome {
	var e *call.Error
	late := errors.Is(err, context.DeadlineExceeded)
	if !late && (!errors.As(err, &e) || e.Class == call.Config) {
		return outcome{err: err}
	}
	late = late || e.Class == call.TimeoutError
	return outcome{result: engine.Result{State: engine.Failed, Failure: &engine.Failure{Err: e, TimedOut: late}}}
}
