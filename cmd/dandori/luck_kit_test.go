package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// newFolder is a project without connections.
func newFolder(t *testing.T, files map[string]string) *office {
	t.Helper()
	o := &office{t: t, root: t.TempDir()}
	o.write("dandori.yaml", "connections: {}\n")
	for name, text := range files {
		o.write(name, text)
	}
	return o
}

func (o *office) path(name string) string { return filepath.Join(o.root, filepath.FromSlash(name)) }

func (o *office) read(name string) string {
	o.t.Helper()
	text, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(text)
}

// must runs the program, which must end with that exit code, and returns what it said.
func (o *office) must(code int, args ...string) ended {
	o.t.Helper()
	e := o.dandori(0, args...)
	if e.code != code {
		o.t.Fatalf("dandori %s: exit %d, want %d\n%s%s", strings.Join(args, " "), e.code, code, e.stdout, e.stderr)
	}
	return e
}

// says wants the words in what a process wrote to stderr.
func (e ended) says(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(e.stderr, w) {
			t.Errorf("%q is missing (exit %d):\n%s%s", w, e.code, e.stdout, e.stderr)
		}
	}
}

// process is the program at work.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout bytes.Buffer
	read   chan struct{} // closed when stderr is read to its end

	mu    sync.Mutex
	heard *sync.Cond
	said  strings.Builder
	over  bool
}

// start runs the program beside the test. It is killed with the test.
func (o *office) start(args ...string) *process { return o.begin(o.command(0, args...)) }

func (o *office) begin(c *exec.Cmd) *process {
	o.t.Helper()
	p := &process{t: o.t, cmd: c, read: make(chan struct{})}
	p.heard = sync.NewCond(&p.mu)
	c.Stdout = &p.stdout
	stderr, err := c.StderrPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = c.Process.Kill(); <-p.read; _ = c.Wait() })
	go func() {
		defer close(p.read)
		lines := bufio.NewReader(stderr)
		for {
			line, err := lines.ReadString('\n')
			p.mu.Lock()
			p.said.WriteString(line)
			p.over = err != nil
			p.heard.Broadcast()
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

// until waits until the process has written mark to stderr.
func (p *process) until(mark string) *process {
	p.t.Helper()
	return p.says(fmt.Sprintf("%q", mark), func(more string) bool { return strings.Contains(more, mark) })
}

// says waits until so, which is given what the process has written to stderr, and then each line of more.
func (p *process) says(what string, so func(more string) bool) *process {
	p.t.Helper()
	late := time.AfterFunc(patience(), func() { _ = p.cmd.Process.Kill() }) // rather than for ever
	defer late.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for told := 0; ; {
		more := p.said.String()[told:]
		if so(more) {
			return p
		}
		for told += len(more); p.said.Len() == told; p.heard.Wait() {
			if p.over {
				p.t.Fatalf("it ended without saying %s:\n%s", what, p.said.String())
			}
		}
	}
}

// patience is how long is waited for what should come.
func patience() time.Duration {
	if os.Getenv("DANDORI_SOAK") != "" {
		return 15 * time.Minute
	}
	return 2 * time.Minute
}

func (p *process) signal(s os.Signal) *process {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.signal(os.Kill)
	p.end()
}

func (p *process) ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.over
}

// end waits for the end of the process.
func (p *process) end() ended {
	<-p.read
	_ = p.cmd.Wait() // the exit code tells
	return ended{code: p.cmd.ProcessState.ExitCode(), stdout: p.stdout.Bytes(), stderr: p.said.String()}
}

// gate lets requests to Kaonavi through one by one.
type gate struct {
	came chan string   // the method and path of a request that waits
	pass chan struct{} // lets it through
}

// gated puts a gate in front of Kaonavi, for the requests that hold chooses. Done ones are answered after answer.
func (o *office) gated(holds func(*http.Request) bool) *gate {
	g := &gate{came: make(chan string), pass: make(chan struct{})}
	done := make(chan struct{})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if holds(r) {
			select {
			case g.came <- r.Method + " " + r.URL.Path:
			case <-done:
				return
			}
			select {
			case <-g.pass:
			case <-done:
				return
			}
		}
		o.kaonaviV1.ServeHTTP(w, r)
	}))
	o.t.Cleanup(func() { close(done); front.CloseClientConnections(); front.Close() })
	o.at("kaonavi-v1", front.URL)
	return g
}

// at points a connection at another address.
func (o *office) at(connection, url string) {
	o.t.Helper()
	var lines []string
	for line := range strings.Lines(o.read("dandori.yaml")) {
		if strings.HasPrefix(strings.TrimSpace(line), connection+":") {
			before, rest, _ := strings.Cut(line, "baseURL: ")
			_, after, _ := strings.Cut(rest, ",")
			line = before + "baseURL: " + url + "," + after
		}
		lines = append(lines, line)
	}
	o.write("dandori.yaml", strings.Join(lines, ""))
}

// writes reports whether a request changes something at Kaonavi.
func writes(r *http.Request) bool {
	return r.Method != http.MethodGet && strings.Contains(r.URL.Path, "/data/")
}

// adds adds one member before and one after a rest.
const adds = `import { log, sleep, state, params } from "dandori";
import { kaonaviV1 } from "dandori/connections";
await kaonaviV1.members.add([{ member_code: "z1", member_name: "髙橋 一" }]);
await state.set("n", (await state.get("n") ?? 0) + 1);
log.info("rests");
await sleep(params.for ?? "1s");
await kaonaviV1.members.add([{ member_code: "z2", member_name: "山﨑 二" }]);
export default async () => await state.get("n");`
