package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"

	"github.com/wneessen/go-mail"

	"dandori/runtime/call"
)

// explainMail says why a letter was not taken. What a server says is left out but for its
// code, for servers repeat addresses and users.
func explainMail(ctx context.Context, err error) error {
	var send *mail.SendError
	var answer *textproto.Error
	switch {
	case errors.As(err, &send) && send.ErrorCode() != 0:
		return mailCode(send.ErrorCode(), send.Reason == mail.ErrSMTPRcptTo)
	case errors.As(err, &answer):
		return mailCode(answer.Code, false)
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
		return notNow(call.New(call.TimeoutError, "the mail server did not answer in time"))
	}
	return notNow(mailTrouble(err))
}

// mailCode judges a reply code (RFC 5321 §4.2.1): 4yz is for later, 5yz for good.
func mailCode(code int, recipient bool) error {
	if recipient {
		why := call.New(call.VendorError, "the mail server does not take the address that the mail is for (%d)", code).
			WithHint("look at the addresses under to, and whether the server may send outside")
		why.Status, why.Field = code, "to"
		return &refusal{why: why, final: code >= 500}
	}
	why := call.New(call.VendorError, "the mail server answered %d", code)
	why.Status = code
	if code == 530 || code == 534 || code == 535 || code == 538 { // RFC 4954 §6
		why = why.WithHint("look at user and password of the channel; some services want a password for apps")
	}
	return &refusal{why: why, final: code >= 500}
}

func isRecipient(r *refusal) bool { return r.why.Field == "to" }

// mailTrouble names what went wrong before the server took or refused anything.
func mailTrouble(err error) *call.Error {
	var dial *net.OpError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var check *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &check):
		return call.New(call.ConnectionError, "the mail server's certificate is not trusted").
			WithHint("write the server's name as in its certificate, or name the office's certificate authority in ca")
	case errors.As(err, &record):
		return call.New(call.ConnectionError, "the mail server does not speak TLS from the first byte on").
			WithHint("write tls: starttls, or the port for it (465)")
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return call.New(call.ConnectionError, "the mail server does not offer STARTTLS").
			WithHint("write tls: tls (port 465), or tls: none for a server inside of the office")
	case strings.Contains(err.Error(), "AUTH") || errors.Is(err, mail.ErrPlainAuthNotSupported):
		return call.New(call.ConnectionError, "the mail server takes no password this way").
			WithHint("use tls: starttls or tls, or leave user and password out")
	case errors.As(err, &dial) && dial.Op == "dial":
		return call.New(call.ConnectionError, "the mail server cannot be reached: %v", dial.Err)
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return call.New(call.ConnectionError, "the mail server hung up")
	}
	return call.New(call.ConnectionError, "the mail server's answer makes no sense")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
