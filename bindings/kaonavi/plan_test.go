package kaonavi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/plan"
)

// planned are the lines of what was announced.
func (o *office) planned() string {
	var b strings.Builder
	for _, w := range o.book.Writes() {
		fmt.Fprintf(&b, "%s %s %s %v of %d\n", w.Operation, w.Target, w.Title, w.Requests, w.Present)
		for _, r := range plan.Rows([]plan.Write{w}) {
			fmt.Fprintf(&b, "  %s %s %s: %s → %s\n", r.Action, r.Key, r.Field, r.Before, r.After)
		}
	}
	return b.String()
}

const sized = `await kaonavi.members.update(["E1001", "E1002", "E1003"].map((code, i) => ({ code, fields: { "制服サイズ": ["S", "M", "L"][i] } })));`

func TestThePlanOfADryRunIsThatOfALiveOne(t *testing.T) {
	body := sized + `
		await kaonavi.sheet("緊急連絡先").update([{ code: "E1001", fields: { "続柄": "その他" } }]);
		await kaonavi.members.update([]);
		await kaonavi.users.delete(2, { remove: 1 });
		await kaonavi.members.delete(["E1012"], { remove: 1 });
		return 1`
	var plans []string
	for _, dry := range []bool{false, true} {
		in(t, setup{dryRun: dry, sizes: api.Sizes{Rows: 2}}, func(o *office) {
			o.want(body, `1`)
			plans = append(plans, o.planned())
		})
	}
	if plans[0] != plans[1] {
		t.Errorf("live\n%s\ndry\n%s", plans[0], plans[1])
	}
	for _, part := range []string{
		"members.update   map[updates:2] of 12\n", "update E1001 fields.制服サイズ: ", "sheet.update 78 緊急連絡先 map[updates:1] of ",
		"続柄: ", "members.update   map[updates:0] of 0\n", "users.delete", "remove 2 :  → ", "remove E1012 name: 山崎 裕子 → ",
	} {
		if !strings.Contains(plans[0], part) {
			t.Errorf("%q is not in\n%s", part, plans[0])
		}
	}
}

// A second write of a dry run is compared with what the first would leave.
func TestADryRunSeesItsOwnWrites(t *testing.T) {
	in(t, setup{dryRun: true}, func(o *office) {
		o.want(`const rows = [{ code: "Z1", name: "新入 社員" }];
			await kaonavi.members.create(rows);
			await kaonavi.members.update([{ code: "Z1", mail: "z1@example.co.jp" }]);
			await kaonavi.sheet("資格").add([{ code: "Z1", records: [{ fields: { "資格名": "衛生管理者" } }] }]);
			await kaonavi.members.delete(["Z1"], { remove: 1 });
			const u = await kaonavi.users.create({ email: "New@example.co.jp", password: "Abcd1234", role: { id: 2 } });
			const changed = await kaonavi.users.update(u.id, { is_active: false });
			const got = await kaonavi.users.get(u.id);
			await kaonavi.users.delete(u.id, { remove: 1 });
			return [u.id, u.password === undefined, changed.email, got.is_active]`, `["dry-run:5",true,"New@example.co.jp",false]`)
		if w := o.box.Counts().Writes; w != 0 {
			o.Errorf("%d writes", w)
		}
	})
}

// An announcement comes before the first request that changes something, and may refuse it.
func TestTheGuardOfTheWorkflowIsAskedFirst(t *testing.T) {
	one := 1
	in(t, setup{guard: plan.Guard{Remove: &one}}, func(o *office) {
		o.fails(`await kaonavi.members.delete(["E1001"], { remove: 1 }); await kaonavi.users.delete(3, { remove: 1 })`, "PermissionError", "2")
		if w := o.box.Counts().Applied; w != 1 {
			o.Errorf("%d writes were done", w)
		}
	})
	in(t, setup{guard: plan.Guard{Change: 10}}, func(o *office) {
		o.fails(sized, "PermissionError", "2 of 12 rows")
		if w := o.box.Counts().Writes; w != 0 {
			o.Errorf("%d writes", w)
		}
	})
}

