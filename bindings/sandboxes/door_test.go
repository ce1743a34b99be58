package sandboxes

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

// A connection that reads over idle sockets does not notice that the process
// which served them was killed: it is the next one's turn to serve.
func TestReadsGoOnWhenTheServerIsKilled(t *testing.T) {
	c := &crowd{t: t, dir: t.TempDir(), lines: make(chan string)}
	c.start()
	<-c.lines // it serves
	s := opened(t, Config{Dir: c.dir, Options: quick})
	known := joined(t, s)
	door, err := transport.Open(transport.Config{
		Connection: "kaonavi-v1", Vendor: "kaonavi-v1", BaseURL: BaseURL("kaonavi-v1"),
		Dial:   s.Dialer(workflow.KaonaviV1, "kaonavi-v1"),
		Header: http.Header{"X-Kaonavi-Token": {known.token}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	read := func() {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, known.base+"/v1.2/user", nil)
		if err != nil {
			t.Fatal(err)
		}
		err = door.Do(r, call.Operation{Name: "users.list", Effect: call.Read}, func(answer *http.Response) error {
			_, err := io.Copy(io.Discard, answer.Body)
			if answer.StatusCode != http.StatusOK {
				t.Errorf("status %d", answer.StatusCode)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	read()
	go func() {
		for range c.lines {
			continue
		}
	}()
	c.kill(0)
	c.said.Wait()
	read()
	close(c.lines)
}

// BenchmarkWrite is one write on a connection of its own to a company of 200
// members and more, saved before it is answered.
func BenchmarkWrite(b *testing.B) {
	s := Open(Config{Dir: b.TempDir(), Options: Options{JobTime: -1, Limits: Limits{Off: true}}})
	defer s.Close()
	c := join(s, "kaonavi-v1")
	if err := c.login(b.Context()); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := c.add(b.Context(), fmt.Sprint("X", i)); err != nil {
			b.Fatal(err)
		}
	}
}
