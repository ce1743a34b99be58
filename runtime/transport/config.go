// Package transport is the only way to a vendor. A Door sends the requests of
// one connection through layers, one a file, from the outside in:
//
//	retry   sends again what the declared effect allows, and nothing else
//	guard   refuses what is not this connection's, and every write of a dry run
//	token   adds the access token and renews it
//	limit   waits for a slot, and gives it back when the answer is complete
//	log     one line a request, without secrets
//	wire    time and size bounds; lets a write on the wire outlive its caller;
//	        has each write written down just before its first byte (call.Scribe)
//	socket  proxy, certificates, plain http to loopback only
//
// Every try takes a slot of its own, and so does every request for a token.
// No wait holds a slot.
package transport

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Config describes one connection's door. Only BaseURL is required.
type Config struct {
	Connection string // the connection's name, for errors and logs
	Vendor     string // its kind

	BaseURL  *url.URL    // scheme and host of every request; plain http only to loopback (or with Base)
	Header   http.Header // sent with every request (Sansan's key); never logged
	Secrets  []string    // masked wherever a log line or an error could show them
	Discreet bool        // paths tell something, too, and are not told: links that open by themselves and may hold files' names

	Proxy    string                                // "": as ProxyEnv says; "none": direct; else the proxy's URL
	ProxyEnv func(*http.Request) (*url.URL, error) // http.ProxyFromEnvironment, handed in by the command line; nil: direct
	CA       []byte                                // certificates in PEM, trusted beside the system's

	Ledger Ledger       // who gives out slots; nil: no limits
	Token  *TokenConfig // nil: no token layer

	MaxResponse int64       // bytes of one answer after decompression; 0: 512 MiB
	Timeouts    Timeouts    // zero fields: the defaults
	Retry       RetryPolicy // zero fields: the defaults

	DryRun    bool // refuse everything that is not call.Read before anything is opened
	AskVendor bool // in a dry run, let requests pass that Rehearsal marked

	Base   http.RoundTripper                                                 // in place of sockets: tests and simulators in the process; nil: sockets
	Dial   func(ctx context.Context, network, addr string) (net.Conn, error) // opens connections; nil: the usual way
	OnByte func()                                                            // before each write to a socket; nil: nothing

	// Blank returns the body of a write as it may be written down: without
	// passwords. nil: as it is.
	Blank func(body []byte, contentType string) []byte

	OnSent func(call.Request)                                  // each request that leaves, tokens and polls too; may be called at once from several goroutines
	OnWait func(r call.Request, until time.Time, why say.Text) // a limit or a back-off of a second or more makes r wait
	Log    func(Entry)                                         // one entry a request that was tried; nil: none
}

// Ledger gives out request slots. Package quota fulfils it.
type Ledger interface {
	// Take waits for a slot until ctx ends. The caller calls done exactly once:
	// when the answer is complete, or when it is certain that nothing was sent.
	Take(ctx context.Context, r call.Request) (done func(call.Taken), err error)
}

// Vault keeps one access token for everybody who shares it. Package quota fulfils it.
type Vault interface {
	// Token returns a token that is still good and is not refused, the one that
	// the vendor just refused ("": none). It calls fetch when it has none, one
	// caller at a time. With a nil fetch it returns what it has, or "".
	Token(ctx context.Context, refused string, fetch func(context.Context) (call.Token, error)) (string, error)
}

// TokenConfig tells how requests are given an access token.
type TokenConfig struct {
	Header string // the header that carries it: "X-KAONAVI-TOKEN"
	Prefix string // what stands before it in the header: "Bearer "; usually nothing
	// Fetch asks the vendor for a token. Its requests must go through rt, which
	// has the limits, bounds and log of the door, and its static headers.
	Fetch func(ctx context.Context, rt http.RoundTripper) (call.Token, error)
	Vault Vault
}

// Timeouts bound one try. Waiting for a slot or a token is not part of a try.
type Timeouts struct {
	Connect   time.Duration // name, TCP, proxy and TLS each; default 15 s
	FirstByte time.Duration // from the last byte of the request to the answer's headers; default 2 min
	Stall     time.Duration // between two pieces of a body; default 1 min
	Whole     time.Duration // from start to end, also the longest that a write outlives its caller; default 10 min
}

// RetryPolicy bounds how often and how soon a request is sent again.
type RetryPolicy struct {
	Tries    int           // tries of one request whose answers fail; default 5
	Refusals int           // answers of 429 in a row that are waited out; default 8
	First    time.Duration // first wait when nobody names one, doubled each time, half of it by chance; default 1 s
	Longest  time.Duration // cap of that wait; default 30 s
	After    time.Duration // cap of a wait that the vendor names; default 1 h
	Young    time.Duration // age up to which a repeatable write may be sent again; default 10 min
}

// Entry is one request in the log: no headers, no body, no query, no secret.
type Entry struct {
	Connection string
	Operation  string // as scripts write it; "token" for an access token
	Effect     call.Effect
	Method     string
	Path       string    // without the query; "" when it is not told (Config.Discreet)
	Try        int       // 1 for the first time this request is sent
	Status     int       // 0: no answer
	Date       time.Time // the answer's own time of day, to the second; zero: it has none
	Took       time.Duration
	Bytes      int64 // of the answer's body, decompressed
	Err        error // why there is no complete answer; nil: there is one
}

func (t Timeouts) withDefaults() Timeouts {
	t.Connect = cmp.Or(t.Connect, 15*time.Second)
	t.FirstByte = cmp.Or(t.FirstByte, 2*time.Minute)
	t.Stall = cmp.Or(t.Stall, time.Minute)
	t.Whole = cmp.Or(t.Whole, 10*time.Minute)
	return t
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	p.Tries = cmp.Or(p.Tries, 5)
	p.Refusals = cmp.Or(p.Refusals, 8)
	p.First = cmp.Or(p.First, time.Second)
	p.Longest = cmp.Or(p.Longest, 30*time.Second)
	p.After = cmp.Or(p.After, time.Hour)
	p.Young = cmp.Or(p.Young, 10*time.Minute)
	return p
}
