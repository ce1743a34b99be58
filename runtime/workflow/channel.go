package workflow

import (
	"net/url"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Channels is a mapping from name to Channel that keeps its order.
type Channels []Channel

// Channel is one way by which people are told, as dandori.yaml has it: one of
// the incoming webhooks, or mail.
type Channel struct {
	Name string
	Line int // where it begins in dandori.yaml

	Slack      Secret `yaml:"slack"` // an incoming webhook's address, as all but the last
	Teams      Secret `yaml:"teams"`
	GoogleChat Secret `yaml:"googlechat"`
	LineWorks  Secret `yaml:"lineworks"`
	Webhook    Secret `yaml:"webhook"` // is sent the notice as JSON
	Mail       *Mail  `yaml:"mail"`
}

// Mail is a channel by SMTP.
type Mail struct {
	Server   Template   `yaml:"server"` // host:port
	User     Template   `yaml:"user"`   // none: without a login
	Password Secret     `yaml:"password"`
	From     Template   `yaml:"from"`
	To       []Template `yaml:"to"`
	TLS      TLS        `yaml:"tls"` // default: tls on port 465, else starttls
}

// TLS is how a mail server is spoken to.
type TLS string

func (TLS) choices() []string { return []string{"starttls", "tls", "none"} }

var channelName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c *Channels) decode(r *reader, n *yaml.Node) {
	r.pairs(n, nil, func(key, value *yaml.Node) {
		if !channelName.MatchString(key.Value) {
			r.at(key, say.T("%q cannot name a channel", key.Value), say.T("use small letters, digits and -, as ops"))
			return
		}
		one := Channel{Name: key.Value, Line: key.Line}
		if value.Kind != yaml.MappingNode {
			r.expected(value, say.T("keys and values such as slack: ${SLACK_HOOK}"))
			return
		}
		before := len(r.problems)
		r.entries(value, elem(&one))
		one.check(r, key, value, before == len(r.problems))
		*c = append(*c, one)
	})
}

// hooks are the addresses that a channel can have, by its kind.
func (c Channel) hooks() []hook {
	return []hook{{"slack", c.Slack}, {"teams", c.Teams}, {"googlechat", c.GoogleChat}, {"lineworks", c.LineWorks}, {"webhook", c.Webhook}}
}

type hook struct {
	kind    string
	address Secret
}

// check looks whether c is of one kind and what it needs is there; clean says
// that nothing is wrong with it so far.
func (c Channel) check(r *reader, key, n *yaml.Node, clean bool) {
	kinds := []string{}
	for _, h := range c.hooks() {
		if !h.address.IsZero() {
			kinds = append(kinds, h.kind)
			h.check(r, child(n, h.kind))
		}
	}
	if c.Mail != nil {
		kinds = append(kinds, "mail")
		c.Mail.check(r, child(n, "mail"))
	}
	switch {
	case len(kinds) > 1:
		r.at(key, say.T("channel %[1]q is %[2]s at once: each has one kind", c.Name, strings.Join(kinds, ", ")))
	case len(kinds) == 0 && clean:
		r.at(key, say.T("channel %q says nothing", c.Name), say.T("add one of slack, teams, googlechat, lineworks, webhook, mail"))
	}
}

func (h hook) check(r *reader, n *yaml.Node) {
	if !h.address.Literal() {
		return
	}
	if problem := wrongHook(h.address.raw); problem != nil {
		r.at(n, *problem)
	} else if u, _ := url.Parse(h.address.raw); !loopback(u.Hostname()) {
		r.warn(n, say.T("%s stands in the file as it is, where everybody who has the project reads it", h.kind),
			say.T("write ${NAME} and keep the key in .env"))
	}
}

// wrongHook says what is wrong with a webhook's address, which may be plain http on this machine only.
func wrongHook(s string) *say.Text {
	u, err := url.Parse(s)
	var t say.Text
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		t = say.T("this is not the address of a webhook, as https://hooks.example.com/…")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		t = say.T("this address is plain http: the notices would cross the network unencrypted; only https, or http to this machine (127.0.0.1), is taken")
	default:
		return nil
	}
	return &t
}

func (m *Mail) decode(r *reader, n *yaml.Node) { r.entries(n, elem(m)) }

func (m *Mail) check(r *reader, n *yaml.Node) {
	for _, need := range []struct {
		key     string
		missing bool
	}{{"server", m.Server.IsZero()}, {"from", m.From.IsZero()}, {"to", len(m.To) == 0}} {
		if at := child(n, need.key); need.missing && (at == nil || at.Value == "" && !isNull(at)) {
			r.at(n, say.T("mail has no %s", need.key), say.T("write it as { server: smtp.example.jp:587, from: dandori@example.jp, to: [ops@example.jp] }"))
		}
	}
	if m.Server.Literal() && !m.Server.IsZero() && !isServer(m.Server.raw) {
		r.at(child(n, "server"), say.T("%q is not a server such as smtp.example.jp:587", m.Server.raw))
	}
	if !m.Password.IsZero() && m.Password.Literal() {
		r.warn(child(n, "password"), say.T("%s stands in the file as it is, where everybody who has the project reads it", "password"),
			say.T("write ${NAME} and keep the key in .env"))
	}
	if m.User.IsZero() != m.Password.IsZero() {
		r.at(n, say.T("user and password belong together"))
	}
}

// Named returns the channel called name.
func (c Channels) Named(name string) (Channel, bool) {
	for _, one := range c {
		if one.Name == name {
			return one, true
		}
	}
	return Channel{}, false
}

// Names returns the channels' names in the file's order.
func (c Channels) Names() []string {
	names := make([]string, len(c))
	for i, one := range c {
		names[i] = one.Name
	}
	return names
}
