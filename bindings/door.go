package bindings

import (
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
	limit(c, k, s, &t)
	return o.opening(t)
}

// files opens the way to where a vendor keeps files, which is seldom the
// vendor's own host: without keys, tokens and limits, but through the same proxy.
// A vendor that is reached by https must not send anybody to plain http, and one
// on the internet nobody into the network that this machine is in.
func (o *Opened) files(c Config, s workflow.Settings, host *url.URL) (*transport.Door, error) {
	if c.Base == nil && s.BaseURL.Scheme == "https" && host.Scheme != "https" {
		return nil, call.New(call.ConnectionError, "connection %[1]s: a link to a file leads to %[2]s without encryption, and was not followed", s.Name, host.Host).
			WithHint("a proxy on the way may have changed the answer: look at `baseURL` and `proxy` of this connection, or ask the vendor")
	}
	if c.Base == nil && onInternet(s.BaseURL.Hostname()) && !onInternet(host.Hostname()) {
		return nil, call.New(call.ConnectionError, "connection %[1]s: a link to a file leads to %[2]s, which is not on the internet, and was not followed", s.Name, host.Host).
			WithHint("a proxy on the way may have changed the answer: look at `baseURL` and `proxy` of this connection, or ask the vendor")
	}
	t, err := o.way(c, s)
	if err != nil {
		return nil, err
	}
	t.BaseURL, t.Discreet = host, true
	return o.opening(t)
}

// onInternet reports whether a host's name is none that belongs to this machine
// or to an office's network: a private address, one word, or a domain that is
// kept for them (RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal). What the
// name resolves to is not asked: many an office's network gives public names
// addresses of its own, and whoever has no certificate for the name gets nothing.
func onInternet(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case top == host, top == "" || '0' <= top[0] && top[0] <= '9': // 127.1 is an address, too
		return false
	case top == "localhost", top == "local", top == "internal", strings.HasSuffix(host, ".home.arpa"):
		return false
	}
	return true
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
