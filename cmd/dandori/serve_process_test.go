//go:build linux

package main

import (
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// flow makes a workflow of a script, and drops a file for it.
func (o *office) flow(script string) *office {
	o.t.Helper()
	o.write("workflows/w.yaml", "script: w.ts\non: { files: \"inbox/*.csv\" }\nparams: { file: { type: file }, for: { type: string, default: 1s } }\n")
	o.write("workflows/w.ts", script)
	o.write("inbox/a.csv", "a")
	return o
}

// computes counts itself, then does nothing but compute for a while.
const computes = `import { log, state } from "dandori";
await state.set("n", (await state.get("n") ?? 0) + 1);
log.info("computes");
let x = 0;
for (let i = 0; i < 2e6; i++) x += i;
export default async () => { log.info("counted to " + await state.get("n")); };`

// ticks is adds, which says so all the time.
const ticks = `import { log } from "dandori"; setInterval(() => log.info("tick"), 1);` + "\n" + adds

// lists reads a while after it has begun.
const lists = `import { log, sleep } from "dandori";
import { kaonaviV1 } from "dandori/connections";
log.info("rests");
await sleep("500ms");
await kaonaviV1.members.list().toArray();`

// settled wants a run to be over, one, and no worker left.
func (o *office) settled(state string) {
	o.t.Helper()
	id, _ := o.run()
	o.over(id)
	o.quiet()
	if runs := o.runs(); len(runs) != 1 || len(runs[state]) != 1 {
		o.t.Errorf("runs: %v\n%s", runs, o.shown())
	}
}

// shown is all that is known of the newest run.
func (o *office) shown() string {
	id, _ := o.run()
	e := o.dandori(0, "runs", "show", id)
	return string(e.stdout) + e.stderr
}

// added wants members to have been added so many times.
func (o *office) added(n int) {
	o.t.Helper()
	if got := o.kaonaviV1.Counts().Requests["sheet.data.add"]; got != n {
		o.t.Errorf("%d requests to add, want %d", got, n)
	}
}

// TestServeKilledOverAWorker that computes: the worker notices, gives its run
// back and ends, and the next serve goes on with it.
func TestServeKilledOverAWorker(t *testing.T) {
	t.Parallel()
	o := newFolder(t, nil).flow(computes)
	o.serve().until("computes").kill()
	o.quiet()
	if len(o.runs()["queued"]) != 1 {
		t.Fatalf("the run is not given back: %s", o.shown())
	}
	next := o.serve().until("counted to 1")
	o.settled("succeeded")
	next.signal(syscall.SIGTERM).ends(0)
	if shown := o.shown(); strings.Contains(shown, "died") {
		t.Errorf("%s", shown)
	}
}

// TestServeKilledOverAWrite on the wire: the worker waits for the answer, enters
// it and gives its run back, though what it says is heard by nobody any more.
func TestServeKilledOverAWrite(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil).flow(ticks)
	g := o.gated(writes)
	server := o.serve()
	<-g.came
	server.until("tick")
	w := o.worker()
	server.kill()
	next := o.serve()
	if all := o.workers(); !slices.Contains(all, w) { // it waits for its answer
		t.Errorf("workers: %v\n%s", all, o.shown())
	}
	g.pass <- struct{}{}
	<-g.came // the second member, not the first once more
	g.pass <- struct{}{}
	o.settled("succeeded")
	o.added(2)
	next.signal(os.Interrupt).ends(0)
}

// TestServeIsToldToEnd over runs that compute, wait and write: all are given back at once.
func TestServeIsToldToEnd(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]os.Signal{"Ctrl-C": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, map[string]string{
				"workflows/computes.yaml": "script: computes.ts\non: { files: \"inbox/*.csv\" }\n", "workflows/computes.ts": computes,
				"workflows/rests.yaml": "script: rests.ts\non: { files: \"inbox/*.csv\" }\n", "workflows/rests.ts": counts,
			}).flow(adds)
			g := o.gated(writes)
			server := o.serve()
			<-g.came
			server.until("computes").until("started")
			all := o.workers()
			server.signal(signal)
			writing, _ := o.state("w")
			for _, w := range all {
				if w.run != writing { // which waits for its answer
					w.gone(t)
				}
			}
			g.pass <- struct{}{}
			server.ends(0)
			if runs := counted(o.runs()); runs["running"] != 0 || runs["paused"] != 0 || len(o.workers()) != 0 {
				t.Errorf("runs: %v", runs)
			}
			next := o.serve()
			<-g.came
			g.pass <- struct{}{}
			next.until("counted to 1")
			for _, w := range all {
				o.over(w.run)
			}
			next.signal(signal).ends(0)
			if runs := counted(o.runs()); runs["succeeded"] != 3 || len(all) != 3 {
				t.Errorf("runs: %v, %d workers", runs, len(all))
			}
			o.added(2)
		})
	}
}

// TestAWorkerIsKilled and its run goes on in another one.
func TestAWorkerIsKilled(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil).flow(adds)
	server := o.serve().until("rests")
	o.worker().send(os.Kill)
	server.until("was killed from outside").until("going on with w")
	o.settled("succeeded")
	o.added(2)
	server.signal(os.Interrupt).ends(0)
}

// TestAFrozenWorker loses its run to another one.
func TestAFrozenWorker(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil).flow(adds)
	server := o.serve("DANDORI_TEST_LEASE=600ms").until("rests")
	o.freeze(o.worker().send)
	server.until("going on with w")
	o.settled("succeeded")
	o.added(2)
	server.signal(os.Interrupt).ends(0)
}

