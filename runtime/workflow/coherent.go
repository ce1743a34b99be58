package workflow

import (
	"io/fs"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// FileParam is the parameter that names the file which started a run.
const FileParam = "file"

// coherent looks at what the keys of a workflow mean together.
func (r *reader) coherent(n *yaml.Node, w *Workflow, files fs.FS) {
	r.timed(n, w)
	r.turns(n, w)
	r.told(n, w)
	w.places.globs = r.triggers(child(n, "on"), w, files)
	w.declareFile()
	r.started(w)
}

func (r *reader) timed(n *yaml.Node, w *Workflow) {
	if at := child(n, "catchup"); at != nil && len(w.On.Schedule) == 0 {
		r.warn(at, say.T("catchup says nothing without on: { schedule: … }"))
	}
	at := child(n, "retry")
	switch {
	case at == nil || isNull(at) || w.Retry.Attempts > 1:
	case child(at, "attempts") == nil:
		r.warn(at, say.T("retry says nothing without attempts"), say.T("as { attempts: 3, delay: 1m, backoff: 2 }"))
	case w.Retry.Attempts == 1:
		r.warn(child(at, "attempts"), say.T("one attempt is no retry"), say.T("attempts counts the first one too"))
	}
}

func (r *reader) turns(n *yaml.Node, w *Workflow) {
	if w.Lock == "" {
		return
	}
	w.places.lock = r.place(child(n, "lock"))
	if w.Overlap == Parallel {
		r.warn(child(n, "overlap"), say.T("overlap: parallel says nothing beside lock: the runs of a lock go one after the other"), say.T("take one of both away"))
	}
}

func (r *reader) told(n *yaml.Node, w *Workflow) {
	at := child(n, "notify")
	switch {
	case at == nil || isNull(at):
	case at.Kind == yaml.MappingNode && len(w.Notify.To) == 0:
		r.warn(at, say.T("notify says nothing without to: nobody is told"), say.T("as { on: [failed, in_doubt], to: [ops] }, with ops under notify: in %s", ConfigFile))
	case contains(w.Notify.Occasions(), "skipped") && len(w.Notify.On) > 0 && len(w.On.Schedule) == 0:
		r.warn(child(at, "on"), say.T("skipped never happens without on: { schedule: … }"))
	}
}

// declareFile adds the parameter of the file that starts a run, unless the workflow has it.
func (w *Workflow) declareFile() {
	if w.Params.has(FileParam) || len(w.On.Files) == 0 {
		return
	}
	w.Params = append(w.Params, Param{Name: FileParam, Type: File, Required: len(w.On.Schedule) == 0})
}

// started reports the parameters that what starts w could never give.
func (r *reader) started(w *Workflow) {
	for _, p := range w.Params {
		isFile := len(w.On.Files) > 0 && p.Name == FileParam
		switch {
		case isFile && p.Type != File && p.place.Line > 0:
			r.about(p, say.T("parameter %q is given the name of a file: its type is file", p.Name), say.T("write type: file, or give the parameter another name"))
		case !p.Required:
		case len(w.On.Schedule) > 0:
			r.about(p, say.T("parameter %q is required, and a schedule gives none", p.Name), say.T("give it a default"))
		case len(w.On.Files) > 0 && !isFile:
			r.about(p, say.T("parameter %q is required, and a file that starts a run gives none but %s", p.Name, FileParam), say.T("give it a default"))
		}
	}
}

func (r *reader) about(p Param, message, hint say.Text) {
	bad := p.place
	bad.Message, bad.Hint = message, hint
	r.problems = append(r.problems, bad)
}
