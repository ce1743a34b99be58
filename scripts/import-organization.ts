// 部署とユーザーの CSV を Sansan に取り込みます: 事前チェック → インポート → 完了待ち → 新しい ID の保存。
// Imports departments and users from CSV: check, import, wait, and keep the new ids.
import { csv, log, params } from "dandori";
import { sansan } from "dandori/connections";

// 見出しは API の項目名(先頭小文字)。部署は 30 文字以内、新しい行は tempId を付けます。
const departments = params.departments ? await csv.read(params.departments).map(fill).toArray() : undefined;
const users = params.users ? await csv.read(params.users).map(withDepartments).toArray() : undefined;
if (!departments && !users) throw new TypeError("departments か users の CSV を指定してください");

const data = { departments, users };
const check = await sansan.organization.check(data);
if (check.errors.length > 0) {
  for (const e of check.errors) log.error("取り込めない行があります", { type: e.type, id: e.id, tempId: e.tempId, errors: e.errors });
  throw new Error(`事前チェックで ${check.errors.length} 行にエラーがありました。何も取り込んでいません`);
}

const results = await sansan.organization.import(data, { remove: Number(params.remove ?? 0) });

// 次に編集するときに必要になるため、新しい ID は必ず残します。
const out = csv.writer("out/organization-ids.csv", { columns: ["type", "tempId", "id", "completed", "errors"] });
for (const r of results) await out.write({ ...r, errors: r.errors.join(";") });
await out.close();

const failed = results.filter((r) => !r.completed);
if (failed.length > 0) log.warn("取り込まれなかった行があります", { rows: failed.length, file: "out/organization-ids.csv" });

export default () => ({ imported: results.length - failed.length, failed: failed.length });

// CSV の空欄は「変えない」として扱います(空欄で上書きして消さないため)。
function fill(row: Record<string, string>) {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ""));
}

// 所属は ; 区切りで書きます。
function withDepartments(row: Record<string, string>) {
  const { departmentId, ...rest } = row;
  return { ...fill(rest), ...(departmentId ? { departmentId: departmentId.split(";") } : {}) };
}
