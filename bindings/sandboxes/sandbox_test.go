package sandboxes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/workflow"
)

func TestTheNextOneGoesOn(t *testing.T) {
	dir := t.TempDir()
	first := opened(t, Config{Dir: dir, Options: quick})
	joined(t, first).done(t, "X1")
	first.Close()
	second := opened(t, Config{Dir: dir, Options: Options{JobTime: -1, Limits: Limits{Off: true}}}) // the size stays
	c := joined(t, second)
	members, err := c.members(t.Context())
	if err != nil || len(members) != 6 || members["X1"] != 1 {
		t.Fatal(members, err)
	}
	if task, err := c.add(t.Context(), "X2"); err != nil || task != "2" {
		t.Fatal(task, err)
	}
}

func TestOthersJoin(t *testing.T) {
	dir := t.TempDir()
	a, b := opened(t, Config{Dir: dir, Options: quick}), opened(t, Config{Dir: dir, Options: quick})
	joined(t, a).done(t, "X1")
	c := joined(t, b)
	if !c.has(t, "X1") || b.host != nil {
		t.Fatal("the second one does not see what the first one did")
	}
	other := join(b, "another")
	if err := other.login(t.Context()); err != nil || other.has(t, "X1") {
		t.Fatal("another connection is the same company", err)
	}
}

// A server that ends lets go of nothing: every write goes through, though
// servers change all the time.
func TestHandoverLosesNothing(t *testing.T) {
	dir := t.TempDir()
	user := opened(t, Config{Dir: dir, Options: quick})
	server := Open(Config{Dir: dir, Options: quick})
	if err := server.Ready(t.Context(), workflow.KaonaviV1, "kaonavi-v1"); err != nil {
		t.Fatal(err)
	}
	c := joined(t, user)
	var count atomic.Int64
	var writers sync.WaitGroup
	written := make(chan bool)
	ctx, stop := context.WithCancel(t.Context())
	for w := range 4 {
		writers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if _, err := c.add(t.Context(), fmt.Sprintf("w%d-%d", w, i)); err != nil {
					t.Error(err)
					stop()
					return
				}
				count.Add(1)
				select {
				case written <- true:
				case <-ctx.Done():
				}
			}
		})
	}
	for range 5 { // server, user, then a new server each
		reach(ctx, t, written, 20)
		server.Close()
		reach(ctx, t, written, 20)
		server = Open(Config{Dir: dir, Options: quick})
		user.mu.Lock()
		h := user.host
		user.mu.Unlock()
		if h != nil {
			h.end()
		}
		_ = server.Ready(t.Context(), workflow.KaonaviV1, "kaonavi-v1")
	}
	stop()
	writers.Wait()
	server.Close()
	members, err := c.members(t.Context())
	if err != nil || int64(len(members)) != count.Load()+5 {
		t.Errorf("%d members of %d writes: %v", len(members)-5, count.Load(), err)
	}
}

// reach waits until so many more are written.
func reach(ctx context.Context, t *testing.T, written chan bool, more int) {
	t.Helper()
	for range more {
		select {
		case <-written:
		case <-ctx.Done():
		}
	}
}

// Whatever program has the port of a server that died: nothing of a request reaches it.
func TestAStrangerOnThePort(t *testing.T) {
	for name, behave := range map[string]func(net.Conn){
		"hangs up":           func(c net.Conn) { _ = c.Close() },
		"speaks first":       func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n") },
		"speaks HTTP":        func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"turns away in HTML": func(c net.Conn) { _, _ = io.WriteString(c, "NO <html>\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heard sync.Map
			listener := listen(t, func(c net.Conn) {
				line := make([]byte, 4096)
				n, _ := c.Read(line)
				heard.Store(string(line[:n]), true)
				behave(c)
			})
			dir := t.TempDir()
			if err := (address{Address: listener, Token: "old", PID: 1}).publish(dir); err != nil {
				t.Fatal(err)
			}
			joined(t, opened(t, Config{Dir: dir, Options: quick})).done(t, "X1")
			heard.Range(func(line, _ any) bool {
				if !strings.HasPrefix(line.(string), "DANDORI old ") {
					t.Errorf("the stranger heard %q", line)
				}
				return true
			})
		})
	}
}

// listen answers each connection with f and returns the address.
func listen(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { f(c); _ = c.Close() })
		}
	})
	t.Cleanup(func() { _ = l.Close(); open.Wait() })
	return l.Addr().String()
}

