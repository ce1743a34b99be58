package kaonavi_test

import "testing"

func TestWrongArguments(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for _, c := range []struct{ script, says string }{
			{`kaonavi.members.list({ since: "2026-01-01" })`, "since"},
			{`kaonavi.members.list({ updatedSince: 7 })`, "updatedSince"},
			{`kaonavi.departments.list({})`, "at most 0"},
			{`kaonavi.sheet()`, "idOrName"},
			{`kaonavi.sheet({})`, "idOrName"},
			{`kaonavi.sheet(77).list({})`, "at most 0"},
			{`kaonavi.sheet(77).attachments()`, "fieldIdOrName"},
			{`kaonavi.advancedPermissions("members")`, `"member" or "department"`},
			{`kaonavi.layouts.members({ calculated: 1 })`, "calculated"},
			{`kaonavi.layouts.sheet()`, "id"},
			{`kaonavi.task()`, "id"},
			{`kaonavi.users.get()`, "id"},
			{`await kaonavi.users.create()`, "user"},
			{`await kaonavi.users.create({})`, "email"},
			{`await kaonavi.users.update({ email: "a@example.jp" })`, "id"},
			{`await kaonavi.users.delete(1, { removes: 1 })`, "removes"},
			{`await kaonavi.webhooks.create({ url: "http://a.example", events: [] })`, "https://"},
			{`await kaonavi.webhooks.delete(1, {})`, "at most 1"},
			{`await kaonavi.members.update({ code: "E1001" })`, "rows"},
			{`await kaonavi.members.update([1])`, "rows[0]"},
			{`await kaonavi.members.update([{ code: "E1001", name: () => 1 }])`, "name"},
			{`await kaonavi.members.update([{ name: "誰か" }])`, "code"},
			{`await kaonavi.members.update([{ code: "E1001" }], { remove: 1 })`, "at most 1"},
			{`await kaonavi.members.delete("E1001")`, "codes"},
			{`await kaonavi.members.delete(["E1001"], { remove: -1 })`, "remove"},
			{`await kaonavi.members.faceImages.add([{ code: "E1001", bytes: "x" }])`, "bytes"},
			{`await kaonavi.members.faceImages.add([{ code: "E1001", bytes: new Uint8Array(4) }], { trim: "no" })`, "trim"},
			{`kaonavi.members.faceImages.list().files({ parallel: 0 })`, "parallel"},
			{`await kaonavi.sheet(77).attachments(884).download("E1001")`, "fileName"},
			{`await kaonavi.enumOptions.replaceAll(501)`, "options"},
			{`await kaonavi.departments.replaceAll([{ code: "A", name: "甲", parent_code: "A" }])`, "A"},
		} {
			o.fails(c.script, "TypeError", c.says)
		}
		if n := o.box.Counts().Writes; n != 0 {
			o.Errorf("%d writes", n)
		}
	})
}

// Fields go by name, and what is wrong with any of them is told at once, before anything is sent.
func TestWrongNamesAndValues(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for _, c := range []struct {
			script string
			says   []string
		}{
			{`await kaonavi.members.update([{ code: "E1001", fields: { "制服サイズ": "XXL" } }, { code: "E1002", fields: { "制服サイス": "M" } }, { code: "E9999", name: "誰か" }])`,
				[]string{"制服サイズ", "none of the choices", `did you mean "制服サイズ"`, "E9999"}},
			{`await kaonavi.members.update([{ code: "E1001", fields: { "氏名": "山田" } }])`, []string{"is written as name"}},
			{`const [m] = await kaonavi.members.list().toArray(); for (const f of (await kaonavi.layouts.members({ calculated: true })).custom_fields) if (f.read_only && f.type === "calc") m.fields[f.name] = "9"; await kaonavi.members.update([m])`,
				[]string{"filled in by Kaonavi itself"}},
			{`await kaonavi.sheet("評価").add([{ code: "E1001", records: [{ fields: { "コメント": "よい" } }] }])`, []string{"2 fields are called so"}},
			{`await kaonavi.sheet("資格者").list().toArray()`, []string{"資格"}},
			{`await kaonavi.sheet("資格").attachments("認定").list().toArray()`, []string{"認定証"}},
			{`await kaonavi.sheet("資格").update([{ code: "E1001", fields: { "資格名": "x" } }])`, []string{"belongs into one of the records"}},
		} {
			o.fails(c.script, "TypeError", c.says...)
		}
		if n := o.box.Counts().Writes; n != 0 {
			o.Errorf("%d writes", n)
		}
	})
}

// Layouts are asked for once a run, and once more when a name is not found.
func TestLayoutsAreAskedForOnce(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`await kaonavi.members.list().toArray();
			await kaonavi.members.update([{ code: "E1001", fields: { "制服サイズ": "M", "保有スキル": ["Excel"] } }]);
			for (const name of ["資格", 78, "79"]) await kaonavi.sheet(name).list().toArray();
			let e; try { await kaonavi.sheet("ない").list().toArray() } catch (x) { e = x.name }
			return e`, `"TypeError"`)
		if n := o.box.Counts().Requests; n["layouts.members"] != 1 || n["layouts.sheets"] != 2 {
			o.Errorf("%d and %d requests", n["layouts.members"], n["layouts.sheets"])
		}
	})
}
