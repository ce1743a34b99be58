package sansan_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/sansan/api"
	"dandori/bindings/sansan/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// Every operation is where design §4.2 has it, and no other name.
func TestNames(t *testing.T) {
	in(t, setup{}, func(o *office) {
		var names []string
		o.returns(`const names = [];
			const walk = (o, at) => { for (const k of Object.keys(o)) typeof o[k] === "function" ? names.push(at + k) : walk(o[k], at + k + "."); };
			walk(sansan, "");
			return names.concat(typeof sansan.organization.import.start).sort()`, &names)
		var want []string
		for _, op := range api.Operations() {
			if !strings.HasPrefix(op.Name, "organization.job.") {
				want = append(want, op.Name)
			}
		}
		want = append(want, "bizCards.changes", "organization.job", "function")
		if len(names) != len(want) {
			o.Errorf("%d names for %d operations: %q", len(names), len(want), names)
		}
		for _, name := range want {
			if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
				o.Errorf("scripts cannot find %s", name)
			}
		}
	})
}

func TestReading(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const card = await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", parallel: 3 }).find((c) => c.email);
			const [same] = await sansan.bizCards.search({ range: "all", email: card.email, entryStatus: ["completed"] }).filter((c) => c.id === card.id).toArray();
			const tags = await sansan.bizCards.tags(card.id).toArray();
			const image = await sansan.bizCards.image(card.id);
			const person = await sansan.persons.get(card.personId);
			return [same.id === card.id, (await sansan.bizCards.get(card.id)).id === card.id, Array.isArray(tags), image instanceof Uint8Array, image[0], person.id === card.personId, typeof person.headBizCard.id]`,
			`[true,true,true,true,255,true,"string"]`)
		o.want(`const tags = await sansan.tags.list({ range: "all", type: ["private", "shared"] }).toArray();
			const types = [...new Set(tags.map((t) => t.type))].sort();
			const cards = await sansan.bizCards.search({ range: "all", tagId: tags.map((t) => t.id).slice(0, 2) }).take(1).toArray();
			return [types, Object.keys(tags[0]), cards.length]`, `[["private","shared"],["id","name","type","owner"],1]`)
		o.want(`const [user] = await sansan.organization.users.list({ delimiter: "tab" }).take(1).toArray();
			const [department] = await sansan.organization.departments.list().take(1).toArray();
			return [Object.keys(user).length, Array.isArray(user.departmentId), typeof user.culture, Object.keys(department)]`,
			`[22,true,"string",["tempId","departmentId","departmentName","departmentNamePhonetic","parentDepartmentId","order","deleteFlag"]]`)
	})
}

func TestImageOfNoSide(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const ids = (await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).toArray()).map((c) => c.id);
			const backs = await Promise.all(ids.map((id) => sansan.bizCards.image(id, { side: "back" })));
			return [backs.some((b) => b === null), backs.some((b) => b !== null)]`, `[true,true]`)
		o.fails(`await sansan.bizCards.image("NOBODY")`, "VendorError", "bizCards.image", "404")
	})
}

func TestErrorsReachTheScript(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`try { await sansan.bizCards.get("NOBODY") } catch (e) { return [e.name, e.connection, e.vendor, e.operation, e.status] }`,
			`["VendorError","sansan","sansan","bizCards.get",404]`)
	})
	in(t, setup{key: sandbox.MemberKey}, func(o *office) {
		f := o.fails(`await sansan.organization.users.list().toArray()`, "VendorError", "403", "has_no_permission")
		_ = f
	})
}

