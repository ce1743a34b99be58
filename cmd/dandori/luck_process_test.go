//go:build unix

package main

import (
	"database/sql"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestAFrozenProcess wakes after its lease: another has done its work, and it
// neither writes nor sends anything any more.
func TestAFrozenProcess(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/a.ts": adds})
	frozen := o.leased("run", "scripts/a.ts", "--json").until("rests")
	o.freeze(func(s os.Signal) { frozen.signal(s) })
	server := o.leased("serve")
	id, _ := o.run()
	server.until("scripts/a.ts: succeeded")
	frozen.signal(syscall.SIGCONT)
	e := frozen.end()
	if e.code != 70 || len(e.stdout) == 0 {
		t.Errorf("exit %d\n%s", e.code, e.stdout)
	}
	e.says(t, "another process has taken over run "+id+"; this one has sent nothing since", "dandori runs show "+id)
	if _, state := o.run(); state != "succeeded" || o.kaonaviV1.Counts().Requests["sheet.data.add"] != 2 {
		t.Errorf("%s; requests: %v", state, o.kaonaviV1.Counts().Requests)
	}
	server.signal(os.Interrupt)
	if e := server.end(); e.code != 0 {
		t.Errorf("serve: exit %d\n%s", e.code, e.stderr)
	}
}

// freeze stops a process, through send, at a moment when it does not have the store locked: nobody else could write then.
func (o *office) freeze(send func(os.Signal)) {
	o.t.Helper()
	db, err := sql.Open("sqlite", o.path(theStore)+"?_txlock=immediate&_pragma=busy_timeout(2000)")
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	for range 100 {
		send(syscall.SIGSTOP)
		tx, err := db.Begin()
		if err == nil {
			_ = tx.Rollback()
			return
		}
		send(syscall.SIGCONT)
	}
	o.t.Fatal("the process has the store locked all the time")
}

// leased is a process whose leases are short.
func (o *office) leased(args ...string) *process {
	c := o.command(0, args...)
	c.Env = append(c.Env, "DANDORI_TEST_LEASE=600ms")
	return o.begin(c)
}

// TestARunThatIsWorkedOnIsNotResumed by anybody else, who is told how to look on.
func TestARunThatIsWorkedOnIsNotResumed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/a.ts": adds})
	p := o.start("run", "scripts/a.ts", "-p", "for=1h").until("rests")
	id, state := o.run()
	if state != "running" {
		t.Errorf("it is %s", state)
	}
	for lang, text := range map[string]string{"en": "another process is working on run " + id, "ja": "実行 " + id + " はほかのプロセスが進めています"} {
		e := o.must(2, "runs", "resume", id, "--json", "--lang", lang)
		e.says(t, text, "dandori runs logs -f "+id)
		if !strings.Contains(string(e.stdout), `"run":"`+id+`"`) || !strings.Contains(string(e.stdout), `"state":"running"`) {
			t.Errorf("%s", e.stdout)
		}
	}
	o.must(0, "runs", "cancel", id)
	if e := p.end(); e.code != 8 {
		t.Errorf("exit %d\n%s", e.code, e.stderr)
	}
	o.must(2, "runs", "resume", id).says(t, "is over", "dandori runs rerun "+id)
}

// TestOfTwoThatResumeARun one does, and the other says who.
func TestOfTwoThatResumeARun(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/a.ts": adds})
	o.start("run", "scripts/a.ts").until("rests").kill()
	id, _ := o.run()
	var all [4]ended
	var wait sync.WaitGroup
	for i := range all {
		p := o.start("runs", "resume", id)
		wait.Go(func() { all[i] = p.end() })
	}
	wait.Wait()
	codes := map[int]int{}
	for _, e := range all {
		codes[e.code]++
		if e.code == 2 && !strings.Contains(e.stderr, "another process is working on run") && !strings.Contains(e.stderr, "is over") {
			t.Errorf("%s", e.stderr)
		}
	}
	if codes[0] != 1 || codes[2] != len(all)-1 || o.kaonaviV1.Counts().Requests["sheet.data.add"] != 2 {
		t.Errorf("exit codes %v, requests %v", codes, o.kaonaviV1.Counts().Requests)
	}
}

