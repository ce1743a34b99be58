// カオナビの所属とメンバーを、Sansan の部署とユーザーに反映します。
// Brings Kaonavi's departments and members into Sansan: adds, changes, moves. Who has left is only reported, unless params allow more.
//
// 流れ
//   1. 両方を全部読みます。
//   2. どれがどれかを決めます。部署は前回控えた ID、なければ「本社 > 人事部」という名前の道筋で。
//      ユーザーは社員番号(Sansan の userId)、前回控えた ID、メールの順で。決められないものは推測せず、報告します。
//   3. 違いを求めます。カオナビで空欄の項目は「消す」ではなく「変えない」です。
//   4. 送る前に全部確かめます。問題があれば全部並べて、何も送らずに止まります。
//   5. 取り込み、Sansan が付けた ID を state に控えます。違いがなければ、何も送りません。
//
// はじめての前に: dandori run sync-organization --dry-run --plan plan.xlsx
// 確かめた plan.xlsx のとおりに、そのとおりだけを行うには: dandori run sync-organization --apply plan.xlsx
// 何を変え、何を見送ったかは out/sync-organization.csv に残ります。
import { JobFailed, csv, diff, log, params, progress, run, state } from "dandori";
import { kaonavi, sansan } from "dandori/connections";
import type { KaonaviDepartment, KaonaviMember, SansanDepartmentRow, SansanImportResult, SansanUser, SansanUserRow } from "dandori/connections";

// ---- 1. 両方を読む ----

const bar = progress("読み込み → 照合 → 確認 → 取り込み", { total: 4 });
const [departments, members, theirDepartments, theirUsers] = await Promise.all([
  kaonavi.departments.list().toArray(),
  kaonavi.members.list().toArray(),
  sansan.organization.departments.list().toArray(),
  sansan.organization.users.list().toArray(),
]);
// 空の会社に合わせると全員が退職者に見えるため、ここで止めます。
if (departments.length === 0 || members.length === 0) {
  throw new Error("カオナビの所属かメンバーが 1 件も読めません。カオナビの 公開API v2 情報 > 操作対象の管理 で「取得」に印があるか確かめてください");
}
bar.tick();

// Sansan の利用開始日は日本の日付で決まります。
const today = new Date(Date.now() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);

// 前回までに控えた ID: 所属コード → departmentId、社員番号 → userUuid
const knownDepartments = new Map(Object.entries((await state.get<Record<string, string>>("departments")) ?? {}));
const knownUsers = new Map(Object.entries((await state.get<Record<string, string>>("users")) ?? {}));

const problems: string[] = []; // 1 つでもあれば、何も送りません
const report: { action: string; kind: string; code: string; name: string; field?: string; before?: string; after?: string; note?: string }[] = [];

// ---- 2. 部署: どれがどれか ----

const byCode = new Map(departments.map((d) => [d.code, d]));
const byId = new Map(theirDepartments.map((d) => [d.departmentId, d]));
const ourPath = (d: KaonaviDepartment) => line(d, (at) => at.code, (at) => byCode.get(at.parent_code ?? ""));
const theirLine = (id: string) => line(byId.get(id), (at) => at.departmentId, (at) => byId.get(at.parentDepartmentId));

for (const d of departments) {
  if (d.parent_code && !byCode.has(d.parent_code)) problems.push(`所属 ${d.code}: 親の所属 ${d.parent_code} がカオナビにありません`);
  const top = ourPath(d)[0];
  if (top?.parent_code && byCode.has(top.parent_code)) problems.push(`所属 ${d.code}: 親をたどると自分に戻ります`);
}

const departmentIds = new Map<string, string>(); // 所属コード → departmentId
for (const d of departments) {
  const id = knownDepartments.get(d.code);
  if (id && byId.has(id)) departmentIds.set(d.code, id);
}
const matched = new Set(departmentIds.values());
const theirsByPath = Map.groupBy(theirDepartments.filter((d) => !matched.has(d.departmentId)), (d) => names(theirLine(d.departmentId).map((at) => at.departmentName)));
const oursByPath = Map.groupBy(departments.filter((d) => !departmentIds.has(d.code)), (d) => names(ourPath(d).map((at) => at.name)));
for (const [path, ours] of oursByPath) {
  const theirs = theirsByPath.get(path) ?? [];
  if (theirs.length === 1 && ours.length === 1) departmentIds.set(ours[0].code, theirs[0].departmentId);
  if (theirs.length > 0 && theirs.length + ours.length > 2) {
    problems.push(`所属 ${ours.map((d) => d.code).join("、")}: 「${path}」が複数あり(Sansan の ${theirs.map((d) => d.departmentId).join("、")})、どれがどれか決められません。名前を変えて区別してください`);
  }
}

