// Random writes to a simulated company, for tests. What cannot be put back
// (passwords, secrets, files, what goes with a member) is not touched.

import { kaonavi as typed } from "dandori/connections";

const kaonavi = typed as any;

interface Params {
  seed: number;
  steps: number;
  /** Somebody else, between the run and its undo: members and a sheet only, and only changes. */
  other: boolean;
}

export default async function ({ seed, steps, other }: Params): Promise<string[]> {
  let state = (seed * 7919 + 17) % 2147483647;
  const below = (n: number) => (state = (state * 48271) % 2147483647) % n;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const some = <T>(list: readonly T[]): T[] => [...new Set(Array.from({ length: 1 + below(3) }, () => pick(list)))];
  const word = () => (other ? "他" : "語") + below(1000);
  const members = (): Promise<any[]> => kaonavi.members.list().toArray();
  const codes = async () => (await members()).map((m) => m.code as string);
  const said: string[] = [];

  const ops: Record<string, () => Promise<unknown>> = {
    async changeMembers() {
      const rows = some(await codes()).map((code) => ({ code, ...pick<object>([{ name: word() }, { mail: pick([null, word() + "@example.jp"]) }, { fields: { 制服サイズ: pick(["S", "M", "L", null]) } }, { name: word(), birthday: pick([null, "1990-02-03"]) }]) }));
      await kaonavi.members.update(rows);
    },
    async changeRecord() {
      await kaonavi.sheet("緊急連絡先").update(some(await codes()).map((code) => ({ code, fields: pick<object>([{ 続柄: pick(["配偶者", "父", "母", null]) }, { 連絡先氏名: word() }]) })));
    },
    async addMembers() {
      await kaonavi.members.create([{ code: "N" + seed + "-" + said.length, name: word(), department: pick([undefined, { code: "0110" }]), fields: { 制服サイズ: pick(["S", "M"]) } }]);
    },
    async blankMember() {
      const m = pick(await members());
      await kaonavi.members.replaceFields([{ ...m, name_kana: null, mail: null }]);
    },
    async deleteMember() {
      const bound = new Set<string>();
      for (const d of await kaonavi.departments.list().toArray()) bound.add(d.leader_member_code);
      for (const u of await kaonavi.users.list().toArray()) bound.add(u.member_code);
      for (const type of ["member", "department"]) for (const p of await kaonavi.advancedPermissions(type).list().toArray()) for (const c of [...p.add_codes, ...p.exclusion_codes]) bound.add(c);
      const free = (await codes()).filter((c) => !bound.has(c));
      if (free.length > 0) await kaonavi.members.delete([pick(free)], { remove: 1 });
    },
    async addRecords() {
      const rows = await kaonavi.sheet("資格").list().toArray();
      const fields = { ...pick(pick(rows as any[]).records as any[]).fields };
      delete fields["認定証"];
      await kaonavi.sheet("資格").add(some(await codes()).map((code) => ({ code, records: [{ fields }] })));
    },
    async replaceRecords() {
      const rows: any[] = await kaonavi.sheet(79).list().toArray();
      const from = pick(rows).records.map((r: any) => ({ custom_fields: r.custom_fields, fields: r.fields }));
      await kaonavi.sheet(79).update(some(await codes()).map((code) => ({ code, records: pick([from, from.slice(1), [from[0], from[0]]]) })));
    },
    async departments() {
      const all: any[] = await kaonavi.departments.list().toArray();
      const used = new Set((await members()).flatMap((m) => [m.department?.code, ...m.sub_departments.map((s: any) => s.code)]));
      for (const d of all) used.add(d.parent_code);
      const gone = all.filter((d) => !used.has(d.code)).slice(0, below(2));
      const next = all.filter((d) => !gone.includes(d));
      pick(next).name = word();
      pick(next).memo = pick([null, word()]);
      if (below(2)) next.push({ code: "X" + seed + "-" + said.length, name: word(), parent_code: pick(next).code, order: 9 });
      await kaonavi.departments.replaceAll(next, { remove: gone.length });
    },
    async users() {
      const users: any[] = await kaonavi.users.list().toArray();
      const u = pick(users);
      await kaonavi.users.update(u.id, pick<object>([{ is_active: !u.is_active }, { use_smartphone: true }, { email: word() + "@login.example.jp" }]));
      if (below(2)) await kaonavi.users.create({ email: word() + "-" + said.length + "@new.example.jp", password: "Abcd1234", role: { id: 2 } });
    },
    async webhooks() {
      const hook = await kaonavi.webhooks.create({ url: "https://a.example/" + seed + "/" + said.length, events: ["member_created"], secret_token: "s" });
      if (below(2)) await kaonavi.webhooks.update(hook.id, { events: ["member_updated", "member_deleted"] });
    },
    async choices() {
      const all = (await kaonavi.enumOptions.get(503)).enum_option_data;
      pick(all as any[]).name = word() + "-" + said.length;
      await kaonavi.enumOptions.replaceAll(503, [...all, { name: word() + "+" + said.length }]);
    },
    async permissions() {
      const users: any[] = await kaonavi.users.list().toArray();
      const all: any[] = await kaonavi.advancedPermissions("member").list().toArray();
      const rest = all.slice(below(2));
      const user = users.find((u) => !all.some((p) => p.user_id === u.id));
      const mine = user ? [{ user_id: user.id, add_codes: some(await codes()), exclusion_codes: [] }] : [];
      await kaonavi.advancedPermissions("member").replaceAll([...rest, ...mine], { remove: 100 });
    },
  };

  const names = other ? ["changeMembers", "changeRecord"] : Object.keys(ops);
  for (let i = 0; i < steps; i++) {
    const name = pick(names);
    try {
      await ops[name]!();
      said.push(name);
    } catch (e) {
      said.push(name + ": " + e);
    }
  }
  return said;
}
