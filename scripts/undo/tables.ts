// How tables of several kinds are changed.

import type { Step, Table } from "./change";
import { merged, type Row } from "./row";

/** Steps by what they do. */
export function sortedOut(steps: Step[]): { added: Row[]; changed: { there: Row; row: Row }[]; removed: Row[] } {
  const out = { added: [] as Row[], changed: [] as { there: Row; row: Row }[], removed: [] as Row[] };
  for (const { there, row } of steps) {
    if (!row) out.removed.push(...(there ? [there] : []));
    else if (!there) out.added.push(row);
    else out.changed.push({ there, row });
  }
  return out;
}

type ReplaceAll = (rows: Row[], remove: { remove: number }) => Promise<unknown>;

/** A table that is only ever replaced as a whole: what is there, with these rows put back. parts are what counts of a row as removed; itself, if left out. */
export function replaced(table: Omit<Table, "put">, replaceAll: ReplaceAll, parts?: (row: Row) => unknown[]): Table {
  return {
    ...table,
    async put(steps, rows) {
      const { added, changed, removed } = sortedOut(steps);
      let remove = 0;
      const next = rows.flatMap((there) => {
        const change = changed.find((c) => c.there === there);
        const row = removed.includes(there) ? undefined : change ? merged(there, change.row) : there;
        const kept = new Set(row && parts ? parts(row) : []);
        if (parts) remove += parts(there).filter((p) => !kept.has(p)).length;
        else if (!row) remove++;
        return row ? [row] : [];
      });
      await replaceAll([...next, ...added], { remove });
    },
  };
}

export const text = (v: unknown): string => (v === null || v === undefined ? "" : String(v));
