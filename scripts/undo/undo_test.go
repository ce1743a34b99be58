package undo

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/compile"
	"dandori/runtime/vm"
)

// run runs body in the engine, beside the script and a company in memory.
func run(t *testing.T, body string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, FS); err != nil {
		t.Fatal(err)
	}
	fake, err := fs.ReadFile(os.DirFS("testdata"), "fake.ts")
	if err != nil {
		t.Fatal(err)
	}
	entry := `import { putBack } from "./putback";
import { covers, filled, isBlank, merged } from "./row";
import { folded } from "./change";
import { Company } from "./fake";
const c = new Company();
const w = (operation: string, changes: any[], more = {}) => ({ connection: "kaonavi", export: "kaonavi", vendor: "kaonavi", version: "v2.0", unkept: false, operation, changes, ...more });
const undo = (...writes: any[]) => putBack({ kaonavi: c.kaonavi, kaonaviV1: c.kaonaviV1, sansan: c.sansan }, writes, () => {});
const v1 = { export: "kaonaviV1", vendor: "kaonavi-v1", version: "v1.2" };
const ss = { export: "sansan", vendor: "sansan", version: "v2.3" };
export default async function () {
` + body + "\n}\n"
	for name, text := range map[string]string{"fake.ts": string(fake), "test.ts": entry} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program, err := compile.Compile(compile.Config{Root: root, Entry: "test.ts"})
	if err != nil {
		t.Fatal(err)
	}
	r := vm.New(vm.Config{Host: bindingtest.Host{}})
	out, err := r.Run(t.Context(), vm.Program{Name: program.Name, Code: string(program.Code)})
	if err != nil {
		f := r.Failure(err)
		t.Fatalf("%s: %s\n%s", f.Name, f.Message, f.Stack)
	}
	return string(out)
}

func TestValuesAreCompared(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`covers({a: 1, b: 2}, {a: "1"})`, "true"},
		{`covers({a: 1}, {a: 2})`, "false"},
		{`covers({a: ""}, {a: null, b: []})`, "true"},
		{`covers({a: "x"}, {a: null})`, "false"},
		{`covers({a: ["赤", "青"]}, {a: ["青", "赤"]})`, "true"},
		{`covers({a: ["赤"]}, {a: ["青", "赤"]})`, "false"},
		{`covers({d: {code: "D1", name: "x"}}, {d: {code: "D1"}})`, "true"},
		{`covers({d: [{code: "D2"}, {code: "D1"}]}, {d: [{code: "D1"}, {code: "D2"}]})`, "true"},
		{`covers({r: [{f: {a: "1"}}]}, {r: [{f: {a: "1"}}, {f: {a: "2"}}]})`, "false"},
		{`covers({r: [{f: {a: "2"}}, {f: {a: "1"}}]}, {r: [{f: {a: "1"}}, {f: {a: "2"}}]})`, "false"},
		{`covers({r: [{f: {a: "1"}}, {f: {}}]}, {r: [{f: {a: "1"}}]})`, "true"},
		{`covers(undefined, {r: []})`, "true"},
		{`covers({a: false}, {a: false})`, "true"},
		{`covers({}, {a: false})`, "false"},
		{`isBlank([{a: ""}, null])`, "true"},
		{`isBlank(0)`, "false"},
		{`filled({code: "E1"}, {code: "E1", mail: "x", fields: {a: "1"}})`, `{"code":"E1","mail":null,"fields":{"a":null}}`},
		{`filled({d: null}, {d: {code: "D1"}})`, `{"d":null}`},
		{`merged({a: 1, f: {x: 1, y: 1}}, {f: {y: 2}})`, `{"a":1,"f":{"x":1,"y":2}}`},
	} {
		if got := run(t, "return "+c.expression); got != c.want {
			t.Errorf("%s: %s", c.expression, got)
		}
	}
}