func TestArguments(t *testing.T) {
	in(t, setup{}, func(o *office) {
		const p = `range: "all", updatedFrom: "2025-01-01"`
		for _, c := range []struct{ call, name, part string }{
			{`bizCards.list()`, "TypeError", "options.range is required"},
			{`bizCards.list({ updatedFrom: "2025-01-01" })`, "TypeError", "options.range is required"},
			{`bizCards.list({ range: "all" })`, "TypeError", "options.updatedFrom is required"},
			{`bizCards.list("all")`, "TypeError", "options must be"},
			{`bizCards.list({ range: "mine", updatedFrom: "2025-01-01" })`, "TypeError", `"me", "all"`},
			{`bizCards.list({ range: "all", updatedFrom: 20250101 })`, "TypeError", "options.updatedFrom"},
			{`bizCards.list({ range: "all", updatedFrom: "yesterday" })`, "TypeError", "options.updatedFrom"},
			{`bizCards.list({ ` + p + `, updatedTo: new Date() })`, "TypeError", "options.updatedTo"},
			{`bizCards.list({ ` + p + `, updatedTo: "2024-12-31" })`, "RangeError", "updatedTo is before updatedFrom"},
			{`bizCards.list({ ` + p + `, limit: 301 })`, "TypeError", "from 1 to 300"},
			{`bizCards.list({ ` + p + `, limit: "10" })`, "TypeError", "options.limit"},
			{`bizCards.list({ ` + p + `, includePastBizCards: "true" })`, "TypeError", "true or false"},
			{`bizCards.list({ ` + p + `, entryStatus: ["done"] })`, "TypeError", "options.entryStatus"},
			{`bizCards.list({ ` + p + `, entryStatus: [] })`, "TypeError", "options.entryStatus"},
			{`bizCards.list({ ` + p + `, orderBy: "updatedTime" })`, "TypeError", "options.orderBy"},
			{`bizCards.list({ ` + p + `, orderDirection: "up" })`, "TypeError", "options.orderDirection"},
			{`bizCards.list({ ` + p + `, parallel: 17 })`, "TypeError", "from 1 to 16"},
			{`bizCards.list({ ` + p + `, parallel: 2, orderBy: "registeredAt" })`, "TypeError", `parallel needs orderBy "updatedAt"`},
			{`bizCards.list({ ` + p + `, parallel: 2, orderDirection: "desc" })`, "TypeError", "parallel needs"},
			{`bizCards.list({ ` + p + `, includePastCards: true })`, "TypeError", `"includePastBizCards"`},
			{`bizCards.list({ ` + p + ` }, 1)`, "TypeError", "at most 1"},
			{`bizCards.search({ range: "all", email: "" })`, "TypeError", "options.email"},
			{`bizCards.search({ range: "all", name: 7 })`, "TypeError", "options.name"},
			{`bizCards.search({ range: "all", tagId: [] })`, "TypeError", "options.tagId"},
			{`bizCards.search({ range: "all", tagId: [{}] })`, "TypeError", "options.tagId[0]"},
			{`bizCards.search({ range: "all", updatedFrom: "2025-01-01" })`, "TypeError", "updatedFrom"},
			{`bizCards.get()`, "TypeError", "id must be"},
			{`bizCards.get("")`, "TypeError", "id must be"},
			{`bizCards.get({})`, "TypeError", "id must be"},
			{`bizCards.image("x", { side: "left" })`, "TypeError", `"front", "back"`},
			{`bizCards.tags("x", { range: "all" })`, "TypeError", "range"},
			{`persons.get(1.5)`, "TypeError", "id must be"},
			{`tags.list({ type: "private" })`, "TypeError", "options.range is required"},
			{`tags.list({ range: "all", type: [] })`, "TypeError", "options.type"},
			{`organization.users.list({ delimiter: "," })`, "TypeError", "options.delimiter"},
			{`organization.departments.list(1)`, "TypeError", "options must be"},
			{`organization.check()`, "TypeError", "give users, departments or both"},
			{`organization.check({ users: {} })`, "TypeError", "data.users must be an array"},
			{`organization.check({ users: null })`, "TypeError", "data.users must be an array"},
			{`organization.check({ users: [{ userName: () => 1 }] })`, "TypeError", "data.users[0].userName"},
			{`organization.import({ users: [], encoding: "cp932" })`, "TypeError", "data.encoding"},
			{`organization.import({ users: [] }, { remove: -1 })`, "TypeError", "options.remove"},
			{`organization.import({ users: [] }, 3)`, "TypeError", "options must be"},
			{`organization.import({ user: [] })`, "TypeError", `"users"`},
			{`organization.import.start([])`, "TypeError", "data must be"},
			{`organization.job()`, "TypeError", "importId must be"},
			{`settings.emailClient.get(1)`, "TypeError", "at most 0"},
			{`settings.emailClient.set({})`, "TypeError", "setting.emailClient is required"},
			{`settings.emailClient.set({ emailClient: "clientSoftware" })`, "TypeError", "setting.encoding is required"},
			{`settings.emailClient.set({ emailClient: "gmail", encoding: "utf8" })`, "TypeError", "encoding is only for clientSoftware"},
			{`settings.emailClient.set({ emailClient: "outlook" })`, "TypeError", "setting.emailClient"},
		} {
			o.fails(`await sansan.`+c.call, c.name, "sansan."+strings.SplitN(c.call, "(", 2)[0], c.part)
		}
		if n := len(o.box.Counts().Requests); n != 0 {
			o.Errorf("wrong arguments made requests: %v", o.box.Counts().Requests)
		}
	})
}

