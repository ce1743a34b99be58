package sandboxes

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"dandori/bindings/simulator/serve"
	"dandori/runtime/clock"
	"dandori/runtime/seal"
	"dandori/runtime/workflow"
)

const (
	firstPoll = 2 * time.Millisecond // how soon the address is read again, doubling up to
	lastPoll  = 100 * time.Millisecond
	waits     = 30 * time.Second // how long a server that does not answer is waited for
)

// Config says where a project's sandbox is kept.
type Config struct {
	Dir     string    // the project's .dandori/sandbox
	Box     *seal.Box // seals what is kept; nil: it is kept as it is
	Options Options   // of the companies while this process serves them
}

// Sandbox is a project's sandbox as one process has it: joined, or served for
// everybody. Safe for many goroutines.
type Sandbox struct {
	config Config

	mu     sync.Mutex
	host   *host // while this process serves
	closed bool
}

// Open returns the sandbox of a folder. It touches nothing before somebody dials.
func Open(c Config) *Sandbox { return &Sandbox{config: c} }

// Folder is where the sandbox of a project is kept.
func Folder(root string) string { return filepath.Join(root, ".dandori", "sandbox") }

// BaseURL is the base address of a connection on the sandbox. It names no port:
// where the sandbox is served is found out by Dialer.
func BaseURL(name string) *url.URL {
	return &url.URL{Scheme: "http", Host: "127.0.0.1", Path: pathOf(name)}
}

func pathOf(name string) string { return "/" + name }

// Dialer returns how the connection with the name reaches its company, for transport.Config.Dial.
func (s *Sandbox) Dialer(kind workflow.Kind, name string) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return s.dial(ctx, companyName(string(kind), name))
	}
}

// Ready returns when the company can be reached, or why it cannot.
func (s *Sandbox) Ready(ctx context.Context, kind workflow.Kind, name string) error {
	conn, err := s.dial(ctx, companyName(string(kind), name))
	if err != nil {
		return err
	}
	return conn.Close()
}

// Close ends the serving, if this process serves, and lets another one go on.
// It returns when the requests under way are finished, within seconds.
func (s *Sandbox) Close() {
	s.mu.Lock()
	h := s.host
	s.host, s.closed = nil, true
	s.mu.Unlock()
	if h != nil {
		h.end()
	}
}

// dial connects to whoever serves, and serves when nobody does.
func (s *Sandbox) dial(ctx context.Context, company string) (net.Conn, error) {
	patience, cancel := context.WithTimeout(ctx, waits)
	defer cancel()
	for poll := firstPoll; ; poll = min(2*poll, lastPoll) {
		a, ok := readAddress(s.config.Dir)
		if ok {
			conn, err := serve.Dial(patience, a.Address, a.Token, company)
			if err == nil || !errors.Is(err, serve.ErrStranger) && patience.Err() == nil {
				return conn, err
			}
		}
		switch took, err := s.serve(0); {
		case err != nil:
			return nil, err
		case took:
			poll = firstPoll
			continue
		}
		if clock.Sleep(patience, poll) != nil {
			if err := context.Cause(ctx); err != nil {
				return nil, err
			}
			return nil, silent(a.PID)
		}
	}
}

// serve begins to serve, unless another process does, or this one already.
func (s *Sandbox) serve(port int) (took bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false, net.ErrClosed
	}
	if s.host != nil {
		select {
		case <-s.host.ended: // by itself: somebody else may serve by now
			s.host = nil
		default:
			return false, nil
		}
	}
	lock, err := locked(s.config.Dir)
	if lock == nil || err != nil {
		return false, err
	}
	s.host, err = newHost(s.config, port, lock)
	return err == nil, err
}

// locked takes the lock of a folder; nil: another process has it.
func locked(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(dir, err)
	}
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if ok && err == nil {
		return lock, nil
	}
	_ = lock.Close()
	if err != nil {
		return nil, unusable(dir, err)
	}
	return nil, nil
}
