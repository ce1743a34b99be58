package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"dandori/runtime/call"
)

var errStopped = errors.New("stopped by the user")

// held returns an exchange that says when a request has arrived and answers when told to.
func held(arrived chan<- struct{}, answer <-chan exchange) exchange {
	return func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		arrived <- struct{}{}
		select {
		case a := <-answer:
			return a(v, c, req, n)
		case <-v.quit:
			return false
		}
	}
}

// cancelOnTheWire cancels a request for op that the vendor has got, and then lets the vendor answer.
func cancelOnTheWire(t *testing.T, op call.Operation, c func(*vendor) Config, then exchange) (*vendor, error) {
	arrived, answer := make(chan struct{}, 9), make(chan exchange, 9)
	v := serve(t, held(arrived, answer))
	ctx, cancel := context.WithCancelCause(t.Context())
	result := make(chan error, 1)
	go func() { result <- askFor(ctx, t, open(t, c(v)), op) }()
	<-arrived
	cancel(errStopped)
	if then != nil {
		answer <- then
	}
	return v, <-result
}

func patient(v *vendor) Config { return quick(v.url()) }
func hasty(v *vendor) Config   { return impatient(v.url()) }

func TestCancelEndsAReadAtOnce(t *testing.T) {
	v, err := cancelOnTheWire(t, read, patient, nil)
	if !errors.Is(err, errStopped) || v.requests() != 1 {
		t.Errorf("got %v after %d requests", err, v.requests())
	}
}

func TestCancelWaitsForTheAnswerToAWrite(t *testing.T) {
	for _, op := range []call.Operation{repeatable, once} {
		if v, err := cancelOnTheWire(t, op, patient, fine); err != nil || v.requests() != 1 {
			t.Errorf("%v: got %v after %d requests, want the answer", op.Effect, err, v.requests())
		}
	}
}

func TestAWriteThatIsNotAnsweredAfterCancelIsInDoubt(t *testing.T) {
	for _, op := range []call.Operation{repeatable, once} {
		if v, err := cancelOnTheWire(t, op, hasty, nil); classOf(err) != call.InDoubt || v.requests() != 1 {
			t.Errorf("%v: got %v after %d requests, want doubt after 1", op.Effect, err, v.requests())
		}
	}
}

func TestARefusedWriteIsNotSentAgainAfterCancel(t *testing.T) {
	for name, answer := range map[string]exchange{
		"429": status("429 Too Many Requests", `{"retry_after":1}`),
		"400": status("400 Bad Request", `{}`),
	} {
		v, err := cancelOnTheWire(t, once, patient, answer)
		if classOf(err) == call.InDoubt || err == nil || v.requests() != 1 {
			t.Errorf("%s: got %v after %d requests", name, err, v.requests())
		}
	}
}

func TestNothingIsSentForACancelledCaller(t *testing.T) {
	v := serve(t, fine)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errStopped)
	for _, op := range []call.Operation{read, repeatable, once} {
		if err := askFor(ctx, t, open(t, quick(v.url())), op); !errors.Is(err, errStopped) {
			t.Errorf("%v: got %v", op.Effect, err)
		}
	}
	if v.requests() != 0 {
		t.Errorf("%d requests were sent", v.requests())
	}
}

// A write whose caller gives up while the connection is being made must not
// leave any more, whichever of the two is first.
func TestAWriteIsCalledBackWhileItIsAtHome(t *testing.T) {
	v := serve(t, fine)
	for range 200 {
		ctx, cancel := context.WithCancelCause(t.Context())
		sent := 0
		c := quick(v.url())
		c.OnSent = func(call.Request) { sent++ }
		before := v.requests()
		go cancel(errStopped)
		err := askFor(ctx, t, open(t, c), once)
		switch arrived := v.requests() - before; {
		case err == nil && sent == 1 && arrived == 1:
		case errors.Is(err, errStopped) && sent == 0 && arrived == 0:
		default:
			t.Fatalf("%d counted as sent, %d arrived, error %v", sent, arrived, err)
		}
	}
}

func TestAbortEndsAWriteInDoubt(t *testing.T) {
	arrived := make(chan struct{}, 1)
	v := serve(t, held(arrived, nil))
	d := open(t, quick(v.url()))
	result := make(chan error, 1)
	go func() { result <- askFor(t.Context(), t, d, once) }()
	<-arrived
	d.Abort()
	if err := <-result; classOf(err) != call.InDoubt || !errors.Is(err, errAborted) {
		t.Errorf("got %v, want doubt because of the abort", err)
	}
}

// While a body is read the caller may give up too.
func TestCancelInTheMiddleOfABody(t *testing.T) {
	v := serve(t, silentAfter(ok200+"Content-Length: 100\r\n\r\n{"))
	ctx, cancel := context.WithCancelCause(t.Context())
	d := open(t, quick(v.url()))
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, v.url().String()+"/x", nil)
	err := d.Do(req, read, func(resp *http.Response) error {
		cancel(errStopped)
		_, err := io.ReadAll(resp.Body)
		return err
	})
	if !errors.Is(err, errStopped) {
		t.Errorf("got %v", err)
	}
}

// A body that drips never stalls; only the whole can end it.
func TestADrippingBodyIsBounded(t *testing.T) {
	v := serve(t, func(v *vendor, c net.Conn, _ *http.Request, _ int) bool {
		_, _ = io.WriteString(c, ok200+"Content-Length: 1000000\r\n\r\n")
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if _, err := io.WriteString(c, "{"); err != nil {
					return false
				}
			case <-v.quit:
				return false
			}
		}
	})
	c := quick(v.url())
	c.Timeouts.Whole, c.Retry.Tries = 200*time.Millisecond, 1
	if err := askFor(t.Context(), t, open(t, c), read); classOf(err) != call.TimeoutError {
		t.Errorf("got %v, want TimeoutError", err)
	}
}
