package bindings

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"dandori/bindings/sandboxes"
	"dandori/bindings/state"
	"dandori/runtime/call"
	"dandori/runtime/job"
	"dandori/runtime/plan"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// Config is what one run's connections need.
type Config struct {
	Root        string // the project's folder
	Connections workflow.Connections
	Use         []string // the names of those to open
	Lookup      workflow.Lookup
	ProxyEnv    func(*http.Request) (*url.URL, error)
	Base        http.RoundTripper  // in place of sockets, also those to simulators; nil: sockets
	Sandbox     *sandboxes.Sandbox // the project's; nil: opened and closed with the connections, and kept unsealed
	Poller      *job.Poller        // nil: one of its own
	Ledger      *quota.Shared      // what all processes of the machine share; nil: limits and tokens are this run's alone
	Claimant    quota.Claimant     // who asks for requests where a context does not say
	DryRun      bool
	AskVendor   bool
	Plan        *plan.Book     // is told what each write is about to change, and may refuse it; nil: takes everything
	State       state.Store    // of the workflow, for listings of changes; nil: nothing is known of earlier runs
	Preimage    bool           // read the state before appends without a key, so that a lost answer can be settled
	Notice      func(say.Text) // what a person may want to know, such as the id of a job that was taken; nil drops it
	Warn        func(say.Text) // what a person should look at; nil drops it
	OnWait      func(r call.Request, until time.Time, why say.Text)
	OnByte      func() // before each write to a vendor's socket; nil: nothing
	Log         func(transport.Entry)
}

// Opened is the connections of one run.
type Opened struct {
	exports []vm.Export
	sandbox []string
	touches map[string]func(context.Context) error
	schemas map[string]func(context.Context) (Schema, error)
	joined  *sandboxes.Sandbox // what the simulated ones dial; nil: nothing
	own     *sandboxes.Sandbox // the same, when it is for Close to close
	stop    context.CancelFunc

	mu       sync.Mutex
	doors    []*transport.Door // doors to files are opened during the run
	requests map[string]int
}

// Connect opens the connections of c. Close must be called in the end, also
// after an error.
func Connect(c Config) (*Opened, error) {
	if c.Poller == nil {
		c.Poller = job.NewPoller()
	}
	ctx, stop := context.WithCancel(context.Background())
	o := &Opened{stop: stop, requests: map[string]int{}, touches: map[string]func(context.Context) error{}, schemas: map[string]func(context.Context) (Schema, error){}}
	for _, name := range c.Use {
		if err := o.open(ctx, c, name); err != nil {
			return o, err
		}
	}
	return o, nil
}

// Module returns the connections as the module that scripts import them from.
func (o *Opened) Module() vm.Module { return vm.Module{Name: connectionsModule, Exports: o.exports} }

// Sandbox returns the names of the connections that are simulated.
func (o *Opened) Sandbox() []string { return o.sandbox }

// Requests returns how many requests each connection has sent, tokens and polls too.
func (o *Opened) Requests() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := map[string]int{}
	for name, n := range o.requests {
		out[name] = n
	}
	return out
}

// Close closes every door, and ends the sandbox if it serves it.
func (o *Opened) Close() {
	for _, d := range o.all() {
		d.Close()
	}
	o.stop()
	if o.own != nil {
		o.own.Close()
	}
}

// Abort gives up also the writes on the wire.
func (o *Opened) Abort() {
	for _, d := range o.all() {
		d.Abort()
	}
}

func (o *Opened) open(ctx context.Context, c Config, name string) error {
	k, own, err := o.opened(ctx, c, name)
	if err != nil {
		return err
	}
	o.touches[name] = func(ctx context.Context) error { return k.touch(ctx, own) }
	if ask := schemaOf(k, own); ask != nil {
		o.schemas[name] = ask
	}
	export, err := k.export(own)
	o.exports = append(o.exports, export)
	return err
}

// opened opens the door of a connection.
func (o *Opened) opened(ctx context.Context, c Config, name string) (kind, opened, error) {
	k, s, err := settings(c, name)
	if err != nil {
		return k, opened{}, err
	}
	o.requests[name] = 0
	if s.Sandbox {
		if err := o.simulate(ctx, c, k, &s); err != nil {
			return k, opened{}, err
		}
	}
	own := opened{Config: c, settings: s, files: func(host *url.URL) (*transport.Door, error) { return o.files(c, s, host) }}
	own.door, err = o.door(c, k, s)
	return k, own, err
}

// settings returns what is known of a connection.
func settings(c Config, name string) (k kind, s workflow.Settings, err error) {
	declared, ok := c.Connections.Named(name)
	if !ok {
		return k, s, noConnection(name)
	}
	if k, ok = kinds()[declared.Kind]; !ok {
		return k, s, say.Errorf("connection %s: there are no connections of the kind %s", name, string(declared.Kind))
	}
	s, err = declared.Settings(c.Lookup)
	return k, s, err
}

// simulate joins the project's sandbox, where the connection has a company of its own.
func (o *Opened) simulate(ctx context.Context, c Config, k kind, s *workflow.Settings) error {
	k.simulate(s)
	s.BaseURL = sandboxes.BaseURL(s.Name)
	o.sandbox = append(o.sandbox, s.Name)
	if c.Base != nil {
		return nil
	}
	if o.joined == nil {
		o.joined = c.Sandbox
	}
	if o.joined == nil {
		o.own = sandboxes.Open(sandboxes.Config{Dir: sandboxes.Folder(c.Root)})
		o.joined = o.own
	}
	return o.joined.Ready(ctx, s.Kind, s.Name)
}

func (o *Opened) count(connection string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.requests[connection]++
}
