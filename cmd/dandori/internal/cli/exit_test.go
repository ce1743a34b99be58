package cli

import (
	"errors"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func TestExitCodes(t *testing.T) {
	failed := func(f engine.Failure) outcome {
		return outcome{result: engine.Result{State: engine.Failed, Failure: &f}}
	}
	vendor := func(status int) outcome {
		return failed(engine.Failure{Err: &call.Error{Class: call.VendorError, Status: status}})
	}
	for _, c := range []struct {
		name string
		o    outcome
		want exitCode
	}{
		{"succeeded", outcome{result: engine.Result{State: engine.Succeeded}}, 0},
		{"script threw", failed(engine.Failure{Name: "TypeError"}), 1},
		{"job failed", failed(engine.Failure{Err: &call.Error{Class: call.JobFailed}}), 1},
		{"no answer in time", failed(engine.Failure{Err: &call.Error{Class: call.TimeoutError}}), 1},
		{"dry run or guard", failed(engine.Failure{Err: &call.Error{Class: call.PermissionError}}), 1},
		{"vendor 400", vendor(400), 1},
		{"vendor 401", vendor(401), 4},
		{"vendor 403", vendor(403), 4},
		{"wrong usage", outcome{err: &usageError{text: say.Raw("x")}}, 2},
		{"wrong params", outcome{err: &workflow.WrongInput{}}, 2},
		{"configuration", outcome{err: workflow.Problems{{}}}, 3},
		{"compile", outcome{err: &compile.Errors{}}, 3},
		{"config class", outcome{err: call.New(call.Config, "there are: %s", "x")}, 3},
		{"config class in a run", failed(engine.Failure{Err: &call.Error{Class: call.Config}}), 3},
		{"in doubt", outcome{result: engine.Result{State: engine.InDoubt}}, 5},
		{"timed out", failed(engine.Failure{TimedOut: true}), 7},
		{"cancelled", outcome{result: engine.Result{State: engine.Cancelled}}, 8},
		{"fault", failed(engine.Failure{Err: &call.Error{Class: call.Fault}}), 70},
		{"any other error", outcome{err: errors.New("x")}, 70},
		{"interrupted", outcome{result: engine.Result{State: engine.Paused, Failure: &engine.Failure{Interrupted: true}}}, 130},
		{"wrapped", outcome{err: errors.Join(errors.New("x"), &workflow.WrongInput{})}, 2},
	} {
		if _, got := c.o.ending(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
