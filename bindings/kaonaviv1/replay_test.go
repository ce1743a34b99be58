package kaonaviv1_test

import (
	"testing"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
)

// From its journal a run goes on without the vendor: what it asked before is not asked again.
func TestARunFromItsJournalSendsNothing(t *testing.T) {
	in(t, setup{}, func(o *office) {
		log := &journal.Memory{}
		program := &compile.Program{Name: "a.js", Code: []byte(`(async function (open) {
			const kaonaviV1 = open("dandori/connections", "kaonaviV1");
			return { default: async () => {` + everything(api.V12) + `} }; })`)}
		run := func() engine.Result {
			return engine.Run(o.Context(), engine.Config{Program: program, Modules: o.script("").Modules, Journal: log})
		}
		if got := run(); got.State != engine.Succeeded {
			o.Fatalf("the first run: %+v", got.Failure)
		}
		sent := len(o.sent)
		if got := run(); got.State != engine.Succeeded || string(got.Value) != "1" {
			o.Errorf("the second run: %+v", got.Failure)
		}
		if again := len(o.sent) - sent; sent == 0 || again != 0 {
			o.Errorf("sent %d requests, then %d again", sent, again)
		}
	})
}
