package cli

import (
	"context"
	"errors"
	"fmt"

	"dandori/bindings/sandboxes"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/say"
)

// resetSandbox makes the project's sandbox start over, with what the project
// knows of its limits and tokens.
func (a *app) resetSandbox(p *project, o sandboxes.Options) error {
	if !p.found {
		return &usageError{text: say.T("there is no dandori.yaml here or above: only a project has a sandbox that is kept")}
	}
	err := sandboxes.Reset(sandboxes.Folder(p.root), o, func() error { return a.forgetSandbox(p) })
	if taken := (*sandboxes.Taken)(nil); errors.As(err, &taken) {
		return &usageError{text: taken.Text(), hint: say.T("end that process, or wait for it, and try again")}
	}
	if err == nil {
		fmt.Fprintln(a.Stderr, a.say(say.T("the sandbox starts over: nothing has happened to it")))
	}
	return err
}

// forgetSandbox forgets what the simulators have counted, and their tokens.
func (a *app) forgetSandbox(p *project) error {
	ctx := context.Background()
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return quota.NewShared(s, clock.Boot).ForgetSandbox(ctx)
}
