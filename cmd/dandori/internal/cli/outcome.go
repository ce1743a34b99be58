package cli

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/say"
)

// printOutcome says for people how the run ended, where it did not simply succeed.
func (a *app) printOutcome(x *execution, result engine.Result) {
	if f := result.Failure; f != nil {
		a.printFailure(x, f)
	}
	a.printNext(x, result)
	if !x.run.Spec.DryRun {
		return
	}
	layer := path.Join(".dandori", "dry-run", x.run.ID)
	if entries, err := fs.ReadDir(x.project.files, layer); err != nil || len(entries) == 0 {
		a.tell(x, "info")(say.T("dry run: nothing was changed"))
		return
	}
	a.tell(x, "info")(say.T("dry run: nothing was changed; the files that it wrote are in %s", layer))
}

// printNext says what to type next about a run that is not over.
func (a *app) printNext(x *execution, result engine.Result) {
	id := x.run.ID
	switch result.State {
	case engine.Waiting:
		a.printHint(howToDecide(id))
	case engine.Paused:
		a.printHint(say.T("dandori runs resume %s goes on with it", id))
	case engine.InDoubt:
		a.printHint(say.T("dandori runs resolve %s shows the request, how to look it up, and takes your word on it", id))
	}
}

func (a *app) printHint(t say.Text) {
	if a.logs != "json" {
		fmt.Fprintf(a.Stderr, "  → %s\n", a.say(t))
	}
}

// printFailure shows the line of the user's source, too.
func (a *app) printFailure(x *execution, f *engine.Failure) {
	p := failureProblem(f)
	p.LineText = x.sourceLine(f.File, f.Line)
	if named(f) {
		p.Message = say.Text{En: f.Name + ": " + p.Message.En, Ja: f.Name + ": " + p.Message.Ja}
	}
	a.printProblem(p)
	if a.logs != "json" && strings.Contains(f.Stack, "\n") { // one frame alone is the place that was just shown
		fmt.Fprintln(a.Stderr, f.Stack)
	}
}

// named reports whether the error's name tells more than its message.
func named(f *engine.Failure) bool {
	switch f.Name {
	case "", "Error", string(call.InDoubt):
		return false
	}
	return !f.TimedOut && !f.Interrupted && !f.Diverged && !f.Lost
}
