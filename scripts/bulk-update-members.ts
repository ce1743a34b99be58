// CSV(または Excel)の内容で、カオナビのメンバー情報をまとめて更新します。
// Updates Kaonavi's members from a CSV or Excel file with Japanese headings.
//
//   社員番号,制服サイズ,内線番号,保有スキル
//   E1001,L,0123,英語;簿記
//   E1002,,（消去）,
//
// 見出しは「社員番号」と、カオナビの画面に出ている項目名です。空欄は「変えない」、（消去）は「消す」。
// まずファイル全体を確かめ、問題が 1 つでもあれば、全部並べて何も送らずに止まります。
// 今と同じ値は送らないため、同じファイルで 2 回動かしても 2 回目は何も変わりません。
import { csv, excel, log, params, progress, run } from "dandori";
import { kaonavi } from "dandori/connections";
import type { KaonaviField, KaonaviMember, KaonaviMemberRow } from "dandori/connections";

type Cells = Record<string, string | number | boolean>;
type Value = string | string[] | null; // null は「消す」
/** 見出しに書ける項目。 */
interface Column {
  name: string;
  layout: KaonaviField & { type_detail?: string };
  /** 今の値。チェックボックスと兼務は配列、ほかは文字列です。 */
  now(m: KaonaviMember): string | string[];
  /** 送る行に値を入れます。 */
  put(row: KaonaviMemberRow, value: Value): void;
}

const clear = String(params.clear ?? "（消去）");
const separator = String(params.separator ?? ";");
const problems: string[] = [];

// ---- 読む ----

const file = String(params.file);
const rows: Cells[] = await (/\.xlsx$/i.test(file) ? excel.read<Cells>(file) : csv.read<Cells>(file)).toArray();
const [layout, members, departments] = await Promise.all([
  kaonavi.layouts.members({ calculated: true }),
  kaonavi.members.list().toArray(),
  kaonavi.departments.list().toArray(),
]);
const byCode = new Map(members.map((m) => [m.code, m]));

// ---- 見出しを確かめる ----

const known = columns();
const headings = Object.keys(rows[0] ?? {});
const codeHeading = layout.code.name; // 社員番号
if (rows.length === 0) problems.push("見出しの下に行がありません");
else if (!headings.includes(codeHeading)) problems.push(`1 行目: 見出し「${codeHeading}」がありません`);
const used: { heading: string; column: Column }[] = [];
for (const heading of headings.filter((h) => h !== codeHeading)) {
  const [column, ...others] = known.filter((c) => c.name === heading);
  const alike = known.find((c) => plain(c.name) === plain(heading));
  if (!column) problems.push(`1 行目: 見出し「${heading}」という項目はカオナビにありません${alike ? `(「${alike.name}」ですか?)` : ""}`);
  else if (others.length > 0) problems.push(`1 行目: 見出し「${heading}」という項目がカオナビに ${others.length + 1} つあり、区別できません`);
  else if (column.layout.read_only || column.layout.type === "calc") problems.push(`1 行目: 見出し「${heading}」はカオナビが計算や別の画面で決める項目で、更新できません`);
  else used.push({ heading, column });
}

// ---- 全部の行を確かめる ----

const changes: { code: string; name: string; field: string; before: string; after: string }[] = [];
const updates: KaonaviMemberRow[] = [];
const lines = new Map<string, number>(); // 社員番号 → 行
let unchanged = 0;
for (const [i, row] of rows.entries()) {
  const at = i + 2; // 1 行目は見出しです
  const code = cell(row, codeHeading);
  if (headings.every((h) => cell(row, h) === "")) continue;
  const m = byCode.get(code);
  if (!code) problems.push(`${at} 行目「${codeHeading}」: 空欄です`);
  else if (!m) problems.push(`${at} 行目「${codeHeading}」: ${code} という社員番号はカオナビにありません${nearest(code)}`);
  else if (lines.has(code)) problems.push(`${at} 行目「${codeHeading}」: ${code} は ${lines.get(code)} 行目にもあります`);
  lines.set(code, at);
  const update: KaonaviMemberRow = { code };
  for (const { heading, column } of used) {
    const text = cell(row, heading);
    if (text === "") continue; // 空欄は変えない
    const value = read(column, text, (bad, reason) => void problems.push(`${at} 行目「${heading}」: ${bad} ${reason}`));
    if (!m || value === undefined || same(value, column.now(m))) continue;
    column.put(update, value);
    changes.push({ code, name: m.name, field: heading, before: shown(column.now(m)), after: shown(value) });
  }
  if (Object.keys(update).length > 1) updates.push(update);
  else unchanged++;
}
if (problems.length > 0) {
  throw new Error(`${file} に ${problems.length} 件の問題があるため、何も送っていません:\n${problems.map((p) => `  ${p}`).join("\n")}`);
}

// ---- 送る ----

const out = csv.writer("out/bulk-update-members.csv", {
  columns: [
    { key: "code", header: codeHeading }, { key: "name", header: layout.name.name },
    { key: "field", header: "項目" }, { key: "before", header: "変更前" }, { key: "after", header: "変更後" },
  ],
  bom: true,
  defuse: true,
});
for (const change of changes) await out.write(change);
await out.close();

