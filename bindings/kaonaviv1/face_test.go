package kaonaviv1_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/kaonaviv1"
	"dandori/bindings/kaonaviv1/api"
	"dandori/bindings/kaonaviv1/sandbox"
)

func TestUsers(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const users = await kaonaviV1.users.list().toArray(); return [users.length > 0, users[0].password, (await kaonaviV1.users.list().headers()).member_code]`,
			`[true,"****","社員番号"]`)
		o.want(`const [{ type, role }] = await kaonaviV1.users.list().toArray();
			return await kaonaviV1.users.add([{ email: "new@example.jp", password: "Test1234", member_code: "", name: "新人", type, role, is_active: true, password_locked: "-", use_smartphone: false, use_secure: "-" }]) === undefined`, `true`)
		if u, ok := o.state("users", "new@example.jp").(map[string]any); !ok || u["password"] != "Test1234" {
			o.Errorf("the new user is %v", u)
		}
		o.fails(`await kaonaviV1.users.replaceAll((await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })).filter((u) => u.email !== "new@example.jp"))`,
			"PermissionError", "users.replaceAll would remove 1 row", "new@example.jp")
		o.fails(`await kaonaviV1.users.replaceAll(await kaonaviV1.users.list().toArray(), { remove: 99 })`, "TypeError", `users[0].password: "****"`)
		o.want(`await kaonaviV1.users.replaceAll((await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" })).filter((u) => u.email !== "new@example.jp"), { remove: 1 }); return 1`, `1`)
		if u := o.state("users", "new@example.jp"); u != nil {
			o.Errorf("the user is still there: %v", u)
		}
	})
}