func TestSettings(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const before = await sansan.settings.emailClient.get();
			const set = await sansan.settings.emailClient.set({ emailClient: "clientSoftware", encoding: "iso2022jp" });
			const gmail = await sansan.settings.emailClient.set({ emailClient: "gmail" });
			return [before, set, gmail, await sansan.settings.emailClient.get()]`,
			`[null,{"emailClient":"clientSoftware","encoding":"iso2022jp"},{"emailClient":"gmail"},{"emailClient":"gmail"}]`)
	})
}

const (
	newOnes = `{
		departments: [{ tempId: "d1", departmentName: "新規事業部", parentDepartmentId: "tempId:d2" }, { tempId: "d2", departmentName: "新規本部", order: 9 }],
		users: [{ tempId: "u1", departmentId: ["tempId:d1"], userId: "shinki1", userName: "髙橋 新", email: "shinki1@sandbox.example.co.jp", effectiveDateFrom: "2030-04-01" }],
	}`
	users       = `await sansan.organization.users.list().toArray()`
	departments = `await sansan.organization.departments.list().toArray()`
)

func TestImport(t *testing.T) {
	for _, encoding := range []string{"utf8", "sjis"} {
		in(t, setup{}, func(o *office) {
			o.want(`const data = { ...`+newOnes+`, encoding: "`+encoding+`", delimiter: "tab" };
				const check = await sansan.organization.check(data);
				const results = await sansan.organization.import(data);
				const user = (`+users+`).find((u) => u.userId === "shinki1"), ds = `+departments+`;
				const [d1, d2] = ["d1", "d2"].map((id) => ds.find((d) => d.departmentId === results.find((r) => r.tempId === id).id));
				return [check, results.map((r) => [r.type, r.tempId, r.completed, r.errors.length, r.id !== ""]), user.userName, user.userUuid === results[2].id,
					user.departmentId[0] === d1.departmentId, d1.parentDepartmentId === d2.departmentId, d2.departmentName, d2.order]`,
				`[{"errors":[],"usersChecked":true},[["department","d1",true,0,true],["department","d2",true,0,true],["user","u1",true,0,true]],"髙橋 新",true,true,true,"新規本部","9"]`)
			if !strings.Contains(o.notices(), "importId") {
				o.Errorf("the importId was not said: %q", o.notices())
			}
			if got := o.box.Counts().Imports; got != 1 {
				o.Errorf("%d imports", got)
			}
		})
	}
}

// Rows go back as they were read, with a change; everything else stays.
func TestEditKeepsEverythingElse(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const before = `+users+`, ds = `+departments+`;
			const user = before.find((u) => u.alternativeName && u.samlNameId && u.userType === "0");
			const results = await sansan.organization.import({ users: [{ ...user, userName: "改姓 花子" }] });
			const after = `+users+`;
			const changed = after.filter((u, i) => JSON.stringify(u) !== JSON.stringify(before[i]));
			return [results.length, results[0].completed, changed.length, JSON.stringify({ ...changed[0], userName: user.userName }) === JSON.stringify(user), JSON.stringify(ds) === JSON.stringify(`+departments+`)]`,
			`[1,true,1,true,true]`)
		o.want(`const user = (`+users+`).find((u) => u.alternativeName && u.samlNameId);
			await sansan.organization.import({ users: [{ userUuid: user.userUuid, alternativeName: null }] });
			const now = (`+users+`).find((u) => u.userUuid === user.userUuid);
			return [now.alternativeName, now.samlNameId === user.samlNameId]`, `["",true]`)
		o.want(`const d = (`+departments+`).find((d) => d.parentDepartmentId !== "" && d.departmentNamePhonetic !== "");
			await sansan.organization.import({ departments: [{ departmentId: d.departmentId, departmentName: "改称部" }] });
			const now = (`+departments+`).find((n) => n.departmentId === d.departmentId);
			return [now.departmentName, now.parentDepartmentId === d.parentDepartmentId, now.departmentNamePhonetic === d.departmentNamePhonetic]`, `["改称部",true,true]`)
	})
}

