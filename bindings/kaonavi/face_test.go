package kaonavi_test

import (
	"fmt"
	"testing"
)

func TestListsHaveFieldsByName(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const m = (await kaonavi.members.list().toArray())[0];
			const by = Object.fromEntries(m.custom_fields.map((f) => [f.name, f.values.length > 1 || f.id === 502 ? f.values : f.values[0]]));
			return JSON.stringify(Object.entries(by).sort()) === JSON.stringify(Object.entries(m.fields).sort()) && m.fields["制服サイズ"] !== undefined`, `true`)
		o.want(`return [await kaonavi.roles.list().map((r) => r.type).take(1).toArray(), await kaonavi.departments.list().map((d) => d.code).take(2).toArray()]`,
			`[["Adm"],["D-10","0110"]]`)
	})
}

func TestASingleRecordsFieldsAreOneObject(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const row = (await kaonavi.sheet("緊急連絡先").list().toArray())[0];
			if (row.fields !== row.records[0].fields) return "two objects";
			row.fields["続柄"] = "配偶者";
			await kaonavi.sheet(78).update([row]);
			const again = (await kaonavi.sheet("78").list().toArray())[0];
			return [again.records[0].fields["続柄"], Object.keys(row).includes("fields"), (await kaonavi.sheet(77).list().toArray())[0].fields === undefined]`,
			`["配偶者",true,true]`)
	})
}

func TestMembers(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`await kaonavi.members.create([{ code: "Z1", name: "新入 社員", department: { code: "0120" }, fields: { "制服サイズ": "M" } }]); return 1`, `1`)
		o.is(`{"501":["M"]}`, "members", "Z1", "values")
		o.is(`"0120"`, "members", "Z1", "department")
		o.want(`await kaonavi.members.update([{ code: "Z1", fields: { "制服サイズ": "L" } }]); return 1`, `1`)
		o.is(`{"501":["L"]}`, "members", "Z1", "values")
		o.want(`await kaonavi.members.update([{ code: "Z1", fields: { "制服サイズ": null } }]); return 1`, `1`)
		o.is(`{}`, "members", "Z1", "values")
		o.want(`await kaonavi.members.replaceFields([{ code: "Z1", name: "改姓 社員" }]); return 1`, `1`)
		o.is(`""`, "members", "Z1", "department")
		o.want(`await kaonavi.members.delete(["Z1"], { remove: 1 }); return 1`, `1`)
		o.is(`null`, "members", "Z1")
		o.want(`const all = await kaonavi.members.list().toArray(); await kaonavi.members.replaceAll(all.slice(0, -2), { remove: 2 }); return all.length`, `12`)
		if n := len(o.box.Members()); n != 10 {
			o.Errorf("%d members are left", n)
		}
	})
}

func TestRowsAsTheyWereReadChangeNothing(t *testing.T) {
	in(t, setup{}, func(o *office) {
		before := o.state()
		o.want(`await kaonavi.members.update(await kaonavi.members.list().toArray());
			await kaonavi.members.replaceFields(await kaonavi.members.list().toArray());
			await kaonavi.members.replaceAll(await kaonavi.members.list().toArray());
			for (const name of ["資格", "緊急連絡先", "79"]) {
				const sheet = kaonavi.sheet(name);
				await sheet.update(await sheet.list().toArray());
				await sheet.replaceAll(await sheet.list().toArray());
			}
			await kaonavi.departments.replaceAll(await kaonavi.departments.list().toArray());
			for (const type of ["member", "department"]) {
				const settings = kaonavi.advancedPermissions(type);
				await settings.replaceAll(await settings.list().toArray());
			}
			await kaonavi.enumOptions.replaceAll(501, (await kaonavi.enumOptions.get(501)).enum_option_data);
			for (const u of await kaonavi.users.list().toArray()) await kaonavi.users.update(u.id, u);
			for (const h of await kaonavi.webhooks.list().toArray()) await kaonavi.webhooks.update(h.id, h);
			return 1`, `1`)
		if after := o.state(); after != before {
			o.Errorf("the company was\n%s\nand is\n%s", before, after)
		}
	})
}

func TestFaceImagesAndFiles(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(fmt.Sprintf(`
			const faces = kaonavi.members.faceImages;
			const have = new Set((await faces.list().toArray()).map((f) => f.code));
			const none = (await kaonavi.members.list().toArray()).map((m) => m.code).find((c) => !have.has(c));
			if (await faces.download(none) !== null) return "an image of nobody";
			const image = Uint8Array.from(atob(%q).split(""), (c) => c.charCodeAt(0));
			await faces.add([{ code: none, bytes: image }], { trim: false });
			await faces.update([{ code: none, base64_face_image: %[1]q }]);
			const got = await faces.download(none);
			const all = await faces.list().files({ parallel: 3 }).toArray();
			return [got instanceof Uint8Array, got.length > 0, all.length === have.size + 1, all.every((f) => f.bytes instanceof Uint8Array && f.bytes.length > 0 && f.code && f.file_name)]`, picture()),
			`[true,true,true,true]`)
		o.want(`
			const field = kaonavi.sheet("資格").attachments("認定証");
			const text = new TextEncoder().encode("証明");
			await field.add([{ code: "E1001", records: [{ file_name: "新しい.txt", bytes: text }] }]);
			if ((await field.download("E1001", "新しい.txt")).length !== text.length) return "another file";
			await field.update([{ code: "E1001", records: [{ file_name: "新しい.txt", bytes: new TextEncoder().encode("証明書") }] }]);
			const got = new TextDecoder().decode(await field.download("E1001", "新しい.txt"));
			const all = await field.list().files().toArray();
			const rows = (await field.list().toArray()).flatMap((r) => r.records);
			const first = await field.list().files().take(2).toArray();
			return [got, all.length === rows.length, await field.download("E1001", "ない.txt"), first.length]`, `["証明書",true,null,2]`)
	})
}

func TestUsersAndWebhooks(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`const u = await kaonavi.users.create({ email: "new@example.co.jp", password: "Abcd1234", role: { id: 2 }, member_code: "E1002" });
			const same = await kaonavi.users.get(u.id);
			const next = await kaonavi.users.update(u.id, { email: "other@example.co.jp", role: { id: 2 } });
			const listed = (await kaonavi.users.list().toArray()).some((x) => x.id === u.id);
			await kaonavi.users.delete(u.id, { remove: 1 });
			return [same.email, next.email, listed, (await kaonavi.users.list().toArray()).some((x) => x.id === u.id)]`,
			`["new@example.co.jp","other@example.co.jp",true,false]`)
		o.want(`const h = await kaonavi.webhooks.create({ url: "https://a.example/x", events: ["member_created"], secret_token: "s" });
			const next = await kaonavi.webhooks.update(h.id, { url: "https://a.example/y", events: ["member_deleted"], secret_token: "s" });
			await kaonavi.webhooks.delete(h.id);
			return [next.url, (await kaonavi.webhooks.list().toArray()).length]`, `["https://a.example/y",1]`)
	})
}
