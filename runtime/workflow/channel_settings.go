package workflow

import (
	"net"
	"strconv"

	"dandori/runtime/say"
)

// ChannelSettings is a channel with its variables filled in, ready to be used.
type ChannelSettings struct {
	Name string
	Kind string       // slack, teams, googlechat, lineworks, webhook or mail
	URL  string       // of a webhook
	Mail MailSettings // of mail
}

// MailSettings is a Mail with its variables filled in.
type MailSettings struct {
	Server         string // host:port
	User, Password string // "" without a login
	From           string
	To             []string
	TLS            string // starttls, tls or none
}

// Settings fills in the variables. A missing one is reported with the channel,
// the key and the variable; the error is Problems.
func (c Channel) Settings(lookup Lookup) (ChannelSettings, error) {
	f := channelFiller{lookup: lookup, channel: c.Name}
	s := ChannelSettings{Name: c.Name}
	for _, h := range c.hooks() {
		if h.address.IsZero() {
			continue
		}
		s.Kind, s.URL = h.kind, f.text(h.kind, h.address.Template)
		if bad := wrongHook(s.URL); bad != nil && len(f.problems) == 0 {
			f.wrong(h.address.Template, *bad)
		}
	}
	if c.Mail != nil {
		s.Kind, s.Mail = "mail", c.Mail.settings(&f)
	}
	return s, f.problems.Err()
}

func (m *Mail) settings(f *channelFiller) MailSettings {
	s := MailSettings{
		Server: f.text("server", m.Server), User: f.text("user", m.User), Password: f.text("password", m.Password.Template),
		From: f.text("from", m.From), TLS: string(m.TLS),
	}
	for _, to := range m.To {
		s.To = append(s.To, f.text("to", to))
	}
	if !isServer(s.Server) && len(f.problems) == 0 {
		f.wrong(m.Server, say.T("%q is not a server such as smtp.example.jp:587", s.Server))
	}
	if _, port, _ := net.SplitHostPort(s.Server); s.TLS == "" && port == "465" {
		s.TLS = "tls"
	} else if s.TLS == "" {
		s.TLS = "starttls"
	}
	return s
}

// isServer reports whether s is host:port.
func isServer(s string) bool {
	host, port, err := net.SplitHostPort(s)
	n, bad := strconv.Atoi(port)
	return err == nil && host != "" && bad == nil && n > 0 && n < 1<<16
}

// channelFiller fills the templates of one channel.
type channelFiller struct {
	lookup   Lookup
	channel  string
	problems Problems
}

func (f *channelFiller) text(key string, t Template) string {
	text, missing := t.expand(f.lookup)
	for _, name := range missing {
		p := t.place
		p.Message = say.T("channel %[1]s: %[2]s needs the environment variable %[3]s, which is not set", f.channel, key, name)
		p.Hint = say.T("add the line %[1]s=… to the file .env beside dandori.yaml", name)
		f.problems = append(f.problems, p)
	}
	return text
}

func (f *channelFiller) wrong(t Template, message say.Text) {
	p := t.place
	p.Message = message
	f.problems = append(f.problems, p)
}
