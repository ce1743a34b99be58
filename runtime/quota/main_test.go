package quota

import (
	"context"
	"os"
	"testing"
)

var testContext = context.Background()

// TestMain lets this binary be one of several processes; see process_test.go.
func TestMain(m *testing.M) {
	if task := os.Getenv("DANDORI_TEST_TASK"); task != "" {
		os.Exit(child(task, os.Getenv("DANDORI_TEST_FILE"), os.Getenv("DANDORI_TEST_VENDOR")))
	}
	os.Exit(m.Run())
}
