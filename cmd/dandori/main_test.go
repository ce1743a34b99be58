package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the program run as itself inside the test binary.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dandori": main})
}

// TestStories runs what users would type, and what they should see. Beside the
// commands of testscript there are some of ours, in commands_test.go.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                commands(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "C")
			env.Setenv("TZ", "UTC") // the zone is the project's, not the machine's
			return nil
		},
	})
}
