package cli

import (
	"context"
	"fmt"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/workflow"
)

// A connection that does not tell its schema ends dandori types as it would end a run.
func TestUnanswered(t *testing.T) {
	refused := call.New(call.VendorError, "there is no %s in %s or above it", "", "")
	refused.Status = 401
	for want, err := range map[exitCode]error{
		exitRefused: fmt.Errorf("reading: %w", refused),
		exitScript:  call.New(call.ConnectionError, "there is no %s in %s or above it", "", ""),
		exitTimeout: fmt.Errorf("waiting: %w", context.DeadlineExceeded),
		exitConfig:  workflow.Problems{{}},
		exitFault:   fmt.Errorf("something else"),
	} {
		if _, got := unanswered(err).ending(); got != want {
			t.Errorf("%v ends with %d, want %d", err, got, want)
		}
	}
	if _, got := unanswered(call.New(call.Config, "there is no %s in %s or above it", "", "")).ending(); got != exitConfig {
		t.Errorf("a wrong configuration ends with %d", got)
	}
}
