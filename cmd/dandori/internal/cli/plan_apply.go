package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/plan"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// apply makes the writes of a signed plan: it goes through the run as a dry run
// first, and stops when that comes to another plan; then it runs for real, and
// each write is compared with the signed ones once more, just before it is sent.
// order makes the execution, as a dry run or for real.
func (a *app) apply(ctx context.Context, s *keeping, signed *signature, e ending, order func(dry bool) (*execution, error)) error {
	dry, err := order(true)
	if err != nil {
		return err
	}
	dry.planning = planning{}
	if !sameJSON(dry.planned(), signed.Params) {
		return &usageError{text: say.T("%s was made with other parameters", signed.file), hint: say.T("leave -p and --params out: the plan holds what its dry run was given")}
	}
	c, result, err := a.carryOn(ctx, s, dry, e, func() error { return a.order(ctx, s, dry) })
	if err != nil {
		return err
	}
	if result.State != engine.Succeeded {
		c.x.log.Log("warn", a.say(say.T("the dry run before %s did not succeed: nothing was sent", signed.file)), nil)
		return a.conclude(ctx, c, result)
	}
	if err := a.unchanged(ctx, s, c.x, signed); err != nil {
		return err
	}
	x, err := order(false)
	if err != nil {
		return err
	}
	if x.run.Spec.Signed, err = signed.spec(a.person()); err != nil {
		return err
	}
	return a.foreground(ctx, s, x, e, func() error { return a.order(ctx, s, x) })
}

// unchanged refuses a signed plan that is not what the dry run x came to.
func (a *app) unchanged(ctx context.Context, s *keeping, x *execution, signed *signature) error {
	if err := signed.sandboxed(x.run.Sandbox); err != nil {
		return err
	}
	now, err := a.outlook(ctx, s, x.project, x.run)
	if err != nil {
		return err
	}
	gone, fresh := signed.signed.Drift(now.writes)
	others := signed.signed.Renamed(now.writes)
	switch {
	case len(gone)+len(fresh) > 0:
		return advised(drifted(signed, gone, fresh), signed, x)
	case len(others) > 0:
		failed := call.New(call.PermissionError, "%[1]s: %[2]d signed {2:row names|rows name} somebody else than {2:it is|they are} about now:\n%[3]s", signed.file, len(others), plan.List(others))
		return advised(failed, signed, x)
	}
	x.log.Log("info", a.say(say.T("the plan is as it was signed: %s", now.summary())), nil)
	x.log.Flush()
	return nil
}

// advised says what to do about a signed plan that is not what would be done now.
func advised(failed *call.Error, signed *signature, x *execution) *call.Error {
	made, today := signed.day(), clock.Now().Format(time.DateOnly)
	switch {
	case signed.Narrow:
		return failed.WithHint("nothing was sent. The file is in an encoding that lacks some characters: save it in Excel as \"CSV UTF-8\", or make the plan anew with --dry-run --plan FILE")
	case made != "" && made != today:
		return failed.WithHint("nothing was sent; dandori %[1]s --plan FILE makes the plan anew. This one was made on %[2]s: what depends on the day is different on %[3]s, if the script asks which day it is", x.command(true), made, today)
	}
	return failed.WithHint("nothing was sent; dandori %s --plan FILE makes the plan anew", x.command(true))
}

// drifted names the rows that differ.
func drifted(signed *signature, gone, fresh []plan.Row) *call.Error {
	switch {
	case len(fresh) == 0:
		return call.New(call.PermissionError, "%[1]s: %[2]d signed {2:row is|rows are} not what would be done now:\n%[3]s", signed.file, len(gone), plan.List(gone))
	case len(gone) == 0:
		return call.New(call.PermissionError, "%[1]s: %[2]d {2:row|rows} would be done now that nobody has signed:\n%[3]s", signed.file, len(fresh), plan.List(fresh))
	}
	return call.New(call.PermissionError, "%[1]s: %[2]d signed {2:row is|rows are} not what would be done now:\n%[3]s\nand %[4]d {4:row|rows} would be done now that nobody has signed:\n%[5]s",
		signed.file, len(gone), plan.List(gone), len(fresh), plan.List(fresh))
}

// tellUnmade says which signed rows a run has not made that is over.
func (c *carrier) tellUnmade(ctx context.Context) error {
	if c.x.run.Spec.Signed == nil {
		return nil
	}
	rows, err := unmade(ctx, c.store, c.x.run)
	if err == nil && len(rows) > 0 {
		c.app.tell(c.x, "warn")(say.T("%[1]d signed {1:row was|rows were} not made:\n%[2]s", len(rows), plan.List(rows)))
	}
	return err
}

// signedParams are the parameters of a run that makes a signed plan: those of its dry run.
func (a *app) signedParams(x *execution, f runFlags) ([]byte, error) {
	if f.file != "" || len(f.params) > 0 {
		input, err := a.input(f)
		if err != nil {
			return nil, err
		}
		return a.values(x.target, input)
	}
	in := workflow.Input{File: []byte(f.signed.Params), FileName: f.signed.file}
	if len(in.File) == 0 {
		in.File = nil
	}
	return a.values(x.target, in)
}

// sameJSON compares two objects of parameters; nothing is as good as an empty one.
func sameJSON(x, y json.RawMessage) bool {
	canonical := func(raw json.RawMessage) []byte {
		var v map[string]any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		_ = d.Decode(&v) // nothing is nothing
		if len(v) == 0 {
			return nil
		}
		out, _ := json.Marshal(v) // came from JSON
		return out
	}
	return bytes.Equal(canonical(x), canonical(y))
}