// ---- 3. 部署: 違い ----

const departmentTemps = new Map(departments.filter((d) => !departmentIds.has(d.code)).map((d, i) => [d.code, tempId("D", d.code, i)]));
const departmentRef = (code: string) => departmentIds.get(code) ?? `tempId:${departmentTemps.get(code)}`;

const newDepartments = departments
  .filter((d) => departmentTemps.has(d.code))
  .sort((a, b) => ourPath(a).length - ourPath(b).length) // 親が先
  .map((d): SansanDepartmentRow => ({
    tempId: departmentTemps.get(d.code),
    departmentName: text(d.name),
    ...(d.parent_code ? { parentDepartmentId: departmentRef(d.parent_code) } : {}),
    order: d.order,
  }));
const wantedDepartments = departments
  .filter((d) => departmentIds.has(d.code))
  .map((d) => ({
    departmentId: departmentIds.get(d.code)!,
    departmentName: text(d.name),
    parentDepartmentId: d.parent_code ? departmentRef(d.parent_code) : "",
    ...(params.order ? { order: d.order } : {}),
  }));
const departmentDiff = diff(theirDepartments, wantedDepartments, { key: "departmentId" });
const changedDepartments = departmentDiff.update.map(({ after, changes }): SansanDepartmentRow => ({
  departmentId: after.departmentId,
  ...Object.fromEntries(Object.entries(changes).map(([field, c]) => [field, c.after === "" ? null : c.after])), // 親の空欄は最上位への移動
}));
const moved = departmentDiff.update.filter((u) => u.changes.parentDepartmentId);

// 親子が入れ替わる移動は、Sansan では一度にできません。新しい親を、先にいったん最上位へ出します。
const inverted = moved.map((u) => u.after).filter((d) => theirLine(d.parentDepartmentId).some((at) => at.departmentId === d.departmentId));
const detours = [...new Set(inverted.map((d) => d.parentDepartmentId))].map((departmentId) => ({ departmentId, parentDepartmentId: null }));

// ---- 2. ユーザー: だれがだれか ----

const { leavers = [], active = [] } = Object.groupBy(members, (m) => (m.retired_date && m.retired_date < today ? "leavers" : "active"));
const sameMail = Map.groupBy(active.filter((m) => text(m.mail)), (m) => text(m.mail).toLowerCase());
for (const same of sameMail.values()) {
  if (same.length > 1 && params.sharedMail !== "skip") {
    problems.push(`社員番号 ${same.map((m) => m.code).join("、")}: メールが同じです。カオナビで直すか、この人たちを見送って続けるには -p sharedMail=skip を付けてください`);
  }
}
const shared = (m: KaonaviMember) => (sameMail.get(text(m.mail).toLowerCase())?.length ?? 0) > 1;

const userByUuid = new Map(theirUsers.map((u) => [u.userUuid, u]));
const userByCode = new Map(theirUsers.map((u) => [u.userId.toLowerCase(), u]));
const userByMail = new Map(theirUsers.filter((u) => u.email).map((u) => [u.email.toLowerCase(), u]));

// そのユーザーがほかの社員のものだと分かっているときは、その社員番号
const memberByCode = new Map(members.map((m) => [m.code.toLowerCase(), m]));
const codeByUuid = new Map([...knownUsers].map(([code, uuid]) => [uuid, code]));
const ownerOf = (u: SansanUser) => memberByCode.get(u.userId.toLowerCase())?.code ?? codeByUuid.get(u.userUuid);

