package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

type repeatedKey struct{}

func withRepeated(ctx context.Context, repeated bool) context.Context {
	return context.WithValue(ctx, repeatedKey{}, repeated)
}

// Repeated reports whether an earlier try of the write that resp answers may
// have been done: then "not found" to a delete means that it was (design §3).
// For use by the consume function of Do.
func Repeated(resp *http.Response) bool {
	return resp.Request != nil && resp.Request.Context().Value(repeatedKey{}) == true
}

func success(status int) bool { return status >= 200 && status < 300 }

// uncertain reports whether an answer with this status leaves open whether a
// write was done. Every 4xx is a refusal but 408, which says only that the
// server lost patience. A 307 and a 308 say that nothing was done here; the
// other redirects may be the answer to something done.
func uncertain(status int) bool {
	switch {
	case status == http.StatusRequestTimeout:
		return true
	case status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect:
		return false
	default:
		return !success(status) && (status < 400 || status >= 500)
	}
}

// answered reports whether err is the vendor's own word, so that the answer was read.
func answered(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && (e.Class == call.VendorError || e.Class == call.JobFailed)
}

// passes reports whether what kept a request at home may be gone soon.
func passes(err error) bool {
	var e *call.Error
	var u *unwritten
	if errors.As(err, &u) || !errors.As(err, &e) {
		return false
	}
	var untrusted *tls.CertificateVerificationError
	switch e.Class {
	case call.ConnectionError, call.TimeoutError:
		return !errors.As(err, &untrusted) && !errors.Is(err, errNotHere)
	case call.VendorError: // the asking for a token was answered so
		return e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
	default:
		return false
	}
}

// errorOf is the error of an answer whose status says it all.
func errorOf(r call.Request, resp *http.Response) *call.Error {
	e := call.New(call.VendorError, "%s answered with status %d", r.Connection, resp.StatusCode).Of(r)
	e.Status = resp.StatusCode
	return e
}

// redirected is the error of an answer that points elsewhere, nil for others.
// Neither vendor redirects: it is a wrong baseURL, or a proxy that wants a
// login. It is not followed, because the key would go along.
func (a *ask) redirected(resp *http.Response) error {
	if resp.StatusCode < 300 || resp.StatusCode >= 400 {
		return nil
	}
	e := call.New(call.VendorError, "%s answered with status %d, a redirect to %s", a.r.Connection, resp.StatusCode, a.door.target(resp)).Of(a.r)
	e.Status = resp.StatusCode
	return e.WithHint("Check `baseURL` of this connection, and whether a proxy on the way wants a login.")
}

// target is where a redirect points to, without its query.
func (d *Door) target(resp *http.Response) string {
	u, err := resp.Location()
	if err != nil {
		return "?"
	}
	return u.Scheme + "://" + u.Host + d.path(u)
}

// readable makes consume's error one that scripts know.
func (a *ask) readable(err error) error {
	var e *call.Error
	if errors.As(err, &e) || a.req.Context().Err() != nil {
		return err
	}
	return call.New(call.ConnectionError, "the answer of %s cannot be read: %s", a.r.Connection, a.masked(err)).Of(a.r).Because(err).
		WithHint("The vendor may be under maintenance, or a proxy answers in its place: look at `baseURL` and `proxy` of this connection, or try again later.")
}

// masked is err in every language, without secrets.
func (a *ask) masked(err error) say.Text {
	return say.Text{En: a.door.mask(say.In(err, say.English)), Ja: a.door.mask(say.In(err, say.Japanese))}
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
