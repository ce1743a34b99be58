package kaonavi_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
)

// lost is a write whose answer is lost: what the script does, and what somebody
// else does to the same things meanwhile that makes what was done unrecognisable.
type lost struct {
	operation string
	script    string
	other     string // "" where what was done cannot be undone by others
	answer    string // what the verdict brings back; "" is that of a task
}

const (
	aName    = `[{ code: "E1001", name: "改姓 花子", fields: { "制服サイズ": SIZE } }]`
	sheet77  = `const sheet = kaonavi.sheet("資格"); `
	aLicence = `[{ code: "E1001", records: [{ fields: { "資格名": NAME } }] }]`
	faceless = `const have = new Set((await kaonavi.members.faceImages.list().toArray()).map((f) => f.code)); const none = (await kaonavi.members.list().toArray()).map((m) => m.code).find((c) => !have.has(c)); `
	aPicture = `base64_face_image: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg=="`
	aFile    = `await sheet.attachments("認定証").METHOD([{ code: "E1001", records: [{ file_name: "a.txt", bytes: new TextEncoder().encode("TEXT") }] }])`
	newUser  = `await kaonavi.users.create({ email: "New@example.co.jp", password: "Abcd1234", role: { id: 2 }, is_active: false })`
	newHook  = `await kaonavi.webhooks.create({ url: "https://a.example/x", events: ["member_created"], secret_token: "s" })`
)

func file(method, text string) string {
	return strings.NewReplacer("METHOD", method, "TEXT", text).Replace(aFile)
}

func writes() []lost {
	name := func(size string) string { return strings.ReplaceAll(aName, "SIZE", `"`+size+`"`) }
	licence := func(name string) string { return strings.ReplaceAll(aLicence, "NAME", `"`+name+`"`) }
	return []lost{
		{"members.create", `await kaonavi.members.create([{ code: "Z1", name: "新入 社員", department: { code: "0120" } }]); return 1`,
			`await kaonavi.members.update([{ code: "Z1", name: "別 人" }])`, ""},
		{"members.update", `await kaonavi.members.update(` + name("S") + `); return 1`, `await kaonavi.members.update(` + name("L") + `)`, ""},
		{"members.replaceFields", `await kaonavi.members.replaceFields(` + name("S") + `); return 1`, `await kaonavi.members.update(` + name("L") + `)`, ""},
		{"members.replaceAll", `const all = await kaonavi.members.list().toArray(); all[0].name = "改姓 花子"; await kaonavi.members.replaceAll(all.slice(0, -1), { remove: 1 }); return 1`,
			`await kaonavi.members.create([{ code: "Z9", name: "別 人" }])`, ""},
		{"members.delete", `await kaonavi.members.delete(["E1006"], { remove: 1 }); return 1`,
			`if (!(await kaonavi.members.list().toArray()).some((m) => m.code === "E1006")) await kaonavi.members.create([{ code: "E1006", name: "別 人" }])`, ""},
		{"members.faceImages.add", faceless + `await kaonavi.members.faceImages.add([{ code: none, ` + aPicture + ` }]); return 1`, "", ""},
		{"sheet.add", sheet77 + `await sheet.add(` + licence("衛生管理者") + `); return 1`, sheet77 + `await sheet.add(` + licence("別の資格") + `)`, ""},
		{"sheet.update", sheet77 + `await sheet.update(` + licence("衛生管理者") + `); return 1`, sheet77 + `await sheet.add(` + licence("別の資格") + `)`, ""},
		{"sheet.replaceAll", sheet77 + `await sheet.replaceAll(` + licence("衛生管理者") + `, { remove: 99 }); return 1`, sheet77 + `await sheet.add(` + licence("別の資格") + `)`, ""},
		{"sheet.attachments.add", sheet77 + file("add", "1") + `; return 1`, sheet77 + file("update", "2"), ""},
		{"departments.replaceAll", `const all = await kaonavi.departments.list().toArray(); all[0].memo = "新しい"; await kaonavi.departments.replaceAll(all); return 1`,
			`const all = await kaonavi.departments.list().toArray(); all[0].memo = "別"; await kaonavi.departments.replaceAll(all)`, ""},
		{"advancedPermissions.replaceAll", `await kaonavi.advancedPermissions("member").replaceAll([{ user_id: 1, add_codes: ["E1001"], exclusion_codes: [] }], { remove: 99 }); return 1`,
			`await kaonavi.advancedPermissions("member").replaceAll([{ user_id: 1, add_codes: ["E1002"], exclusion_codes: [] }], { remove: 99 })`, ""},
		{"enumOptions.replaceAll", `const { enum_option_data } = await kaonavi.enumOptions.get(501); await kaonavi.enumOptions.replaceAll(501, [...enum_option_data, { name: "特大" }]); return 1`,
			`const { enum_option_data } = await kaonavi.enumOptions.get(501); await kaonavi.enumOptions.replaceAll(501, [...enum_option_data, { name: "極小" }])`, ""},
		{"users.create", `return (` + newUser + `).email.toLowerCase() === "new@example.co.jp" ? 1 : 0`,
			`const u = (await kaonavi.users.list().toArray()).find((u) => u.email.toLowerCase() === "new@example.co.jp"); if (u) await kaonavi.users.update(u.id, { role: { id: 3 } })`, `"role"`},
		{"users.update", `await kaonavi.users.update(2, { email: "other@example.co.jp", role: { id: 3 } }); return 1`,
			`await kaonavi.users.update(2, { email: "third@example.co.jp" })`, `"role"`},
		{"users.delete", `await kaonavi.users.delete(2, { remove: 1 }); return 1`, "", "none"},
		{"webhooks.create", `await kaonavi.webhooks.list().toArray(); return (` + newHook + `).url.length > 0 ? 1 : 0`,
			`for (const h of await kaonavi.webhooks.list().toArray()) await kaonavi.webhooks.update(h.id, { url: "https://b.example/" + h.id, events: ["member_updated"] })`, `"url"`},
		{"webhooks.update", `await kaonavi.webhooks.update(1, { url: "https://a.example/z", events: ["member_created"] }); return 1`,
			`await kaonavi.webhooks.update(1, { url: "https://b.example/z" })`, `"url"`},
		{"webhooks.delete", `await kaonavi.webhooks.delete(1); return 1`, "", "none"},
	}
}