const users = new Map<string, SansanUser>(); // 社員番号 → ユーザー
const taken = new Set<string>();
const made = new Set<string>(); // この実行で追加したユーザー
match(active, (m) => userByCode.get(m.code.toLowerCase()));
match(active, (m) => userByUuid.get(knownUsers.get(m.code) ?? ""));
match(active, (m) => {
  const u = shared(m) ? undefined : userByMail.get(text(m.mail).toLowerCase());
  const owner = u && !taken.has(u.userUuid) && ownerOf(u);
  if (!u || !owner || owner === m.code || text(u.userName) === text(m.name)) return u; // 氏名まで同じなら、社員番号が変わっただけです
  problems.push(`社員番号 ${m.code}: メール ${m.mail} は、社員番号 ${owner} の Sansan ユーザー ${u.userId} が使っています`);
});
match(leavers, (m) => userByCode.get(m.code.toLowerCase()) ?? userByUuid.get(knownUsers.get(m.code) ?? "") ?? userByMail.get(text(m.mail).toLowerCase()));

// ---- 3. ユーザー: 違い ----

const managed = new Set([...departmentIds.values(), ...knownDepartments.values()]); // カオナビから来た部署
const userTemps = new Map(active.filter((m) => !users.has(m.code)).map((m, i) => [m.code, tempId("U", m.code, i)]));

const newUsers: SansanUserRow[] = [];
const wantedUsers: { userUuid: string; departmentId?: string[]; userName?: string; alternativeName?: string; email?: string }[] = [];
const placesOf = new Map<string, string[]>(); // userUuid → 部署。主務が先
for (const m of active) {
  const u = users.get(m.code);
  const places = placesFor(m, u);
  const mail = shared(m) ? "" : text(m.mail);
  if (shared(m)) skip(m, "メールがほかの人と同じです", sameMail.get(text(m.mail).toLowerCase())!.map((other) => other.code).join("、"));
  if (u) {
    if (places.length > 0) placesOf.set(u.userUuid, places);
    wantedUsers.push({
      userUuid: u.userUuid,
      ...filled({
        departmentId: places.toSorted(),
        userName: text(m.name),
        alternativeName: text(m.name_kana),
        email: mail.toLowerCase() === u.email.toLowerCase() ? u.email : mail,
      }),
    });
  } else if (places.length === 0) {
    skip(m, "所属がありません");
  } else if (!text(m.mail)) {
    skip(m, "メールがありません");
  } else if (mail) {
    newUsers.push({
      tempId: userTemps.get(m.code),
      departmentId: places,
      userId: m.code,
      ...filled({ userName: text(m.name), alternativeName: text(m.name_kana), email: mail }),
      effectiveDateFrom: [params.start ?? m.entered_date, today].sort().at(-1), // 開始日を送るのは追加のときだけです
    });
  }
}
const userDiff = diff(theirUsers.map((u) => ({ ...u, departmentId: u.departmentId.toSorted() })), wantedUsers, { key: "userUuid" });
const changedUsers = userDiff.update.map(({ after, changes }): SansanUserRow => ({
  userUuid: after.userUuid,
  ...Object.fromEntries(Object.entries(changes).map(([field, c]) => [field, field === "departmentId" ? placesOf.get(after.userUuid) : c.after])),
}));

// 退職者: 退職日を過ぎた人と、前は居たのにカオナビから消えた人。それ以外でカオナビに居ない人には、触りません。
const retiredUsers = new Map(leavers.filter((m) => users.has(m.code)).map((m) => [users.get(m.code)!.userUuid, m.code]));
for (const u of userDiff.delete) {
  const code = codeByUuid.get(u.userUuid);
  if (code && !memberByCode.has(code.toLowerCase())) retiredUsers.set(u.userUuid, code);
}
const removals = userDiff.delete.filter((u) => params.removeLeavers && retiredUsers.has(u.userUuid) && u.userType !== "1"); // 管理者は消しません
if (removals.length > Number(params.remove ?? 0)) {
  problems.push(`退職者 ${removals.length} 人を削除することになりますが、${params.remove} 人までです(params の remove)。社員番号 ${removals.map((u) => retiredUsers.get(u.userUuid)).join("、")}`);
}
const removedUsers = removals.map((u): SansanUserRow => ({ userUuid: u.userUuid, deleteFlag: 1 }));

// ---- 4. 送る前に全部確かめる ----

