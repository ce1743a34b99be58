package quota

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
)

// shared is the limit of the tests with several processes, in real time.
var shared = Limit{Requests: 10, Per: 400 * time.Millisecond}

func sharedFile(path string) (*File, error) {
	return OpenFile(FileConfig{Path: path, Credentials: "key:secret", Hold: time.Minute, Config: Config{Limits: []Limit{shared}}})
}

// child is what another process does: ask the vendor 20 times, or for a token, or die with a slot in hand.
func child(task, path, vendor string) int {
	f, err := sharedFile(path)
	if err == nil {
		err = map[string]func(*File, string) error{"ask": askOften, "token": askToken, "die": dieHolding}[task](f, vendor)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func askOften(f *File, vendor string) error {
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			done, err := f.Take(context.Background(), general)
			if err != nil {
				errs[i] = err
				return
			}
			_, errs[i] = exchange(vendor)
			done(call.Taken{Sent: true})
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func askToken(f *File, vendor string) error {
	secret, err := f.Token(context.Background(), "", func(context.Context) (call.Token, error) {
		secret, err := exchange(vendor)
		return call.Token{Secret: secret, Lifetime: time.Hour}, err
	})
	fmt.Println(secret)
	return err
}

func dieHolding(f *File, vendor string) error {
	if _, err := f.Take(context.Background(), general); err != nil {
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

// listen starts a vendor on loopback that answers each connection with answer's text.
func listen(t *testing.T, answer func(n int) string) string {
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
			if text := answer(n); text != "" {
				_, _ = io.WriteString(c, text)
				c.Close()
			} else {
				t.Cleanup(func() { c.Close() })
			}
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().String()
}

// process prepares another process that does task.
func process(t *testing.T, task, path, vendor string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "DANDORI_TEST_TASK="+task, "DANDORI_TEST_FILE="+path, "DANDORI_TEST_VENDOR="+vendor)
	return cmd
}

// together runs n processes at once and returns what each printed.
func together(t *testing.T, n int, task, path, vendor string) []string {
	t.Helper()
	out := make([]string, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			text, err := process(t, task, path, vendor).CombinedOutput()
			if err != nil {
				t.Errorf("process %d: %v: %s", i, err, text)
			}
			out[i] = strings.TrimSpace(string(text))
		})
	}
	wg.Wait()
	return out
}

func TestProcessesShareALimit(t *testing.T) {
	vendor := &strict{limit: shared}
	addr := listen(t, func(int) string { vendor.count(); return "ok" })
	together(t, 3, "ask", filepath.Join(t.TempDir(), "ledger.json"), addr)
	if vendor.refused > 0 || len(vendor.arrived) != 60 {
		t.Errorf("%d of %d requests broke the limit", vendor.refused, len(vendor.arrived))
	}
}

func TestProcessesShareAToken(t *testing.T) {
	asked := 0
	addr := listen(t, func(n int) string { asked = n; return fmt.Sprintf("token-%d", n) })
	path := filepath.Join(t.TempDir(), "ledger.json")
	for i, secret := range together(t, 4, "token", path, addr) {
		if secret != "token-1" {
			t.Errorf("process %d got %q", i, secret)
		}
	}
	if asked != 1 {
		t.Errorf("%d tokens were asked for", asked)
	}
}

func TestASlotOutlivesItsDeadHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.json")
	cmd := process(t, "die", path, listen(t, func(int) string { return "" }))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "holding\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	f, err := sharedFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := f.disk.load(time.Now())
	if err != nil || len(p.Slots) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	b, deadline := f.book(p), p.Slots[0].Deadline
	for _, c := range []struct {
		at   time.Time
		want int
	}{{deadline.Add(-time.Second), 1}, {deadline.Add(shared.Per / 2), 1}, {deadline.Add(shared.Per * 2), 0}} {
		b.prune(c.at)
		if used := b.use(c.at)[0].Used; used != c.want || len(b.slots) != c.want {
			t.Errorf("%v after its deadline the dead holder's slot counts %d times, want %d", c.at.Sub(deadline), used, c.want)
		}
	}
}
