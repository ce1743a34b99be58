package kaonavi_test

import (
	"errors"
	"strings"
	"testing"

	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/call"
)

// The client and the simulator were written apart from the same document. These tests hold them together.

// changes are all operations that change something, and what leaves all as it was.
const changes = `
	const rows = [{ code: "Z1", name: "新入 社員" }];
	await kaonavi.members.create(rows);
	await kaonavi.members.update(rows);
	await kaonavi.members.replaceFields(rows);
	const sheet = kaonavi.sheet("資格");
	await sheet.add([{ code: "Z1", records: [{ fields: { "資格名": "衛生管理者" } }] }]);
	await sheet.update([{ code: "Z1", records: [{ fields: { "資格名": "宅地建物取引士" } }] }]);
	const image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==";
	await kaonavi.members.faceImages.add([{ code: "Z1", base64_face_image: image }]);
	await kaonavi.members.faceImages.update([{ code: "Z1", base64_face_image: image }]);
	const files = sheet.attachments("認定証");
	await files.add([{ code: "Z1", records: [{ file_name: "a.txt", base64_content: "YQ==" }] }]);
	await files.update([{ code: "Z1", records: [{ file_name: "a.txt", base64_content: "Yg==" }] }]);
	await sheet.replaceAll((await sheet.list().toArray()).filter((r) => r.code !== "Z1"), { remove: 9 });
	await kaonavi.members.delete(["Z1"], { remove: 1 });
	await kaonavi.members.replaceAll(await kaonavi.members.list().toArray(), { remove: 1 });
	await kaonavi.departments.replaceAll(await kaonavi.departments.list().toArray());
	const user = await kaonavi.users.create({ email: "new@example.co.jp", password: "Abcd1234", role: { id: 2 } });
	await kaonavi.users.get(user.id);
	await kaonavi.users.update(user.id, { email: "other@example.co.jp", role: { id: 2 } });
	await kaonavi.users.delete(user.id, { remove: 1 });
	const settings = kaonavi.advancedPermissions("member");
	await settings.replaceAll(await settings.list().toArray());
	await kaonavi.enumOptions.replaceAll(501, (await kaonavi.enumOptions.get(501)).enum_option_data);
	const hook = await kaonavi.webhooks.create({ url: "https://a.example/x", events: ["member_created"], secret_token: "s" });
	await kaonavi.webhooks.update(hook.id, { url: "https://a.example/y", events: ["member_deleted"], secret_token: "s" });
	await kaonavi.webhooks.delete(hook.id);
	return [user.id, hook.id]`

// everything is all operations.
const everything = `
	await kaonavi.layouts.members({ calculated: true });
	await kaonavi.layouts.sheets();
	await kaonavi.layouts.sheet(77);
	await kaonavi.users.list().toArray();
	await kaonavi.roles.list().toArray();
	await kaonavi.enumOptions.list().toArray();
	await kaonavi.webhooks.list().toArray();
	const faces = await kaonavi.members.faceImages.list().files().toArray();
	const proofs = await kaonavi.sheet(77).attachments(884).list().toArray();
	await kaonavi.task(1).status().catch(() => {});` + changes

func TestEveryOperation(t *testing.T) {
	in(t, setup{}, func(o *office) {
		before := o.state()
		o.want(everything, `[5,2]`)
		counts := o.box.Counts()
		for _, name := range sandbox.Operations() {
			if counts.Requests[name] == 0 {
				t.Errorf("%s got no request", name)
			}
		}
		if counts.Refused+counts.Crashed+counts.TooMany+counts.Requests["unknown"] != 0 {
			t.Errorf("%+v", counts)
		}
		if after := o.state(); after != before {
			t.Errorf("the company is\n%s\nwas\n%s", after, before)
		}
		sent := map[string]bool{}
		for _, s := range o.sent {
			sent[s] = true
		}
		for _, op := range api.Operations() {
			if !sent[op.Name+" "+op.Effect.String()] {
				t.Errorf("%s was not sent", op.Name)
			}
		}
	})
}