// TestTenBeginAtOnce in a project in which nobody has run anything: one of them
// makes the key, one the store, and all their runs.
func TestTenBeginAtOnce(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{"scripts/a.ts": counts})
	var all []*process
	for range 10 {
		all = append(all, o.start("run", "scripts/a.ts", "-p", "for=300ms"))
	}
	made := 0
	for _, p := range all {
		e := p.end()
		if e.code != 0 {
			t.Errorf("exit %d\n%s", e.code, e.stderr)
		}
		made += strings.Count(e.stderr, "a key was made")
	}
	list := o.must(0, "runs", "list", "--state", "succeeded", "--json")
	if n := strings.Count(string(list.stdout), `"state":"succeeded"`); n != 10 || made != 1 {
		t.Errorf("%d runs, %d keys", n, made)
	}
}

// TestTermIsAnInterrupt that the run goes on from, in whatever language.
func TestTermIsAnInterrupt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/a.ts": adds})
	e := o.start("run", "scripts/a.ts", "--lang", "ja").until("rests").signal(syscall.SIGTERM).end()
	if e.code != 130 {
		t.Errorf("exit %d", e.code)
	}
	id, _ := o.run()
	e.says(t, "中断", "dandori runs resume "+id)
	if e := o.must(0, "runs", "resume", id, "--lang", "en"); strings.TrimSpace(string(e.stdout)) != "1" {
		t.Errorf("%s", e.stdout)
	}
	if n := o.kaonaviV1.Counts().Requests["sheet.data.add"]; n != 2 {
		t.Errorf("%d were added", n)
	}
}

// TestAWriteOnTheWireIsWaitedFor after the first Ctrl-C, and given up at the
// second: then it is in doubt, until a person or a look says what became of it.
func TestAWriteOnTheWireIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, twice := range map[string]bool{"once": false, "twice": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, map[string]string{"scripts/a.ts": adds})
			g := o.gated(writes)
			p := o.start("run", "scripts/a.ts", "--json")
			<-g.came
			p.signal(os.Interrupt).until("nothing new is sent")
			if !twice {
				g.pass <- struct{}{}
				e := p.end()
				if e.code != 130 || !strings.Contains(string(e.stdout), `"state":"paused"`) {
					t.Errorf("exit %d: %s\n%s", e.code, e.stdout, e.stderr)
				}
				id, _ := o.run()
				done := o.start("runs", "resume", id)
				<-g.came // the second member, not the first again
				g.pass <- struct{}{}
				if e := done.end(); e.code != 0 || o.kaonaviV1.Counts().Requests["sheet.data.add"] != 2 {
					t.Errorf("exit %d, %v\n%s", e.code, o.kaonaviV1.Counts().Requests, e.stderr)
				}
				return
			}
			p.signal(os.Interrupt).until("giving up what is under way")
			e := p.end()
			if e.code != 5 || !strings.Contains(string(e.stdout), `"state":"in_doubt"`) {
				t.Errorf("exit %d: %s\n%s", e.code, e.stdout, e.stderr)
			}
			id, state := o.run()
			if state != "in_doubt" {
				t.Errorf("it is %s", state)
			}
			e.says(t, "members.add", "dandori runs resolve "+id)
		})
	}
}

// TestAnotherServesOn when one is killed with several runs under way.
func TestAnotherServesOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{
		"scripts/a.ts": adds, "scripts/b.ts": counts, "scripts/c.ts": strings.ReplaceAll(counts, `"n"`, `"other"`),
	})
	o.start("run", "scripts/a.ts", "-p", "for=4s").until("rests").kill()
	o.start("run", "scripts/b.ts", "-p", "for=4s").until("started").kill()
	o.start("run", "scripts/c.ts", "-p", "for=4s").until("started").kill()
	first := o.start("serve").until("serving")
	stand := func(state string) int {
		return strings.Count(string(o.must(0, "runs", "list", "--json").stdout), `"`+state+`"`)
	}
	for stand("running")+stand("succeeded") < 3 { // on a busy machine one may be over before the last is running
	}
	second := o.start("serve").until("serving")
	first.kill()
	for stand("succeeded") < 3 { // those that had not ended before, with the second
	}
	second.signal(syscall.SIGTERM)
	if e := second.end(); e.code != 0 {
		t.Errorf("exit %d\n%s", e.code, e.stderr)
	}
	if n := o.kaonaviV1.Counts().Requests["sheet.data.add"]; n != 2 {
		t.Errorf("%d were added", n)
	}
}

