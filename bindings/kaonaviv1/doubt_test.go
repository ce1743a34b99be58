package kaonaviv1_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/kaonaviv1/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
)

// lost is a write whose answer is lost: what the script does, what somebody
// else does to the same things meanwhile, and what the simulator calls it.
type lost struct {
	name      string
	operation string
	script    string
	other     string // makes what was done unrecognisable
	preimage  bool
	nth       int // which request of the operation goes wrong; 0: the first
}

const (
	aUser   = `const u = (await kaonaviV1.users.list().toArray())[1]; `
	newUser = aUser + `await kaonaviV1.users.add([{ ...u, password: "Abcd1234", email: "New@example.jp", name: " 新人 ", is_active: "-" }]); return 1`
	someone = `const r = (await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })); r[r.length - 1].name = "別 人"; await kaonaviV1.users.replaceAll(r)`

	plain     = `const plain = ({ definition_10, ...row }) => row; const rows = (await kaonaviV1.members.list().toArray()).map(plain); `
	otherName = `await kaonaviV1.members.update([{ member_code: CODE, member_name: "別 人" }])`

	career = `const sheet = kaonaviV1.sheet(1002); const code = (await kaonaviV1.members.list().toArray())[3].member_code; `
	aJob   = `[{ member_code: code, definition_61: "2019-04-01", definition_63: "東京商事", definition_64: "" }]`
	listed = `await sheet.list().toArray(); `
	moreOf = career + `await sheet.add([{ member_code: code, definition_63: "別会社" }])`
)

func writes() []lost {
	tree := `const all = await kaonaviV1.departments.list().toArray(); `
	return []lost{
		{"users.add", "user.add", newUser, someone, false, 0},
		{"users.replaceAll", "user.overwrite",
			`const r = (await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })); r[2].name = "改姓 花子"; await kaonaviV1.users.replaceAll(r); return 1`, someone, false, 0},
		{"users.replaceAll removes", "user.overwrite",
			`const r = (await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })); await kaonaviV1.users.replaceAll(r.slice(1), { remove: 1 }); return 1`,
			aUser + `await kaonaviV1.users.add([{ ...u, password: "Abcd1234", email: "x@example.jp" }])`, false, 0},
		{"departments.add", "department.add",
			`await kaonaviV1.departments.add([{ department_code1: "Z1", department_name1: "新設本部", memo: "1\r\n2" }, { department_code1: "Z1", department_name1: "新設本部", department_code2: "Z2", department_name2: "新設部" }]); return 1`,
			tree + `await kaonaviV1.departments.replaceAll(all.map((d) => d.department_code1 === "Z1" && !d.department_code2 ? { ...d, memo: "別" } : d))`, false, 0},
		{"departments.replaceAll", "department.overwrite",
			tree + `await kaonaviV1.departments.replaceAll(all.map((d, i) => i === 0 ? { ...d, memo: "新しい" } : d)); return 1`,
			`await kaonaviV1.departments.add([{ department_code1: "Z1", department_name1: "新設本部" }])`, false, 0},
		{"members.add", "sheet.data.add",
			`await kaonaviV1.members.add([{ member_code: "Z1", member_name: "新入 社員", definition_6: "2000-01-02" }]); return 1`,
			strings.ReplaceAll(otherName, "CODE", `"Z1"`), false, 0},
		{"members.update", "sheet.data.update",
			plain + `await kaonaviV1.members.update([{ member_code: rows[0].member_code, member_name: "改姓 花子" }]); return 1`,
			plain + strings.ReplaceAll(otherName, "CODE", `rows[0].member_code`), false, 0},
		{"members.replaceAll", "sheet.data.overwrite",
			plain + `rows[0].member_name = "改姓 花子"; await kaonaviV1.members.replaceAll(rows.slice(0, -1), { remove: 1 }); return 1`,
			`await kaonaviV1.members.add([{ member_code: "Z9", member_name: "別 人" }])`, false, 0},
		{"members.delete", "sheet.data.delete",
			plain + `await kaonaviV1.members.delete([rows[5].member_code], { remove: 1 }); return 1`,
			`const code = ["a0006"]; const there = (await kaonaviV1.members.list().toArray()).map((m) => m.member_code); for (let i = 1; i <= 12; i++) { const c = "a" + String(i).padStart(4, "0"); if (!there.includes(c)) await kaonaviV1.members.add([{ member_code: c, member_name: "別 人" }]); }`, false, 0},
		{"sheet.replaceAll", "sheet.data.overwrite",
			`const sheet = kaonaviV1.sheet(1002); const rows = await sheet.list().toArray(); rows[0].definition_63 = "新会社"; await sheet.replaceAll(rows); return 1`, moreOf, false, 0},
		{"sheet.update", "sheet.data.update",
			career + `await sheet.update(` + aJob + `); return 1`, moreOf, false, 0},
		{"sheet.clear", "sheet.data.delete",
			career + `await sheet.clear([code], { remove: (await sheet.list().toArray()).length }); return 1`, moreOf, false, 0},
		{"sheet.add after a list", "sheet.data.add", career + listed + `await sheet.add(` + aJob + `); return 1`, moreOf, false, 0},
		{"sheet.add with preimage", "sheet.data.add", career + `await sheet.add(` + aJob + `); return 1`, moreOf, true, 0},
	}
}