// 行番号ではなく、カオナビのコードで言えるように
const codeOf = new Map<unknown, string>([
  ...[...departmentIds].map(([code, id]): [string, string] => [id, `所属 ${code}`]),
  ...[...departmentTemps].map(([code, id]): [string, string] => [id, `所属 ${code}`]),
  ...[...users].map(([code, u]): [string, string] => [u.userUuid, `社員番号 ${code}`]),
  ...[...retiredUsers].map(([uuid, code]): [string, string] => [uuid, `社員番号 ${code}(退職)`]),
  ...[...userTemps].map(([code, id]): [string, string] => [id, `社員番号 ${code}`]),
]);

const data = some({ departments: [...newDepartments, ...changedDepartments], users: [...newUsers, ...changedUsers, ...removedUsers] });
bar.tick();
await inspect();
describe();
await writeReport();
if (problems.length > 0) {
  throw new Error(`${problems.length} 件の問題があるため、何も送っていません:\n${problems.map((p) => `  ${p}`).join("\n")}`);
}
bar.tick();

// ---- 5. 取り込む ----

let failed: SansanImportResult[] = [];
if (detours.length > 0) await bring({ departments: detours });
if (data.departments || data.users) failed = (await bring(data)).filter((r) => !r.completed);
await remember();
bar.tick();
if (failed.length > 0) throw new Error(`Sansan が取り込まなかった行が ${failed.length} 件あります:\n${failed.map((r) => `  ${told(r)}`).join("\n")}`);

const count = (action: string, kind: string) => new Set(report.filter((r) => r.action === action && r.kind === kind).map((r) => r.code)).size;
const summary = {
  departments: { added: newDepartments.length, changed: changedDepartments.length, moved: moved.length, unknown: count("カオナビに無い", "部署") },
  users: {
    added: newUsers.length, changed: changedUsers.length, moved: userDiff.update.filter((u) => u.changes.departmentId).length, removed: removals.length,
    left: retiredUsers.size - removals.length, skipped: count("見送り", "ユーザー"), unknown: count("カオナビに無い", "ユーザー"),
  },
};
log.info(data.departments || data.users ? (run.dryRun ? "予行です。何も送っていません" : "反映しました") : "違いはありません。何も送っていません", summary);

export default () => summary;

// ---- ここから下は、上で使う道具です ----

/** ある所属・部署から最上位までの道筋。上から順。輪になっているときは、ひと回りで止まります。 */
function line<T>(start: T | undefined, key: (at: T) => string, up: (at: T) => T | undefined): T[] {
  const seen = new Set<string>();
  const found: T[] = [];
  for (let at = start; at && !seen.has(key(at)); at = up(at)) {
    seen.add(key(at));
    found.unshift(at);
  }
  return found;
}

/** 名前の道筋: 本社 > 人事部 */
function names(list: string[]): string {
  return list.map(text).join(" > ");
}

function text(value: string | null | undefined): string {
  return (value ?? "").trim();
}

/** 空の項目を除きます。送らない項目は、Sansan では変わりません。 */
function filled<T extends object>(row: T): Partial<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value?.length > 0)) as Partial<T>;
}

/** 空の一覧を除きます。 */
function some(all: { departments: SansanDepartmentRow[]; users: SansanUserRow[] }): Partial<typeof all> {
  return filled(all);
}

/** 新しい行の仮の ID。半角英数だけが使え、重なってはいけません。 */
function tempId(kind: string, code: string, i: number): string {
  return `${kind}${code.replace(/[^0-9A-Za-z]/g, "")}n${i + 1}`;
}

/** まだ決まっていない人に、ユーザーを 1 人ずつ割り当てます。 */
function match(people: KaonaviMember[], find: (m: KaonaviMember) => SansanUser | undefined) {
  for (const m of people) {
    const u = users.has(m.code) ? undefined : find(m);
    if (!u || taken.has(u.userUuid)) continue;
    users.set(m.code, u);
    taken.add(u.userUuid);
  }
}