// A dry run sends nothing that changes anything, and answers what would result.
func TestADryRunWritesNothing(t *testing.T) {
	in(t, setup{dryRun: true}, func(o *office) {
		before := o.state()
		o.want(changes, `["dry-run:14","dry-run:18"]`)
		if counts := o.box.Counts(); counts.Writes != 0 || counts.Dry != 0 {
			t.Errorf("%+v", counts)
		}
		if o.state() != before {
			t.Error("something has changed")
		}
		if w := o.writes(); len(w) != 0 {
			t.Errorf("%v were sent", w)
		}
	})
}

// Every field of the fact sheet's sections 7 and 8 is there under its name, and no other.
func TestFieldsAreTheSame(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 60}}, func(o *office) {
		const keys = `const keys = (rows) => [...new Set(rows.flatMap((r) => Object.keys(r)))].sort().join(" "); `
		for _, c := range []struct{ rows, want string }{
			{`await kaonavi.members.list().toArray()`,
				"age birthday code custom_fields department entered_date face_image fields gender id mail name name_kana retired_date sub_departments years_of_service"},
			{`(await kaonavi.members.list().toArray()).flatMap((m) => m.custom_fields)`, "id name values"},
			{`(await kaonavi.members.list().toArray()).flatMap((m) => [m.department, ...m.sub_departments]).filter(Boolean)`, "code name names"},
			{`(await kaonavi.members.list().toArray()).map((m) => m.face_image).filter(Boolean)`, "updated_at"},
			{`await kaonavi.members.faceImages.list().toArray()`, "code download_url file_name updated_at"},
			{`await kaonavi.members.faceImages.list().files().toArray()`, "bytes code file_name updated_at"},
			{`await kaonavi.sheet(77).list().toArray()`, "code records"},
			{`await kaonavi.sheet(78).list().toArray()`, "code fields records"},
			{`(await kaonavi.sheet(77).list().toArray()).flatMap((r) => r.records)`, "custom_fields fields"},
			{`(await kaonavi.sheet(77).list().toArray()).flatMap((r) => r.records.flatMap((x) => x.custom_fields))`, "id name values"},
			{`await kaonavi.sheet(77).attachments(884).list().toArray()`, "code records"},
			{`(await kaonavi.sheet(77).attachments(884).list().toArray()).flatMap((r) => r.records)`, "download_url file_name updated_at"},
			{`await kaonavi.departments.list().toArray()`, "code leader_member_code memo name order parent_code"},
			{`await kaonavi.users.list().toArray()`, "email id is_active last_login_at member_code password_locked role use_smartphone"},
			{`[await kaonavi.users.get(2)].map((u) => u.role)`, "id name type"},
			{`await kaonavi.roles.list().toArray()`, "id name type"},
			{`await kaonavi.advancedPermissions("member").list().toArray()`, "add_codes exclusion_codes user_id"},
			{`await kaonavi.enumOptions.list().toArray()`, "enum_option_data id name sheet_name"},
			{`[await kaonavi.enumOptions.get(501)]`, "enum_option_data id name sheet_name"},
			{`(await kaonavi.enumOptions.get(501)).enum_option_data`, "id name"},
			{`await kaonavi.webhooks.list().toArray()`, "created_at events id secret_token updated_at url"},
			{`[await kaonavi.layouts.members()]`, "birthday code custom_fields department entered_date gender mail name name_kana retired_date sub_departments"},
			{`(await kaonavi.layouts.members({ calculated: true })).custom_fields`, "enum id max_length name read_only required type type_detail"},
			{`await kaonavi.layouts.sheets()`, "custom_fields id name record_type"},
			{`[await kaonavi.layouts.sheet(79, { calculated: true })].flatMap((s) => s.custom_fields)`, "enum id max_length name read_only required type type_detail"},
		} {
			o.want(keys+`return keys(`+c.rows+`)`, `"`+c.want+`"`)
		}
		o.want(`return [(await kaonavi.layouts.sheets()).map((s) => [s.id, s.name, s.record_type]), new Set((await kaonavi.layouts.sheets({ calculated: true })).flatMap((s) => s.custom_fields.map((f) => f.type))).size]`,
			`[[[77,"資格",1],[78,"緊急連絡先",0],[79,"評価",1]],5]`)
	})
}

