// カオナビから読めるものを全部、out/backup/日付/ に残します。
// Backs up all that can be read from Kaonavi: a CSV for each sheet, the settings, and the files.
//
//   out/backup/2026-04-01/
//     members.csv  departments.csv  users.csv  roles.csv  permissions-*.csv  choices.csv  webhooks.csv  layouts.json
//     sheets/資格.csv                            複数レコードのシートは 1 レコード 1 行
//     faces/E1001.jpg                            顔写真
//     files/資格/認定証/E1001/認定証.pdf         添付ファイル
//     manifest.json                              件数と、全ファイルの大きさと SHA-256。最後に書くので、あれば全部そろっています
//
// 「操作対象の管理」で取得に印のないものは読めません。飛ばして、manifest.json の skipped に書きます。
// パスワードや Webhook の検証用トークンは残しません。
import { VendorError, csv, files, log, params, progress, run } from "dandori";
import { kaonavi } from "dandori/connections";
import type { Listing } from "dandori";
import type { KaonaviCustomField, KaonaviFile, KaonaviValue } from "dandori/connections";

type Cell = string | number | boolean | null | undefined;

const folder = await newFolder();
const entries: { path: string; rows?: number; size: number; sha256: string }[] = [];
const skipped: { target: string; reason: string }[] = [];
const names = new Set<string>(); // 使ったパス。Windows は大文字と小文字を区別しません

// ---- レイアウト: シートと項目の一覧 ----

const layout = await kaonavi.layouts.members({ calculated: true });
const sheets = await kaonavi.layouts.sheets({ calculated: true });
await files.writeText(`${folder}/layouts.json`, JSON.stringify({ members: layout, sheets }, null, 2));
await note(`${folder}/layouts.json`);

const bar = progress("backup-kaonavi", { total: sheets.length + 9 });

// ---- メンバーと所属 ----

await target("メンバー情報", async () => {
  const basics = ["code", "name", "name_kana", "mail", "entered_date", "retired_date", "gender", "birthday"] as const;
  const heads = [...basics.map((key) => layout[key].name), "主務の所属コード", "主務の所属", "兼務の所属コード"];
  const rows = await kaonavi.members.list().map((m): Cell[] => [
    ...basics.map((key) => m[key]),
    m.department?.code, m.department?.names.join(" > "), m.sub_departments.map((d) => d.code).join(";"),
    ...cells(layout.custom_fields, m.custom_fields),
  ]).toArray();
  await table("members.csv", headings(heads, layout.custom_fields), rows);
});

await target("所属ツリー", async () => {
  const rows = await kaonavi.departments.list().map((d): Cell[] => [d.code, d.name, d.parent_code, d.leader_member_code, d.order, d.memo]).toArray();
  await table("departments.csv", ["所属コード", "所属名", "親の所属コード", "責任者の社員番号", "並び順", "メモ"], rows);
});

// ---- シート ----

for (const sheet of sheets) {
  await target(`シート ${sheet.name}`, async () => {
    const rows = await kaonavi.sheet(sheet.id).list()
      .flatMap((row) => row.records.map((record, i): Cell[] => [row.code, i + 1, ...cells(sheet.custom_fields, record.custom_fields)]))
      .toArray();
    await table(unique(`sheets/${safe(sheet.name)}`, ".csv"), headings(["社員番号", "レコード"], sheet.custom_fields), rows);
  });
}

// ---- 設定 ----

await target("ユーザー情報", async () => {
  const rows = await kaonavi.users.list().map((u): Cell[] => [
    u.id, u.email, u.member_code, u.role?.id, u.role?.name, u.role?.type, u.last_login_at, u.is_active, u.password_locked, u.use_smartphone,
  ]).toArray();
  await table("users.csv", ["ID", "ログインID", "社員番号", "ロールID", "ロール", "種別", "最終ログイン", "アカウント状態", "パスワードロック", "スマホオプション"], rows);
});

await target("ロール", async () => {
  await table("roles.csv", ["ID", "名前", "種別"], await kaonavi.roles.list().map((r): Cell[] => [r.id, r.name, r.type]).toArray());
});

for (const type of ["member", "department"] as const) {
  await target(`拡張アクセス設定 ${type}`, async () => {
    const rows = await kaonavi.advancedPermissions(type).list().map((p): Cell[] => [p.user_id, p.add_codes.join(";"), p.exclusion_codes.join(";")]).toArray();
    await table(`permissions-${type}.csv`, ["ユーザーID", "追加", "除外"], rows);
  });
}

await target("マスター管理", async () => {
  const rows = await kaonavi.enumOptions.list()
    .flatMap((field) => field.enum_option_data.map((option, i): Cell[] => [field.sheet_name, field.id, field.name, i + 1, option.id, option.name]))
    .toArray();
  await table("choices.csv", ["シート", "項目ID", "項目", "並び順", "選択肢ID", "選択肢"], rows);
});

await target("Webhook", async () => {
  const rows = await kaonavi.webhooks.list().map((h): Cell[] => [h.id, h.url, h.events.join(";"), h.created_at, h.updated_at]).toArray();
  await table("webhooks.csv", ["ID", "URL", "イベント", "作成日時", "更新日時"], rows); // 検証用トークンは残しません
});

