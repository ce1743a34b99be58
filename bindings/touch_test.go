package bindings

import (
	"errors"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

// TestTouch: each kind answers a touch, with as few requests as can be.
func TestTouch(t *testing.T) {
	tests := []struct {
		kind workflow.Kind
		sent int
	}{
		{workflow.Sansan, 1},
		{workflow.KaonaviV1, 2}, // the first time it needs a token
		{workflow.Kaonavi, 2},
	}
	for _, tt := range tests {
		var log []transport.Entry
		o, err := Connect(Config{
			Root: t.TempDir(), Use: []string{"it"},
			Connections: workflow.Connections{{Name: "it", Kind: tt.kind, Sandbox: true, Version: map[workflow.Kind]string{workflow.KaonaviV1: "v1.2"}[tt.kind]}},
			Lookup:      func(string) (string, bool) { return "", false },
			Log:         func(e transport.Entry) { log = append(log, e) },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if err := o.Touch(t.Context(), "it"); err != nil {
			t.Errorf("%s: %v", tt.kind, err)
		}
		if got := o.Requests()["it"]; got != tt.sent {
			t.Errorf("%s: %d requests", tt.kind, got)
		}
		for _, e := range log {
			if e.Date.IsZero() {
				t.Errorf("%s: the answer to %s has no date", tt.kind, e.Operation)
			}
		}
		var refused *call.Error
		if err := o.Touch(t.Context(), "other"); !errors.As(err, &refused) {
			t.Errorf("a connection that is not there: %v", err)
		}
	}
}
