package basics

import (
	"bytes"
	"encoding/json"

	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Line is one line of a script's log.
type Line struct {
	Level   string // debug, info, warn or error
	Message string
	Fields  json.RawMessage // an object with the script's order of keys; nil for none
}

// Log is the name log. write is called on the loop; nil drops every line.
func Log(write func(Line)) vm.Export {
	return vm.Export{Name: "log", Value: func(r *vm.Runtime) goja.Value {
		members := vm.Members{}
		for _, level := range []string{"debug", "info", "warn", "error"} {
			members[level] = func(a *vm.Args) goja.Value {
				line := Line{Level: level, Message: a.String(0, "message"), Fields: fields(a)}
				a.Max(2)
				if write != nil {
					write(line)
				}
				return goja.Undefined()
			}
		}
		return r.Object("log", members)
	}}
}

// fields is the second argument as JSON. What JSON cannot hold is shown as a
// console would: a log line must not fail because of what it shows.
func fields(a *vm.Args) json.RawMessage {
	if !a.Has(1) {
		return nil
	}
	o, ok := a.Value(1).(*goja.Object)
	if !ok || o.ClassName() != "Object" {
		a.Wrong("fields", say.T("an object"), a.Value(1))
	}
	out := bytes.NewBufferString("{")
	for i, key := range o.Keys() {
		if i > 0 {
			out.WriteByte(',')
		}
		name, _ := json.Marshal(key)
		out.Write(name)
		out.WriteByte(':')
		out.Write(shown(a.Runtime(), o.Get(key)))
	}
	out.WriteByte('}')
	return out.Bytes()
}

func shown(r *vm.Runtime, v goja.Value) json.RawMessage {
	if v == nil || goja.IsUndefined(v) {
		return json.RawMessage("null")
	}
	o, isObject := v.(*goja.Object)
	if !isObject || o.ClassName() != "Error" {
		if raw, err := r.ToJSON(v); err == nil && raw != nil {
			return raw
		}
	}
	raw, _ := json.Marshal(r.Display(v))
	return raw
}
