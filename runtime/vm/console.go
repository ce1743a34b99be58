package vm

import (
	"strings"

	"github.com/dop251/goja"
)

// installConsole gives scripts console.*, each call one line of the log.
func (r *Runtime) installConsole() {
	levels := map[string]string{"log": "info", "info": "info", "debug": "debug", "trace": "debug", "warn": "warn", "error": "error"}
	members := Members{}
	for method, level := range levels {
		members[method] = func(a *Args) goja.Value {
			if r.config.Console != nil {
				r.config.Console(level, r.line(a.call.Arguments))
			}
			return goja.Undefined()
		}
	}
	r.global("console", r.Object("console", members))
}

// line joins values as a person reads them: text as it is, errors by their
// stack, everything else as JSON.
func (r *Runtime) line(values []goja.Value) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = r.Display(v)
	}
	return strings.Join(parts, " ")
}

// Display returns a value as a log line shows it.
func (r *Runtime) Display(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		return v.String()
	}
	if o.ClassName() == "Error" {
		f := r.failureOf(v, "")
		if f.File == "" {
			return f.Name + ": " + f.Message
		}
		return f.Name + ": " + f.Message + "\n" + f.Stack
	}
	if raw, err := r.ToJSON(v); err == nil && raw != nil {
		return string(raw)
	}
	return v.String()
}