// Every field that can be written is read back as it was written.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const row = {
				code: "0077", name: "髙橋 花子", name_kana: "タカハシ ハナコ", mail: "h@example.co.jp", entered_date: "2026-04-01", retired_date: "2027-03-31",
				gender: "女性", birthday: "2000-02-29", department: { code: "0121" }, sub_departments: [{ code: "0122" }, { code: "D-32" }],
				fields: { "制服サイズ": "M", "保有スキル": ["英語", "簿記"], "雇用区分": "嘱託", "内線番号": "0042", "通勤手当": "12000", "備考": "一\n二",
					"社員証発行日": "2026-04-01", "勤務開始年月": "2026-04", "プロフィールページ": "https://example.co.jp/h" },
			};
			await kaonavi.members.create([row]);
			const got = (await kaonavi.members.list().toArray()).find((m) => m.code === "0077");
			const wrong = Object.keys(row).filter((k) => k !== "fields" && JSON.stringify(k.endsWith("department") ? { code: got[k].code } : k === "sub_departments" ? got[k].map(({ code }) => ({ code })) : got[k]) !== JSON.stringify(row[k]));
			wrong.push(...Object.keys(row.fields).filter((k) => String(got.fields[k]) !== String(row.fields[k])));
			await kaonavi.members.update([{ ...Object.fromEntries(Object.keys(row).map((k) => [k, null])), code: "0077", sub_departments: [], fields: Object.fromEntries(Object.keys(row.fields).map((k) => [k, null])) }]);
			const blank = (await kaonavi.members.list().toArray()).find((m) => m.code === "0077");
			return [wrong, Object.keys(blank.fields).filter((k) => k in row.fields), blank.name, blank.birthday, blank.department]`, `[[],[],"",null,null]`)
		o.want(`const records = [{ fields: { "評価期": "2026-04", "評価": "A", "評価点": "95", "面談日": "2026-05-01", "強み": (await kaonavi.layouts.sheet(79)).custom_fields.find((f) => f.name === "強み").enum.slice(0, 2) } },
				{ custom_fields: [{ id: (await kaonavi.layouts.sheet(79)).custom_fields.filter((f) => f.name === "コメント")[1].id, values: ["二つ目"] }] }];
			const sheet = kaonavi.sheet("評価");
			await sheet.update([{ code: "E1001", records }]);
			const got = (await sheet.list().toArray()).find((r) => r.code === "E1001").records;
			return [Object.keys(records[0].fields).every((k) => String(got[0].fields[k]) === String(records[0].fields[k])), Array.isArray(got[0].fields["強み"]), got[1].fields["コメント"] === undefined, got[1].custom_fields.some((f) => f.values[0] === "二つ目")]`,
			`[true,true,true,true]`)
		o.want(`const all = await kaonavi.departments.list().toArray();
			const one = { code: "0999", name: "新設部", parent_code: "D-10", leader_member_code: "E1001", order: 9, memo: "メモ" };
			await kaonavi.departments.replaceAll([...all, one]);
			const got = (await kaonavi.departments.list().toArray()).find((d) => d.code === "0999");
			const user = { email: "n@example.co.jp", member_code: "E1001", password: "Abcd1234", role: { id: 2 }, is_active: false, password_locked: true, use_smartphone: true };
			const u = await kaonavi.users.create(user);
			const off = await kaonavi.users.update(u.id, { member_code: null });
			return [Object.keys(one).filter((k) => got[k] !== one[k] && k !== "order"), u.member_code, u.is_active, u.password_locked, u.use_smartphone, u.role.id, off.member_code]`,
			`[[],"E1001",false,true,true,2,null]`)
	})
}

// A target that is not ticked is told with the screen where it is.
func TestATargetThatIsNotTicked(t *testing.T) {
	in(t, setup{box: sandbox.Options{Unticked: []string{"sheets/77:*", "users:*"}}}, func(o *office) {
		for _, body := range []string{`await kaonavi.sheet(77).list().toArray()`, `await kaonavi.users.list().toArray()`} {
			f := o.fails(body, "VendorError")
			if e := f.Err; e == nil || !strings.Contains(hint(e), "操作対象の管理") {
				o.Errorf("%s: %v", body, e)
			}
		}
	})
}

func hint(err error) string {
	var e *call.Error
	_ = errors.As(err, &e)
	return e.Hint.En
}