// TestAFrozenWorkerWakes when the run that it had is over, and does nothing more.
func TestAFrozenWorkerWakes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil).flow(adds)
	server := o.serve("DANDORI_TEST_LEASE=600ms").until("rests")
	w := o.worker()
	o.freeze(w.send)
	server.kill()
	next := o.serve("DANDORI_TEST_LEASE=600ms").until("w: succeeded")
	w.send(syscall.SIGCONT)
	o.settled("succeeded")
	o.added(2)
	next.signal(os.Interrupt).ends(0)
}

// swallow takes the first write and never answers it; applied: it is done all the same. What is returned is closed when it has come.
func (o *office) swallow(applied bool) <-chan struct{} {
	came := make(chan struct{})
	var once sync.Once
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first := false
		if writes(r) {
			once.Do(func() { first = true })
		}
		switch {
		case !first:
			o.kaonaviV1.ServeHTTP(w, r)
			return
		case applied:
			o.kaonaviV1.ServeHTTP(httptest.NewRecorder(), r)
		default:
			_, _ = io.Copy(io.Discard, r.Body)
		}
		close(came)
		<-r.Context().Done()
	}))
	o.t.Cleanup(front.Close)
	o.at("kaonavi-v1", front.URL)
	return came
}

// TestAWriteInDoubt when serve and its worker are killed: what has happened is
// found out, and what has not been heard of waits for a person.
func TestAWriteInDoubt(t *testing.T) {
	t.Parallel()
	for name, applied := range map[string]bool{"happened": true, "lost": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, nil).flow(adds)
			came := o.swallow(applied)
			server := o.serve()
			<-came
			w := o.worker()
			server.kill()
			w.send(os.Kill)
			next := o.serve()
			if !applied {
				next.until("w: in_doubt")
				o.quiet()
				o.added(0)
				id, _ := o.run()
				o.must(0, "runs", "resolve", id, "--send")
			}
			o.settled("succeeded")
			o.added(2)
			next.signal(os.Interrupt).ends(0)
		})
	}
}

// TestARunInAWorkerIsCancelled whatever it does.
func TestARunInAWorkerIsCancelled(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"computing":               `import { log } from "dandori"; log.info("rests"); for (;;);`,
		"in a regular expression": `import { log } from "dandori"; log.info("rests"); /^(a+)+\1b$/.test("a".repeat(60) + "c");`,
		"waiting":                 strings.NewReplacer("started", "rests", `params.for ?? "1ms"`, `"4s"`).Replace(counts),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, nil).flow(script)
			server := o.serve().until("rests")
			id, _ := o.run()
			o.must(0, "runs", "cancel", id)
			o.settled("cancelled")
			server.signal(os.Interrupt).ends(0)
		})
	}
}

// TestGarbageInTheConfiguration leaves serve, its workers and their runs with what it had.
func TestGarbageInTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, garbage := range map[string]string{"no YAML": "connections: {\n", "empty": "", "nothing in it": "connections: {}\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, nil).flow(lists)
			server := o.serve().until("rests")
			o.write("dandori.yaml", garbage)
			server.until("lets it take effect")
			o.write("inbox/b.csv", "b")
			server.many("w: succeeded", 2)
			if name == "no YAML" {
				server.signal(syscall.SIGHUP).until("what was in use stays")
				o.write("inbox/c.csv", "c")
				server.many("w: succeeded", 3)
			}
			server.signal(os.Interrupt).ends(0)
		})
	}
}

// TestTheProgramIsReplaced while it serves: it goes on as what it was.
func TestTheProgramIsReplaced(t *testing.T) {
	t.Parallel()
	o := newFolder(t, nil).flow(computes)
	from, err := exec.LookPath("dandori")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "dandori")
	if err := os.WriteFile(program, text, 0o755); err != nil {
		t.Fatal(err)
	}
	c := o.command(0, "serve")
	c.Path = program
	server := o.begin(c).until("serving ")
	if err := os.WriteFile(program+".new", []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(program+".new", program); err != nil {
		t.Fatal(err)
	}
	server.until("w: succeeded").signal(os.Interrupt).ends(0)
}

// TestServeLastsWhileTheStoreIsLocked by another program, however long: it goes on when it can.
func TestServeLastsWhileTheStoreIsLocked(t *testing.T) {
	t.Parallel()
	o := newFolder(t, nil).flow(strings.NewReplacer("started", "rests", `params.for ?? "1ms"`, `"1m"`).Replace(counts))
	server := o.serve().until("rests")
	db, err := sql.Open("sqlite", o.path(theStore)+"?_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	o.worker().send(os.Kill) // it is to be entered that it is dead
	server.until("is locked by another program").until("dandori serve goes on")
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	server.until("going on with w").signal(os.Interrupt).ends(0)
}

// TestAFileChangesUnderItsRun before it is read: its run fails, and what it holds now is run once.
func TestAFileChangesUnderItsRun(t *testing.T) {
	t.Parallel()
	o := newFolder(t, nil).flow(`import { files, log, params, sleep } from "dandori";
log.info("rests");
while (!await files.exists("inbox/go")) await sleep("20ms");
export default async () => { log.info("read " + await files.readText(params.file)); };`)
	server := o.serve().until("rests")
	o.write("inbox/a.csv", "another")
	o.write("inbox/go", "")
	server.until("w: failed").until("w: succeeded")
	server.signal(os.Interrupt).ends(0).says(t, "read another")
	runs := o.runs()
	if n := counted(runs); n["failed"] != 1 || n["succeeded"] != 1 || sum(n) != 2 {
		t.Fatalf("runs: %v", runs)
	}
	if shown := o.must(0, "runs", "show", runs["failed"][0]); !strings.Contains(string(shown.stdout), "inbox/a.csv has changed since its run began") {
		t.Errorf("%s", shown.stdout)
	}
}
