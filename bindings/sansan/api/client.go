package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// Door sends one request for one operation and hands consume its final answer,
// whatever the status: what to send again, limits and time-outs are its affair.
// *transport.Door fulfils it.
type Door interface {
	Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error
}

// Config says whom a Client talks to. Only Door and BaseURL are required.
type Config struct {
	Door       Door
	BaseURL    *url.URL         // the part before the version: https://api.sansan.com
	Version    string           // default Version
	Connection string           // the connection's name, for errors
	Notice     func(say.Text)   // told what a person may want to know although nothing failed, from any goroutine; nil: nobody is
	Now        func() time.Time // default clock.Now
}

// Client is a client of one connection. It may be used from several goroutines.
type Client struct {
	Config
}

// New returns a client for c.
func New(c Config) *Client {
	if c.Version == "" {
		c.Version = Version
	}
	if c.Notice == nil {
		c.Notice = func(say.Text) {}
	}
	if c.Now == nil {
		c.Now = clock.Now
	}
	return &Client{Config: c}
}

// Header returns the headers that every request carries: the API key, and the
// application id of partner programmes, "" for none. They are secrets.
func Header(apiKey, appID string) http.Header {
	h := http.Header{}
	h.Set("X-Sansan-Api-Key", apiKey)
	if appID != "" {
		h.Set("X-Sansan-App-Id", appID)
	}
	return h
}

// tokyo is the zone that times go out in: the document's samples are +09:00,
// and "today" in its rules for dates can only be meant so.
func tokyo() *time.Location { return time.FixedZone("JST", 9*60*60) }

// stamp is t as the vendor wants it, YYYY-MM-DDThh:mm:ssTZD.
func stamp(t time.Time) string { return t.In(tokyo()).Format("2006-01-02T15:04:05-07:00") }

// ask is one request: what it is for, where it goes and what it carries.
type ask struct {
	op     call.Operation
	method string // default GET
	path   []string
	query  url.Values
	body   []byte
	mime   string // of body
}

// answer is what came back with a 2xx: its body in full.
type answer struct {
	mime string
	body []byte // without a byte order mark; nil when there is nothing but white space
}

// send sends a and hands its answer to take while the door still listens: when
// take cannot read it, the door knows whether to call it a doubt. A status
// outside 2xx is a *call.Error of class VendorError.
func (c *Client) send(ctx context.Context, a ask, take func(answer) error) error {
	req, err := c.request(ctx, a)
	if err != nil {
		return err
	}
	return c.Door.Do(req, a.op, func(resp *http.Response) error {
		if resp.StatusCode < 200 || resp.StatusCode > 299 {
			return c.refusal(a.op, resp)
		}
		body, err := bodyOf(resp)
		if err != nil {
			return err
		}
		if err := take(answer{resp.Header.Get("Content-Type"), trimmed(body)}); err != nil {
			return c.unreadable(a.op, err)
		}
		return nil
	})
}

// believed is the longest Content-Length that memory is taken for before the bytes are there.
const believed = 8 << 20

// bodyOf reads the body of resp. Taking the memory at once when the length is
// known spares copying each page several times.
func bodyOf(resp *http.Response) ([]byte, error) {
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 && n < believed {
		b.Grow(int(n) + bytes.MinRead) // ReadFrom wants room for a last, empty read
	}
	_, err := b.ReadFrom(resp.Body)
	return b.Bytes(), err
}

func (c *Client) request(ctx context.Context, a ask) (*http.Request, error) {
	if a.method == "" {
		a.method = http.MethodGet
	}
	ctx = call.WithRequest(ctx, c.requestOf(a.op))
	// A bytes.Reader makes net/http set Content-Length, which the vendor
	// demands of uploads, and a body that can be sent again.
	req, err := http.NewRequestWithContext(ctx, a.method, c.target(a), bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	if a.mime != "" {
		req.Header.Set("Content-Type", a.mime)
	}
	return req, nil
}

// target is the URL of a. Segments are escaped one by one, so that an id with a
// slash or dots in it stays one segment.
func (c *Client) target(a ask) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(c.BaseURL.String(), "/"))
	for _, segment := range append([]string{c.Version}, a.path...) {
		b.WriteString("/" + strings.ReplaceAll(url.PathEscape(segment), ".", escapedDot(segment)))
	}
	if len(a.query) > 0 {
		b.WriteString("?" + a.query.Encode())
	}
	return b.String()
}

// escapedDot keeps "." and ".." from being read as "here" and "above".
func escapedDot(segment string) string {
	if segment == "." || segment == ".." {
		return "%2E"
	}
	return "."
}

func (c *Client) requestOf(op call.Operation) call.Request {
	return call.Request{Connection: c.Connection, Vendor: "sansan", Operation: op}
}

// unreadable says that a 2xx could not be understood.
func (c *Client) unreadable(op call.Operation, why error) error {
	if known := (*call.Error)(nil); errors.As(why, &known) {
		return why
	}
	return call.New(call.ConnectionError, "Sansan answered %s with something that cannot be read: %v", op.Name, why).
		WithHint("Look whether baseURL really leads to Sansan and no proxy answers in its place.").
		Of(c.requestOf(op)).Because(why)
}

// trimmed is body without a byte order mark and white space around it, nil when nothing is left.
func trimmed(body []byte) []byte {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	return body
}
