package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"

	"dandori/runtime/call"
)

const (
	idleFor     = 30 * time.Second // below what vendors' load balancers use, so that we close first
	idleConns   = 32
	headerBytes = 1 << 20
	readBytes   = 64 << 10 // a page of 300 cards in a few reads
)

// newWire opens the two kinds of sockets. Reads keep their connections. Each
// write gets one of its own: a connection that was idle may have been closed
// by the other side at this moment, and then nobody knows whether the write
// arrived. Both speak HTTP/1.1, so that what happens to a connection happens
// to one request.
func newWire(d *Door) (*wire, error) {
	if d.config.Base != nil {
		return &wire{door: d, reads: d.config.Base, writes: d.config.Base}, nil
	}
	proxy, err := proxyOf(d.config)
	if err != nil {
		return nil, err
	}
	roots, err := rootsOf(d.config)
	if err != nil {
		return nil, err
	}
	reads := &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialerOf(d.config),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    d.config.Timeouts.Connect,
		MaxIdleConnsPerHost:    idleConns,
		IdleConnTimeout:        idleFor,
		MaxResponseHeaderBytes: headerBytes,
		ReadBufferSize:         readBytes,
		Protocols:              new(http.Protocols),
	}
	reads.Protocols.SetHTTP1(true)
	writes := reads.Clone()
	writes.DisableKeepAlives = true
	return &wire{door: d, reads: reads, writes: writes, socket: true}, nil
}

// proxyOf returns how to find the proxy. This machine itself is never reached through one.
func proxyOf(c Config) (func(*http.Request) (*url.URL, error), error) {
	switch {
	case c.Proxy == "none" || isLoopback(c.BaseURL.Hostname()) && c.BaseURL.Scheme == "http":
		return nil, nil
	case c.Proxy == "":
		return c.ProxyEnv, nil
	}
	u, err := url.Parse(c.Proxy)
	if err != nil || u.Host == "" {
		return nil, call.New(call.Config, "proxy of connection %s is not a URL like http://proxy.example.co.jp:8080", c.Connection)
	}
	return http.ProxyURL(u), nil
}

func rootsOf(c Config) (*x509.CertPool, error) {
	if len(c.CA) == 0 {
		return nil, nil // the system's
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(c.CA) {
		return nil, call.New(call.Config, "ca of connection %s holds no certificate in PEM form", c.Connection)
	}
	return roots, nil
}

// dialerOf returns how to open a connection. Without TLS it must end on this
// machine, whatever the name resolves to.
func dialerOf(c Config) func(context.Context, string, string) (net.Conn, error) {
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: c.Timeouts.Connect}).DialContext
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		// What is no TCP (Config.Dial) does not leave the machine.
		if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok && c.BaseURL.Scheme == "http" && !tcp.IP.IsLoopback() {
			conn.Close()
			return nil, errNotHere
		}
		if c.OnByte != nil {
			conn = watchedConn{conn, c.OnByte}
		}
		return conn, nil
	}
}

// watchedConn tells of each write before it happens.
type watchedConn struct {
	net.Conn
	before func()
}

func (c watchedConn) Write(p []byte) (int, error) {
	c.before()
	return c.Conn.Write(p)
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