func TestRemovalsNeedAnAllowanceThatNamesThem(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for _, c := range []struct{ script, names string }{
			{`await kaonavi.members.delete(["E1001", "E1002"], { remove: 1 })`, "E1002"},
			{`await kaonavi.members.replaceAll((await kaonavi.members.list().toArray()).slice(1))`, "E1001"},
			{`await kaonavi.sheet("資格").replaceAll([])`, "E1003"},
			{`await kaonavi.departments.replaceAll((await kaonavi.departments.list().toArray()).filter((d) => d.code !== "0211"))`, "0211"},
			{`await kaonavi.users.delete(2)`, "2"},
			{`await kaonavi.advancedPermissions("department").replaceAll([])`, "2"},
			{`await kaonavi.enumOptions.replaceAll(501, (await kaonavi.enumOptions.get(501)).enum_option_data.slice(0, 1), { remove: 1 })`, "M"},
		} {
			o.fails(c.script, "PermissionError", c.names)
		}
		if w := o.box.Counts().Writes; w != 0 {
			o.Errorf("%d writes", w)
		}
	})
}

// --ask-vendor sends what may be rehearsed with Dry-Run, and nothing else.
func TestARehearsal(t *testing.T) {
	in(t, setup{dryRun: true, askVendor: true, sizes: api.Sizes{Rows: 2}}, func(o *office) {
		before := o.state()
		o.want(sized+`await kaonavi.members.delete(["E1012"], { remove: 1 }); await kaonavi.departments.replaceAll(await kaonavi.departments.list().toArray()); return 1`, `1`)
		if n := o.box.Counts(); n.Writes != 0 || n.Dry != 2 || o.state() != before {
			o.Errorf("%+v", n)
		}
		for i, w := range o.book.Writes() {
			if asked := w.Rehearsed != nil; asked != (i == 0) || len(w.Rehearsed) != 0 {
				o.Errorf("%s: %v", w.Operation, w.Rehearsed)
			}
		}
	})
	in(t, setup{dryRun: true, askVendor: true, box: sandbox.Options{Unticked: []string{"members:update"}}}, func(o *office) {
		o.fails(sized, "VendorError")
		if w := o.book.Writes(); len(w) != 1 || len(w[0].Rehearsed) == 0 {
			o.Errorf("%+v", w)
		}
	})
}

// Parts are sent within the limits of both sides, each when the one before has ended.
func TestPartsKeepTheLimits(t *testing.T) {
	in(t, setup{limits: true, sizes: api.Sizes{Rows: 1}, box: sandbox.Options{JobTime: 3 * time.Second}}, func(o *office) {
		begun := time.Now()
		o.want(`const rows = (await kaonavi.members.list().toArray()).map(({ code }) => ({ code, fields: { "制服サイズ": "M" } }));
			const job = await kaonavi.members.update.start(rows);
			const seen = new Set();
			let last;
			do { last = await job.status(); seen.add(last.messages[0]); await new Promise((f) => setTimeout(f, 1000)); } while (last.state !== "ok");
			await job.result();
			return [rows.length, seen.size, last.messages]`, `[12,12,["part 12 of 12"]]`)
		n := o.box.Counts()
		if took := time.Since(begun); n.TooMany != 0 || n.Applied != 12 || took < 2*time.Minute || took > 4*time.Minute {
			o.Errorf("%+v in %v", n, took)
		}
	})
}

// A task that fails says which rows were in its request, and what was done before.
func TestAPartThatFails(t *testing.T) {
	crash := func(j sandbox.Job) sandbox.Course { return sandbox.Course{Run: time.Second, Crash: j.Nth == 2} }
	in(t, setup{sizes: api.Sizes{Rows: 2}, box: sandbox.Options{Course: crash}}, func(o *office) {
		rows := strings.ReplaceAll(sized, `"E1001"`, `"E1004", "E1001"`)
		o.fails(rows, "JobFailed", "part 2 of 2", "rows 2 to 3", "the rows before them were done")
		if got := o.state("members", "E1004", "values"); !strings.Contains(got, `"501":["S"]`) {
			o.Errorf("the first part left %s", got)
		}
		o.want(`let e; try { const job = await kaonavi.members.update.start([{ code: "E1001", name: "一" }]); await job.result(); return "done" } catch (x) { return [x.name, x.state] }`, `"done"`)
	})
}
