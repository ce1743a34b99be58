package bindings

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

// door opens the way to a connection's vendor, with its credentials and limits.
func (o *Opened) door(c Config, k kind, s workflow.Settings) (*transport.Door, error) {
	t, err := o.way(c, s)
	if err != nil {
		return nil, err
	}
	t.BaseURL = s.BaseURL
	if err := k.prepare(s, &t); err != nil {
		return nil, err
	}
	if err := limit(c, k, s, &t); err != nil {
		return nil, err
	}
	return o.opening(t)
}

// files opens the way to where a vendor keeps files, which is seldom the
// vendor's own host: without keys, tokens and limits, but through the same proxy.
// A vendor that is reached by https must not send anybody to plain http.
func (o *Opened) files(c Config, s workflow.Settings, host *url.URL) (*transport.Door, error) {
	if c.Base == nil && s.BaseURL.Scheme == "https" && host.Scheme != "https" {
		return nil, call.New(call.ConnectionError, "connection %[1]s: a link to a file leads to %[2]s without encryption, and was not followed", s.Name, host.Host).
			WithHint("a proxy on the way may have changed the answer: look at `baseURL` and `proxy` of this connection, or ask the vendor")
	}
	t, err := o.way(c, s)
	if err != nil {
		return nil, err
	}
	t.BaseURL = host
	return o.opening(t)
}

// way is what all doors of a connection have in common.
func (o *Opened) way(c Config, s workflow.Settings) (transport.Config, error) {
	t := transport.Config{
		Connection: s.Name, Vendor: string(s.Kind),
		Proxy: s.Proxy, ProxyEnv: c.ProxyEnv, MaxResponse: s.MaxResponse,
		DryRun: c.DryRun, AskVendor: c.AskVendor, Base: c.Base, OnWait: c.OnWait, OnByte: c.OnByte, Log: c.Log,
		OnSent: func(r call.Request) { o.count(r.Connection) },
	}
	if s.Sandbox && o.joined != nil {
		t.Dial = o.joined.Dialer(s.Kind, s.Name)
	}
	if s.CA == "" {
		return t, nil
	}
	var err error
	if t.CA, err = os.ReadFile(filepath.Join(c.Root, filepath.FromSlash(s.CA))); err != nil {
		return t, say.Errorf("connection %s: the certificates of ca cannot be read: %w", s.Name, err)
	}
	return t, nil
}

// opening opens a door that Close closes.
func (o *Opened) opening(t transport.Config) (*transport.Door, error) {
	d, err := transport.Open(t)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.doors = append(o.doors, d)
	return d, nil
}

// all are the doors that are open by now.
func (o *Opened) all() []*transport.Door {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.doors)
}
