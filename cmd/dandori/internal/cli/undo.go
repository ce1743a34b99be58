package cli

import (
	"encoding/json"
	"io/fs"
	"os"

	"dandori/bindings"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
	"dandori/scripts/undo"
)

// undoParams is what the script of runs undo is given.
type undoParams struct {
	Writes []undoWrite       `json:"writes"` // in the order in which they were made
	Texts  map[string]string `json:"texts"`  // what it says of rows that stay as they are
}

// undoWrite is a write of the run, with the connection as scripts have it.
type undoWrite struct {
	plan.Write
	Export  string `json:"export"`
	Version string `json:"version"`
	Unkept  bool   `json:"unkept"` // the run has not said what it changes
}

// undoTexts are what the script says, by the reasons that it gives.
func (a *app) undoTexts() map[string]string {
	out := map[string]string{}
	for reason, t := range map[string]say.Text{
		"back":      say.T("rows that are as they were before the run already"),
		"changed":   say.T("left alone: changed since the run, or gone"),
		"ambiguous": say.T("left alone: there are several that could be the one that the run added"),
		"password":  say.T("cannot be put back: a login account needs a password, and nobody can read the old one"),
		"secret":    say.T("cannot be put back: a webhook needs its secret, which is not kept"),
		"file":      say.T("cannot be put back: the bytes of pictures and files are not kept"),
		"version":   say.T("cannot be put back: only v1.2 of the API changes and deletes single rows"),
		"unkept":    say.T("cannot be put back: the run did not keep what was there before"),
		"unset":     say.T("cannot be put back: a setting that was never made cannot be taken back"),
		"unknown":   say.T("cannot be put back: nobody has written down how"),
		"hidden":    say.T("passwords and secrets that the run has set stay as they are"),
		"cards":     say.T("comes back as a new user: cards, contacts and tags of the old one are gone"),
		"records":   say.T("comes back without what went with it: records of sheets, pictures, files, login accounts"),
	} {
		out[reason] = a.say(t)
	}
	return out
}

// undoing makes a run that takes back writes of run, of which began are the connections.
func (a *app) undoing(p *project, run queue.Run, began []journal.Pin, writes []undoWrite) (*execution, error) {
	t := &target{project: p, example: run.Spec.Example, script: "undo " + run.ID}
	x := &execution{target: t, started: clock.Now()}
	spec := queue.Spec{
		Example: run.Spec.Example, Sandboxed: run.Spec.Sandboxed, Lang: string(a.lang), Undo: run.ID,
		Uses: usedBy(writes), Read: workflow.Folders{}.Readable(), Write: workflow.Folders{}.Writable(),
	}
	x.run = queue.Run{ID: newRunID(x.started), Script: t.script, Lane: run.Lane, Attempt: 1, Created: x.started, Spec: spec}
	params := undoParams{Writes: []undoWrite{}, Texts: a.undoTexts()}
	for _, w := range writes {
		w.Export, w.Version = workflow.Connection{Name: w.Connection}.Export(), versionOf(began, w.Connection)
		params.Writes = append(params.Writes, w)
	}
	var err error
	if x.run.Spec.Params, err = json.Marshal(params); err != nil {
		return nil, err
	}
	program, err := compileUndo(x.usable())
	x.compiled = &compiled{program: program, uses: spec.Uses}
	return x, err
}

// usedBy are the connections of writes, in their order.
func usedBy(writes []undoWrite) []string {
	uses, seen := []string{}, map[string]bool{}
	for _, w := range writes {
		if !seen[w.Connection] {
			uses, seen[w.Connection] = append(uses, w.Connection), true
		}
	}
	return uses
}

func versionOf(pins []journal.Pin, connection string) string {
	for _, p := range pins {
		if p.Name == connection {
			return p.Version
		}
	}
	return ""
}

// compileUndo compiles the script of runs undo for these connections.
func compileUndo(c workflow.Connections) (*compile.Program, error) {
	names, err := fs.Glob(undo.FS, "*.ts")
	if err != nil {
		return nil, err
	}
	root, err := unpack(undo.FS, names...)
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = os.RemoveAll(root) }()
	return compile.Compile(compile.Config{Root: root, Entry: undo.Entry, Modules: bindings.Modules(c)})
}

// planned are the parameters that stand in a plan. Those of an undo are what
// its run has written, which is where it was.
func (x *execution) planned() json.RawMessage {
	if x.run.Spec.Undo != "" {
		return nil
	}
	return x.run.Spec.Params
}

// command is what to type for such a run, or for its plan.
func (x *execution) command(dry bool) string {
	switch {
	case x.run.Spec.Undo != "":
		return "runs undo " + x.run.Spec.Undo
	case dry:
		return "run " + x.name() + " --dry-run"
	default:
		return "run " + x.name()
	}
}
