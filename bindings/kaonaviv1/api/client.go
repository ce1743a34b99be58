// Package api is a client of the Kaonavi API v1.0–v1.2: its sixteen functions
// in Go. It knows nothing of scripts; rows go in and come out as JSON.
//
// The document leaves much open: what its names, shapes and statuses are taken
// to mean stands beside each reading. "2.8" and the like are its sections.
package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"

	"dandori/runtime/call"
)

// Vendor is the kind of connections of this API.
const Vendor = "kaonavi-v1"

// Door sends requests within the limits; *transport.Door is one.
//
// consume is handed the final answer, whatever its status. What it cannot read
// it returns as a plain error; a refusal of the vendor as a *call.Error.
type Door interface {
	Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error
}

// Config is what a Client needs.
type Config struct {
	Door       Door
	Connection string   // the connection's name, for errors
	BaseURL    *url.URL // the part before the version: https://api.kaonavi.jp/api
	Version    string   // v1.0, v1.1 or v1.2
}

// Client calls the functions. It may be used from any goroutine.
type Client struct {
	config Config
	// slash: this server wants the slash at the end of /preset/.
	slash atomic.Bool
}

// New returns a client, or an error when the version is none of the document's.
func New(c Config) (*Client, error) {
	if !slices.Contains([]string{V10, V11, V12}, c.Version) {
		return nil, call.New(call.Config, "connection %s: version %q is none of the Kaonavi API v1's", c.Connection, c.Version).
			WithHint("write version: v1.2 (or v1.0, v1.1)")
	}
	return &Client{config: c}, nil
}

// request says on whose behalf op is sent.
func (c *Client) request(op call.Operation) call.Request {
	return call.Request{Connection: c.config.Connection, Vendor: Vendor, Operation: op}
}

// Offers returns an error when the connection's version lacks what op needs.
func (c *Client) Offers(op Operation) error {
	f := function(op.Function)
	if f.in(c.config.Version) {
		return nil
	}
	return call.New(call.PlainError, "%s is there from version %s of the Kaonavi API on; connection %s uses %s",
		op.Name, f.Since, c.config.Connection, c.config.Version).
		WithHint("set version: %s for %s in dandori.yaml", f.Since, c.config.Connection).
		Of(c.request(op.Operation))
}

// post sends body to path, below the version, on behalf of op. read is given
// the answer; to a write, an error of it that is no *call.Error means doubt.
func (c *Client) post(ctx context.Context, op call.Operation, path string, body []byte, read func(answer) error) error {
	u := c.config.BaseURL.JoinPath(c.config.Version).String() + path
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u, bytes.NewReader(body))
	if err != nil {
		return call.New(call.Fault, "making a request to Kaonavi: %v", err).Because(err)
	}
	req.Header.Set("Accept", "application/json")
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.config.Door.Do(req, op, func(resp *http.Response) error {
		a, err := readAnswer(resp)
		if err != nil {
			return err
		}
		return read(a)
	})
}
