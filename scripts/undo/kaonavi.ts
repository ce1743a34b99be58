// Kaonavi v2.0: how each of its tables is put back.

import type { Kaonavi } from "dandori/connections";
import type { Reason, Table, Write } from "./change";
import { covers, isBlank, without, type Row } from "./row";
import { replaced, sortedOut, text } from "./tables";

/** The table that a write has changed, or why nothing of it can be put back. */
export function kaonavi(k: Kaonavi, w: Write): Table | Reason {
  const [first = "", second] = (w.target ?? "").split("/");
  switch (w.operation.slice(0, w.operation.lastIndexOf("."))) {
    case "members":
      return members(k);
    case "sheet":
      return second ? "file" : sheet(k, first);
    case "departments":
      return replaced({ list: rows(() => k.departments.list().toArray()), key: code }, (all, remove) => k.departments.replaceAll(all as never, remove));
    case "users":
      return users(k);
    case "webhooks":
      return webhooks(k);
    case "advancedPermissions": {
      const permissions = k.advancedPermissions(first as "member" | "department");
      return replaced({ list: rows(() => permissions.list().toArray()), key: (r) => text(r.user_id) }, (all, remove) => permissions.replaceAll(all as never, remove), codesOf);
    }
    case "enumOptions":
      return choices(k, first);
    case "members.faceImages":
    case "sheet.attachments":
      return "file";
    default:
      return "unknown";
  }
}

const code = (r: Row) => text(r.code);

/** What a setting loses counts by its codes. */
const codesOf = (r: Row): unknown[] => [...((r.add_codes ?? []) as unknown[]).map((c) => "+" + c), ...((r.exclusion_codes ?? []) as unknown[]).map((c) => "-" + c)];

/** A list with its rows in the form in which they are compared. */
function rows(list: () => Promise<object[]>): () => Promise<Row[]> {
  return async () => (await list()).map((r) => byID({ ...r }));
}

/** Values that have no name of their own stand in a list, by id; here by their ids, so that they are compared one by one. */
function byID(row: Row): Row {
  const out = without(row, "custom_fields");
  if (Array.isArray(row.custom_fields)) out.ids = Object.fromEntries(row.custom_fields.map((f: Row) => [text(f.id), f.values]));
  if (Array.isArray(row.records)) out.records = row.records.map(byID);
  return out;
}

/** The row as it is sent. */
function listed(row: Row): Row {
  const out = without(row, "ids");
  const ids = Object.entries((row.ids ?? {}) as Row);
  if (ids.length > 0) out.custom_fields = ids.map(([id, values]) => ({ id: Number(id), values: isBlank(values) ? [""] : values }));
  if (Array.isArray(row.records)) out.records = row.records.map(listed);
  return out;
}

/** What scripts can write of the fields of a layout: some by their names, those whose names are not their own by their ids. */
function writable(fields: readonly { id: number; name: string; type: string; read_only?: boolean }[]): (row: Row) => Row {
  const open = fields.filter((f) => !f.read_only && f.type !== "calc");
  const named = new Set(open.filter((f) => fields.filter((g) => g.name === f.name).length === 1).map((f) => f.name));
  const ids = new Set(open.filter((f) => !named.has(f.name)).map((f) => text(f.id)));
  const only = (row: unknown, names: Set<string>) => Object.fromEntries(Object.entries((row ?? {}) as Row).filter(([name]) => names.has(name)));
  return (row) => ({ fields: only(row.fields, named), ids: only(row.ids, ids) });
}

const own = ["name", "name_kana", "mail", "entered_date", "retired_date", "gender", "birthday"];

function members(k: Kaonavi): Table {
  let part = (row: Row): Row => row;
  return {
    async list() {
      part = writable((await k.layouts.members()).custom_fields);
      return rows(() => k.members.list().toArray())();
    },
    key: code,
    plain: byID,
    whole: (there, made) => own.every((name) => covers(made[name], there[name])) && covers(made, part(there)),
    loses: (step) => (step.there ? undefined : "records"),
    async put(steps) {
      const { added, changed, removed } = sortedOut(steps);
      if (added.length > 0) await k.members.create(added.map(listed) as never);
      if (changed.length > 0) await k.members.update(changed.map((c) => listed({ ...c.row, code: c.there.code })) as never);
      if (removed.length > 0) await k.members.delete(removed.map(code), { remove: removed.length });
    },
  };
}

