// What is wrong about the company of the simulator: every line that says so is an error.
import { kaonavi } from "dandori/connections";

await kaonavi.members.update([{ code: "E1001", fields: { 制服サイズ: "XL" } }]); // wrong
await kaonavi.members.update([{ code: "E1001", fields: { 保有スキル: ["英语"] } }]); // wrong
await kaonavi.members.update([{ code: "E1001", fields: { 携行品確認: "完了" } }]); // wrong
await kaonavi.members.update([{ code: "E1001", fields: { 通勤手当: 5000 } }]); // wrong
await kaonavi.members.update([
  { code: "E1001", fields: { 制服サイズ: "M" } },
  {
    code: "E1002",
    fields: {
      制服サイズ: "M",
      制服サイス: "M", // wrong
    },
  },
]);
await kaonavi.members.update([{ fields: {} }]); // wrong
await kaonavi.members.delete("E1001"); // wrong
await kaonavi.members.delete(["E1001"], { removes: 1 }); // wrong
for await (const member of kaonavi.members.list()) {
  member.fields["制服サイス"]; // wrong
  member.fields["携行品確認"] = "完了"; // wrong
  if (member.fields.制服サイズ === "XL") throw new Error(); // wrong
  member.age = 1; // wrong
}
kaonavi.sheet("緊急連絡"); // wrong
kaonavi.sheet({}); // wrong
kaonavi.sheet("緊急連絡先").update([{ code: "E1001", fields: { 確認状況: "x" } }]); // wrong
kaonavi.sheet(78).update([{ code: "E1001", fields: { 続柄: "兄" } }]); // wrong
kaonavi.sheet("資格").add([{ code: "E1001", fields: { 資格名: "x" } }]); // wrong
kaonavi.sheet("資格").add([{ code: "E1001", records: [{ fields: { 資格: "x" } }] }]); // wrong
kaonavi.sheet("評価").update([{ code: "E1001", records: [{ fields: { コメント: "x" } }] }]); // wrong
kaonavi.sheet("資格").attachments("認定"); // wrong
kaonavi.sheet("評価").attachments("評価"); // wrong
kaonavi.advancedPermissions("members"); // wrong
kaonavi.webhooks.create({ url: "https://example.com/", events: ["created"], secret_token: "x" }); // wrong
if ((await kaonavi.enumOptions.get(501)).name === "制服サイス") throw new Error(); // wrong
kaonavi.layouts.sheet(); // wrong
