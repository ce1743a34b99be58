package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"

	"github.com/wneessen/go-mail"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// mail hands m over to the server of b. When the server refuses one of several
// addresses the others get theirs one by one, and it counts as sent when one did.
func (n *Notifier) mail(ctx context.Context, b MailBox, m message) error {
	err := n.handOver(ctx, b, b.To, m)
	var r *refusal
	if len(b.To) < 2 || !errors.As(err, &r) || !r.final || !isRecipient(r) {
		return err
	}
	arrived := false
	for i, to := range b.To {
		one := n.handOver(ctx, b, []string{to}, m)
		if one == nil {
			arrived = true
			continue
		}
		n.c.Log("warn", say.T("address %[1]d of to was not taken: %[2]v", i+1, one))
	}
	if arrived {
		return nil
	}
	return err
}

func (n *Notifier) handOver(ctx context.Context, b MailBox, to []string, m message) error {
	letter, err := n.letter(b, to, m)
	if err != nil {
		return err
	}
	client, stop, err := n.mailClient(ctx, b)
	if err != nil {
		return err
	}
	defer stop()
	err = client.DialAndSendWithContext(ctx, letter)
	if letter.IsDelivered() || err == nil { // goodbyes may fail
		return nil
	}
	return explainMail(ctx, err)
}

// letter is m as a mail: UTF-8, headers encoded by RFC 2047, marked as sent by a
// program (RFC 3834), so that absence notes do not answer it.
func (n *Notifier) letter(b MailBox, to []string, m message) (*mail.Msg, error) {
	letter := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithNoDefaultUserAgent())
	if err := errors.Join(letter.From(b.From), letter.To(to...)); err != nil {
		return nil, call.New(call.Config, "from or to is not a mail address")
	}
	letter.Subject(cut(oneLine(m.Title), 200))
	letter.SetDateWithValue(clock.Now().In(n.c.Zone))
	letter.SetMessageID()
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetGenHeader("X-Auto-Response-Suppress", "All")
	letter.SetBodyString(mail.TypeTextPlain, m.body()+"\n")
	return letter, nil
}

// mailClient is for one letter; stop must be called when it is done.
func (n *Notifier) mailClient(ctx context.Context, b MailBox) (client *mail.Client, stop func(), err error) {
	host, port, err := b.server()
	if err != nil {
		return nil, nil, err
	}
	implicit := b.TLS == "tls" || b.TLS == "" && port == "465"
	config := n.tls.Clone()
	config.ServerName = host
	ties := &ties{}
	options := []mail.Option{
		mail.WithPort(portNumber(port, implicit)), mail.WithTimeout(n.c.Patience), mail.WithTLSConfig(config),
		mail.WithTLSPolicy(policy(b.TLS, implicit)),
		mail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			return ties.dial(dialing, ctx, address, implicit, config)
		}),
	}
	if b.User != "" {
		// Passwords go as they are only over TLS, or to this machine: go-mail refuses the rest.
		options = append(options, mail.WithUsername(b.User), mail.WithPassword(b.Password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthCramMD5))
	}
	client, err = mail.NewClient(host, options...)
	if err != nil {
		return nil, nil, call.New(call.Config, "the mail server's settings cannot be used: %v", err)
	}
	return client, ties.cut, nil
}

func portNumber(port string, implicit bool) int {
	if number, err := strconv.Atoi(port); err == nil {
		return number
	}
	if implicit {
		return 465 // submissions, RFC 8314
	}
	return 587 // submission, RFC 6409
}

func policy(want string, implicit bool) mail.TLSPolicy {
	if implicit || want == "none" {
		return mail.NoTLS // from here on: with "tls" the connection is one from its first byte
	}
	return mail.TLSMandatory
}

// ties ends a connection when its letter is not wanted any more: go-mail looks at the
// context only while it dials.
type ties struct{ undo func() bool }

func (t *ties) dial(dialing, ctx context.Context, address string, implicit bool, config *tls.Config) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(dialing, "tcp", address)
	if err != nil {
		return nil, err
	}
	t.undo = context.AfterFunc(ctx, func() { _ = conn.Close() })
	if !implicit {
		return conn, nil
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(dialing); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

func (t *ties) cut() {
	if t.undo != nil {
		t.undo()
	}
}
