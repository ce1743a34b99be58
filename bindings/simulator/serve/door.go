package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// A guest introduces itself before it speaks HTTP, in one line:
//
//	DANDORI <token> <name>
//
// and is answered "OK", or "NO" with the reason in JSON. So it knows that the
// server is the one that it looks for, and not whatever program has its port
// by now, before anything of a request is sent. A connection whose guest got
// its "OK" is let finish one request even when the server is about to end.
const (
	hello      = "DANDORI "
	welcome    = "OK\n"
	turnedAway = "NO "
	longest    = 4 << 10         // of a line
	patience   = 5 * time.Second // for the other side's line
)

// Door says whom a server lets in, and to which simulator.
type Door struct {
	Token string
	// Find returns the simulator of a name. Its error is told to the guest.
	Find func(name string) (http.Handler, error)
}

// ErrStranger says that who listens there is not the server looked for, or that nobody does.
var ErrStranger = errors.New("serve: nobody, or somebody else, listens there")

// Dial connects to the simulator with the name, at the server with the token.
// The error is ErrStranger, or a *call.Error from the server that was looked
// for: why it does not serve the name.
func Dial(ctx context.Context, address, token, name string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, errors.Join(ErrStranger, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = introduce(conn, token, name)
	if !stop() {
		err = errors.Join(err, context.Cause(ctx))
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, conn.SetDeadline(time.Time{})
}

func introduce(conn net.Conn, token, name string) error {
	_ = conn.SetDeadline(clock.Now().Add(patience))
	if _, err := io.WriteString(conn, hello+token+" "+url.QueryEscape(name)+"\n"); err != nil {
		return errors.Join(ErrStranger, err)
	}
	line, _, err := readLine(conn, nil)
	if err != nil {
		return errors.Join(ErrStranger, err)
	}
	why, refused := strings.CutPrefix(line, turnedAway)
	var reason call.Error
	switch {
	case line+"\n" == welcome:
		return nil
	case refused && json.Unmarshal([]byte(why), &reason) == nil:
		return &reason
	default:
		return ErrStranger
	}
}

// readLine reads up to a line feed; rest is what came after it. From a client
// of ours, which waits for an answer, nothing does.
func readLine(r io.Reader, already []byte) (line string, rest []byte, err error) {
	piece := make([]byte, 512)
	for {
		if i := bytes.IndexByte(already, '\n'); i >= 0 {
			return string(already[:i]), already[i+1:], nil
		}
		if err != nil || len(already) > longest {
			return "", already, errors.Join(io.ErrUnexpectedEOF, err)
		}
		var n int
		n, err = r.Read(piece)
		already = append(already, piece[:n]...)
	}
}

// listener makes a guest of each connection.
type listener struct {
	net.Listener
	server *Server
}

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	tcp, ok := conn.(*net.TCPConn)
	if err != nil || !ok {
		return conn, err
	}
	return &guest{TCPConn: tcp, server: l.server, new: true}, nil
}

// guest is a connection that may introduce itself before it speaks HTTP.
type guest struct {
	*net.TCPConn
	server *Server
	new    bool
	rest   []byte       // what was read and is not the introduction
	served http.Handler // nil for who did not introduce itself
}

// Read reads what comes after the introduction.
func (g *guest) Read(p []byte) (int, error) {
	if g.new {
		g.new = false
		if err := g.meet(); err != nil {
			return 0, err
		}
	}
	if len(g.rest) > 0 {
		n := copy(p, g.rest)
		g.rest = g.rest[n:]
		return n, nil
	}
	return g.TCPConn.Read(p)
}

// meet reads the introduction, if there is one, and answers it.
func (g *guest) meet() error {
	first := make([]byte, len(hello))
	n, err := io.ReadAtLeast(g.TCPConn, first, 1)
	for err == nil && n < len(first) && strings.HasPrefix(hello, string(first[:n])) {
		var more int
		more, err = g.TCPConn.Read(first[n:])
		n += more
	}
	if string(first[:n]) != hello {
		g.rest = first[:n]
		return nil // plain HTTP, or an error that the next read finds again
	}
	line, rest, err := readLine(g.TCPConn, nil)
	if err != nil {
		return io.EOF
	}
	g.rest = rest
	return g.admit(line)
}

// admit answers "<token> <name>".
func (g *guest) admit(line string) error {
	token, escaped, _ := strings.Cut(line, " ")
	name, err := url.QueryUnescape(escaped)
	door := g.server.Door
	if door == nil || token != door.Token || err != nil {
		return io.EOF
	}
	if g.served, err = door.Find(name); err != nil {
		g.turnAway(err)
		return io.EOF
	}
	if !g.server.busy.owe(g) {
		return io.EOF // about to end
	}
	_, err = io.WriteString(g.TCPConn, welcome)
	return err
}

// turnAway says why the guest is not served.
func (g *guest) turnAway(err error) {
	var reason *call.Error
	if !errors.As(err, &reason) {
		reason = &call.Error{Class: call.Config, Text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}
	}
	why, _ := json.Marshal(reason) // strings and numbers always marshal
	_, _ = io.WriteString(g.TCPConn, turnedAway+string(why)+"\n")
}

type guestKey struct{}

func withGuest(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, guestKey{}, c)
}

func guestOf(ctx context.Context) *guest {
	g, _ := ctx.Value(guestKey{}).(*guest)
	return g
}
