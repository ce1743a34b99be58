// Package serve puts simulators on a port of this machine.
package serve

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"

	"dandori/runtime/say"
)

// Server is simulators that listen. They are served by Run.
type Server struct {
	listener net.Listener
	mux      *http.ServeMux
}

// Listen takes a port on the loopback address, where no other machine can
// reach it; 0 is any free one.
func Listen(port int) (*Server, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, say.Errorf("port %d cannot be used: %w", port, err)
	}
	return &Server{listener: listener, mux: http.NewServeMux()}, nil
}

// Mount serves h below /name and returns the base address of its vendor.
func (s *Server) Mount(name string, h http.Handler) string {
	s.mux.Handle("/"+name+"/", http.StripPrefix("/"+name, h))
	return "http://" + s.listener.Addr().String() + "/" + name
}

// Run answers until ctx ends; then it closes every connection and returns nil.
func (s *Server) Run(ctx context.Context) error {
	h := &http.Server{
		Handler:           s.mux,
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // faults break connections on purpose
	}
	stop := context.AfterFunc(ctx, func() { _ = h.Close() })
	defer stop()
	if err := h.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
