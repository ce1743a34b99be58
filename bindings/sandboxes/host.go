package sandboxes

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"dandori/bindings/simulator/serve"
	"dandori/runtime/seal"
	"dandori/runtime/workflow"
)

// grace is how long requests under way are let finish when a host ends.
const grace = 3 * time.Second

// host is the companies as one process serves them.
type host struct {
	dir     string // "": they are kept nowhere, and nobody joins
	box     *seal.Box
	options Options
	lock    *flock.Flock // nil when nobody joins
	server  *serve.Server
	where   address

	stop  context.CancelFunc
	ended chan struct{}
	err   error // once ended: why it ended by itself

	mu        sync.Mutex
	companies map[string]*keeper
}

// newHost takes a port and begins to serve. lock is held, and let go when the host ends.
func newHost(c Config, port int, lock *flock.Flock) (*host, error) {
	h := &host{dir: c.Dir, box: c.Box, options: c.Options, lock: lock, companies: map[string]*keeper{}, ended: make(chan struct{})}
	if err := h.begin(port); err != nil {
		h.unlock()
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	go func() {
		defer close(h.ended)
		defer h.unlock()
		h.err = h.server.Run(ctx)
	}()
	return h, nil
}

func (h *host) begin(port int) error {
	if h.dir != "" {
		m, err := makeAs(h.dir, h.options)
		if err != nil {
			return err
		}
		h.options.Seed, h.options.Size = m.Seed, m.Size
	}
	server, err := serve.Listen(port)
	if err != nil {
		return err
	}
	h.where = address{Address: server.Address(), Token: rand.Text(), PID: os.Getpid()}
	server.Grace, server.Door = grace, &serve.Door{Token: h.where.Token, Find: h.find}
	h.server = server
	if h.dir == "" {
		return nil
	}
	if err := h.where.publish(h.dir); err != nil {
		server.Close()
		return unusable(h.dir, err)
	}
	return nil
}

func (h *host) unlock() {
	if h.lock != nil {
		_ = h.lock.Close()
	}
}

// end serves what is under way to its end, and lets others serve then.
func (h *host) end() {
	h.stop()
	<-h.ended
}

// find returns the company with a name as guests say it.
func (h *host) find(name string) (http.Handler, error) {
	kind, name, _ := strings.Cut(name, "/")
	handler, err := h.company(kind, name)
	if err != nil {
		return nil, err
	}
	return http.StripPrefix(pathOf(name), handler), nil
}

// company returns a company, from its file when it is asked for the first time.
func (h *host) company(kind, name string) (Company, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := companyName(kind, name)
	if k := h.companies[key]; k != nil {
		return k.company, nil
	}
	k := &keeper{box: h.box}
	if h.dir != "" {
		k.path = fileOf(h.dir, key)
		k.about = aboutOf(k.path)
	}
	var err error
	if k.company, err = New(workflow.Kind(kind), h.options, k.commit); err != nil {
		return nil, err
	}
	if err := k.load(); err != nil {
		return nil, err
	}
	h.companies[key] = k
	return k.company, nil
}
