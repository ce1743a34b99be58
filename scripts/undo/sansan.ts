// Sansan: how its users and departments, and its one setting, are put back.

import type { Sansan, SansanEmailClient } from "dandori/connections";
import type { Change, Reason, Step, Table, Write } from "./change";
import { without, type Row } from "./row";
import { sortedOut, text } from "./tables";

/** The table that writes have changed, or why nothing of it can be put back. */
export function sansan(s: Sansan, w: Write, changes: Change[]): Table | Reason {
  if (w.operation === "organization.import") return new Organization(s, changes);
  if (w.operation === "settings.emailClient.set") return emailClient(s);
  return "unknown";
}

function emailClient(s: Sansan): Table {
  return {
    async list() {
      const is = await s.settings.emailClient.get();
      return is ? [{ ...is }] : [];
    },
    key: () => "emailClient",
    refuses: (step) => (step.row ? undefined : "unset"),
    async put(steps) {
      for (const { row } of steps) {
        const kept = Object.entries(row ?? {}).filter(([, value]) => value !== null);
        await s.settings.emailClient.set(Object.fromEntries(kept) as unknown as SansanEmailClient);
      }
    },
  };
}

const temporary = "tempId:";

/** Users and departments, which one import changes together. A row has its kind under of, and its id under id. */
class Organization implements Table {
  private rows: Row[] = [];
  /** The new ids of departments that were made again. */
  private readonly again = new Map<string, string>();

  constructor(
    private readonly s: Sansan,
    private readonly changes: Change[],
  ) {}

  async list(): Promise<Row[]> {
    const departments = await this.s.organization.departments.list().toArray();
    const users = await this.s.organization.users.list().toArray();
    this.rows = [...departments.map((d) => ({ ...bare("department", { ...d }), of: "department", id: d.departmentId })), ...users.map((u) => ({ ...bare("user", { ...u }), of: "user", id: u.userUuid }))];
    return this.rows;
  }

  /** By its id; what the run has added, and what was made again, by what nobody else has. */
  find = (change: Change, rows: Row[]): Row[] => {
    const kin = rows.filter((r) => r.of === change.of);
    const known = kin.filter((r) => r.id === change.key);
    const row = change.was ?? change.now ?? {};
    if (known.length > 0 || (change.was && change.now)) return known;
    if (change.of === "user") return kin.filter((r) => r.userId === row.userId);
    return kin.filter((r) => r.departmentName === row.departmentName && text(r.parentDepartmentId) === this.current(row.parentDepartmentId, change.rank));
  };

  plain = (row: Row, change: Change): Row => {
    const out = bare(change.of, row);
    if (Array.isArray(row.departmentId)) out.departmentId = row.departmentId.map((id) => this.current(id, change.rank));
    if (row.parentDepartmentId) out.parentDepartmentId = this.current(row.parentDepartmentId, change.rank);
    return out;
  };

  loses = (step: Step): Reason | undefined => (!step.there && step.change.of === "user" ? "cards" : undefined);

  /** The id by which a department goes now that the run called so. */
  private current(reference: unknown, rank: number | undefined): string {
    const id = text(reference);
    if (this.rows.some((r) => r.of === "department" && r.id === id)) return id;
    const of = this.changes.find((c) =>
      c.of !== "department" ? false : id.startsWith(temporary) ? !c.was && c.rank === rank && temporary + c.key === id : !c.now && c.key === id);
    const [found] = of ? this.find(of, this.rows) : [];
    return found ? text(found.id) : id;
  }

  async put(steps: Step[]): Promise<void> {
    const { removed } = sortedOut(steps);
    await this.bringBack(steps.filter((s) => s.row));
    const users = removed.filter((r) => r.of === "user");
    if (users.length > 0) await this.s.organization.import({ users: users.map((r) => ({ userUuid: text(r.id), deleteFlag: 1 })) }, { remove: users.length });
    for (const level of deepestFirst(removed.filter((r) => r.of === "department"))) {
      await this.s.organization.import({ departments: level.map((r) => ({ departmentId: text(r.id), deleteFlag: 1 })) }, { remove: level.length });
    }
  }

  /** Adds and changes, in one import. What is added gets a new id. */
  private async bringBack(steps: Step[]) {
    if (steps.length === 0) return;
    const added = new Map(steps.filter((s) => !s.there).map((s, i) => [s, "undo" + (i + 1)]));
    const names = new Map([...added].flatMap(([s, name]) => (s.change.of === "department" ? [[s.change.key, temporary + name] as const] : [])));
    const now = (id: unknown) => names.get(text(id)) ?? this.again.get(text(id)) ?? text(id);
    const sent = (s: Step): Row => {
      const row: Row = { ...s.row };
      if (Array.isArray(row.departmentId)) row.departmentId = row.departmentId.map(now);
      if (row.parentDepartmentId) row.parentDepartmentId = now(row.parentDepartmentId);
      const name = added.get(s);
      if (!name) return { ...row, [s.change.of === "user" ? "userUuid" : "departmentId"]: text(s.there?.id) };
      if (s.change.of === "user") row.effectiveDateFrom = notBefore(today(), text(row.effectiveDateFrom));
      return { ...row, tempId: name };
    };
    const rows = (of: string) => steps.filter((s) => s.change.of === of).map(sent);
    const [departments, users] = [rows("department"), rows("user")];
    const results = await this.s.organization.import({ ...(departments.length > 0 && { departments }), ...(users.length > 0 && { users }) });
    for (const [s, name] of added) {
      const made = results.find((r) => r.type === s.change.of && r.tempId === name);
      if (made) this.again.set(s.change.key, made.id);
    }
  }
}

/** A row without its id and what only an import needs. */
function bare(of: string | undefined, row: Row): Row {
  return without(row, "tempId", "deleteFlag", "salesforceIntegrationPrivilege", of === "user" ? "userUuid" : "departmentId");
}

/** Departments by levels: those that are above none of the others first. */
function deepestFirst(rows: Row[]): Row[][] {
  const levels: Row[][] = [];
  for (let left = rows; left.length > 0; ) {
    const leaves = left.filter((r) => !left.some((below) => below !== r && below.parentDepartmentId === r.id));
    const level = leaves.length > 0 ? leaves : left;
    levels.push(level);
    left = left.filter((r) => !level.includes(r));
  }
  return levels;
}

/** The day in Japan, YYYY-MM-DD. */
function today(): string {
  return new Date(Date.now() + 9 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

function notBefore(day: string, date: string): string {
  return date < day ? day : date;
}
