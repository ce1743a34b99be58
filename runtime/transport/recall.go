package transport

import (
	"dandori/runtime/call"
)

// recall begins the record of a write, and does what an earlier process of the
// run has left to do. over: nothing is to be sent, and err is the outcome.
func (a *ask) recall() (over bool, err error) {
	ctx := a.req.Context()
	w := call.ScribeFrom(ctx)
	if w == nil || !a.write() || ctx.Value(rehearsalKey{}) != nil {
		return false, nil
	}
	k, prior := call.Begun(ctx, w, a.r)
	if prior != nil && prior.Answer != nil {
		return true, a.repeat(prior.Answer)
	}
	if a.record, err = newRecord(w, k, a.r, a.req, a.door.config.Blank); err != nil {
		return true, err
	}
	a.req = a.req.WithContext(withRecord(ctx, a.record))
	if prior == nil || prior.Doubt == nil {
		return false, nil
	}
	a.first, a.doubt = prior.First, errLeft
	a.record.doubt, a.record.intent.Try = true, prior.Doubt.Try
	if !prior.Last || !a.mayRepeat() {
		return true, a.end(nil).err
	}
	return false, nil
}

// repeat hands consume the answer that came to an earlier process.
func (a *ask) repeat(answer *call.Result) error {
	err := a.consume(response(answer, a.req))
	if err != nil && !answered(err) {
		return call.Doubt(a.r, err) // it was done; what it brought cannot be read
	}
	return err
}

// settle writes down what came of the try that v judges. An error is that
// nobody will know of it later.
func (a *ask) settle(v verdict) error {
	if a.record == nil {
		return nil
	}
	fate := call.Refused
	switch {
	case v.err == nil && !v.again:
		fate = call.Done
	case a.doubt != nil:
		fate = call.Unknown
	}
	a.record.settle(fate, a.heard, v.err)
	if a.record.lost != nil {
		return call.Doubt(a.r, a.record.lost)
	}
	return nil
}