func TestBrokenFilesAreSaid(t *testing.T) {
	for file, text := range map[string]string{
		"kaonavi-v1%2Fkaonavi-v1.state": "{", "made": "[]",
	} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := opened(t, Config{Dir: dir})
			err := s.Ready(t.Context(), workflow.KaonaviV1, "kaonavi-v1")
			s.Close()
			var said *call.Error
			if !errors.As(err, &said) || said.Class != call.Config || !strings.Contains(said.Hint.En, "sandbox --reset") || !strings.Contains(said.Text.En, file) {
				t.Fatalf("%+v", err)
			}
			if err := Reset(dir, Options{}, nil); err != nil {
				t.Fatal(err)
			}
			if err := opened(t, Config{Dir: dir}).Ready(t.Context(), workflow.KaonaviV1, "kaonavi-v1"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := opened(t, Config{Dir: filepath.Join(file, "sandbox")}).Ready(t.Context(), workflow.Sansan, "sansan")
	if err == nil || !strings.Contains(err.Error(), "cannot be kept") {
		t.Fatal(err)
	}
}

func TestAKindWithoutSimulator(t *testing.T) {
	err := opened(t, Config{Dir: t.TempDir()}).Ready(t.Context(), "acme", "x")
	if err == nil || !strings.Contains(err.Error(), "no simulator of connections of the kind acme") {
		t.Fatal(err)
	}
}

// What cannot be saved is not answered as if it were done.
func TestUnsavedIsNotDone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sandbox")
	c := joined(t, opened(t, Config{Dir: dir, Options: quick}))
	if err := os.RemoveAll(filepath.Join(dir, fileOf("", "kaonavi-v1/kaonavi-v1"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(fileOf(dir, "kaonavi-v1/kaonavi-v1")+newEnd, 0o700); err != nil { // so that it cannot be written
		t.Fatal(err)
	}
	status, answer, err := c.post(t.Context(), "/v1.2/sheet/0/data/add", `{"data":[]}`)
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(fmt.Sprint(answer), "cannot save") {
		t.Fatal(status, answer, err)
	}
}

// The strict window knows what an earlier server let through.
func TestLimitsHoldOverServers(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	strict := Options{Size: 2, Limits: Limits{Requests: 3, Per: time.Hour}, Now: func() time.Time { return now }}
	first := opened(t, Config{Dir: dir, Options: strict})
	c := joined(t, first)
	if status, _, err := c.post(t.Context(), "/v1.2/user", ""); status != http.StatusOK {
		t.Fatal(status, err)
	}
	first.Close()
	c.http = join(opened(t, Config{Dir: dir, Options: strict}), "kaonavi-v1").http
	for i, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		if status, _, err := c.post(t.Context(), "/v1.2/user", ""); status != want {
			t.Fatal(i, status, err)
		}
	}
}

// A task that was under way ends at its time, whoever serves by then.
func TestTasksGoOn(t *testing.T) {
	dir := t.TempDir()
	var passed atomic.Int64
	o := Options{Size: 2, JobTime: 40 * time.Minute, Limits: Limits{Off: true}, Now: func() time.Time {
		return time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(passed.Load()))
	}}
	first := opened(t, Config{Dir: dir, Options: o})
	c := joined(t, first)
	task, err := c.add(t.Context(), "X1")
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	c.http = join(opened(t, Config{Dir: dir, Options: o}), "kaonavi-v1").http
	for _, step := range []struct {
		passed time.Duration
		want   string
	}{{0, "WAITING"}, {10 * time.Minute, "RUNNING"}, {39 * time.Minute, "RUNNING"}, {40 * time.Minute, "OK"}} {
		passed.Store(int64(step.passed))
		if status, err := c.status(t.Context(), task); err != nil || status != step.want {
			t.Fatal(step, status, err)
		}
	}
	if !c.has(t, "X1") {
		t.Fatal("the task ended as OK, and nothing is there")
	}
}

func TestServerOfItsOwn(t *testing.T) {
	s, err := Serve(Config{Options: quick}, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	base, err := s.Mount(workflow.KaonaviV1)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, base: base}
	if err := c.login(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// The server that a person starts is the project's: who joins meets its faults.
func TestServerOfTheProject(t *testing.T) {
	dir := t.TempDir()
	o := quick
	o.Faults = "user:*=503"
	server, err := Serve(Config{Dir: dir, Options: o}, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	base, err := server.Mount(workflow.KaonaviV1)
	if err != nil {
		t.Fatal(err)
	}
	c := joined(t, opened(t, Config{Dir: dir, Options: quick}))
	if status, answer, err := c.post(t.Context(), "/v1.2/user", ""); status != http.StatusServiceUnavailable {
		t.Fatal(status, answer, err)
	}
	c.done(t, "X1")
	direct := &client{http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, base: base, token: c.token}
	if !direct.has(t, "X1") {
		t.Fatal("the mounted company is another one")
	}
	if _, err := Serve(Config{Dir: dir}, 0); !errors.As(err, new(*Taken)) {
		t.Fatal(err)
	}
}

func TestWrongFaults(t *testing.T) {
	if _, err := New(workflow.Sansan, Options{Faults: "nonsense"}, nil); err == nil {
		t.Fatal("nonsense is a fault")
	}
}
