package transport

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"syscall"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Causes with which a try is given up from this side.
var (
	errNoAnswer = say.Errorf("no answer came in time")
	errStalled  = say.Errorf("the answer stopped in the middle")
	errWhole    = say.Errorf("the whole request took too long")
	errTooLong  = say.Errorf("the answer is longer than the connection's maxResponse")
	errTooOld   = say.Errorf("the write grew too old to be sent again")
	errNotHere  = say.Errorf("the address is not on this machine, and plain http goes nowhere else")
	errAborted  = say.Errorf("interrupted while the request was on the wire")
)

// fault is a try that brought no answer.
type fault struct {
	err  error // what the caller is told: a *call.Error, or why its context ended
	sent bool  // false: certain that the vendor got nothing
	idle bool  // sent on a connection that had been idle
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// unwritten is a request that could not be written down, and so stayed at home.
type unwritten struct{ err error }

func (u *unwritten) Error() string { return u.err.Error() }
func (u *unwritten) Unwrap() error { return u.err }

// unsent reports whether err says that nothing left this machine.
func unsent(err error) bool {
	var f *fault
	return errors.As(err, &f) && !f.sent
}

// refusedHere is a request that dandori itself refuses; nothing was opened for it.
func refusedHere(r call.Request, e *call.Error) error {
	return &fault{err: e.Of(r)}
}

// explain turns what broke a try into the error that a person reads. cause is
// why this side gave up, nil if it did not.
func (d *Door) explain(r call.Request, err, cause error) *call.Error {
	host := d.config.BaseURL.Host
	switch {
	case errors.Is(cause, errTooLong):
		return call.New(call.ConnectionError, "the answer of %s is longer than %d bytes", host, d.config.MaxResponse).Of(r).Because(cause)
	case isTimeout(cause):
		return call.New(call.TimeoutError, "%s: %v", host, cause).Of(r).Because(cause).
			WithHint("The vendor may be busy, or a proxy holds the connection; try again later.")
	case cause != nil:
		return call.New(call.ConnectionError, "%s: %v", host, cause).Of(r).Because(cause)
	default:
		return call.New(call.ConnectionError, "the connection to %s broke off: %s", host, d.broke(err)).Of(r).Because(err).
			WithHint("Check the network and run it again; if it stays, the vendor or a proxy on the way has trouble.")
	}
}

// broke says for people how a connection ended.
func (d *Door) broke(err error) say.Text {
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return say.T("the other side reset it")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.EPIPE):
		return say.T("the other side closed it")
	default:
		return say.Raw(d.mask(err.Error()))
	}
}

func isTimeout(cause error) bool {
	return errors.Is(cause, errNoAnswer) || errors.Is(cause, errStalled) || errors.Is(cause, errWhole)
}

// explainDial is explain for a connection that was never made.
func (d *Door) explainDial(r call.Request, err error) *call.Error {
	host := d.config.BaseURL.Host
	e := call.New(call.ConnectionError, "no connection to %s: %s", host, d.mask(err.Error())).Of(r).Because(err)
	var unknown *net.DNSError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return e.WithHint("If your company's proxy inspects TLS, name its certificate with `ca` at this connection in dandori.yaml.")
	case errors.As(err, &unknown):
		return e.WithHint("Check the network, and `baseURL` and `proxy` of this connection in dandori.yaml.")
	default:
		return e.WithHint("Check the network, and whether this machine needs a `proxy` in dandori.yaml.")
	}
}
