// Package notify tells people of what happened to runs: through the incoming
// webhooks of Slack, Teams, Google Chat and LINE WORKS, plain JSON, and mail.
//
// Notices wait in the store, where they were entered in the transaction of what
// they tell of. A notice is deleted when somebody has taken it: it arrives at least
// once, also when the process is killed between (then perhaps twice). While one
// process sends a notice, the store keeps it from the others.
//
//	due ── taken ──────────────────────────► deleted
//	 ▲ └── refused for good ──► a log line ──► deleted
//	 ├──── the channel lacks something: 30 s later
//	 └──── not now (429, 5xx, no answer): later, 30 s to 1 h; after 3 days: a log line, deleted
//
// More than ten notices to one channel in a minute become one message. Messages
// carry sentences of dandori's own, names of workflows, ids and times, never values
// of records; log lines and errors never carry a URL, a password or an address.
package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Config says where notices wait and where they go.
type Config struct {
	Channels map[string]Channel // by their names in dandori.yaml
	Lang     say.Lang           // of the messages
	Zone     *time.Location     // of the times in messages; nil: UTC
	Project  string             // stands in every title: the folder's name
	Store    queue.Notices
	Proxy    func(*http.Request) (*url.URL, error) // for hooks; nil: none
	Roots    *x509.CertPool                        // whom to trust; nil: whom the system trusts
	Patience time.Duration                         // with one message; 0: 30 s
	Hurry    int                                   // what was not taken is sent again so many times sooner; 0: after 30 s to an hour
	Log      func(level string, t say.Text)        // nil: nobody reads it
}

// Notifier sends the notices of one project.
type Notifier struct {
	c      Config
	client *http.Client
	tls    *tls.Config
	send   func(ctx context.Context, ch Channel, m message) error // deliver; tests put another in
	bell   chan struct{}

	mu       sync.Mutex
	channels map[string]Channel
	windows  map[string]*window
}

// patience is with one message: an office's mail server that greets only after
// looking the caller up takes up to 20 s.
const patience = 30 * time.Second

// New returns a notifier, which does nothing until Run, Flush or Test.
func New(c Config) *Notifier {
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Patience == 0 {
		c.Patience = patience
	}
	c.Hurry = max(1, c.Hurry)
	if c.Log == nil {
		c.Log = func(string, say.Text) {}
	}
	n := &Notifier{
		c: c, bell: make(chan struct{}, 1), channels: c.Channels, windows: map[string]*window{},
		tls: &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
	}
	n.client = &http.Client{
		Transport: &http.Transport{
			// A clone: the transport enters HTTP/2 into it, which no mail server speaks.
			Proxy: c.Proxy, TLSClientConfig: n.tls.Clone(), ForceAttemptHTTP2: true,
			DisableKeepAlives: true, // one message now and then: nothing is left open between
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	n.send = n.deliver
	return n
}

// SetChannels replaces the channels, as when dandori.yaml was read again.
func (n *Notifier) SetChannels(channels map[string]Channel) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.channels = channels
}

// Wake lets Run look for notices at once, as when one was entered. It does not wait.
func (n *Notifier) Wake() {
	select {
	case n.bell <- struct{}{}:
	default:
	}
}

func (n *Notifier) channel(name string) (Channel, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ch, ok := n.channels[name]
	return ch, ok
}

// Test sends a message that says that it is a test, and returns what came of it:
// nil when it was taken, else an error with what to do.
func (n *Notifier) Test(ctx context.Context, channel string) error {
	ch, ok := n.channel(channel)
	if !ok {
		return unknownChannel(channel)
	}
	if !ch.Lacks.IsZero() {
		return &call.Error{Class: call.Config, Text: ch.Lacks}
	}
	return asCall(n.send(ctx, ch, n.testMessage(clock.Now())))
}