// ---- 顔写真と添付ファイル ----

let count = 0;
if (params.files !== false) {
  const parallel = Number(params.parallel ?? 4);
  await target("顔写真", () => save("faces", kaonavi.members.faceImages.list().files({ parallel }), (f) => safe(f.code) + extension(f.file_name)));
  for (const sheet of sheets) {
    for (const field of sheet.custom_fields.filter((f) => f.type_detail === "attach_file")) {
      const place = `files/${safe(sheet.name)}/${safe(field.name)}`;
      await target(`シート ${sheet.name} の ${field.name}`, () =>
        save(place, kaonavi.sheet(sheet.id).attachments(field.id).list().files({ parallel }), (f) => `${safe(f.code)}/${safe(f.file_name)}`));
    }
  }
}

// ---- 目録 ----

const summary = {
  folder, startedAt: run.startedAt, tables: entries.filter((e) => e.rows !== undefined).length,
  rows: entries.reduce((sum, e) => sum + (e.rows ?? 0), 0), files: count, bytes: entries.reduce((sum, e) => sum + e.size, 0), skipped,
};
await files.writeText(`${folder}/manifest.json`, JSON.stringify({ ...summary, entries }, null, 2));
if (skipped.length > 0) log.warn("読めなかったものがあります。カオナビの 公開API v2 情報 > 操作対象の管理 で「取得」に印があるか確かめてください", { skipped });
log.info("カオナビの内容を残しました", { folder, tables: summary.tables, rows: summary.rows, files: count });

export default () => ({ ...summary, startedAt: undefined, skipped: skipped.map((s) => s.target) });

// ---- ここから下は、上で使う道具です ----

/** 今日のフォルダ。同じ日の 2 回目は 2026-04-01_2 です。 */
async function newFolder(): Promise<string> {
  const today = new Date(run.startedAt);
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  for (let n = 1; ; n++) {
    const name = `out/backup/${day}${n > 1 ? `_${n}` : ""}`;
    if (!(await files.exists(`${name}/layouts.json`))) return name;
  }
}

/** 1 つの対象を残します。読む許可が無いものは、飛ばして書き留めます。 */
async function target(name: string, work: () => Promise<void>) {
  try {
    await work();
  } catch (e) {
    if (!(e instanceof VendorError) || (e.status !== 403 && e.status !== 404)) throw e;
    skipped.push({ target: name, reason: `${e.status} ${e.errors.join("、")}`.trim() });
  }
  bar.tick();
}

/** CSV を 1 つ書きます。 */
async function table(name: string, heads: string[], rows: Cell[][]) {
  const path = `${folder}/${name}`;
  const columns = heads.map((header, i) => ({ key: `c${i}`, header }));
  const out = csv.writer(path, { columns, bom: true }); // 戻せるように、値はそのまま書きます
  for (const row of rows) await out.write(Object.fromEntries(row.map((value, i) => [`c${i}`, value])));
  await out.close();
  await note(path, rows.length);
}

/** ファイルを 1 つずつ書きます。取るのは dandori が先に、並べて行います。 */
async function save(place: string, list: Listing<KaonaviFile>, name: (f: KaonaviFile) => string) {
  for await (const f of list) {
    const end = extension(name(f));
    const path = `${folder}/${unique(`${place}/${name(f).slice(0, name(f).length - end.length)}`, end)}`;
    await files.write(path, f.bytes);
    await note(path);
    count++;
  }
}

/** 目録に載せます。 */
async function note(path: string, rows?: number) {
  entries.push({ path: path.slice(folder.length + 1), rows, ...(await files.digest(path)) });
}

/** 見出し。同じ名前の項目が 2 つあるときは、ID を付けて見分けます。 */
function headings(first: string[], fields: KaonaviCustomField[]): string[] {
  const all = [...first, ...fields.map((f) => f.name)];
  return [...first, ...fields.map((f) => (all.filter((name) => name === f.name).length > 1 ? `${f.name} (${f.id})` : f.name))];
}

/** 項目の順に並べた値。チェックボックスの複数の値は ; でつなぎます。 */
function cells(fields: KaonaviCustomField[], values: KaonaviValue[]): string[] {
  const byId = new Map(values.map((v) => [v.id, v.values]));
  return fields.map((f) => (byId.get(f.id) ?? []).join(";"));
}

function extension(name: string): string {
  return /\.[0-9A-Za-z]{1,8}$/.exec(name)?.[0] ?? "";
}

/** Windows でも使える名前にします。 */
function safe(name: string): string {
  const end = extension(name);
  const stem = [...name.normalize("NFC").slice(0, name.normalize("NFC").length - end.length)].slice(0, 60).join("");
  const clean = (stem + end).replace(/[<>:"/\\|?*\x00-\x1f\x7f]/g, "_").replace(/^[. ]+|[. ]+$/g, "_");
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(clean) || clean === "" ? `_${clean}` : clean;
}

/** まだ使っていない名前にします: 認定証.pdf、認定証 (2).pdf */
function unique(stem: string, end: string): string {
  for (let n = 1; ; n++) {
    const name = `${stem}${n > 1 ? ` (${n})` : ""}${end}`;
    if (names.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    return name;
  }
}
