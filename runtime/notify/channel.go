package notify

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Kind is what stands behind a channel.
type Kind string

// The kinds of channels, as dandori.yaml names them.
const (
	Slack      Kind = "slack"
	Teams      Kind = "teams"
	GoogleChat Kind = "googlechat"
	LineWorks  Kind = "lineworks"
	Webhook    Kind = "webhook" // plain JSON, to whoever takes it
	Mail       Kind = "mail"
)

// Channel is one way to people. Its URL and password are secrets.
type Channel struct {
	Kind Kind
	URL  string // of a hook: https, or http to a loopback address
	Mail MailBox

	Lacks say.Text // what is missing, as a variable: its notices wait until it is there; zero: nothing
}

// MailBox says how mail is handed over and to whom it goes.
type MailBox struct {
	Server   string // host or host:port; without a port 587, or 465 for TLS "tls"
	User     string // "" for a server that takes mail without
	Password string
	From     string   // an address, also as "Name <address>"
	To       []string // likewise, one at least
	TLS      string   // starttls, tls or none; "": tls on port 465, else starttls
}

// Check returns what is wrong with a channel as it is written, without asking
// anybody; nil for nothing. Its text names neither URL nor password.
func (c Channel) Check() error {
	switch c.Kind {
	case Slack, Teams, GoogleChat, LineWorks, Webhook:
		_, err := c.address()
		return err
	case Mail:
		return c.Mail.check()
	}
	return call.New(call.Config, "there is no kind of channel %q", string(c.Kind)).
		WithHint("the kinds are: %s", "slack, teams, googlechat, lineworks, webhook, mail")
}

// address is the hook's URL. What is wrong with it is said without quoting it.
func (c Channel) address() (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(c.URL))
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return nil, call.New(call.Config, "the webhook's URL is not one").
			WithHint("copy the whole URL, from https:// to its end")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, call.New(call.Config, "the webhook's URL must begin with https://")
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (b MailBox) check() error {
	if _, _, err := b.server(); err != nil {
		return err
	}
	switch b.TLS {
	case "", "starttls", "tls", "none":
	default:
		return call.New(call.Config, "tls of a mail server is one of starttls, tls, none")
	}
	if _, err := mail.ParseAddress(b.From); err != nil {
		return call.New(call.Config, "from is not a mail address")
	}
	if len(b.To) == 0 {
		return call.New(call.Config, "to names no mail address")
	}
	for i, to := range b.To {
		if _, err := mail.ParseAddress(to); err != nil {
			return call.New(call.Config, "address %d of to is not a mail address", i+1)
		}
	}
	return nil
}

// server splits Server into host and port; the port is "" when none is written.
func (b MailBox) server() (host, port string, err error) {
	host = b.Server
	if h, p, splitErr := net.SplitHostPort(b.Server); splitErr == nil {
		host, port = h, p
	}
	number, portErr := strconv.ParseUint(port, 10, 16)
	if host == "" || strings.ContainsAny(host, " /@") || port != "" && (portErr != nil || number == 0) {
		return "", "", call.New(call.Config, "the mail server must be written as host or host:port")
	}
	return host, port, nil
}
