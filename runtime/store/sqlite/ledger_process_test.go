package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
)

const (
	clientTask   = "DANDORI_TEST_CLIENT"
	clientStore  = "DANDORI_TEST_CLIENT_STORE"
	clientVendor = "DANDORI_TEST_CLIENT_VENDOR"
)

// perSecond is Sansan's limit, in real time.
var (
	perSecond = quota.Limit{Requests: 10, Per: time.Second}
	oneKey    = quota.Holder{Vendor: "sansan", Host: "api.sansan.com", Name: "key"}
)

// TestClient is no test: other tests start it as a process that uses the vendor.
func TestClient(t *testing.T) {
	task, ok := map[string]func(context.Context, *quota.Shared, string) error{
		"ask": askOften, "token": askToken, "die": dieHolding,
	}[os.Getenv(clientTask)]
	if !ok {
		t.Skip("only for other tests")
	}
	d, err := openShared(t.Context(), os.Getenv(clientStore))
	if err != nil {
		t.Fatal(err)
	}
	if err := task(t.Context(), quota.NewShared(d, clock.Boot), os.Getenv(clientVendor)); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// askOften asks the vendor again and again until it has had enough.
func askOften(ctx context.Context, s *quota.Shared, vendor string) error {
	l := s.Ledger(oneKey, quota.Config{Limits: []quota.Limit{perSecond}})
	ctx, stop := context.WithCancel(quota.WithClaimant(ctx, quota.Claimant{Run: fmt.Sprint(os.Getpid())}))
	defer stop()
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			for ctx.Err() == nil {
				done, err := l.Take(ctx, call.Request{Connection: "sansan"})
				if err != nil {
					return
				}
				answer, err := exchange(vendor)
				done(call.Taken{Sent: err == nil, Answered: clock.Now()})
				if err != nil || answer == "enough" {
					stop()
				}
			}
		})
	}
	wg.Wait()
	return nil
}

func askToken(ctx context.Context, s *quota.Shared, vendor string) error {
	secret, err := s.Vault(oneKey, "key:secret").Token(ctx, "", func(context.Context) (call.Token, error) {
		secret, err := exchange(vendor)
		return call.Token{Secret: secret, Lifetime: time.Hour}, err
	})
	fmt.Println(secret)
	return err
}

func dieHolding(ctx context.Context, s *quota.Shared, vendor string) error {
	l := s.Ledger(oneKey, quota.Config{Limits: []quota.Limit{{Requests: 1, Per: time.Second}}})
	if _, err := l.Take(ctx, call.Request{}); err != nil {
		return err
	}
	fmt.Println("holding")
	_, err := exchange(vendor) // never answered
	return err
}

// exchange connects to the vendor and reads its answer.
func exchange(vendor string) (string, error) {
	c, err := net.Dial("tcp", vendor)
	if err != nil {
		return "", err
	}
	defer c.Close()
	answer, err := io.ReadAll(c)
	return string(answer), err
}

// listen starts a vendor on loopback, each of whose connections f answers.
func listen(t *testing.T, f func(n int, c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { f(n, c) })
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().String()
}

// client prepares another process that does task.
func client(t *testing.T, task, path, vendor string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestClient$", "-test.v=false")
	c.Env = append(os.Environ(), clientTask+"="+task, clientStore+"="+path, clientVendor+"="+vendor)
	return c
}

// clients runs n processes at once and returns the first line that each printed.
func clients(t *testing.T, n int, task, path, vendor string) []string {
	t.Helper()
	out := make([]string, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			text, err := client(t, task, path, vendor).CombinedOutput()
			if err != nil {
				t.Errorf("process %d: %v: %s", i, err, text)
			}
			out[i], _, _ = strings.Cut(string(text), "\n")
		})
	}
	wg.Wait()
	return out
}

// throughput lets n processes ask one vendor that counts strictly, and returns
// how many requests a second it got after the first window, and how many too many.
func throughput(t *testing.T, n, requests int) (rate float64, refused int) {
	var mu sync.Mutex
	var arrived []time.Time
	vendor := listen(t, func(_ int, c net.Conn) {
		defer c.Close()
		mu.Lock()
		now := clock.Now()
		if i := len(arrived) - perSecond.Requests; i >= 0 && now.Sub(arrived[i]) <= perSecond.Per {
			refused++
		}
		arrived = append(arrived, now)
		enough := len(arrived) >= requests
		mu.Unlock()
		_ = clock.Sleep(t.Context(), 20*time.Millisecond)
		if enough {
			_, _ = io.WriteString(c, "enough")
			return
		}
		_, _ = io.WriteString(c, "ok")
	})
	clients(t, n, "ask", filepath.Join(t.TempDir(), "dandori.db"), vendor)
	mu.Lock()
	defer mu.Unlock()
	first, last := perSecond.Requests, requests-1
	return float64(last-first) / arrived[last].Sub(arrived[first]).Seconds(), refused
}

// Three processes on one key: no answer of 429, and as much as one process gets.
func TestProcessesShareALimit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	one, refusedOne := throughput(t, 1, 51)
	three, refusedThree := throughput(t, 3, 51)
	t.Logf("one process: %.2f requests a second; three: %.2f, or %.3f of it", one, three, three/one)
	if refusedOne+refusedThree > 0 {
		t.Errorf("%d and %d requests too many", refusedOne, refusedThree)
	}
}

func TestProcessesShareAToken(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	vendor := listen(t, func(n int, c net.Conn) {
		defer c.Close()
		mu.Lock()
		asked++
		mu.Unlock()
		_ = clock.Sleep(t.Context(), 50*time.Millisecond)
		_, _ = fmt.Fprintf(c, "token-%d", n)
	})
	for i, secret := range clients(t, 4, "token", filepath.Join(t.TempDir(), "dandori.db"), vendor) {
		if secret != "token-1" {
			t.Errorf("process %d got %q", i, secret)
		}
	}
	if asked != 1 {
		t.Errorf("%d tokens were asked for", asked)
	}
}

// A process that is killed with a slot in hand gives it back after what it sent can have arrived.
func TestTheSlotOfAKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dandori.db")
	c := client(t, "die", path, listen(t, func(_ int, c net.Conn) {
		_, _ = io.ReadAll(c) // until the other end is gone
		c.Close()
	}))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "holding\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	d, err := openShared(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	began := clock.Now()
	limits := quota.Config{Limits: []quota.Limit{{Requests: 1, Per: time.Second}}, Linger: 100 * time.Millisecond}
	if _, err := quota.NewShared(d, clock.Boot).Ledger(oneKey, limits).Take(t.Context(), call.Request{}); err != nil {
		t.Fatal(err)
	}
	if waited := clock.Since(began); waited < 1100*time.Millisecond || waited > 5*time.Second {
		t.Errorf("waited %v, want 1.1 s", waited)
	}
}
