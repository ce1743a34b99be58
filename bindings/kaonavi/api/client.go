package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// Vendor is the kind of connections of this API.
const Vendor = "kaonavi"

// Version is the newest version, a segment of every path (1, A).
const Version = "v2.0"

// Door sends requests within the limits; *transport.Door is one.
//
// consume is handed the final answer, whatever its status. What it cannot read
// it returns as a plain error; a refusal of the vendor as a *call.Error.
type Door interface {
	Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error
}

// Config is what a Client needs. Connection, BaseURL and Door are required.
type Config struct {
	Connection string   // the connection's name, for errors
	BaseURL    *url.URL // the part before the version: https://api.kaonavi.jp/api
	Version    string   // default Version
	Door       Door
	// Links opens a door to the host of a download link (8.2), which is none of
	// the API's: no token may go there, and no limit of the API's counts. nil: nothing can be downloaded.
	Links func(host *url.URL) (Door, error)
	Sizes Sizes
	Now   func() time.Time // default clock.Now
}

// Client calls the operations. It may be used from any goroutine.
type Client struct {
	config Config
	doors  doors
}

// New returns a client.
func New(c Config) *Client {
	if c.Version == "" {
		c.Version = Version
	}
	if c.Now == nil {
		c.Now = clock.Now
	}
	c.Sizes = c.Sizes.withDefaults()
	return &Client{config: c, doors: doors{open: c.Links}}
}

// request says on whose behalf op is sent.
func (c *Client) request(op call.Operation) call.Request {
	return call.Request{Connection: c.config.Connection, Vendor: Vendor, Operation: op}
}

// ask is one request: what it is for, where it goes and what it carries.
type ask struct {
	op        Operation
	as        call.Operation // sent as; zero: as op
	at        Target
	query     url.Values
	body      []byte // JSON; nil: none
	rehearsal bool
}

// send sends a and hands its answer to take while the door still listens, so
// that the door knows what to think of an answer that cannot be read. A status
// outside 2xx is a *call.Error of class VendorError.
func (c *Client) send(ctx context.Context, a ask, take func(answer) error) error {
	if a.as.Name == "" {
		a.as = a.op.Operation
	}
	req, err := c.build(ctx, a)
	if err != nil {
		return err
	}
	return c.config.Door.Do(req, a.as, func(resp *http.Response) error {
		got, err := readAnswer(resp)
		switch {
		case err != nil:
			return err
		case got.gone(a.op):
			return take(got)
		case got.refused():
			return c.refusal(a.as, got)
		}
		return take(got)
	})
}

// build makes the request. JSON goes in and out (1, A).
func (c *Client) build(ctx context.Context, a ask) (*http.Request, error) {
	path, err := a.at.fill(a.op)
	if err != nil {
		return nil, err
	}
	u := c.config.BaseURL.JoinPath(c.config.Version).String() + path
	if len(a.query) > 0 {
		u += "?" + a.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, a.op.Method, u, bytes.NewReader(a.body))
	if err != nil {
		return nil, call.New(call.Fault, "making a request to Kaonavi: %v", err).Because(err)
	}
	req.Header.Set("Accept", "application/json")
	if a.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if a.rehearsal {
		req.Header.Set("Dry-Run", "1") // dryrunモード (6, B)
	}
	return req, nil
}
