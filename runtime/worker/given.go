package worker

import (
	"encoding/json"
	"io"
)

// Given reads into v what the parent has given this worker (Config.Given),
// before Orphaned has the rest of stdin. It fails when the parent is gone.
func Given(stdin io.Reader, v any) error { return json.NewDecoder(stdin).Decode(v) }
