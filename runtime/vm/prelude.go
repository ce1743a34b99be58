package vm

import (
	"encoding/json"
	"fmt"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/vm/web"
)

// prelude is all scripts of the engine's own, by name.
type prelude struct {
	Web     map[string]string `json:"web"`
	Listing string            `json:"listing"`
	Errors  string            `json:"errors"`
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

func ownPrelude() prelude { return prelude{web.Scripts(), listingJS, errorClassesJS} }

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