function sheet(k: Kaonavi, id: string): Table {
  const at = k.sheet(id as `${number}`);
  let single = false;
  let part = (row: Row): Row => row;
  /** Of a sheet of one record the row is that record. */
  const plain = (r: Row): Row => {
    if (!single) return byID({ code: r.code, records: r.records ?? [] });
    const record = Array.isArray(r.records) ? (r.records[0] ?? {}) : r;
    return byID({ code: r.code, fields: record.fields, custom_fields: record.custom_fields });
  };
  return {
    async list() {
      const layout = await k.layouts.sheet(id);
      single = layout.record_type === 0;
      part = writable(layout.custom_fields);
      return (await at.list().toArray()).map((r) => plain({ ...r }));
    },
    key: code,
    plain,
    blank: (key) => (single ? { code: key } : { code: key, records: [] }),
    whole: (there, made) => single || covers(made.records, (there.records as Row[]).map(part)),
    async put(steps) {
      await at.update(steps.map(({ change, row }) => listed({ ...row, code: change.key })) as never);
    },
  };
}

function users(k: Kaonavi): Table {
  const mail = (r: Row | null) => text(r?.email).toLowerCase();
  return {
    list: rows(() => k.users.list().toArray()),
    find: (c, all) => all.filter((r) => (c.was ? text(r.id) === c.key : mail(r) === mail(c.now))),
    plain: open,
    refuses: (step) => (step.there ? undefined : "password"),
    async put(steps) {
      const { changed, removed } = sortedOut(steps);
      for (const { there, row } of changed) await k.users.update(text(there.id), row as never);
      for (const r of removed) await k.users.delete(text(r.id), { remove: 1 });
    },
  };
}

function webhooks(k: Kaonavi): Table {
  return {
    list: rows(() => k.webhooks.list().toArray()),
    find: (c, all) => all.filter((r) => (c.was ? text(r.id) === c.key : covers(r, open(c.now ?? {})))),
    plain: open,
    refuses: (step) => (step.there ? undefined : "secret"),
    async put(steps) {
      const { changed, removed } = sortedOut(steps);
      for (const { there, row } of changed) await k.webhooks.update(text(there.id), row as never);
      for (const r of removed) await k.webhooks.delete(text(r.id));
    },
  };
}

/** An account by what can be compared and sent again. */
function open(row: Row): Row {
  return without(row, "id", "password", "secret_token");
}

function choices(k: Kaonavi, field: string): Table {
  const options = rows(async () => (await k.enumOptions.get(field)).enum_option_data);
  const isOption = (r: Row) => !("order" in r);
  const table: Omit<Table, "put"> = {
    async list() {
      const all = await options();
      return [...all, orderOf(all.map((o) => o.name))];
    },
    find: (c, all) => {
      if (c.of === "order") return all.filter((r) => !isOption(r));
      const id = (c.was ?? c.now)?.id;
      const known = all.filter((r) => id !== undefined && text(r.id) === text(id));
      return known.length > 0 || (c.was && c.now) ? known : all.filter((r) => isOption(r) && r.name === (c.was ?? c.now)?.name);
    },
    plain: (r) => (Array.isArray(r.order) ? orderOf(r.order) : without(r, "id")),
  };
  return {
    ...table,
    async put(steps, all) {
      const order = text(steps.find((s) => s.change.of === "order")?.row?.order).split("\n");
      const place = (r: Row) => (order.includes(text(r.name)) ? order.indexOf(text(r.name)) : order.length);
      const put = replaced(table, (next, remove) => k.enumOptions.replaceAll(field, next.toSorted((a, b) => place(a) - place(b)) as never, remove));
      await put.put(steps.filter((s) => s.change.of !== "order"), all.filter(isOption));
    },
  };
}

/** The order of choices stands among them as a row of its own. A list is compared without its order, a text is not. */
const orderOf = (names: unknown[]): Row => ({ order: names.map(text).join("\n") });
