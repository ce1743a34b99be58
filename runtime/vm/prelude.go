package vm

import (
	"encoding/json"
	"fmt"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/vm/frame"
	"dandori/runtime/vm/web"

	"github.com/dop251/goja"
)

// prelude is all scripts of the engine's own, by name.
type prelude struct {
	Web     map[string]string `json:"web"`
	Listing string            `json:"listing"`
	Errors  string            `json:"errors"`
	Frames  map[string]string `json:"frames,omitempty"` // nil in preludes of before there were any
}

// Prelude returns all scripts of the engine's own as one content. A run that
// goes on after an upgrade of dandori is given the ones that it began with (Config.Prelude).
var Prelude = sync.OnceValue(func() []byte {
	content, err := json.Marshal(ownPrelude()) // a map's keys are sorted
	if err != nil {
		panic(fmt.Errorf("vm: the prelude: %w", err))
	}
	return content
})

func ownPrelude() prelude { return prelude{web.Scripts(), listingJS, errorClassesJS, frame.Scripts()} }

// Frame runs the frame of that name (package frame) with the tools that it
// calls, and returns what scripts see of it.
func (r *Runtime) Frame(name string, tools Members) goja.Value {
	text, ok := r.own.Frames[name]
	if !ok {
		text = frame.Scripts()[name] // a run that began before there was this frame has not used it
	}
	make, _ := goja.AssertFunction(r.mustRun(name+".js", text))
	v, err := make(goja.Undefined(), r.Object(name, tools))
	if err != nil {
		panic(err)
	}
	return v
}

// readPrelude reads what Prelude returned, in this version or another; nil is this one's.
func readPrelude(content []byte) (prelude, error) {
	if content == nil {
		return ownPrelude(), nil
	}
	var p prelude
	if err := json.Unmarshal(content, &p); err != nil || p.Listing == "" || p.Errors == "" {
		return ownPrelude(), call.New(call.Changed, "the engine's own scripts that the run began with cannot be read").Because(err)
	}
	return p, nil
}
