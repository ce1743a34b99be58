package sansan_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/sansan/api"
	"dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
)

// lost is a write whose answer is lost: what the script does, and what somebody
// else does to the same things meanwhile.
type lost struct {
	name      string
	operation string
	script    string
	other     string
}

const (
	them = `const us = ` + users + `, ds = ` + departments + `; const empty = ds.find((d) => d.departmentName === "新規事業準備室"); `
	last = ` const ns = ` + users + `, nd = ` + departments + `; `
)

func imports(data, options string) string {
	return them + `return await sansan.organization.import(` + data + options + `)`
}

func losses() []lost {
	rename := `await sansan.organization.import({ users: [{ userUuid: ns[4].userUuid, userName: "別 人", departmentId: ns[4].departmentId, userId: ns[4].userId, email: ns[4].email }] })`
	return []lost{
		{"new ones", "organization.import", imports(newOnes, ""),
			last + `const n = nd.find((d) => d.departmentName === "新規本部"); await sansan.organization.import({ departments: [{ departmentId: n.departmentId, departmentName: "別本部" }] })`},
		{"a user", "organization.import",
			imports(`{ users: [{ userUuid: us[4].userUuid, userName: "改姓 花子", departmentId: [us[4].departmentId[0], empty.departmentId], email: us[4].email.toUpperCase(), subEmail: "x@sandbox.example.co.jp", samlNameId: null, culture: 1 }] }`, ""), last + rename},
		{"a department", "organization.import",
			imports(`{ departments: [{ departmentId: empty.departmentId, departmentName: "新規事業室", parentDepartmentId: ds[0].departmentId, order: null }] }`, ""),
			last + `await sansan.organization.import({ departments: [{ departmentId: nd.find((d) => d.departmentName === "新規事業室").departmentId, parentDepartmentId: nd[1].departmentId }] })`},
		{"a user goes", "organization.import", imports(`{ users: [{ userUuid: us[5].userUuid, deleteFlag: 1 }, { userUuid: us[4].userUuid, userName: "改姓 花子" }] }`, `, { remove: 1 }`), last + rename},
		{"only a user goes", "organization.import", imports(`{ users: [{ userUuid: us[5].userUuid, deleteFlag: 1 }] }`, `, { remove: 1 }`), ""},
		{"a new user", "organization.import", imports(`{ users: [{ tempId: "u1", departmentId: [us[4].departmentId[0]], userId: "shinki1", userName: "髙橋 新", email: "shinki1@sandbox.example.co.jp", effectiveDateFrom: "2030/04/01" }] }`, ""),
			last + `const n = ns.find((u) => u.userId === "shinki1"); await sansan.organization.import({ users: [{ userUuid: n.userUuid, userName: "別 人" }] })`},
		{"a department goes", "organization.import", imports(`{ departments: [{ departmentId: empty.departmentId, deleteFlag: 1 }, { departmentId: ds[0].departmentId, departmentName: "本社営業本部" }] }`, `, { remove: 1 }`),
			last + `await sansan.organization.import({ departments: [{ departmentId: nd[0].departmentId, departmentName: "別" }] })`},
		{"a department of a name that is there", "organization.import", imports(`{ departments: [{ tempId: "t1", departmentName: "人事部", parentDepartmentId: ds[4].departmentId }] }`, ""),
			`await sansan.organization.import({ departments: [{ tempId: "t1", departmentName: "人事部", parentDepartmentId: (` + departments + `)[4].departmentId }] })`},
		{"the mail program", "settings.emailClient.set", `return await sansan.settings.emailClient.set({ emailClient: "clientSoftware", encoding: "sjis" })`,
			`await sansan.settings.emailClient.set({ emailClient: "clientSoftware", encoding: "utf8" })`},
	}
}

// doubt runs the script with the fault, and what happens meanwhile before the probe.
func (l lost) doubt(t *testing.T, fault simulator.Kind, box sandbox.Options, meanwhile func(o *office)) (h *bindingtest.Doubts, result string, failed bool) {
	t.Helper()
	n := 1
	if l.operation != "organization.import" {
		n = 5 // sent again while it may be
	}
	box.Size = 3 // cards; none is needed
	box.Faults = simulator.NewFaults(simulator.Fault{Target: l.operation, First: 1, Last: n, Kind: fault})
	in(t, setup{box: box}, func(o *office) {
		h = &bindingtest.Doubts{Meanwhile: func() { meanwhile(o) }}
		s := o.script(l.script)
		s.Host = h
		got, f := bindingtest.Run(o, s)
		result, failed = got, f != nil
		if failed && f.Name != string(call.InDoubt) {
			o.Errorf("%s: %s: %s", l.name, f.Name, f.Message)
		}
	})
	return h, result, failed
}

func jobOver(*office) { time.Sleep(time.Minute) }

func TestALostAnswerIsFoundDone(t *testing.T) {
	for _, l := range losses() {
		var healthy string
		in(t, setup{box: sandbox.Options{Size: 3}}, func(o *office) { healthy, _ = bindingtest.Run(o, o.script(l.script)) })
		h, result, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, jobOver)
		if failed || result != healthy || len(h.Verdicts) != 1 {
			t.Errorf("%s: failed %v, %d verdicts\ngot  %s\nwant %s", l.name, failed, len(h.Verdicts), result, healthy)
		}
		if l.operation == "organization.import" && len(h.Verdicts) == 1 && !strings.HasPrefix(string(h.Verdicts[0].Answer.Body), `{"id":null,"results":[{`) {
			t.Errorf("%s: the answer is %s", l.name, h.Verdicts[0].Answer.Body)
		}
	}
}

