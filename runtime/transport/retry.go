package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const worthSaying = time.Second // shorter waits are told to nobody

// ask is one Do: a request that is sent as often as its effect allows.
type ask struct {
	door    *Door
	req     *http.Request
	r       call.Request
	consume func(*http.Response) error

	tries    int
	refusals int       // answers of 429 in a row
	first    time.Time // when the first try began
	doubt    error     // an earlier try of this write may have been done; why that is not known

	record *record // nil when nobody writes it down
	heard  heard   // the last try's answer
}

// verdict is what a try came to: an end with err (nil: done), or a wait and another try.
type verdict struct {
	err   error
	again bool
	wait  time.Duration
	why   say.Text
}

func (a *ask) run() error {
	a.first = clock.Now()
	if over, err := a.recall(); over {
		return err
	}
	ctx := a.req.Context()
	for {
		if ctx.Err() != nil {
			return a.end(context.Cause(ctx)).err
		}
		v := a.try()
		if err := a.settle(v); err != nil {
			return err
		}
		if !v.again {
			return v.err
		}
		if err := a.pause(v); err != nil {
			return a.end(err).err
		}
	}
}

// pause waits as long as v says.
func (a *ask) pause(v verdict) error {
	ctx := a.req.Context()
	if v.wait < worthSaying {
		return clock.Sleep(ctx, v.wait)
	}
	return call.Until(ctx, clock.Now().Add(v.wait), v.why)
}

func (a *ask) try() verdict {
	a.tries++
	a.heard = heard{}
	ctx, cancel := a.whileYoung()
	defer cancel()
	resp, err := a.door.stack.RoundTrip(a.req.WithContext(ctx))
	if err != nil {
		return a.failed(err)
	}
	a.heard = heard{status: resp.StatusCode, mime: resp.Header.Get("Content-Type")}
	resp.Request = a.req.WithContext(withRepeated(a.req.Context(), a.doubt != nil))
	switch {
	case resp.StatusCode == http.StatusTooManyRequests && a.refusals < a.door.config.Retry.Refusals:
		return a.refused(resp)
	case resp.StatusCode >= http.StatusInternalServerError && a.mayRepeat():
		discard(resp)
		return a.suspect(errorOf(a.r, resp))
	}
	return a.read(resp)
}

// whileYoung returns the context of a try. A write that may have been done
// already must have left before it is old, however long it waits for its slot.
func (a *ask) whileYoung() (context.Context, context.CancelFunc) {
	if a.doubt == nil || !a.write() {
		return a.req.Context(), func() {}
	}
	return context.WithDeadlineCause(a.req.Context(), a.first.Add(a.door.config.Retry.Young), errTooOld)
}

// failed judges a try without an answer.
func (a *ask) failed(err error) verdict {
	var f *fault
	if !errors.As(err, &f) {
		return a.end(err)
	}
	switch ended := a.req.Context().Err() != nil; {
	case !f.sent && !ended && a.tries < a.door.config.Retry.Tries && passes(f.err):
		return a.again(a.backOff(a.tries), f.err)
	case !f.sent:
		return a.end(f.err)
	case a.mayRepeat():
		v := a.suspect(f.err)
		if f.idle && a.tries == 1 {
			v.wait = 0 // the other side closed an idle connection: that is no sign of trouble
		}
		return v
	case a.write():
		return a.inDoubt(f.err)
	}
	return a.end(f.err)
}

// refused waits out an answer of 429, which is a refusal to reads and writes alike.
func (a *ask) refused(resp *http.Response) verdict {
	wait := a.door.capped(retryAfter(resp))
	discard(resp)
	a.refusals++
	a.tries-- // it was not done, and it is bounded by itself
	if wait == 0 {
		wait = a.backOff(a.refusals)
	}
	return verdict{again: true, wait: wait, why: say.T("%s answered that there were too many requests (429)", a.r.Connection)}
}

// read hands the answer to consume and judges what came of it.
func (a *ask) read(resp *http.Response) verdict {
	body := &watched{ReadCloser: resp.Body}
	if a.record != nil {
		body.keep = keptBytes
	}
	resp.Body = body
	err := a.redirected(resp)
	if err == nil {
		err = a.consume(resp)
	}
	a.heard.body = body.kept
	discard(resp)
	switch {
	case a.write() && uncertain(resp.StatusCode):
		return a.inDoubt(orElse(err, errorOf(a.r, resp)))
	case err == nil:
		return verdict{}
	case body.err != nil && a.mayRepeat() && (a.tries < 2 || !errors.Is(body.err, errWhole)): // ten minutes are long: once more, and no more
		return a.suspect(body.err)
	case a.write() && success(resp.StatusCode) && !answered(err) && a.mayRepeat():
		return a.suspect(err)
	case a.write() && success(resp.StatusCode) && !answered(err):
		return a.inDoubt(err)
	case body.err != nil && !answered(err):
		return a.end(body.err)
	}
	return a.end(a.readable(err))
}

func (a *ask) write() bool { return a.r.Operation.Effect != call.Read }

// mayRepeat reports whether a request that may have been done may be sent again.
func (a *ask) mayRepeat() bool {
	if a.tries >= a.door.config.Retry.Tries || a.req.Context().Err() != nil {
		return false
	}
	switch a.r.Operation.Effect {
	case call.Read:
		return true
	case call.Repeatable:
		return a.young()
	default:
		return false
	}
}

// young reports whether the first try is so recent that the write may be sent
// again. One in the future says that the clock was set back: then nobody knows.
func (a *ask) young() bool {
	age := clock.Since(a.first)
	return age >= 0 && age < a.door.config.Retry.Young
}

// suspect notes that this try may have been done, and sends it again.
func (a *ask) suspect(err error) verdict {
	a.doubt = orElse(a.doubt, err)
	return a.again(a.backOff(a.tries), err)
}

func (a *ask) again(wait time.Duration, err error) verdict {
	return verdict{again: true, wait: wait, why: say.T("sending again after: %v", err)}
}

func (a *ask) inDoubt(err error) verdict {
	a.doubt = orElse(a.doubt, err)
	return a.end(err)
}

// end is the last word: a write of which a try is in doubt stays in doubt, whatever came later.
func (a *ask) end(err error) verdict {
	if a.doubt != nil && a.write() {
		return verdict{err: call.Doubt(a.r, a.doubt)}
	}
	return verdict{err: err}
}

// backOff returns the nth wait: doubled each time, capped, and up to half longer by chance.
func (a *ask) backOff(n int) time.Duration {
	p := a.door.config.Retry
	wait := p.First
	for i := 1; i < n && wait < p.Longest; i++ {
		wait *= 2
	}
	wait = min(wait, p.Longest)
	return wait + rand.N(wait/2+1)
}