// times is how often the operation is sent until it is given up.
func (l lost) times() int {
	if op, _ := api.Lookup(l.operation); op.Effect == call.Repeatable {
		return 99
	}
	return 1
}

// doubt runs the script with the fault, and what happens meanwhile before the probe.
func (l lost) doubt(t *testing.T, fault simulator.Kind, box sandbox.Options, meanwhile func(o *office)) (h *bindingtest.Doubts, result string, failed bool) {
	t.Helper()
	box.Faults = simulator.NewFaults(simulator.Fault{Target: l.operation, First: 1, Last: l.times(), Kind: fault})
	in(t, setup{box: box}, func(o *office) {
		h = &bindingtest.Doubts{}
		h.Meanwhile = func() { meanwhile(o) }
		s := o.script(l.script)
		s.Host = h
		got, f := bindingtest.Run(o, s)
		result, failed = got, f != nil
		if failed && f.Name != string(call.InDoubt) {
			o.Errorf("%s: %s: %s", l.operation, f.Name, f.Message)
		}
		if n := len(o.writes()); n < 1 {
			o.Errorf("%s: %d writes were sent", l.operation, n)
		}
	})
	return h, result, failed
}

func taskOver(*office) { time.Sleep(time.Minute) }

// changed is what others do meanwhile; faults of the same operation are over by then.
func (l lost) changed(o *office) {
	taskOver(o)
	if _, f := bindingtest.Run(o, o.script(l.other)); f != nil {
		o.Errorf("%s: what others do: %s", l.operation, f.Message)
	}
}

