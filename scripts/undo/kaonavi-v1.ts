// Kaonavi v1: how each of its tables is put back.

import type { KaonaviV1 } from "dandori/connections";
import type { Reason, Table, Write } from "./change";
import { covers, type Row } from "./row";
import { replaced, sortedOut, text } from "./tables";

/** The table that writes have changed, or why nothing of it can be put back. */
export function kaonaviV1(k: KaonaviV1, w: Write): Table | Reason {
  const noun = w.operation.slice(0, w.operation.lastIndexOf("."));
  if (noun === "users") return "password"; // whoever replaces them sends the passwords of all
  if (noun === "departments") return departments(k);
  if (w.version !== "v1.2") return "version";
  if (noun === "members") return members(k);
  return noun === "sheet" ? sheet(k, w.target ?? "") : "unknown";
}

const code = (r: Row) => text(r.member_code);

/** A row as it is sent: what the vendor sets is left out, and a blank is "". */
function sent(row: Row): Row {
  const own = Object.entries(row).filter(([name]) => name === "member_code" || name === "member_name" || name.startsWith("definition_"));
  return filledIn(Object.fromEntries(own));
}

/** A blank is "". */
const filledIn = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? ""]));

/** Whether a row has nothing in its columns that the run did not give it. */
function whole(there: Row, made: Row): boolean {
  return Object.entries(there).every(([name, value]) => !name.startsWith("definition_") || covers(made[name], value));
}

function departments(k: KaonaviV1): Table {
  const deepest = (r: Row) => {
    const levels = Object.keys(r).filter((name) => name.startsWith("department_code") && text(r[name]) !== "");
    return text(r["department_code" + levels.length]);
  };
  return replaced({ list: async () => (await k.departments.list().toArray()).map((d) => ({ ...d })), key: deepest }, (all, remove) => k.departments.replaceAll(all.map(filledIn) as never, remove));
}

function members(k: KaonaviV1): Table {
  return {
    list: async () => (await k.members.list().toArray()).map((m) => ({ ...m })),
    key: code,
    whole,
    loses: (step) => (step.there ? undefined : "records"),
    async put(steps) {
      const { added, changed, removed } = sortedOut(steps);
      if (added.length > 0) await k.members.add(added.map(sent) as never);
      if (changed.length > 0) await k.members.update(changed.map((c) => sent({ ...c.row, member_code: code(c.there) })) as never);
      if (removed.length > 0) await k.members.delete(removed.map(code), { remove: removed.length });
    },
  };
}

/** A sheet, on which a member may have several rows: each goes by its place, E1, E1#2. An update sends all of a member's rows. */
function sheet(k: KaonaviV1, id: string): Table {
  const at = k.sheet(id);
  return {
    async list() {
      const count = new Map<string, number>();
      return (await at.list().toArray()).map((r) => {
        const n = (count.get(r.member_code) ?? 0) + 1;
        count.set(r.member_code, n);
        return { ...r, place: n === 1 ? r.member_code : r.member_code + "#" + n };
      });
    },
    find(change, rows) {
      const { was, now } = change;
      if (was || !now) return rows.filter((r) => r.place === change.key);
      const own = rows.filter((r) => code(r) === code(now));
      const same = own.filter((r) => covers(r, now)); // what was added has no place of its own
      return same.length > 0 ? same : own.slice(0, 1);
    },
    whole,
    async put(steps, rows) {
      const codes = new Set(steps.map((s) => code(s.change.was ?? s.change.now ?? {})));
      const to = new Map(steps.filter((s) => s.there).map((s) => [s.there, s.row]));
      const next = rows.filter((r) => codes.has(code(r))).flatMap((r) => {
        const row = to.get(r);
        return row === null ? [] : [{ ...r, ...row }];
      });
      next.push(...steps.flatMap((s) => (s.there || !s.row ? [] : [{ place: s.change.key, ...s.row }])));
      if (next.length > 0) await at.update(next.map(sent) as never);
      const cleared = [...codes].filter((c) => !next.some((r) => code(r) === c));
      if (cleared.length > 0) await at.clear(cleared, { remove: cleared.length });
    },
  };
}
