// CSV の内容をカオナビのシートへ移行します。途中で止まっても、やり直しても、同じ行を二度書くことはありません。
// 書けなかった行は理由とともに out/migrate-sheet-(シートID)-failed.csv に残ります。直して、もう一度 file に指定してください。
// Migrates a CSV file into a sheet of Kaonavi: each row once, also when it is run again.
import { csv, migrate, params } from "dandori";
import { kaonavi } from "dandori/connections";

type Row = Record<string, string>;
const code = (row: Row) => row["社員番号"] ?? "";

const layouts = await kaonavi.layouts.sheets();
const layout = layouts.find((s) => s.name === params.sheet || String(s.id) === params.sheet);
if (!layout) throw new Error(`シート「${params.sheet}」がありません。あるのは ${layouts.map((s) => s.name).join("、")} です`);
const several = layout.record_type === 1; // 複数レコードのシート
const sheet = kaonavi.sheet(layout.id);
const fields = new Map(layout.custom_fields.map((f) => [f.name, f]));
const members = new Set(await kaonavi.members.list().map((m) => m.code).toArray());

// チェックボックスの列は「、」で区切ります。
const isCheckBox = (name: string) => fields.get(name)?.type_detail === "check_box";
const split = (name: string, cell: string) => (isCheckBox(name) ? cell.split("、") : [cell]);

// 空欄の列は送りません(カオナビの今の値がそのまま残ります)。
const filled = (row: Row) => Object.entries(row).filter(([name, cell]) => name !== "社員番号" && cell !== "");
const record = (row: Row) => ({
  fields: Object.fromEntries(filled(row).map(([name, cell]) => [name, isCheckBox(name) ? split(name, cell) : cell])),
});

// 送る前にわかる誤りは、その行だけを失敗として残します。
const wrong = (row: Row) => {
  if (!members.has(code(row))) return `社員番号 ${code(row)} のメンバーがいません`;
  for (const [name, cell] of filled(row)) {
    const field = fields.get(name);
    if (!field) return `項目「${name}」がシート「${layout.name}」にありません`;
    const unknown = field.type === "enum" && split(name, cell).find((v) => !field.enum?.includes(v));
    if (unknown) return `「${name}」に選択肢「${unknown}」がありません`;
  }
  if (filled(row).length === 0) return "移行する値がありません";
};

// カオナビの更新は 1 分間に 5 回までなので、500 行ずつまとめて送り、処理(タスク)が終わるまで待ちます。
const write = async (rows: Row[]) => {
  const reasons = rows.map((row) => ({ key: key(row), reason: wrong(row) ?? "" }));
  const good = rows.filter((_, i) => reasons[i]!.reason === "");
  if (several) {
    const byMember = new Map<string, Row[]>();
    for (const row of good) byMember.set(code(row), [...(byMember.get(code(row)) ?? []), row]);
    if (good.length > 0) await sheet.add([...byMember].map(([code, rows]) => ({ code, records: rows.map(record) })));
  } else if (good.length > 0) {
    await sheet.update(good.map((row) => ({ code: code(row), ...record(row) })));
  }
  return { failed: reasons.filter((r) => r.reason !== "") };
};

// 1 行を表すキー: 社員番号。複数レコードのシートでは、同じ人の行を区別するために内容も含めます。
const key = (row: Row) => (several && code(row) !== "" ? JSON.stringify([code(row), ...filled(row)]) : code(row));

// 最後にシートを読み直し、全行を突き合わせます。
let rows: Promise<Map<string, { fields: Record<string, unknown> }[]>> | undefined;
const target = () => (rows ??= sheet.list().toArray().then((all) => new Map(all.map((row) => [row.code, row.records]))));
const text = (v: unknown) => (Array.isArray(v) ? v.join("、") : String(v ?? ""));
const sample = async (row: Row) => {
  const records = ((await target()).get(code(row)) ?? []).map((r) => Object.fromEntries(filled(row).map(([name]) => [name, text(r.fields[name])])));
  return records.find((r) => filled(row).every(([name, cell]) => r[name] === cell)) ?? records.at(-1);
};
const count = async (keys: readonly string[]) => {
  const all = await target();
  return keys.filter((k) => all.has(several ? JSON.parse(k)[0] : k)).length;
};

export default () =>
  migrate({ name: `sheet-${layout.id}`, source: csv.read(params.file), key, batch: 500, write, verify: { count, sample, samples: 10_000 } });