// The whole organisation, sent back as it was read, changes nothing.
func TestOrganizationRoundTrip(t *testing.T) {
	for seed := range uint64(5) {
		in(t, setup{box: sandbox.Options{Seed: seed, Users: 60}}, func(o *office) {
			o.want(`const us = `+users+`, ds = `+departments+`;
				const results = await sansan.organization.import({ users: us, departments: ds });
				return [results.every((r) => r.completed), results.length === us.length + ds.length,
					JSON.stringify(us) === JSON.stringify(`+users+`), JSON.stringify(ds) === JSON.stringify(`+departments+`)]`, `[true,true,true,true]`)
		})
	}
}

func TestRemovalGuard(t *testing.T) {
	in(t, setup{}, func(o *office) {
		const pick = `const two = (` + users + `).filter((u) => u.userType === "0").slice(-2); const rows = two.map((u) => ({ userUuid: u.userUuid, deleteFlag: 1 }));`
		o.fails(pick+`await sansan.organization.import({ users: rows })`, "PermissionError", "would delete 2, at most 0")
		o.fails(pick+`await sansan.organization.import({ users: rows }, { remove: 1 })`, "PermissionError", "would delete 2, at most 1")
		if got := o.writes(); len(got) != 0 {
			o.Errorf("sent %q", got)
		}
		o.want(pick+`const n = (`+users+`).length; const [a, b] = await sansan.organization.import({ users: rows }, { remove: 2 });
			return [a.completed, b.completed, n - (`+users+`).length]`, `[true,true,2]`)
		o.fails(`const ds = `+departments+`; const d = ds.find((d) => ds.some((c) => c.parentDepartmentId === d.departmentId));
			await sansan.organization.import({ departments: [{ departmentId: d.departmentId, deleteFlag: 1 }] }, { remove: 1 })`, "TypeError", "cannot delete it yet")
	})
}

func TestWorkflowGuard(t *testing.T) {
	one := 1
	in(t, setup{guard: &one}, func(o *office) {
		o.fails(`const rows = (`+users+`).slice(-2).map((u) => ({ userUuid: u.userUuid, deleteFlag: 1 })); await sansan.organization.import({ users: rows }, { remove: 2 })`,
			"PermissionError", "would remove 2, which makes 2 in this run")
	})
}