// doubt runs the script with the fault, and what happens meanwhile before the probe.
func (l lost) doubt(t *testing.T, fault simulator.Kind, box sandbox.Options, meanwhile func(o *office)) (h *bindingtest.Doubts, result string, failed bool) {
	t.Helper()
	// members.update is sent again while it may be.
	box.Faults = simulator.NewFaults(simulator.Fault{Target: l.operation, First: max(l.nth, 1), Last: max(l.nth, times(l.name)), Kind: fault})
	in(t, setup{box: box, preimage: l.preimage}, func(o *office) {
		h = &bindingtest.Doubts{}
		h.Meanwhile = func() { meanwhile(o) }
		s := o.script(l.script)
		s.Host = h
		got, f := bindingtest.Run(o, s)
		result, failed = got, f != nil
		if failed && f.Name != string(call.InDoubt) {
			o.Errorf("%s: %s: %s", l.name, f.Name, f.Message)
		}
		if n, most := len(o.writes()), times(l.name); n < 1 || meanwhile == nil && n != most {
			o.Errorf("%s: %d writes were sent", l.name, n)
		}
	})
	return h, result, failed
}

func times(name string) int {
	if name == "members.update" {
		return 5
	}
	return 1
}

func taskOver(*office) { time.Sleep(time.Minute) }

func (l lost) changed(o *office) {
	taskOver(o)
	if _, f := bindingtest.Run(o, o.script(l.other)); f != nil {
		o.Errorf("%s: what others do: %s", l.name, f.Message)
	}
}

func TestALostAnswerIsFoundDone(t *testing.T) {
	for _, l := range writes() {
		h, result, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver)
		if failed || result != `1` || len(h.Verdicts) != 1 || string(h.Verdicts[0].Answer.Body) != `{"id":null}` {
			t.Errorf("%s: failed %v, %s, verdicts %+v", l.name, failed, result, h.Verdicts)
		}
	}
}

func TestWhatIsNotThereIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if _, _, failed := l.doubt(t, simulator.ResetBefore, sandbox.Options{}, taskOver); !failed {
			t.Errorf("%s: found done, but was not", l.name)
		}
	}
}

func TestATaskInLineIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if l.name == "members.update" {
			continue // its tries take longer than the task
		}
		if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{JobTime: time.Hour}, taskOver); !failed {
			t.Errorf("%s: found done, but its task waits in line", l.name)
		}
	}
}

func TestWhatOthersChangedIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, l.changed); !failed {
			t.Errorf("%s: found done, but it looks different", l.name)
		}
	}
}

// An append that happened is not told from one of somebody else without the state before.
func TestAnAppendWithoutTheStateBefore(t *testing.T) {
	blind := lost{name: "sheet.add", operation: "sheet.data.add", script: career + `await sheet.add(` + aJob + `); return 1`}
	for _, script := range []string{
		blind.script,
		// What was read before another write of the run is no state before.
		career + listed + `await sheet.update(` + aJob + `); await sheet.add(` + aJob + `); return 1`,
		career + listed + `await kaonaviV1.members.update([{ member_code: code, member_name: "改姓 花子" }]); await sheet.add(` + aJob + `); return 1`,
	} {
		blind.script = script
		if _, _, failed := blind.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver); !failed {
			t.Errorf("found done, but who knows who did it: %s", script)
		}
	}
	// What is read while a write may be under way is no state before the next one.
	first := `const before = sheet.list().toArray(); `
	for _, script := range []string{
		career + listed + `await sheet.add(` + aJob + `); await sheet.add(` + aJob + `); return 1`,
		career + first + `await sheet.add(` + aJob + `); await before; await sheet.add(` + aJob + `); return 1`,
		career + `const done = sheet.add(` + aJob + `); ` + listed + `await done; await sheet.add(` + aJob + `); return 1`,
		career + `await sheet.add.start(` + aJob + `); ` + listed + `await sheet.add(` + aJob + `); return 1`,
	} {
		for _, preimage := range []bool{false, true} {
			again := lost{name: "sheet.add", operation: "sheet.data.add", script: script, preimage: preimage, nth: 2}
			if _, _, failed := again.doubt(t, simulator.ResetBefore, sandbox.Options{}, taskOver); !failed {
				t.Errorf("the first append was taken for the second: preimage %v, %s", preimage, script)
			}
		}
	}
	// The same rows a second time are two appends.
	twice := lost{name: "sheet.add twice", operation: "sheet.data.add", preimage: true,
		script: career + `await sheet.add([{ member_code: code, definition_63: "東京商事" }, { member_code: code, definition_63: "東京商事" }]); return 1`}
	if _, _, failed := twice.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver); failed {
		t.Error("two equal rows: not found done")
	}
}

