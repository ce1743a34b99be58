package serve

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// busy are the connections that must not be closed yet: on which a request is
// under way, or whose guest was let in and has a request to send. (Shutdown of
// net/http drops requests that it reads while it waits.) The zero value is none.
type busy struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
	empty chan struct{} // while it drains: closed when there are none
}

// owe notes a guest that is let in; false: nobody is any more.
func (b *busy) owe(c net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.empty != nil {
		return false
	}
	b.add(c)
	return true
}

// note is told of every change of a connection.
func (b *busy) note(c net.Conn, state http.ConnState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch state {
	case http.StateActive:
		b.add(c)
	case http.StateIdle, http.StateHijacked, http.StateClosed:
		delete(b.conns, c)
		b.signal()
	}
}

func (b *busy) add(c net.Conn) {
	if b.conns == nil {
		b.conns = map[net.Conn]bool{}
	}
	b.conns[c] = true
}

// signal tells drain that the last one is done.
func (b *busy) signal() {
	if b.empty == nil || len(b.conns) > 0 {
		return
	}
	select {
	case <-b.empty:
	default:
		close(b.empty)
	}
}

func (b *busy) draining() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.empty != nil
}

// drain lets nobody in any more and returns when nobody is busy, or ctx ends.
func (b *busy) drain(ctx context.Context) {
	b.mu.Lock()
	b.empty = make(chan struct{})
	b.signal()
	b.mu.Unlock()
	select {
	case <-b.empty:
	case <-ctx.Done():
	}
}