/** その人が入る Sansan の部署。主務が先です。カオナビで所属が空欄なら空で、今の所属は変えません。 */
function placesFor(m: KaonaviMember, u: SansanUser | undefined): string[] {
  const codes = [m.department, ...(params.subDepartments ? m.sub_departments : [])].flatMap((d) => (d?.code ? [d.code] : []));
  for (const code of codes.filter((c) => !byCode.has(c))) problems.push(`社員番号 ${m.code}: 所属 ${code} がカオナビの所属ツリーにありません`);
  if (codes.length === 0) return [];
  const others = params.keepOthers ? (u?.departmentId ?? []).filter((id) => !managed.has(id)) : [];
  return [...new Set([...codes.filter((c) => byCode.has(c)).map(departmentRef), ...others])];
}

function skip(m: KaonaviMember, reason: string, who?: string) {
  report.push({ action: "見送り", kind: "ユーザー", code: m.code, name: text(m.name), note: who ? `${reason}(${who})` : reason });
}

/** Sansan に、取り込まずに確かめてもらいます。手元で分かる間違い(長さ、文字、重なり)は、dandori がその前に全部見つけます。 */
async function inspect() {
  if (!data.departments && !data.users) return;
  // 入れ替わる移動だけは、新しい親が最上位へ出るまで Sansan が認めないため、除いて確かめます。
  const held = new Set(inverted.map((d) => d.departmentId));
  const departments = data.departments?.map((d) => (held.has(`${d.departmentId}`) ? { ...d, parentDepartmentId: undefined } : d));
  try {
    const { errors, usersChecked } = await sansan.organization.check({ ...data, departments });
    problems.push(...errors.map(told));
    if (!data.users || usersChecked) return;
    // 部署に間違いがあると、Sansan はユーザーを見ません。新しい部署に入らない人だけでも、今確かめます。
    const apart = data.users.filter((u) => ![u.departmentId].flat().some((id) => `${id}`.startsWith("tempId:")));
    if (apart.length > 0) problems.push(...(await sansan.organization.check({ users: apart })).errors.map(told));
    if (apart.length < data.users.length) problems.push(`ほかに、新しい部署に入る ${data.users.length - apart.length} 人は、部署が直るまで確かめられません`);
  } catch (e) {
    const lines = e instanceof TypeError ? e.message.split("\n").slice(1) : [];
    if (lines.length === 0) throw e;
    problems.push(...lines.map((l) => named(l.trim())));
  }
}

/** dandori が言う「users[3].email (…): …」を、カオナビのコードで言い直します。 */
function named(message: string): string {
  return message.replace(/(users|departments)\[(\d+)\](?:\.(\w+))?(?: \([^)]*\))?/g, (all, kind: "users" | "departments", i: string, field?: string) => {
    const row = data[kind]?.[Number(i)] as { [key: string]: unknown } | undefined;
    const who = codeOf.get(row?.tempId) ?? codeOf.get(row?.userUuid) ?? codeOf.get(row?.departmentId);
    return who ? [who, field].filter(Boolean).join(" ") : all;
  });
}

function told(r: SansanImportResult): string {
  return `${codeOf.get(r.id) ?? codeOf.get(r.tempId) ?? `${r.type} ${r.id || r.tempId}`}: ${r.errors.join("、") || "取り込まれませんでした"}`;
}

/** 取り込んで、付いた ID を覚えます。 */
async function bring(part: { departments?: SansanDepartmentRow[]; users?: SansanUserRow[] }): Promise<SansanImportResult[]> {
  try {
    const results = await sansan.organization.import(part, { remove: Number(params.remove ?? 0) });
    const ids = new Map(results.filter((r) => r.completed && r.tempId).map((r) => [r.tempId, r.id]));
    for (const [code, temp] of departmentTemps) if (ids.has(temp)) departmentIds.set(code, ids.get(temp)!);
    for (const [code, temp] of userTemps) {
      const uuid = ids.get(temp);
      if (uuid) knownUsers.set(code, uuid);
      if (uuid) made.add(uuid);
    }
    return results;
  } catch (e) {
    if (e instanceof JobFailed) for (const r of (e.results ?? []) as SansanImportResult[]) if (!r.completed) log.error(told(r));
    throw e;
  }
}