func TestDepartments(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const rows = await kaonaviV1.departments.list().toArray();
			await kaonaviV1.departments.add([{ department_code1: "Z1", department_name1: "新設本部" }]);
			const after = await kaonaviV1.departments.list().toArray();
			return [after.length - rows.length, (await kaonaviV1.departments.list().headers()).department_code1]`, `[1,"所属コード1"]`)
		o.fails(`const rows = await kaonaviV1.departments.list().toArray();
			await kaonaviV1.departments.replaceAll(rows.filter((r) => r.department_code1 !== "Z1"))`, "PermissionError", "Z1", "0 are allowed")
		o.want(`const rows = await kaonaviV1.departments.list().toArray();
			await kaonaviV1.departments.replaceAll(rows.filter((r) => r.department_code1 !== "Z1"), { remove: 1 });
			return await kaonaviV1.departments.list().some((r) => r.department_code1 === "Z1")`, `false`)
	})
}

func TestMembers(t *testing.T) {
	in(t, setup{}, func(o *office) {
		gone := o.box.Members()[0]
		o.want(`const rows = await kaonaviV1.members.list().toArray(); return [rows.length, typeof rows[0].member_code, "member_name" in rows[0]]`, `[12,"string",true]`)
		o.fails(`const row = await kaonaviV1.members.list().find((r) => r.member_code === "`+gone+`"); await kaonaviV1.members.update([{ ...row, member_name: "改姓 花子" }])`, "JobFailed", "計算項目")
		o.want(`const { definition_10, ...row } = await kaonaviV1.members.list().find((r) => r.member_code === "`+gone+`"); await kaonaviV1.members.update([{ ...row, member_name: "改姓 花子" }]); return 1`, `1`)
		if got := o.state("members", gone); got != "改姓 花子" {
			o.Errorf("the member is now %v", got)
		}
		o.want(`await kaonaviV1.members.add([{ member_code: "Z0001", member_name: "新入 社員" }]); return (await kaonaviV1.members.list().toArray()).length`, `13`)
		o.fails(`await kaonaviV1.members.delete(["Z0001"])`, "PermissionError", "members.delete would remove 1 row, and 0 are allowed: Z0001")
		o.want(`await kaonaviV1.members.delete(["Z0001"], { remove: 1 }); return (await kaonaviV1.members.list().toArray()).length`, `12`)
		o.fails(`const rows = await kaonaviV1.members.list().toArray(); await kaonaviV1.members.replaceAll(rows.slice(2), { remove: 1 })`, "PermissionError", gone, "remove 2 rows")
		o.want(`const rows = await kaonaviV1.members.list().toArray(); await kaonaviV1.members.replaceAll(rows.slice(1).map(({ definition_10, ...row }) => row), { remove: 1 }); return (await kaonaviV1.members.list().toArray()).length`, `11`)
	})
}

func TestSheets(t *testing.T) {
	in(t, setup{}, func(o *office) {
		code := o.box.Members()[0]
		o.want(`const sheet = kaonaviV1.sheet(1001);
			const row = await sheet.list().find((r) => r.member_code === "`+code+`") ?? { member_code: "`+code+`" };
			const column = Object.keys((await sheet.export()).data[0] ?? {}).find((k) => k.startsWith("definition_"));
			await sheet.update([row]);
			return typeof column`, `"string"`)
		o.fails(`await kaonaviV1.sheet("1001").clear(["`+code+`"])`, "PermissionError", "sheet.clear", code)
		o.want(`await kaonaviV1.sheet("1001").clear(["`+code+`"], { remove: 1 }); return 1`, `1`)
		if records := o.state("sheets", "1001", code); records != nil {
			o.Errorf("the member still has %v", records)
		}
		o.want(`const rows = await kaonaviV1.sheet(1001).list().filter((r) => r.member_code !== "`+code+`").toArray();
			await kaonaviV1.sheet(1001).replaceAll(rows); return (await kaonaviV1.sheet(1001).list().toArray()).length > 0`, `true`)
	})
}

// 2.12 to 2.14 with each of the document's contradictions either way.
func TestExports(t *testing.T) {
	for _, v := range []sandbox.Variant{{}, {VData: true, PresetSlash: true}, {SheetHeaders: true}} {
		in(t, setup{box: sandbox.Options{Variant: v, JobTime: 40 * time.Second}, dryRun: true}, func(o *office) {
			begun := time.Now()
			o.want(`const { headers, data } = await kaonaviV1.members.export(); return [headers.member_code, data.length]`, `["社員番号",12]`)
			if took := time.Since(begun); took < 40*time.Second || took > 4*time.Minute {
				o.Errorf("waited %v for a task of 40 s", took)
			}
			o.want(`const job = await kaonaviV1.sheet(1001).export.start();
				const before = await job.status();
				const { data } = await job.result();
				return [before.state, (await job.status()).state, data.length > 0]`, `["waiting","ok",true]`)
		})
	}
}

func TestJobs(t *testing.T) {
	in(t, setup{box: sandbox.Options{JobTime: time.Minute}}, func(o *office) {
		o.want(`const job = await kaonaviV1.members.add.start([{ member_code: "Z1", member_name: "新入 社員" }]);
			const before = await job.status();
			await job.result();
			const same = kaonaviV1.task(job.id);
			return [before.state, before.messages, (await same.status()).state, await same.result() === undefined]`, `["waiting",[],"ok",true]`)
		o.fails(`const job = await kaonaviV1.members.add.start([{ member_code: "Z2", member_name: "新入 社員" }]); await job.result({ timeout: "10s" })`, "TimeoutError", "10s")
	})
}

func TestFailedJobs(t *testing.T) {
	in(t, setup{}, func(o *office) {
		code := o.box.Members()[0]
		o.want(`try { await kaonaviV1.members.add([{ member_code: "`+code+`", member_name: "重複" }]) } catch (e) {
				return [e.name, e.state, e.operation, e.connection, e.vendor, typeof e.job, e.messages.length > 0, e.message.includes(e.messages[0])] }`,
			`["JobFailed","ng","members.add","kaonavi-v1","kaonavi-v1","string",true,true]`)
	})
	in(t, setup{box: sandbox.Options{Variant: sandbox.Variant{MessageOnly: true}}}, func(o *office) {
		o.want(`try { await kaonaviV1.members.delete(["nobody"], { remove: 1 }) } catch (e) { return [e.name, e.messages.length] }`, `["JobFailed",1]`)
	})
	in(t, setup{box: sandbox.Options{Course: func(sandbox.Job) sandbox.Course { return sandbox.Course{Crash: true} }}}, func(o *office) {
		o.want(`try { await kaonaviV1.departments.add([{ department_code1: "Z", department_name1: "z" }]) } catch (e) { return [e.name, e.state] }`, `["JobFailed","error"]`)
		o.fails(`await kaonaviV1.sheet(1001).export()`, "JobFailed", "sheet.export", "error")
		// One that nobody awaits fails the run all the same.
		o.fails(`await kaonaviV1.departments.add.start([{ department_code1: "Z", department_name1: "z" }])`, "JobFailed", "departments.add")
	})
}

func TestVendorErrors(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`try { await kaonaviV1.sheet(4711).list().toArray() } catch (e) { return [e.name, e.operation, e.status, e.errors.length] }`, `["VendorError","sheet.list",400,1]`)
		o.fails(`await kaonaviV1.sheet(4711).export()`, "VendorError", "sheet.export")
		o.want(`try { await kaonaviV1.task(4711).status() } catch (e) { return [e.name, e.operation] }`, `["VendorError","task"]`)
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	in(t, setup{dryRun: true}, func(o *office) {
		before := string(o.box.Snapshot())
		o.want(`const row = { member_code: "Z1", member_name: "z" };
			const job = await kaonaviV1.members.add.start([row]);
			await job.result();
			await kaonaviV1.sheet(1001).update([row]);
			const second = await kaonaviV1.users.add.start([{ email: "z@example.jp" }]);
			await kaonaviV1.members.delete(["x"], { remove: 1 });
			await kaonaviV1.departments.replaceAll(await kaonaviV1.departments.list().toArray());
			return [job.id, (await job.status()).state, second.id, (await kaonaviV1.task("dry-run:9").status()).state]`, `["dry-run:1","ok","dry-run:3","ok"]`)
		o.fails(`await kaonaviV1.departments.replaceAll([])`, "PermissionError", "departments.replaceAll would remove")
		if after := string(o.box.Snapshot()); after != before {
			o.Error("the company changed")
		}
		if w := o.writes(); len(w) != 0 {
			o.Errorf("sent %v", w)
		}
	})
}

func TestAskingTheVendor(t *testing.T) {
	for _, v := range []sandbox.Variant{{}, {DryRunBare: true}, {DryRunTask: true}} {
		in(t, setup{dryRun: true, askVendor: true, box: sandbox.Options{Variant: v}}, func(o *office) {
			before, code := string(o.box.Snapshot()), o.box.Members()[0]
			o.want(`const row = { member_code: "Z1", member_name: "z" };
				await kaonaviV1.members.add([row]);
				await kaonaviV1.members.delete(["`+code+`"], { remove: 1 });
				await kaonaviV1.members.replaceAll([], { remove: 99 });
				const failed = await kaonaviV1.members.add([{ member_code: "`+code+`", member_name: "z" }]).catch((e) => e.name);
				return failed === "VendorError" || failed === "JobFailed"`, `true`)
			if after := string(o.box.Snapshot()); after != before {
				o.Error("the company changed")
			}
			if w := strings.Join(o.writes(), ", "); w != "members.add once, members.add once" {
				o.Errorf("sent %s", w)
			}
		})
	}
}

func TestTheSmallerGuardWins(t *testing.T) {
	none := 0
	in(t, setup{guard: &none}, func(o *office) {
		code := o.box.Members()[0]
		o.fails(`await kaonaviV1.members.delete(["`+code+`"], { remove: 1 })`, "PermissionError", "the workflow allows 0: "+code)
		o.fails(`await kaonaviV1.members.replaceAll([], { remove: 99 })`, "PermissionError", "the workflow allows 0")
		if w := o.writes(); len(w) != 0 {
			o.Errorf("sent %v", w)
		}
	})
}

func TestNothingIsSentForNothing(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`await kaonaviV1.members.update([]); await kaonaviV1.members.delete([]); const job = await kaonaviV1.users.add.start([]); return [job.id, (await job.status()).state]`, `[null,"ok"]`)
		if len(o.sent) != 0 {
			o.Errorf("sent %v", o.sent)
		}
	})
}

func TestWrongArguments(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for body, want := range map[string]string{
			`kaonaviV1.users.list({})`:                                                      "kaonaviV1.users.list",
			`kaonaviV1.users.list().headers(1)`:                                             "headers",
			`await kaonaviV1.users.add()`:                                                   "users",
			`await kaonaviV1.users.add({})`:                                                 "users",
			`await kaonaviV1.users.add(["x"])`:                                              "users[0]",
			`await kaonaviV1.users.add([{ email: "a@example.jp" }], {})`:                    "users.add",
			`await kaonaviV1.users.replaceAll([], 3)`:                                       "options",
			`await kaonaviV1.users.replaceAll([], { remove: -1 })`:                          "options.remove",
			`await kaonaviV1.users.replaceAll([], { remove: "all" })`:                       "options.remove",
			`await kaonaviV1.users.replaceAll([], { removed: 1 })`:                          "remove",
			`await kaonaviV1.departments.add([{}])`:                                         "departments[0].department_code1",
			`await kaonaviV1.members.update([{ member_code: NaN }])`:                        "rows[0].member_code",
			`await kaonaviV1.members.update([{ member_code: "a", definition_1: 1n }])`:      "rows[0].definition_1",
			`await kaonaviV1.members.update([{ member_code: "a", definition_1: () => 1 }])`: "rows[0].definition_1",
			`await kaonaviV1.members.delete("a")`:                                           "codes",
			`await kaonaviV1.members.delete([{}])`:                                          "codes[0]",
			`await kaonaviV1.members.delete([""])`:                                          "codes[0]",
			`await kaonaviV1.members.delete(["a", "a"], { remove: 2 })`:                     "codes[1]",
			`await kaonaviV1.members.export(1)`:                                             "members.export",
			`kaonaviV1.sheet()`:                                                             "id",
			`kaonaviV1.sheet("資格")`:                                                         "資格",
			`kaonaviV1.sheet(0)`:                                                            "members",
			`kaonaviV1.sheet(1.5)`:                                                          "id",
			`kaonaviV1.task()`:                                                              "id",
		} {
			o.fails(body, "TypeError", want)
		}
		if len(o.sent) != 0 {
			o.Errorf("sent %v", o.sent)
		}
	})
}

// What the version lacks fails at once and names the version that has it.
func TestVersions(t *testing.T) {
	uses := map[string]string{
		`kaonaviV1.members.export()`:                       api.V11,
		`kaonaviV1.sheet(1).export()`:                      api.V11,
		`kaonaviV1.members.update([{ member_code: "a" }])`: api.V12,
		`kaonaviV1.sheet(1).clear(["a"], { remove: 1 })`:   api.V12,
		`kaonaviV1.members.delete(["a"], { remove: 1 })`:   api.V12,
	}
	for _, version := range []string{api.V10, api.V11} {
		in(t, setup{version: version}, func(o *office) {
			for body, since := range uses {
				if since > version {
					o.fails(`await `+body, "Error", since, version)
				}
			}
			if len(o.sent) != 0 {
				o.Errorf("sent %v", o.sent)
			}
		})
	}
}

// The declarations name exactly the methods that there are.
func TestTypesNameTheFace(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for object, iface := range map[string]string{
			"kaonaviV1": "KaonaviV1", "kaonaviV1.users": "KaonaviV1Users", "kaonaviV1.departments": "KaonaviV1Departments",
			"kaonaviV1.members": "KaonaviV1Members", "kaonaviV1.sheet(1)": "KaonaviV1Sheet",
		} {
			o.want(`return `+object+` && Object.keys(`+object+`).sort().join(" ")`, `"`+strings.Join(declared(iface), " ")+`"`)
		}
	})
}

// declared returns the members of an interface of the declarations, sorted, with what it inherits.
func declared(iface string) []string {
	_, rest, _ := strings.Cut(kaonaviv1.Types, "export interface "+iface+" ")
	head, rest, _ := strings.Cut(rest, "{\n")
	block, _, _ := strings.Cut(rest, "\n}")
	names := map[string]bool{}
	for line := range strings.Lines(block) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "readonly ")
		if name := strings.FieldsFunc(line, func(r rune) bool { return r == ':' || r == '(' }); len(name) > 1 && !strings.ContainsAny(name[0], "*/ ") {
			names[name[0]] = true
		}
	}
	if parent, ok := strings.CutPrefix(head, "extends "); ok {
		for _, n := range declared(strings.TrimSpace(parent)) {
			names[n] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