func TestWhatIsNotThereIsNotFoundDone(t *testing.T) {
	for _, l := range losses() {
		if _, _, failed := l.doubt(t, simulator.ResetBefore, sandbox.Options{}, jobOver); !failed {
			t.Errorf("%s: found done, but was not", l.name)
		}
	}
}

func TestAJobInLineIsNotFoundDone(t *testing.T) {
	for _, l := range losses() {
		if l.operation != "organization.import" {
			continue
		}
		if _, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{JobTime: time.Hour}, jobOver); !failed {
			t.Errorf("%s: found done, but it waits in line", l.name)
		}
	}
}

func TestWhatOthersChangedIsNotFoundDone(t *testing.T) {
	for _, l := range losses() {
		if l.other == "" {
			continue // a user of the same id does not come back
		}
		_, _, failed := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, func(o *office) {
			jobOver(o)
			if _, f := bindingtest.Run(o, o.script(l.other)); f != nil {
				o.Errorf("%s: what others do: %s", l.name, f.Message)
			}
			jobOver(o)
		})
		if !failed {
			t.Errorf("%s: found done, but it looks different", l.name)
		}
	}
}

// Who has sent already does not judge what is there: it could be his own work.
func TestARunThatGoesOnDoesNotPlanAgain(t *testing.T) {
	for _, l := range losses() {
		if l.operation != "organization.import" {
			continue // sent again while it is young
		}
		in(t, setup{box: sandbox.Options{Size: 3}}, func(o *office) {
			h := &bindingtest.Doubts{Prior: func(c call.Call) *call.Prior {
				if c.Effect == call.Read {
					return nil
				}
				return &call.Prior{Doubt: &call.Intent{K: 1, Try: 1}, First: time.Now(), Last: true}
			}}
			// The import was done: planned again, it would be found wrong.
			if _, f := bindingtest.Run(o, o.script(l.script)); f != nil {
				o.Fatal(f.Message)
			}
			sent := len(o.writes())
			s := o.script(strings.Replace(l.script, them, `const us = [{}, {}, {}, {}, { userUuid: "u", departmentId: ["1"], email: "a@b.c" }, { userUuid: "u2" }], ds = [{ departmentId: "1" }, , , , { departmentId: "5" }], empty = { departmentId: "2" }; `, 1))
			s.Host = h
			if _, f := bindingtest.Run(o, s); f != nil && f.Name != string(call.InDoubt) {
				o.Errorf("%s: %+v, want a doubt, settled or not", l.name, f)
			}
			if n := len(o.writes()) - sent; n != 0 || len(h.Notes) != 0 {
				o.Errorf("%s: %d writes were sent, %d notes taken", l.name, n, len(h.Notes))
			}
		})
	}
}

// An import of an earlier process may be under way: the next one waits for it.
func TestARecordedImportIsAwaited(t *testing.T) {
	earlier := func(c call.Call) bool {
		return c.Kind == "sansan.organization.import" && !strings.Contains(string(c.Args), "新規第二部")
	}
	for _, answered := range []bool{true, false} { // the call, or only its request
		in(t, setup{box: sandbox.Options{Size: 3, JobTime: time.Hour}}, func(o *office) {
			plan, err := o.client.Plan(o.Context(), api.Import{Departments: []json.RawMessage{[]byte(`{"tempId":"d1","departmentName":"新規本部"}`)}})
			if err != nil {
				o.Fatal(err)
			}
			id, err := plan.Start(o.Context())
			if err != nil {
				o.Fatal(err)
			}
			h := &bindingtest.Doubts{
				Recorded: func(c call.Call) *call.Answer {
					if !answered || !earlier(c) {
						return nil
					}
					return &call.Answer{Body: []byte(`{"id":"` + id + `"}`)}
				},
				Prior: func(c call.Call) *call.Prior {
					if !earlier(c) {
						return nil
					}
					return &call.Prior{Answer: &call.Result{K: 1, Fate: call.Done, Status: 200, Body: []byte(`{"importId":"` + id + `"}`)}}
				},
			}
			s := o.script(`const job = await sansan.organization.import.start(` + newOnes + `);
				const next = await sansan.organization.import.start({ departments: [{ tempId: "d9", departmentName: "新規第二部", parentDepartmentId: (` + departments + `)[0].departmentId }] });
				const state = (await job.status()).state;
				return [job.id, state, (await next.result()).length]`)
			s.Host = h
			if got, f := bindingtest.Run(o, s); got != `["`+id+`","ok",1]` {
				o.Errorf("answered %v: got %s, %+v", answered, got, f)
			}
		})
	}
}

// A lost id is null, and the job is over.
func TestTheJobOfALostAnswer(t *testing.T) {
	l := lost{name: "new ones", operation: "organization.import", script: `const job = await sansan.organization.import.start(` + newOnes + `);
		return [job.id, (await job.status()).state, (await job.result()).map((r) => r.tempId + r.completed)]`}
	if _, result, _ := l.doubt(t, simulator.ResetAfter, sandbox.Options{}, jobOver); result != `[null,"ok",["d1true","d2true","u1true"]]` {
		t.Errorf("got %s", result)
	}
}