/** ID を控えます。カオナビから消えた人も、Sansan に居る間は覚えておきます(退職者だと分かるように)。 */
async function remember() {
  for (const [code, u] of users) knownUsers.set(code, u.userUuid);
  const removed = new Set(removals.map((u) => u.userUuid));
  for (const [code, uuid] of knownUsers) {
    const there = made.has(uuid) || (userByUuid.has(uuid) && !removed.has(uuid));
    const renumbered = taken.has(uuid) && users.get(code)?.userUuid !== uuid; // 社員番号が変わった人の、前の番号
    if (!there || renumbered) knownUsers.delete(code);
  }
  for (const [code, id] of knownDepartments) if (!byId.has(id) || departmentIds.has(code)) knownDepartments.delete(code);
  for (const [code, id] of departmentIds) knownDepartments.set(code, id);
  await keep("departments", knownDepartments);
  await keep("users", knownUsers);
}

async function keep(key: string, ids: Map<string, string>) {
  const value = Object.fromEntries([...ids].sort());
  if (JSON.stringify(value) !== JSON.stringify((await state.get(key)) ?? {})) await state.set(key, value);
}

/** 何をするか、何をしないかを、報告に書きます。 */
function describe() {
  const member = (code: string) => memberByCode.get(code.toLowerCase());
  const codes = new Map(departments.map((d) => [departmentRef(d.code), d.code]));
  const userCodes = new Map([...users].map(([code, u]) => [u.userUuid, code]));
  const show = (value: unknown) => [value ?? ""].flat().map((v) => codes.get(`${v}`) ?? `${v}`).join(";");
  for (const [code] of departmentTemps) report.push({ action: "追加", kind: "部署", code, name: byCode.get(code)!.name });
  for (const { after, changes } of departmentDiff.update) {
    const code = codes.get(after.departmentId)!;
    for (const [field, c] of Object.entries(changes)) {
      report.push({ action: field === "parentDepartmentId" ? "移動" : "変更", kind: "部署", code, name: after.departmentName, field, before: show(c.before), after: show(c.after) });
    }
  }
  for (const u of newUsers) report.push({ action: "追加", kind: "ユーザー", code: `${u.userId}`, name: `${u.userName}` });
  for (const { after, changes } of userDiff.update) {
    const code = userCodes.get(after.userUuid)!;
    for (const [field, c] of Object.entries(changes)) {
      const who = { kind: "ユーザー", code, name: text(member(code)?.name), field };
      if (field === "departmentId") report.push({ ...who, action: "異動", before: show(users.get(code)!.departmentId), after: show(placesOf.get(after.userUuid)) });
      else report.push({ ...who, action: "変更", before: show(c.before), after: show(c.after) });
    }
  }
  for (const u of userDiff.delete) {
    const code = retiredUsers.get(u.userUuid);
    const action = !code ? "カオナビに無い" : removals.includes(u) ? "削除" : "退職";
    report.push({ action, kind: "ユーザー", code: code ?? u.userId, name: u.userName, note: code && u.userType === "1" ? "システム管理者は削除しません" : undefined });
  }
  for (const d of departmentDiff.delete) {
    const known = [...knownDepartments].find(([, id]) => id === d.departmentId);
    report.push({ action: "カオナビに無い", kind: "部署", code: known?.[0] ?? d.departmentId, name: d.departmentName, note: known ? "カオナビから無くなった所属です" : undefined });
  }
}

async function writeReport() {
  const out = csv.writer("out/sync-organization.csv", {
    columns: [
      { key: "action", header: "内容" }, { key: "kind", header: "対象" }, { key: "code", header: "コード" }, { key: "name", header: "名前" },
      { key: "field", header: "項目" }, { key: "before", header: "変更前" }, { key: "after", header: "変更後" }, { key: "note", header: "備考" },
    ],
    bom: true,
    defuse: true,
  });
  for (const row of report) await out.write(row);
  for (const note of problems) await out.write({ action: "問題", note });
  await out.close();
  for (const [action, rows] of Map.groupBy(report.filter((r) => ["見送り", "退職", "カオナビに無い"].includes(r.action)), (r) => `${r.kind}: ${r.action}`)) {
    log.warn(action, { count: rows.length, codes: rows.slice(0, 20).map((r) => r.code).join(" "), file: "out/sync-organization.csv" });
  }
}
