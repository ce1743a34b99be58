package sandboxes

import (
	"context"

	"dandori/runtime/workflow"
)

// Server is the companies for whoever wants them as a server, with an address
// of their own and with faults to order.
type Server struct {
	host *host
}

// Serve serves a project's sandbox on the port (0: any), so that all its
// connections on the sandbox meet what c.Options orders. The error is a *Taken
// when another process serves it already. Without a folder the companies are
// kept nowhere, and nobody joins.
func Serve(c Config, port int) (*Server, error) {
	if c.Dir == "" {
		h, err := newHost(c, port, nil)
		if err != nil {
			return nil, err
		}
		return &Server{host: h}, nil
	}
	s := Open(c)
	took, err := s.serve(port)
	if err == nil && !took {
		a, _ := readAddress(c.Dir)
		err = &Taken{PID: a.PID}
	}
	if err != nil {
		return nil, err
	}
	return &Server{host: s.host}, nil
}

// Mount serves the company of a kind's own name also below /KIND, to anybody
// on this machine, and returns its base address.
func (s *Server) Mount(kind workflow.Kind) (base string, err error) {
	company, err := s.host.company(string(kind), string(kind))
	if err != nil {
		return "", err
	}
	return s.host.server.Mount(string(kind), company), nil
}

// Run returns when ctx has ended and what was under way is finished.
func (s *Server) Run(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-s.host.ended:
	}
	s.Close()
	return s.host.err
}

// Close ends the serving.
func (s *Server) Close() { s.host.end() }
