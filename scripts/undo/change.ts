// What a run has changed, and which of it can be put back.

import { covers, filled, merged, type Row } from "./row";

/** One row before and after. null: there was none, or there is none any more. */
export interface Change {
  of?: string;
  key: string;
  was: Row | null;
  now: Row | null;
  /** That of its write. */
  operation?: string;
  /** Which write it is of. */
  rank?: number;
  /** As the run wrote it down. */
  given?: Change;
}

/** What one call of the run has changed. */
export interface Write {
  connection: string;
  export: string;
  vendor: string;
  version: string;
  operation: string;
  target?: string;
  title?: string;
  /** The run has not said what it changes. */
  unkept: boolean;
  changes: Change[] | null;
}

/** What is to be done to put one row back. */
export interface Step {
  change: Change;
  /** The row that is there; undefined: none. */
  there: Row | undefined;
  /** What it is to be; null: gone. */
  row: Row | null;
}

/** Why a row is not put back. */
export type Reason = "changed" | "ambiguous" | "password" | "secret" | "file" | "version" | "unset" | "unkept" | "unknown" | "records" | "cards" | "hidden";

/** Rows of one kind at a vendor, and how they are changed. */
export interface Table {
  /** All of them, as they are now. */
  list(): Promise<Row[]>;
  key?(row: Row, of?: string): string | undefined;
  /** A row of a change in the form that list has. */
  plain?(row: Row, change: Change): Row;
  /** Whether a row that the run has made has nothing that the run did not give it. */
  whole?(there: Row, made: Row): boolean;
  /** What stands for a row where the vendor lists none. Without it such a row is made, or deleted. */
  blank?(key: string): Row;
  /** Finds a change's row, where its key is not all that it is known by: the vendor chooses some. */
  find?(change: Change, rows: Row[]): Row[];
  /** Why a step cannot be done. */
  refuses?(step: Step): Reason | undefined;
  /** What stays gone although the step is done. */
  loses?(step: Step): Reason | undefined;
  put(steps: Step[], rows: Row[]): Promise<void>;
}

/** The changes of several writes, in their order, as one for each row. */
export function folded(changes: Change[], plain: (row: Row, change: Change) => Row = (row) => row): Change[] {
  const rows = new Map<string, Change>();
  for (const given of changes) {
    const c: Change = { ...given, was: given.was && plain(given.was, given), now: given.now && plain(given.now, given), given };
    const id = `${c.of ?? ""}\n${c.key}`;
    const first = rows.get(id);
    rows.set(id, first ? joined(first, c) : c);
  }
  return [...rows.values()].filter((c) => c.was !== null || c.now !== null);
}

function joined(first: Change, then: Change): Change {
  const both = first.was && first.now && then.was;
  return {
    ...then,
    rank: first.rank,
    was: both && first.was ? merged(both, first.was) : first.was,
    now: then.now && first.now ? merged(first.now, then.now) : then.now,
  };
}

/** How a row stands: as it was before the run, as the run left it (then what is to be done), or otherwise. */
export function judged(table: Table, change: Change, rows: Row[]): "back" | Reason | Step {
  const found = rowsOf(table, change, rows);
  if (found.length > 1) return "ambiguous";
  const blank = table.blank?.(change.key) ?? null;
  const there = found[0] ?? blank;
  const was = change.was ?? blank;
  const now = change.now ?? blank;
  const before = was && filled(was, now ?? {});
  const after = now && filled(now, was ?? {});
  if (is(there, before)) return "back";
  if (!is(there, after) || (there && after && (!change.was || blank) && table.whole?.(there, after) === false)) return "changed";
  const step = { change, there: found[0], row: before };
  return table.refuses?.(step) ?? step;
}

function is(there: Row | null, want: Row | null): boolean {
  return there === null || want === null ? there === want : covers(there, want);
}

function rowsOf(table: Table, change: Change, rows: Row[]): Row[] {
  return table.find?.(change.given ?? change, rows) ?? rows.filter((r) => table.key?.(r, change.of) === change.key);
}

/** The rows as they are when the steps are done. */
export function done(rows: Row[], steps: Step[]): Row[] {
  const to = new Map(steps.filter((s) => s.there).map((s) => [s.there, s.row]));
  const kept = rows.flatMap((r) => {
    const row = to.get(r);
    return row === undefined ? [r] : row === null ? [] : [merged(r, row)];
  });
  return [...kept, ...steps.flatMap((s) => (s.there || !s.row ? [] : [s.row]))];
}