func TestALostAnswerIsFoundDone(t *testing.T) {
	for _, l := range writes() {
		h, result, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver)
		if failed || result != `1` || len(h.Verdicts) != 1 {
			t.Errorf("%s: failed %v, %s, verdicts %+v", l.operation, failed, result, h.Verdicts)
			continue
		}
		got, want := string(h.Verdicts[0].Answer.Body), l.answer
		switch {
		case want == "" && !strings.HasPrefix(got, `{"id":null,"parts":1,"last":`), want == "none" && got != "", want != "" && want != "none" && !strings.Contains(got, want):
			t.Errorf("%s brings back %s", l.operation, got)
		}
	}
}

func TestWhatIsNotThereIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if _, _, failed := l.doubt(t, simulator.ResetBefore, sandbox.Options{}, taskOver); !failed {
			t.Errorf("%s: found done, but was not", l.operation)
		}
	}
}

func TestATaskInLineIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if l.answer != "" {
			continue // no task
		}
		if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{JobTime: 5 * time.Hour}, taskOver); !failed {
			t.Errorf("%s: found done, but its task waits in line", l.operation)
		}
	}
}

func TestWhatOthersChangedIsNotFoundDone(t *testing.T) {
	for _, l := range writes() {
		if l.other == "" || l.times() > 1 {
			continue
		}
		if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, l.changed); !failed {
			t.Errorf("%s: found done, but it looks different", l.operation)
		}
	}
}

// What cannot be followed to its end may still be under way: what is read then
// is no state before the next append.
func TestAnAppendAfterOneThatWasLostSightOf(t *testing.T) {
	in(t, setup{box: sandbox.Options{JobTime: time.Hour, Faults: simulator.NewFaults(
		simulator.Fault{Target: "task", First: 1, Last: 99, Kind: simulator.ResetAfter},
		simulator.Fault{Target: "sheet.add", First: 2, Last: 2, Kind: simulator.ResetBefore},
	)}}, func(o *office) {
		h := &bindingtest.Doubts{Meanwhile: func() { time.Sleep(2 * time.Hour) }}
		s := o.script(sheet77 + `const rows = ` + strings.ReplaceAll(aLicence, "NAME", `"衛生管理者"`) + `;
			let first = "";
			try { await sheet.add(rows); } catch (e) { first = e.name; }
			await sheet.add(rows);
			return first`)
		s.Host = h
		got, f := bindingtest.Run(o, s)
		if f == nil || f.Name != string(call.InDoubt) || len(h.Verdicts) != 1 || len(h.Notes) != 1 {
			o.Errorf("%s %+v: the first append was taken for the second: %+v", got, f, h.Verdicts)
		}
	})
}

// Nowhere in what is written down is a password, a secret or a file.
func TestNoSecretIsWrittenDown(t *testing.T) {
	in(t, setup{}, func(o *office) {
		h := &bindingtest.Doubts{}
		s := o.script(sheet77 + newUser + `; await kaonavi.webhooks.create({ url: "https://a.example/x", events: ["member_created"], secret_token: "hidden-token" }); ` +
			file("add", "top secret") + `; await kaonavi.users.update(2, { password: "Abcd1234" }); return 1`)
		s.Host = h
		if _, f := bindingtest.Run(o, s); f != nil {
			o.Fatal(f.Message)
		}
		var all [][]byte
		for _, c := range h.Asked {
			all = append(all, c.Args)
		}
		for _, i := range h.Intents {
			all = append(all, i.Body)
		}
		all = append(append(all, h.Notes...), h.Plans...)
		for _, raw := range all {
			for _, secret := range []string{"Abcd1234", "hidden-token", "top secret", "dG9wIHNlY3JldA"} {
				if bytes.Contains(raw, []byte(secret)) {
					o.Errorf("%s is in %s", secret, raw)
				}
			}
		}
		if len(h.Intents) != 4 || len(h.Plans) != 4 {
			o.Errorf("%d intents, %d plans", len(h.Intents), len(h.Plans))
		}
	})
}