// Two imports that were planned before either ran: the second one's user is taken.
func TestJobFailed(t *testing.T) {
	in(t, setup{}, func(o *office) {
		row := json.RawMessage(`{"tempId":"u1","departmentId":"0000000001","userId":"twice","userName":"n","email":"twice@sandbox.example.co.jp","effectiveDateFrom":"2030-04-01"}`)
		var ids []string
		var plans []*api.Plan
		for range 2 {
			p, err := o.client.Plan(o.Context(), api.Import{Users: []json.RawMessage{row}})
			if err != nil {
				o.Fatal(err)
			}
			plans = append(plans, p)
		}
		for _, p := range plans {
			id, err := p.Start(o.Context())
			if err != nil {
				o.Fatal(err)
			}
			ids = append(ids, id)
		}
		o.want(`const job = sansan.organization.job("`+ids[0]+`"); const before = (await job.status()).state; const results = await job.result();
			return [job.id, ["waiting", "running"].includes(before), results.length, results[0].completed, await job.status()]`,
			`["`+ids[0]+`",true,1,true,{"state":"ok","messages":[]}]`)
		o.want(`try { await sansan.organization.job("`+ids[1]+`").result() } catch (e) { return [e.name, e.job === "`+ids[1]+`", e.state, e.messages.length > 0, e.results[0].tempId] }`,
			`["JobFailed",true,"error",true,"u1"]`)
	})
}

