// Package serve puts simulators on a port of this machine.
package serve

import (
	"context"
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
	// Grace is how long Run lets requests under way go on when it ends; 0: not at all.
	Grace time.Duration
	// Door lets in connections that introduce themselves (Dial); nil: none.
	Door *Door

	listener net.Listener
	mux      *http.ServeMux
	busy     busy
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

// Address returns host and port.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Mount serves h below /name and returns the base address of its vendor.
func (s *Server) Mount(name string, h http.Handler) string {
	s.mux.Handle("/"+name+"/", http.StripPrefix("/"+name, h))
	return "http://" + s.Address() + "/" + name
}

// Close gives the port back when Run is never called.
func (s *Server) Close() { _ = s.listener.Close() }

// Run answers until ctx ends; then it takes no more connections, waits Grace
// for requests under way, closes every connection and returns nil.
func (s *Server) Run(ctx context.Context) error {
	h := &http.Server{
		Handler:           http.HandlerFunc(s.route),
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // faults break connections on purpose
		ConnContext:       withGuest,
		ConnState:         s.busy.note,
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = s.listener.Close()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Grace)
		defer cancel()
		s.busy.drain(grace)
		_ = h.Close()
	})
	err := h.Serve(listener{s.listener, s})
	if !stop() {
		<-ended
		return nil
	}
	return err
}

// route hands a guest's request to the simulator that it asked for, any other
// one to what is mounted.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	if s.busy.draining() {
		w.Header().Set("Connection", "close")
	}
	if g := guestOf(r.Context()); g != nil && g.served != nil {
		g.served.ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}