// Who has sent already does not judge what is there: it could be his own work.
func TestARunThatGoesOnDoesNotLookBeforeItsOwnRequest(t *testing.T) {
	for _, l := range writes() {
		if l.times() > 1 || l.answer != "" {
			continue // sent again while it is young; or its answer is the object
		}
		for _, prior := range []*call.Prior{
			{Doubt: &call.Intent{K: 1, Try: 1}, First: time.Now(), Last: true},
			{Answer: &call.Result{K: 1, Fate: call.Done, Status: 200, ContentType: "application/json", Body: []byte(`{"task_id": 7}`)}},
		} {
			in(t, setup{box: sandbox.Options{Faults: simulator.NewFaults()}}, func(o *office) {
				// The simulator has no task 7: it is looked at, and that fails.
				h := &bindingtest.Doubts{Prior: func(c call.Call) *call.Prior {
					if c.Effect != call.Read {
						return prior
					}
					return nil
				}}
				s := o.script(l.script)
				s.Host = h
				got, f := bindingtest.Run(o, s)
				if f == nil || (f.Name == string(call.InDoubt)) != (prior.Doubt != nil) || prior.Answer != nil && !strings.Contains(f.Message, "task_id") {
					o.Errorf("%s: %s, %+v", l.operation, got, f)
				}
				if n := len(o.writes()); n != 0 || len(h.Notes) != 0 || len(h.Plans) != 0 {
					o.Errorf("%s: %d writes were sent, %d notes taken, %d plans announced", l.operation, n, len(h.Notes), len(h.Plans))
				}
			})
		}
	}
}

// A lost id is null, and the job is over.
func TestTheJobOfALostAnswer(t *testing.T) {
	l := lost{operation: "members.create", script: `const job = await kaonavi.members.create.start([{ code: "Z1", name: "新入 社員" }]);
		return [job.id, (await job.status()).state, await job.result() === undefined]`}
	if _, result, _ := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, taskOver); result != `[null,"ok",true]` {
		t.Errorf("got %s", result)
	}
}

// While a write is in doubt, nothing else goes to its target.
func TestADoubtKeepsItsTurn(t *testing.T) {
	l := lost{operation: "members.create", script: `
		await Promise.all(["Z1", "Z2"].map((code) => kaonavi.members.create([{ code, name: "新入 社員" }]))); return 1`}
	var meanwhile int
	_, result, _ := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, func(o *office) { taskOver(o); meanwhile = len(o.writes()) })
	if result != `1` || meanwhile != 1 {
		t.Errorf("%s; %d writes were sent while one was in doubt", result, meanwhile)
	}
}

// One part of several that is in doubt is settled by itself, and the rest goes on.
func TestAPartInDoubt(t *testing.T) {
	const three = `await kaonavi.members.create(["Z1", "Z2", "Z3"].map((code) => ({ code, name: "新入 社員" }))); return 1`
	for nth := 1; nth <= 3; nth++ {
		faults := simulator.NewFaults(simulator.Fault{Target: "members.create", First: nth, Last: nth, Kind: simulator.ResetAfter})
		in(t, setup{box: sandbox.Options{Faults: faults}, sizes: api.Sizes{Rows: 1}}, func(o *office) {
			h := &bindingtest.Doubts{Meanwhile: func() { taskOver(o) }}
			s := o.script(three)
			s.Host = h
			got, f := bindingtest.Run(o, s)
			if f != nil || got != `1` || len(h.Verdicts) != 1 || len(h.Plans) != 1 || o.box.Counts().Applied != 3 {
				o.Errorf("part %d: %s %v, %d verdicts, %d plans, %+v", nth, got, f, len(h.Verdicts), len(h.Plans), o.box.Counts())
			}
		})
	}
	// When a person says what came of a part, nothing is known of the task.
	in(t, setup{sizes: api.Sizes{Rows: 1}}, func(o *office) {
		said := false
		s := o.script(three)
		s.Host = &bindingtest.Doubts{Recorded: func(c call.Call) *call.Answer {
			if said || c.Kind != "kaonavi.members.create" {
				return nil
			}
			said = true
			return &call.Answer{Body: []byte("null")}
		}}
		bindingtest.Want(o, s, `1`)
		if got := len(o.box.Members()); got != 14 {
			o.Errorf("%d members", got)
		}
	})
}