// TestARunThatBringsItsProcessDown each time is put off for longer and longer,
// and set aside in the end; the others go on meanwhile.
func TestARunThatBringsItsProcessDown(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{
		"scripts/poison.ts": `import { log, files } from "dandori"; log.info("swallowed"); await files.writeText("out/x.txt", "x"); export default () => 1;`,
		"scripts/fine.ts":   counts,
	})
	o.wait(o.command(1, "run", "scripts/poison.ts"), nil)
	server := o.begin(o.command(1, "serve")).until("serving") // its workers die
	poison, state := o.state("scripts/poison.ts")
	for state != "paused" {
		o.must(0, "run", "scripts/fine.ts")
		poison, state = o.state("scripts/poison.ts")
	}
	server.signal(syscall.SIGTERM)
	if e := server.end(); e.code != 0 {
		t.Errorf("exit %d\n%s", e.code, e.stderr)
	}
	shown := o.must(0, "runs", "show", poison)
	for _, part := range []string{"the process died 5 times at the same place", "dandori runs resume " + poison} {
		if !strings.Contains(string(shown.stdout), part) {
			t.Errorf("%q is missing:\n%s", part, shown.stdout)
		}
	}
	o.must(0, "runs", "resume", poison)
}

// state is that of the newest run of a script.
func (o *office) state(script string) (run, state string) {
	o.t.Helper()
	list := o.must(0, "runs", "list")
	for line := range strings.Lines(string(list.stdout)) {
		if f := strings.Fields(line); len(f) > 2 && f[1] == script {
			return f[0], f[2]
		}
	}
	return "", ""
}

// TestARunThatWaitsForItsLimitIsCancelled at once, and sends nothing more.
func TestARunThatWaitsForItsLimitIsCancelled(t *testing.T) {
	t.Parallel()
	o := newOffice(t, map[string]string{"scripts/a.ts": adds})
	o.write("dandori.yaml", strings.Replace(o.read("dandori.yaml"), "limits: [{ requests: 1000, per: 1s }] }\n", "limits: [{ requests: 2, per: 1h }] }\n", -1))
	p := o.start("run", "scripts/a.ts", "-p", "for=1ms", "--json").until("the request limit of")
	id, _ := o.run()
	if e := o.must(0, "runs", "cancel", id); !strings.Contains(string(e.stdout), "has been told to end") {
		t.Errorf("%s", e.stdout)
	}
	began := time.Now()
	e := p.end()
	if e.code != 8 || !strings.Contains(string(e.stdout), `"state":"cancelled"`) || time.Since(began) > 5*time.Second {
		t.Errorf("exit %d after %s: %s\n%s", e.code, time.Since(began), e.stdout, e.stderr)
	}
	if n := o.kaonaviV1.Counts().Requests["sheet.data.add"]; n > 1 {
		t.Errorf("%d were added", n)
	}
}

// TestManyCommandsAtOnce all work, while runs begin and end.
func TestManyCommandsAtOnce(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{"scripts/a.ts": counts})
	o.must(0, "run", "scripts/a.ts")
	var all []*process
	for i := range 8 {
		args := [][]string{{"run", "scripts/a.ts"}, {"runs", "list"}, {"runs", "list", "--json"}, {"quota"}}[i%4]
		all = append(all, o.start(args...))
	}
	for _, p := range all {
		if e := p.end(); e.code != 0 {
			t.Errorf("%v: exit %d\n%s", p.cmd.Args[1:], e.code, e.stderr)
		}
	}
}

// TestTheTimeoutIsOfTheWholeRun however often it is interrupted.
func TestTheTimeoutIsOfTheWholeRun(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{
		"workflows/w.yaml": "script: w.ts\ntimeout: 2s\n",
		"workflows/w.ts":   `import { log, sleep } from "dandori"; await sleep("1200ms"); log.info("rests"); await sleep("1h");`,
	})
	p := o.start("run", "w").until("rests").signal(os.Interrupt)
	if e := p.end(); e.code != 130 {
		t.Fatalf("exit %d\n%s", e.code, e.stderr)
	}
	id, _ := o.run()
	o.must(7, "runs", "resume", id).says(t, "the run took longer than its timeout of 2s")
}
