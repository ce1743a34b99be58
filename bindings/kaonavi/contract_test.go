package kaonavi_test

import (
	"testing"

	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
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
