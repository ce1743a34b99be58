package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const (
	childDoes = "SQLITE_TEST_CHILD"
	childPath = "SQLITE_TEST_PATH"
)

// TestChild is what this test's processes do; by itself it does nothing.
func TestChild(t *testing.T) {
	does, path := os.Getenv(childDoes), os.Getenv(childPath)
	switch does {
	case "":
		t.Skip("for other tests")
	case "open":
		childOpens(t, path)
	case "write":
		childWrites(t, path)
	default:
		childElse(t, does, path)
	}
}

// childOpens opens the store and holds it until its input ends.
func childOpens(t *testing.T, path string) {
	d := openAt(t, path)
	d.insert(t, durable, d.Worker(), 1, []byte("x"))
	fmt.Println("ready")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
}

// childWrites writes rows, durable and quick, and prints those that are acknowledged.
func childWrites(t *testing.T, path string) {
	d := openAt(t, path)
	run := d.Worker()
	for n := 1; ; n++ {
		d.insert(t, durability(n%3 == 0), run, n, make([]byte, 100+n%1000))
		fmt.Println(run, n)
	}
}

// child starts this test as a process of its own.
func child(t *testing.T, does, path string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestChild$", "-test.v=false")
	c.Env = append(os.Environ(), childDoes+"="+does, childPath+"="+path)
	c.Stderr = os.Stderr
	return c
}

func TestManyProcessesStartTogether(t *testing.T) {
	const processes = 8
	path := filepath.Join(t.TempDir(), "fresh", "dandori.db")
	var started []*exec.Cmd
	var inputs []io.Closer
	var outputs []io.Reader
	for range processes {
		c := child(t, "open", path)
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		started, inputs, outputs = append(started, c), append(inputs, in), append(outputs, out)
	}
	for _, out := range outputs { // all hold the store at the same time
		if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
			t.Errorf("%q, %v", line, err)
		}
	}
	for _, in := range inputs {
		_ = in.Close()
	}
	for _, c := range started {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	d := openAt(t, path)
	var rows, keys int
	if err := d.reads.QueryRow("SELECT count(*), (SELECT count(*) FROM meta WHERE name = 'hash key') FROM journal").Scan(&rows, &keys); err != nil || rows != processes || keys != 1 {
		t.Errorf("%d rows, %d keys, %v", rows, keys, err)
	}
}

// TestNothingAcknowledgedIsLostByAKill kills a writing process at random
// moments, while another one that writes as well lives on.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	rounds := 20
	if os.Getenv("DANDORI_SOAK") != "" {
		rounds = 500
	}
	path := filepath.Join(t.TempDir(), "dandori.db")
	other := openAt(t, path)
	acknowledged := map[string]int{}
	for round := range rounds {
		c := child(t, "write", path)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			var run string
			var last int
			if _, err := fmt.Sscan(lines.Text(), &run, &last); err != nil {
				break // the last line, cut off
			}
			acknowledged[run] = last
			if n == 1+round*37%400 { // the moment wanders; what is buffered makes it random
				if err := c.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			if n%10 == 0 {
				other.insert(t, durability(n%20 == 0), fmt.Sprintf("other %d", round), n, []byte("x"))
			}
		}
		_ = c.Wait() // killed
		if err := other.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) != rounds {
		t.Errorf("%d processes of %d wrote", len(acknowledged), rounds)
	}
	for run, last := range acknowledged {
		var rows int
		if err := other.reads.QueryRow("SELECT count(*) FROM journal WHERE run = ? AND seq <= ?", run, last).Scan(&rows); err != nil || rows != last {
			t.Errorf("%s: %d acknowledged, %d there, %v", run, last, rows, err)
		}
	}
}
