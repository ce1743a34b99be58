// What is right about the company of the simulator: every line compiles.
import { csv } from "dandori";
import { kaonavi } from "dandori/connections";

const members = await kaonavi.members.list({ updatedSince: "2025-01-01" }).toArray();
for (const member of members) {
  const size: "S" | "M" | "L" | "LL" | undefined = member.fields["制服サイズ"];
  const skills: string[] | undefined = member.fields.保有スキル;
  const checked: string | undefined = member.fields["携行品確認"];
  if (size === "S" && skills?.includes("英語") && checked) member.fields["制服サイズ"] = "M";
}
await kaonavi.members.update(members);
await kaonavi.members.update([{ code: "E1001", fields: { 制服サイズ: "M", 保有スキル: ["英語", "簿記"], 通勤手当: null, 備考: "" } }]);
await kaonavi.members.create([{ code: "E9001", name: "新人", department: { code: "D-10" }, sub_departments: [], birthday: null }]);
const job = await kaonavi.members.delete.start(["E1001"], { remove: 1 });
await job.result({ timeout: "30m" });

for await (const row of kaonavi.sheet("緊急連絡先").list()) {
  const kin: kaonavi.Sheet78["fields"]["続柄"] | undefined = row.fields["続柄"];
  await kaonavi.sheet("緊急連絡先").update([row]);
  await kaonavi.sheet(78).update([{ code: row.code, fields: { ...row.fields, 続柄: kin ?? "その他", 電話番号: null } }]);
}
const licences = kaonavi.sheet("資格");
await licences.add([{ code: "E1001", records: [{ fields: { 資格名: "簿記二級", 資格区分: "民間資格" } }] }]);
await licences.update(await licences.list().toArray());
await licences.replaceAll([], { remove: 1000 });
for await (const row of kaonavi.sheet("77").list()) for (const record of row.records) record.fields.資格名?.toUpperCase();
for (const name of ["資格", "評価"] as const) for await (const row of kaonavi.sheet(name).list()) row.records.length;
for (const layout of await kaonavi.layouts.sheets({ calculated: true })) {
  for await (const row of kaonavi.sheet(layout.id).list()) {
    const value: string | string[] | undefined = row.records[0]?.fields["どの項目でも"];
    const other: string | string[] | undefined = row.fields?.["どの項目でも"];
  }
}
for await (const file of licences.attachments("認定証").list().files({ parallel: 8 })) file.bytes.byteLength;
await licences.attachments(884).add([{ code: "E1001", records: [{ file_name: "a.pdf", bytes: new Uint8Array() }] }]);
await kaonavi.members.faceImages.add([{ code: "E1001", base64_face_image: "" }], { trim: false });
for await (const { bytes } of kaonavi.members.faceImages.list().files()) bytes.length;
const choices = await kaonavi.enumOptions.get(501);
if (choices.name === "制服サイズ") await kaonavi.enumOptions.replaceAll(choices.id, [...choices.enum_option_data, { name: "3L" }]);
const departments = await kaonavi.departments.list().toArray();
await kaonavi.departments.replaceAll(departments.filter((d) => d.code !== "D-10"), { remove: 1 });
const user = await kaonavi.users.create({ email: "a@example.com", role: { id: 1 }, password: "x" });
await kaonavi.users.update(user.id, { member_code: null, is_active: false });
await kaonavi.users.delete(user.id, { remove: 1 });
await kaonavi.advancedPermissions("member").replaceAll(await kaonavi.advancedPermissions("member").list().toArray());
const hook = await kaonavi.webhooks.create({ url: "https://example.com/", events: ["member_created"], secret_token: "x" });
await kaonavi.webhooks.delete(hook.id);
for await (const { id } of kaonavi.roles.list()) await kaonavi.task(id).result();
for await (const row of csv.read<{ 社員番号: string; 制服サイズ: kaonavi.Members["fields"]["制服サイズ"] }>("inbox/a.csv")) {
  await kaonavi.members.update([{ code: row.社員番号, fields: { 制服サイズ: row.制服サイズ } }]);
}
// Names that only a file knows:
for await (const { code, ...rest } of csv.read("inbox/b.csv")) await kaonavi.members.update([{ code: code!, fields: rest as Record<string, any> }]);