// A vendor that appends where another replaces.
func TestAnUpdateThatAppends(t *testing.T) {
	l := lost{name: "sheet.update", operation: "sheet.data.update", script: career + listed + `await sheet.update(` + aJob + `); return 1`}
	if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{Variant: sandbox.Variant{UpdateAppends: true}}, taskOver); failed {
		t.Error("not found done")
	}
}

// New passwords cannot be seen: what looks as before may not have been done.
func TestNothingButPasswords(t *testing.T) {
	l := lost{name: "users.replaceAll", operation: "user.overwrite",
		script: `const r = (await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })); await kaonaviV1.users.replaceAll(r); return 1`}
	for _, fault := range []simulator.Kind{simulator.ResetAfter, simulator.ResetBefore} {
		if _, _, failed := l.doubt(t, fault, sandbox.Options{}, taskOver); !failed {
			t.Errorf("%s: found done", fault)
		}
	}
}

// Nowhere in what is written down is a password.
func TestNoPasswordIsWrittenDown(t *testing.T) {
	in(t, setup{}, func(o *office) {
		h := &bindingtest.Doubts{}
		s := o.script(newUser + `, await kaonaviV1.users.replaceAll((await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })))`)
		s.Host = h
		if _, f := bindingtest.Run(o, s); f != nil {
			o.Fatal(f.Message)
		}
		for _, c := range h.Asked {
			if bytes.Contains(c.Args, []byte("Abcd1234")) {
				o.Errorf("the ask of %s holds the password", c.Kind)
			}
		}
		for _, i := range h.Intents {
			if bytes.Contains(i.Body, []byte("Abcd1234")) || len(i.Body) == 0 && !bytes.Contains(i.Body, []byte("***")) {
				o.Errorf("the intent of %s: %s", i.Request.Operation.Name, i.Body)
			}
		}
	})
}

// Who has sent already does not judge what is there: it could be his own work.
func TestARunThatGoesOnDoesNotLookBeforeItsOwnRequest(t *testing.T) {
	for _, l := range writes() {
		if l.name == "members.update" {
			continue // sent again while it is young
		}
		for _, prior := range []*call.Prior{
			{Doubt: &call.Intent{K: 1, Try: 1}, First: time.Now(), Last: true},
			{Answer: &call.Result{K: 1, Fate: call.Done, Status: 200, Body: []byte(`{"progress_id": "dry-run:7", "status": "OK"}`)}},
		} {
			in(t, setup{preimage: l.preimage}, func(o *office) {
				h := &bindingtest.Doubts{Prior: func(c call.Call) *call.Prior {
					if c.Effect != call.Read {
						return prior
					}
					return nil
				}}
				s := o.script(l.script)
				s.Host = h
				got, f := bindingtest.Run(o, s)
				if doubt := f != nil && f.Name == string(call.InDoubt); doubt != (prior.Doubt != nil) || !doubt && got != `1` {
					o.Errorf("%s: %s, %+v", l.name, got, f)
				}
				if n := len(o.writes()); n != 0 || len(h.Notes) != 0 {
					o.Errorf("%s: %d writes were sent, %d notes taken", l.name, n, len(h.Notes))
				}
			})
		}
	}
}

// A lost id is null, and the job is over.
func TestTheJobOfALostAnswer(t *testing.T) {
	l := lost{name: "users.add", operation: "user.add", script: aUser + `const job = await kaonaviV1.users.add.start([{ ...u, password: "Abcd1234", email: "new@example.jp" }]);
		return [job.id, (await job.status()).state, await job.result() === undefined]`}
	if _, result, _ := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver); result != `[null,"ok",true]` {
		t.Errorf("got %s", result)
	}
}

// While a write is in doubt, nothing else goes to its target.
func TestADoubtKeepsItsTurn(t *testing.T) {
	l := lost{name: "members.add", operation: "sheet.data.add", script: `
		const [a, b] = await Promise.all(["Z1", "Z2"].map((c) => kaonaviV1.members.add([{ member_code: c, member_name: "新入 社員" }]))); return 1`}
	var meanwhile int
	_, result, _ := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, func(o *office) { taskOver(o); meanwhile = len(o.writes()) })
	if result != `1` || meanwhile != 1 {
		t.Errorf("%s; %d writes were sent while one was in doubt", result, meanwhile)
	}
}
