package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	kaonavi "dandori/bindings/kaonavi/sandbox"
	kaonaviv1 "dandori/bindings/kaonaviv1/sandbox"
	sansan "dandori/bindings/sansan/sandbox"
	simulators "dandori/bindings/simulator/serve"
)

// office is a project whose vendors are simulators in this process, so that
// they outlive the program that is killed.
type office struct {
	t         *testing.T
	root      string
	kaonavi   *kaonavi.Sandbox
	kaonaviV1 *kaonaviv1.Sandbox
	sansan    *sansan.Sandbox
	close     func() // ends the simulators and removes the project
}

// ended is how one process ended.
type ended struct {
	code   int // -1: killed
	stdout []byte
	stderr string
}

func newOffice(t *testing.T, files map[string]string) *office {
	t.Helper()
	root, err := os.MkdirTemp("", "dandori-office-")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, root: root}
	o.kaonavi = kaonavi.New(kaonavi.Options{Size: 20, JobTime: -1, Limits: kaonavi.Limits{Off: true}})
	o.kaonaviV1 = kaonaviv1.New(kaonaviv1.Options{Size: 20, JobTime: -1, Limits: kaonaviv1.Limits{Off: true}})
	o.sansan = sansan.New(sansan.Options{Size: 20, JobTime: 1, Limits: sansan.Limits{Off: true}})
	server, err := simulators.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan struct{})
	key, secret := kaonavi.Consumer()
	keyV1, secretV1 := o.kaonaviV1.Consumer()
	o.write("dandori.yaml", "connections:\n"+
		"  sansan: { kind: sansan, apiKey: \"${SANSAN}\", baseURL: "+server.Mount("sansan", o.sansan)+", limits: [{ requests: 1000, per: 1s }] }\n"+
		"  kaonavi: { kind: kaonavi, consumerKey: \"${KEY}\", consumerSecret: \"${SECRET}\", baseURL: "+
		server.Mount("kaonavi", o.kaonavi)+", limits: [{ requests: 1000, per: 1s }] }\n"+
		"  kaonavi-v1: { kind: kaonavi-v1, version: v1.2, consumerKey: \"${KEY_V1}\", consumerSecret: \"${SECRET_V1}\", baseURL: "+
		server.Mount("kaonavi-v1", o.kaonaviV1)+", limits: [{ requests: 1000, per: 1s }] }\n")
	o.write(".env", "SANSAN="+sansan.AdminKey+"\nKEY="+key+"\nSECRET="+secret+"\nKEY_V1="+keyV1+"\nSECRET_V1="+secretV1+"\n")
	for name, text := range files {
		o.write(name, text)
	}
	go func() {
		defer close(served)
		_ = server.Run(ctx)
	}()
	o.close = sync.OnceFunc(func() {
		stop()
		<-served
		_ = os.RemoveAll(root)
	})
	t.Cleanup(o.close)
	return o
}

func (o *office) write(name, text string) {
	o.t.Helper()
	path := filepath.Join(o.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// command is the program, which dies at the nth point; 0: it does not.
func (o *office) command(die int, args ...string) *exec.Cmd {
	c := exec.Command("dandori", args...)
	c.Dir = o.root
	c.Env = append(os.Environ(), "LANG=C", "TZ=UTC", "DANDORI_TEST_HURRY=100", "DANDORI_TEST_DIE="+strconv.Itoa(die))
	return c
}

func (o *office) dandori(die int, args ...string) ended {
	o.t.Helper()
	return o.wait(o.command(die, args...), nil)
}

// wait runs c; begun is called once it runs.
func (o *office) wait(c *exec.Cmd, begun func()) ended {
	o.t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		o.t.Fatal(err)
	}
	if begun != nil {
		begun()
	}
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		o.t.Fatal(err)
	}
	return ended{code: c.ProcessState.ExitCode(), stdout: stdout.Bytes(), stderr: stderr.String()}
}

// run is the newest run's name and state, "" when there is none.
func (o *office) run() (id, state string) {
	o.t.Helper()
	list := o.dandori(0, "runs", "list", "--json")
	var runs []struct{ Run, State string }
	if err := json.Unmarshal(list.stdout, &runs); err != nil {
		o.t.Fatalf("runs list: %v, exit %d\n%s%s", err, list.code, list.stdout, list.stderr)
	}
	if len(runs) == 0 {
		return "", ""
	}
	return runs[0].Run, runs[0].State
}

// left is all that a run leaves behind: at the vendors, and in the project.
func (o *office) left() map[string]string {
	o.t.Helper()
	out := map[string]string{"kaonavi": string(o.kaonavi.Snapshot()), "kaonavi-v1": string(o.kaonaviV1.Snapshot()), "sansan": string(o.sansan.Snapshot())}
	for _, dir := range []string{"inbox", "out"} {
		err := filepath.WalkDir(filepath.Join(o.root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // a folder that is not there has no files
			}
			text, err := os.ReadFile(path)
			rel, _ := filepath.Rel(o.root, path)
			out[filepath.ToSlash(rel)] = string(text)
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	return out
}

// differs names what of the two is not the same.
func differs(got, want map[string]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok && !strings.HasPrefix(filepath.Base(name), ".") {
			names = append(names, "+"+name)
		}
	}
	return names
}

func shippedFile(t *testing.T, tree fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