func TestStartedJob(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const job = await sansan.organization.import.start(`+newOnes+`);
			const results = await job.result({ timeout: "1h" });
			return [typeof job.id, results.length]`, `["string",3]`)
	})
}

// A second import is made from what the first one left.
func TestOneImportAtATime(t *testing.T) {
	in(t, setup{box: sandbox.Options{JobTime: time.Minute}}, func(o *office) {
		o.want(`const [d] = `+departments+`;
			const first = await sansan.organization.import.start({ departments: [{ departmentId: d.departmentId, departmentName: "一" }] });
			const second = await sansan.organization.import.start({ departments: [{ departmentId: d.departmentId, order: 77 }] });
			const before = (await first.status()).state;
			await second.result();
			const now = (`+departments+`).find((n) => n.departmentId === d.departmentId);
			return [before, now.departmentName, now.order]`, `["ok","一","77"]`)
	})
}

// A dry run sends no write, and goes through all the same.
func TestDryRun(t *testing.T) {
	in(t, setup{dryRun: true}, func(o *office) {
		before := string(o.box.Snapshot())
		o.want(`const check = await sansan.organization.check(`+newOnes+`);
			const results = await sansan.organization.import(`+newOnes+`);
			const job = await sansan.organization.import.start(`+strings.ReplaceAll(newOnes, "shinki1", "shinki2")+`);
			const again = sansan.organization.job(job.id);
			return [check.usersChecked, results.map((r) => r.id + " " + r.completed), job.id, (await job.status()).state, (await job.result()).length, (await again.status()).state, (await again.result()).length,
				await sansan.settings.emailClient.set({ emailClient: "clientSoftware", encoding: "utf8" }), await sansan.settings.emailClient.get()]`,
			`[true,["dry-run:2 true","dry-run:3 true","dry-run:4 true"],"dry-run:5","ok",3,"ok",3,{"emailClient":"clientSoftware","encoding":"utf8"},null]`)
		o.fails(`const [u] = `+users+`; await sansan.organization.import({ users: [{ userUuid: u.userUuid, deleteFlag: 1 }] })`, "PermissionError", "would delete 1")
		o.fails(`await sansan.organization.import({ users: [{}] })`, "TypeError", "users[0].tempId: is required")
		if got := o.writes(); len(got) != 0 || string(o.box.Snapshot()) != before {
			o.Errorf("a dry run wrote: %q", got)
		}
	})
}

// breaks answers imports with whatever it says, and all else truly.
type breaks struct {
	http.RoundTripper
	answer func(real *http.Response) (*http.Response, error)
}

func (b breaks) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/jobs") {
		return b.answer(resp)
	}
	return resp, err
}

// An import whose answer is lost is in doubt: it ends the run, and is never sent again.
func TestImportInDoubt(t *testing.T) {
	for name, answer := range map[string]func(*http.Response) (*http.Response, error){
		"reset":   func(*http.Response) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		"html":    func(r *http.Response) (*http.Response, error) { return replaced(r, 200, "<html>"), nil },
		"nothing": func(r *http.Response) (*http.Response, error) { return replaced(r, 200, ""), nil },
		"500":     func(r *http.Response) (*http.Response, error) { return replaced(r, 500, "oops"), nil },
	} {
		box := sandbox.New(sandbox.Options{Limits: sandbox.Limits{Off: true}})
		in(t, setup{wire: breaks{wire{box}, answer}}, func(o *office) {
			_, f := bindingtest.Run(o, o.script(`try { await sansan.organization.import(`+newOnes+`) } catch { return "caught" }`))
			if f == nil || f.Name != "InDoubt" {
				o.Errorf("%s: ended with %+v", name, f)
			}
			if got := o.writes(); len(got) != 1 {
				o.Errorf("%s: sent %q", name, got)
			}
		})
	}
}

func replaced(r *http.Response, status int, body string) *http.Response {
	r.StatusCode, r.Body, r.ContentLength = status, io.NopCloser(strings.NewReader(body)), int64(len(body))
	return r
}

// tape is a host that keeps every answer, and on a second run gives them
// without doing anything.
type tape struct {
	bindingtest.Host
	answers []taped
	calls   []call.Call
	replay  bool
}

type taped struct {
	call.Answer
	err error
}

func (h *tape) Ask(a vm.Asked) {
	n := len(h.calls)
	h.calls = append(h.calls, a.Call)
	if h.replay {
		a.Deliver(h.answers[n].Answer, h.answers[n].err)
		return
	}
	h.answers = append(h.answers, taped{})
	a.Work(bindingtest.Step, func(answer call.Answer, err error) {
		h.answers[n] = taped{answer, err}
		a.Deliver(answer, err)
	})
}

// A script that runs again from what it was answered takes the same steps, with the network off.
func TestReplay(t *testing.T) {
	in(t, setup{}, func(o *office) {
		const body = `const cards = await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", limit: 40, parallel: 3 }).map((c) => c.id).toArray();
			const image = await sansan.bizCards.image(cards[0], { side: "back" });
			const results = await sansan.organization.import(` + newOnes + `);
			let failed; try { await sansan.bizCards.get("NOBODY") } catch (e) { failed = e.message }
			return [cards, image?.length ?? null, results, failed]`
		host := &tape{}
		s := o.script(body)
		s.Host = host
		first, f := bindingtest.Run(o, s)
		if f != nil {
			o.Fatal(f.Message)
		}
		sent, calls := o.box.Counts().Requests, host.calls
		host.replay, host.calls = true, nil
		time.Sleep(24 * time.Hour)
		second, f := bindingtest.Run(o, s)
		if f != nil || first != second {
			o.Errorf("%+v\nfirst  %.300s\nsecond %.300s", f, first, second)
		}
		if asJSON(o, calls) != asJSON(o, host.calls) || asJSON(o, sent) != asJSON(o, o.box.Counts().Requests) {
			o.Errorf("the second run asked for %s", asJSON(o, host.calls))
		}
	})
}

func TestInterruptedWalkLeavesNothing(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 600}}, func(o *office) {
		ctx, cancel := context.WithCancel(o.Context())
		s := o.script(`await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", limit: 5, parallel: 4 }).forEach(async () => { await new Promise((done) => setTimeout(done, 1000)) })`)
		s.Ctx = ctx
		time.AfterFunc(30*time.Second, cancel)
		if _, f := bindingtest.Run(o, s); f == nil {
			o.Error("it ended well")
		}
	})
}