log.info(`${updates.length} 人の ${changes.length} 項目が変わります`, { unchanged, file: "out/bulk-update-members.csv" });
const bar = progress("カオナビに送る", { total: updates.length });
if (updates.length > 0) await kaonavi.members.update(updates); // カオナビの処理(タスク)が終わるまで待ちます
bar.set(updates.length);
if (run.dryRun) log.info("予行です。何も送っていません");

export default () => ({ rows: rows.length, changed: updates.length, fields: changes.length, unchanged });

// ---- ここから下は、上で使う道具です ----

/** 見出しに書ける項目の全部: 基本情報、所属と兼務、会社が作った項目。 */
function columns(): Column[] {
  const basics = (["name", "name_kana", "mail", "entered_date", "retired_date", "gender", "birthday"] as const).map((key): Column => ({
    name: layout[key].name,
    layout: layout[key],
    now: (m) => m[key] ?? "",
    put: (row, value) => void (row[key] = value as string | null),
  }));
  const main: Column = {
    name: layout.department.name,
    layout: layout.department,
    now: (m) => m.department?.code ?? "",
    put: (row, value) => void (row.department = value === null ? null : { code: value as string }),
  };
  const others: Column = {
    name: layout.sub_departments.name,
    layout: layout.sub_departments,
    now: (m) => m.sub_departments.map((d) => d.code),
    put: (row, value) => void (row.sub_departments = [value ?? []].flat().map((code) => ({ code }))),
  };
  const own = layout.custom_fields.map((field): Column => ({
    name: field.name,
    layout: field,
    now: (m) => {
      const values = m.custom_fields.find((f) => f.id === field.id)?.values ?? [];
      return field.type_detail === "check_box" ? values : values.join("");
    },
    put: (row, value) => void (row.custom_fields = [...(row.custom_fields ?? []), { id: field.id, values: [value ?? ""].flat() }]), // [""] は消去です
  }));
  return [...basics, main, others, ...own];
}

/** セルの文字を、項目の値にします。だめなら理由を言い、undefined を返します。 */
function read(column: Column, text: string, wrong: (bad: string, reason: string) => undefined): Value | undefined {
  const { type, type_detail: detail, max_length: max, required } = column.layout;
  if (text === clear) return required ? wrong(text, "とありますが、必須の項目は消せません") : null;
  if (detail === "check_box" || type === "department[]") {
    const values = text.split(separator).map((t) => t.trim()).filter(Boolean).map((t) => one(column, t, wrong));
    return values.includes(undefined) ? undefined : [...new Set(values as string[])];
  }
  if (type === "string" && max && [...text].length > max) return wrong(text, `は ${[...text].length} 文字です(${max} 文字まで)`);
  return one(column, text, wrong);
}

function one({ layout: { type, type_detail: detail, enum: choices } }: Column, text: string, wrong: (bad: string, reason: string) => undefined): string | undefined {
  if (type === "department" || type === "department[]") {
    if (departments.some((d) => d.code === text)) return text;
    const found = departments.filter((d) => plain(d.name) === plain(text)).map((d) => d.code);
    if (found.length > 1) return wrong(text, `という名前の所属が ${found.length} つあります(${found.join("、")})。所属コードで書いてください`);
    return found[0] ?? wrong(text, "という所属コード・所属名はカオナビにありません");
  }
  if (type === "enum") {
    const labels = (choices ?? []).filter((c) => c !== null);
    const alike = labels.find((c) => plain(c) === plain(text));
    return labels.includes(text) ? text : wrong(text, `は選択肢にありません(${alike ? `「${alike}」ですか?` : labels.join("、")})`);
  }
  if (type === "number") {
    const number = text.replaceAll(",", "");
    return /^-?\d+(\.\d+)?$/.test(number) ? number : wrong(text, "は数ではありません");
  }
  if (type === "date") {
    const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)$/.exec(text) ?? [];
    const iso = [year, month?.padStart(2, "0"), day?.padStart(2, "0")].filter(Boolean).join("-");
    if (detail === "year_month") return year && !day && Number(month) >= 1 && Number(month) <= 12 ? iso : wrong(text, "は年月ではありません(例: 2026-04)");
    const real = day && new Date(`${iso}T00:00:00Z`).getUTCDate() === Number(day); // 2 月 30 日は 3 月 2 日になります
    if (!real && /^\d{5}$/.test(text)) return wrong(text, "は Excel の日付の通し番号のようです。セルの表示形式を「日付」にして保存し直してください");
    return real ? iso : wrong(text, "は日付ではありません(例: 2026-04-01)");
  }
  return text;
}

/** 同じ値か。チェックボックスと兼務では、並び順は問いません。 */
function same(value: Value, now: string | string[]): boolean {
  return shown([value ?? ""].flat().toSorted()) === shown([now].flat().toSorted());
}

function cell(row: Cells, heading: string): string {
  return String(row[heading] ?? "").trim();
}

/** 比べるための形。全角・半角、空白、大文字・小文字を区別しません。 */
function plain(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "").toLowerCase();
}

/** 表計算ソフトで頭の 0 が消えたと思われるときは、それを言います。 */
function nearest(code: string): string {
  const found = members.filter((m) => m.code.replace(/^0+/, "") === code.replace(/^0+/, "") || plain(m.code) === plain(code));
  return found.length === 1 ? `(${found[0].code} ですか?)` : "";
}

function shown(value: Value | string[]): string {
  return [value ?? ""].flat().join(separator);
}
