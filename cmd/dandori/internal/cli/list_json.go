package cli

import (
	"encoding/json"

	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/workflow"
)

// listed is a workflow as list --json prints it; null where nothing is.
type listed struct {
	Name        string        `json:"name"`
	Description *string       `json:"description"`
	Script      *string       `json:"script"` // project-relative
	On          *trigger      `json:"on"`
	Params      []listedParam `json:"params"`
	Error       *string       `json:"error"`   // why it cannot run
	Version     *string       `json:"version"` // which the next run takes
	Pending     *string       `json:"pending"` // the version that waits for an approval
	Next        *string       `json:"next"`    // when it starts by time the next time
	Fault       *finding      `json:"fault"`   // of the last save, while the last good version stays in use
}

type trigger struct {
	Schedule []workflow.Schedule `json:"schedule"`
	Files    []workflow.Pattern  `json:"files"`
}

type listedParam struct {
	Name        string             `json:"name"`
	Type        workflow.ParamType `json:"type"`
	Description *string            `json:"description"`
	Required    bool               `json:"required"`
	Default     json.RawMessage    `json:"default"`
}

func (a *app) listing(p *project, o *overview) []listed {
	out := []listed{}
	for _, s := range o.all {
		out = append(out, a.listed(p, s))
	}
	return out
}

func (a *app) listed(p *project, s stand) listed {
	l := listed{
		Name: s.name, Params: []listedParam{}, Version: versionName(s.live), Pending: versionName(s.pending),
		Next: moment(s.next(clock.Now(), p.config.Timezone.Location)),
	}
	if s.def != nil {
		l.define(s.def)
	}
	if why, ok := s.cause(); ok {
		l.Error = optional(place(why) + why.Message.In(a.lang))
	}
	if why, ok := s.broken(); ok {
		f := found(why, a.lang)
		l.Fault = &f
	}
	return l
}

// define adds what the definition says.
func (l *listed) define(w *workflow.Workflow) {
	l.Description, l.Script = optional(w.Description), optional(w.Script)
	for _, p := range w.Params {
		l.Params = append(l.Params, listedParam{p.Name, p.Type, optional(p.Description), p.Required, p.DefaultValue()})
	}
	if len(w.On.Schedule)+len(w.On.Files) > 0 {
		l.On = &trigger{Schedule: append([]workflow.Schedule{}, w.On.Schedule...), Files: globs(w)}
	}
}

// globs are the patterns of files that start w.
func globs(w *workflow.Workflow) []workflow.Pattern {
	all := []workflow.Pattern{}
	for _, g := range w.On.Files {
		all = append(all, g.Match...)
	}
	return all
}

func versionName(v *catalog.Version) *string {
	if v == nil {
		return nil
	}
	return &v.ID
}

// value is what p points to, the zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