func TestSeveralChangesOfARowAreOne(t *testing.T) {
	got := run(t, `return folded([
		{ key: "E1", was: { mail: "a" }, now: { mail: "b" } }, { key: "E1", was: { name: "x" }, now: { name: "y" } }, { key: "E1", was: { mail: "b" }, now: { mail: "c" } },
		{ key: "E2", was: null, now: { name: "n" } }, { key: "E2", was: { name: "n" }, now: { name: "m" } },
		{ key: "E3", was: { name: "old" }, now: { name: "new" } }, { key: "E3", was: { name: "new", mail: "z" }, now: null },
		{ key: "E4", was: null, now: { name: "n" } }, { key: "E4", was: { name: "n" }, now: null },
		{ key: "E5", was: { name: "a", mail: "q" }, now: null }, { key: "E5", was: null, now: { name: "b" } },
	]).map((c) => [c.key, c.was, c.now])`)
	want := `[["E1",{"mail":"a","name":"x"},{"mail":"c","name":"y"}],["E2",null,{"name":"m"}],["E3",{"name":"old","mail":"z"},null],["E5",{"name":"a","mail":"q"},{"name":"b"}]]`
	if got != want {
		t.Error(got)
	}
}

// TestPutBack is about what is called, and what is left alone.
func TestPutBack(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"members that were changed", `
			c.members = [{ code: "E1", mail: "new", name: "n", fields: { サイズ: "L", 色: ["赤"] } }, { code: "E2", mail: "theirs", fields: {} }, { code: "E3", mail: "old", fields: {} }];
			const r = await undo(w("members.update", [
				{ key: "E1", was: { code: "E1", mail: null, fields: { サイズ: "M" } }, now: { code: "E1", mail: "new", fields: { サイズ: "L" } } },
				{ key: "E2", was: { code: "E2", mail: "old" }, now: { code: "E2", mail: "new" } },
				{ key: "E3", was: { code: "E3", mail: "old" }, now: { code: "E3", mail: "new" } },
				{ key: "E4", was: { code: "E4", mail: "old" }, now: { code: "E4", mail: "new" } },
			]));
			return [c.calls, r.undone, r.back, r.left]`,
			`[["members.update [{\"code\":\"E1\",\"mail\":null,\"fields\":{\"サイズ\":\"M\"}}]"],1,1,[{"connection":"kaonavi","operation":"members.update","target":null,"reason":"changed","keys":["E2","E4"]}]]`},
		{"members that were added and deleted", `
			c.members = [{ code: "N1", name: "新人", age: 30, fields: {} }, { code: "N2", name: "新人", mail: "since@x", fields: {} }];
			const r = await undo(w("members.create", [{ key: "N1", was: null, now: { code: "N1", name: "新人" } }, { key: "N2", was: null, now: { code: "N2", name: "新人" } }]),
				w("members.delete", [{ key: "E1", was: { code: "E1", name: "旧人", custom_fields: [{ id: 7, values: ["a"] }] }, now: null }]));
			return [c.calls, r.undone, r.left.map((l) => [l.reason, l.keys])]`,
			`[["members.create [{\"code\":\"E1\",\"name\":\"旧人\",\"custom_fields\":[{\"id\":7,\"values\":[\"a\"]}]}]","members.delete [\"N1\"] {\"remove\":1}"],2,[["changed",["N2"]],["records",["E1"]]]]`},
		{"twice", `
			c.members = [{ code: "E1", mail: "new" }, { code: "N1", name: "新人" }];
			const run = [w("members.update", [{ key: "E1", was: { code: "E1", mail: "old" }, now: { code: "E1", mail: "new" } }]), w("members.create", [{ key: "N1", was: null, now: { code: "N1", name: "新人" } }]),
				w("members.delete", [{ key: "E9", was: { code: "E9", name: "旧人" }, now: null }])];
			await undo(...run);
			const first = c.calls.length;
			const r = await undo(...run);
			return [first, c.calls.length, r]`,
			`[3,3,{"undone":0,"back":3,"left":[]}]`},
		{"one row in several writes", `
			c.members = [{ code: "E1", mail: "c", name: "y" }];
			const r = await undo(w("members.update", [{ key: "E1", was: { code: "E1", mail: "a" }, now: { code: "E1", mail: "b" } }]),
				w("departments.replaceAll", [{ key: "D1", was: null, now: { code: "D1", name: "d" } }]),
				w("members.update", [{ key: "E1", was: { code: "E1", mail: "b" }, now: { code: "E1", mail: "c" } }]));
			return [c.calls, r]`,
			`[["members.update [{\"code\":\"E1\",\"mail\":\"a\"}]"],{"undone":1,"back":1,"left":[]}]`},
		{"departments", `
			c.departments = [{ code: "D1", name: "本社", memo: "theirs" }, { code: "D2", name: "新", memo: null }, { code: "D3", name: "営業", memo: null }];
			const r = await undo(w("departments.replaceAll", [{ key: "D3", was: { code: "D3", name: "販売" }, now: { code: "D3", name: "営業" } }, { key: "D2", was: null, now: { code: "D2", name: "新" } },
				{ key: "D9", was: { code: "D9", name: "廃止", parent_code: "D1" }, now: null }]));
			return [c.calls, r.undone]`,
			`[["departments.replaceAll [{\"code\":\"D1\",\"name\":\"本社\",\"memo\":\"theirs\"},{\"code\":\"D3\",\"name\":\"販売\",\"memo\":null},{\"code\":\"D9\",\"name\":\"廃止\",\"parent_code\":\"D1\"}] {\"remove\":1}"],3]`},
		{"a sheet of several records", `
			c.sheets["78"] = { record_type: 1, rows: [{ code: "E1", records: [{ fields: { 資格: "A" }, custom_fields: [{ id: 1, values: ["A"] }] }, { fields: { 資格: "B" } }] }, { code: "E2", records: [{ fields: { 資格: "Z", 年: "2026" } }] }, { code: "E3", records: [{ fields: { 資格: "C" } }] }] };
			const r = await undo(w("sheet.add", [{ key: "E1", was: { code: "E1", records: [{ fields: { 資格: "A" } }] }, now: { code: "E1", records: [{ fields: { 資格: "A" } }, { fields: { 資格: "B" } }] } },
				{ key: "E2", was: null, now: { code: "E2", records: [{ fields: { 資格: "Z" } }] } }, { key: "E3", was: null, now: { code: "E3", records: [{ fields: { 資格: "C" } }] } },
				{ key: "E4", was: { code: "E4", records: [{ fields: { 資格: "D" } }] }, now: null }], { target: "78", title: "資格" }));
			return [c.calls, r.left]`,
			`[["sheet.update \"78\" [{\"code\":\"E1\",\"records\":[{\"fields\":{\"資格\":\"A\"}}]},{\"code\":\"E3\",\"records\":[]},{\"code\":\"E4\",\"records\":[{\"fields\":{\"資格\":\"D\"}}]}]"],[{"connection":"kaonavi","operation":"sheet.add","target":"資格","reason":"changed","keys":["E2"]}]]`},
		{"a sheet of one record", `
			c.sheets["77"] = { record_type: 0, rows: [{ code: "E1", records: [{ fields: { 靴: "27", 帽子: "L" } }] }, { code: "E2", records: [{ fields: { 靴: "25" } }], fields: { 靴: "25" } }] };
			const r = await undo(w("sheet.update", [{ key: "E1", was: { code: "E1", fields: { 靴: "26" } }, now: { code: "E1", fields: { 靴: "27" } } }], { target: "77" }),
				w("sheet.update", [{ key: "E1", was: { code: "E1", fields: { 帽子: "M" } }, now: { code: "E1", fields: { 帽子: "L" } } }, { key: "E2", was: null, now: { code: "E2", fields: { 靴: "25" } } }], { target: "77" }));
			return [c.calls, r.undone]`,
			`[["sheet.update \"77\" [{\"code\":\"E2\",\"fields\":{\"靴\":null}},{\"code\":\"E1\",\"fields\":{\"帽子\":\"M\",\"靴\":\"26\"}}]"],2]`},
		{"users", `
			c.users = [{ id: 5, email: "new@x", member_code: null, role: { id: 2, name: "r", type: "一般" }, is_active: true }, { id: 6, email: "b@x", role: { id: 2, name: "r" }, is_active: false }];
			const r = await undo(w("users.create", [{ key: "new@x", was: null, now: { email: "new@x", role: { id: 1 } } }]),
				w("users.update", [{ key: "5", was: { id: "5", role: { id: 1 } }, now: { id: "5", role: { id: 2 }, password: "***" } }]),
				w("users.update", [{ key: "6", was: { id: "6", is_active: true }, now: { id: "6", is_active: false } }]),
				w("users.delete", [{ key: "7", was: { id: "7", email: "gone@x", role: { id: 1 } }, now: null }]));
			return [c.calls, r.undone, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[["users.update \"6\" {\"is_active\":true}","users.update \"5\" {\"role\":{\"id\":1}}","users.delete \"5\" {\"remove\":1}"],3,[["users.update","hidden",["5"]],["users.delete","password",["7"]]]]`},
		{"webhooks", `
			c.webhooks = [{ id: 1, url: "https://a", events: ["member_updated"], secret_token: "s" }, { id: 2, url: "https://b", events: ["member_created"], secret_token: "t" }, { id: 3, url: "https://b", events: ["member_created"], secret_token: "u" }];
			const r = await undo(w("webhooks.create", [{ key: "https://b", was: null, now: { url: "https://b", events: ["member_created"] } }]),
				w("webhooks.update", [{ key: "1", was: { id: "1", events: ["member_created"] }, now: { id: "1", events: ["member_updated"] } }]),
				w("webhooks.delete", [{ key: "9", was: { id: "9", url: "https://c", events: ["member_created"] }, now: null }]));
			return [c.calls, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[["webhooks.update \"1\" {\"events\":[\"member_created\"]}"],[["webhooks.delete","secret",["9"]],["webhooks.create","ambiguous",["https://b"]]]]`},
		{"choices", `
			c.choices = [{ id: 41, name: "正社員" }, { id: 42, name: "嘱託" }, { id: 43, name: "派遣" }];
			const run = w("enumOptions.replaceAll", [{ key: "正規", was: { id: 41, name: "正規" }, now: { id: 41, name: "正社員" } }, { key: "嘱託", was: null, now: { name: "嘱託" } }, { key: "顧問", was: { id: 40, name: "顧問" }, now: null }], { target: "12" });
			await undo(run);
			const r = await undo(run);
			return [c.calls, r]`,
			`[["enumOptions.replaceAll \"12\" [{\"id\":41,\"name\":\"正規\"},{\"id\":43,\"name\":\"派遣\"},{\"name\":\"顧問\"}] {\"remove\":1}"],{"undone":0,"back":3,"left":[]}]`},
		{"choices in another order", `
			c.choices = [{ id: 42, name: "嘱託" }, { id: 43, name: "新設" }, { id: 41, name: "正社員" }];
			const order = (was: string[], now: string[]) => w("enumOptions.replaceAll", [{ key: "新設", was: null, now: { name: "新設" } }, { of: "order", key: "", was: { order: was }, now: { order: now } }], { target: "12" });
			const run = order(["正社員", "嘱託"], ["嘱託", "新設", "正社員"]);
			await undo(run);
			const r = await undo(run);
			const other = await undo(order(["嘱託", "正社員"], ["嘱託", "派遣", "正社員"]));
			return [c.calls, r, other.left.map((l) => [l.reason, l.keys])]`,
			`[["enumOptions.replaceAll \"12\" [{\"id\":41,\"name\":\"正社員\"},{\"id\":42,\"name\":\"嘱託\"}] {\"remove\":1}"],{"undone":0,"back":2,"left":[]},[["changed",[""]]]]`},
		{"permissions", `
			c.permissions = [{ user_id: 1, add_codes: ["b", "a"], exclusion_codes: [] }, { user_id: 2, add_codes: ["x"], exclusion_codes: [] }];
			const r = await undo(w("advancedPermissions.replaceAll", [{ key: "1", was: { user_id: 1, add_codes: [], exclusion_codes: ["c"] }, now: { user_id: 1, add_codes: ["a", "b"], exclusion_codes: [] } },
				{ key: "3", was: { user_id: 3, add_codes: ["z"], exclusion_codes: [] }, now: null }], { target: "member" }));
			return [c.calls, r.undone]`,
			`[["advancedPermissions.replaceAll \"member\" [{\"user_id\":1,\"add_codes\":[],\"exclusion_codes\":[\"c\"]},{\"user_id\":2,\"add_codes\":[\"x\"],\"exclusion_codes\":[]},{\"user_id\":3,\"add_codes\":[\"z\"],\"exclusion_codes\":[]}] {\"remove\":2}"],2]`},
		{"v1 members", `
			c.members = [{ member_code: "E1", member_name: "a", definition_8: "new", last_modified_at: "x" }, { member_code: "N1", member_name: "n", definition_8: "" }, { member_code: "N2", member_name: "n", definition_8: "since" }];
			const r = await undo(w("members.add", [{ key: "N1", was: null, now: { member_code: "N1", member_name: "n" } }, { key: "N2", was: null, now: { member_code: "N2", member_name: "n" } }], v1),
				w("members.update", [{ key: "E1", was: { member_code: "E1", definition_8: null }, now: { member_code: "E1", definition_8: "new" } }], v1),
				w("members.delete", [{ key: "E2", was: { member_code: "E2", member_name: "b" }, now: null }], v1));
			return [c.calls, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[["members.add [{\"member_code\":\"E2\",\"member_name\":\"b\"}]","members.update [{\"member_code\":\"E1\",\"definition_8\":\"\"}]","members.delete [\"N1\"] {\"remove\":1}"],[["members.add","changed",["N2"]],["members.delete","records",["E2"]]]]`},
		{"a sheet of v1", `
			c.sheets["46"] = { record_type: 1, rows: [{ member_code: "E1", definition_1: "A" }, { member_code: "E1", definition_1: "B" }, { member_code: "E2", definition_1: "C" }, { member_code: "E3", definition_1: "D" }, { member_code: "E3", definition_1: "D" }] };
			const r = await undo(w("sheet.add", [{ key: "E1", was: null, now: { member_code: "E1", definition_1: "B" } }, { key: "E2", was: null, now: { member_code: "E2", definition_1: "C" } }, { key: "E3", was: null, now: { member_code: "E3", definition_1: "D" } }], { ...v1, target: "46" }),
				w("sheet.clear", [{ key: "E4", was: { member_code: "E4", definition_1: "X" }, now: null }, { key: "E4#2", was: { member_code: "E4", definition_1: "Y" }, now: null }], { ...v1, target: "46" }));
			return [c.calls, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[["sheet.update \"46\" [{\"member_code\":\"E1\",\"definition_1\":\"A\"},{\"member_code\":\"E4\",\"definition_1\":\"X\"},{\"member_code\":\"E4\",\"definition_1\":\"Y\"}]","sheet.clear \"46\" [\"E2\"] {\"remove\":1}"],[["sheet.add","ambiguous",["E3"]]]]`},
		{"what v1 cannot", `
			const r = await undo(w("users.add", [{ key: "a@x", was: null, now: { email: "a@x" } }], v1), w("members.add", [{ key: "N1", was: null, now: { member_code: "N1" } }], { ...v1, version: "v1.1" }));
			return [c.calls, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[[],[["users.add","password",["a@x"]],["members.add","version",["N1"]]]]`},
		{"an organisation", `
			c.departments = [{ departmentId: "01", departmentName: "本部", parentDepartmentId: "" }, { departmentId: "07", departmentName: "新部", parentDepartmentId: "01" }, { departmentId: "08", departmentName: "新課", parentDepartmentId: "07" }];
			c.users = [{ userUuid: "U1", userId: "one", departmentId: ["08"], userName: "一" }, { userUuid: "U7", userId: "new", departmentId: ["08"], userName: "新" }];
			const run = w("organization.import", [
				{ of: "department", key: "d1", was: null, now: { tempId: "d1", departmentName: "新部", parentDepartmentId: "01" } },
				{ of: "department", key: "d2", was: null, now: { tempId: "d2", departmentName: "新課", parentDepartmentId: "tempId:d1" } },
				{ of: "user", key: "u1", was: null, now: { tempId: "u1", userId: "new", userName: "新", departmentId: ["tempId:d2"] } },
				{ of: "user", key: "U1", was: { userUuid: "U1", departmentId: ["01"] }, now: { userUuid: "U1", departmentId: ["tempId:d2"] } },
				{ of: "user", key: "U9", was: { userUuid: "U9", userId: "old", userName: "旧", departmentId: ["09"], effectiveDateFrom: "2999-01-01" }, now: null },
				{ of: "department", key: "09", was: { departmentId: "09", departmentName: "旧部", parentDepartmentId: "01" }, now: null }], ss);
			const first = await undo(run);
			const calls = [...c.calls];
			const again = await undo(run);
			return [calls, first.undone, first.left.map((l) => [l.reason, l.keys]), c.calls.length - calls.length, again.left]`,
			`[["import {\"departments\":[{\"departmentName\":\"旧部\",\"parentDepartmentId\":\"01\",\"tempId\":\"undo2\"}],\"users\":[{\"departmentId\":[\"01\"],\"userUuid\":\"U1\"},{\"userId\":\"old\",\"userName\":\"旧\",\"departmentId\":[\"tempId:undo2\"],\"effectiveDateFrom\":\"2999-01-01\",\"tempId\":\"undo1\"}]}","import {\"users\":[{\"userUuid\":\"U7\",\"deleteFlag\":1}]} {\"remove\":1}","import {\"departments\":[{\"departmentId\":\"08\",\"deleteFlag\":1}]} {\"remove\":1}","import {\"departments\":[{\"departmentId\":\"07\",\"deleteFlag\":1}]} {\"remove\":1}"],6,[["cards",["U9"]]],0,[]]`},
		{"a setting", `
			c.setting = { emailClient: "gmail" };
			await undo(w("settings.emailClient.set", [{ key: "emailClient", was: { emailClient: "clientSoftware", encoding: "utf8" }, now: { emailClient: "gmail" } }], ss));
			const r = await undo(w("settings.emailClient.set", [{ key: "emailClient", was: null, now: { emailClient: "clientSoftware", encoding: "utf8" } }], ss));
			return [c.calls, r.left.map((l) => l.reason)]`,
			`[["emailClient.set {\"emailClient\":\"clientSoftware\",\"encoding\":\"utf8\"}"],["unset"]]`},
		{"what cannot be put back", `
			const r = await undo(w("members.faceImages.add", [{ key: "E1", was: null, now: { code: "E1", size: 1 } }]), w("sheet.attachments.update", [{ key: "E1/a.pdf", was: { code: "E1" }, now: { code: "E1" } }], { target: "78/12" }),
				w("something.new", [{ key: "1", was: null, now: {} }]), w("members.update", null, { unkept: true }), w("members.update", []));
			return [c.calls, r.left.map((l) => [l.operation, l.reason, l.keys])]`,
			`[[],[["members.faceImages.add","file",["E1"]],["sheet.attachments.update","file",["E1/a.pdf"]],["something.new","unknown",["1"]],["members.update","unkept",[]]]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, c.body); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", strings.ReplaceAll(got, `\"`, `"`), strings.ReplaceAll(c.want, `\"`, `"`))
			}
		})
	}
}
