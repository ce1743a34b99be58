package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
)

// running is a server with a door, for as long as a test takes.
type running struct {
	*Server
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, grace time.Duration, find func(string) (http.Handler, error)) *running {
	t.Helper()
	s, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s.Grace, s.Door = grace, &Door{Token: "secret", Find: find}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{Server: s, stop: stop, done: make(chan error, 1)}
	go func() { r.done <- s.Run(ctx) }()
	t.Cleanup(func() { stop(); r.ended(t) })
	return r
}

func (r *running) ended(t *testing.T) {
	t.Helper()
	if err := <-r.done; err != nil {
		t.Error(err)
	}
	r.done <- nil
}

func named(name string) (http.Handler, error) {
	if name != "a company" {
		return nil, call.New(call.Config, "the folder must be writable").WithHint("the folder must be writable")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, name+r.URL.Path) }), nil
}

// ask sends a request on a connection and returns the answer's body.
func ask(conn net.Conn, path string) (string, error) {
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return conn, nil },
	}}
	response, err := client.Get("http://127.0.0.1" + path)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestGuestsReachWhatTheyName(t *testing.T) {
	r := run(t, 0, named)
	conn, err := Dial(t.Context(), r.Address(), "secret", "a company")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := ask(conn, "/x"); err != nil || body != "a company/x" {
		t.Fatal(body, err)
	}
}

func TestWhoIsTurnedAwayKnowsWhy(t *testing.T) {
	r := run(t, 0, named)
	_, err := Dial(t.Context(), r.Address(), "secret", "nobody")
	var why *call.Error
	if !errors.As(err, &why) || why.Class != call.Config || why.Hint.En == "" || why.Text.Ja == why.Text.En {
		t.Fatalf("%+v", err)
	}
}

func TestStrangers(t *testing.T) {
	r := run(t, 0, named)
	if _, err := Dial(t.Context(), r.Address(), "another", "a company"); !errors.Is(err, ErrStranger) {
		t.Error("with another token:", err)
	}
	r.stop()
	r.ended(t)
	if _, err := Dial(t.Context(), r.Address(), "secret", "a company"); !errors.Is(err, ErrStranger) {
		t.Error("with nobody there:", err)
	}
}

func TestDialEndsWithItsContext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := Dial(ctx, l.Addr().String(), "secret", "x"); err == nil {
		t.Fatal("it is connected")
	}
}

// Whoever says anything else than the introduction speaks HTTP, or nothing.
func TestPlainClientsSeeOnlyWhatIsMounted(t *testing.T) {
	r := run(t, 0, named)
	r.Mount("sansan", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "mounted") }))
	for said, want := range map[string]string{
		"GET /sansan/x HTTP/1.0\r\n\r\n":                    "200 OK",
		"D / HTTP/1.0\r\n\r\n":                              "404 Not Found",
		"DANDORI / HTTP/1.0\r\n\r\n":                        "",
		"DANDORI secret\n":                                  "NO {",
		"DANDORI secret %zz\n":                              "",
		"DANDORI " + strings.Repeat("x", 9000) + " ":        "",
		"DANDORI secret a+company\nGET /x HTTP/1.0\r\n\r\n": "OK\nHTTP/1.0 200 OK",
	} {
		conn, err := net.Dial("tcp", r.Address())
		if err != nil {
			t.Fatal(err)
		}
		for i := range min(len(said), 20) { // in pieces
			_, _ = io.WriteString(conn, said[i:i+1])
		}
		_, _ = io.WriteString(conn, said[min(len(said), 20):])
		_ = conn.(*net.TCPConn).CloseWrite()
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !strings.Contains(string(answer), want) || want == "" && len(answer) > 0 {
			t.Errorf("%.40q: %.80q, want %q", said, answer, want)
		}
	}
}

// A guest that was let in is served, although the server was told to end before it sent a request.
func TestAGuestIsServedAfterTheEndBegan(t *testing.T) {
	r := run(t, time.Minute, named)
	conn, err := Dial(t.Context(), r.Address(), "secret", "a company")
	if err != nil {
		t.Fatal(err)
	}
	r.stop()
	for { // until it takes nobody in any more
		late, err := Dial(t.Context(), r.Address(), "secret", "a company")
		if err != nil {
			break
		}
		_ = late.Close()
	}
	if body, err := ask(conn, "/late"); err != nil || body != "a company/late" {
		t.Fatal(body, err)
	}
	r.ended(t)
}

// A request under way is finished; one that never ends is given up after Grace.
func TestTheEndWaitsForRequests(t *testing.T) {
	for _, finishes := range []bool{true, false} {
		t.Run(fmt.Sprint(finishes), func(t *testing.T) {
			inside, leave := make(chan bool), make(chan bool)
			grace := time.Minute
			if !finishes {
				grace = time.Millisecond
			}
			r := run(t, grace, func(string) (http.Handler, error) {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					close(inside)
					select {
					case <-leave:
						_, _ = io.WriteString(w, "done")
					case <-r.Context().Done():
					}
				}), nil
			})
			conn, err := Dial(t.Context(), r.Address(), "secret", "x")
			if err != nil {
				t.Fatal(err)
			}
			answered := make(chan string, 1)
			go func() { body, _ := ask(conn, "/"); answered <- body }()
			<-inside
			r.stop()
			if finishes {
				close(leave)
				if body := <-answered; body != "done" {
					t.Errorf("answered %q", body)
				}
			} else if body := <-answered; body != "" {
				t.Errorf("answered %q", body)
			}
			r.ended(t)
		})
	}
}
