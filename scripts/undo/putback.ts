// Puts back what a run has written: each write, the last one first, for the
// rows that still are as the run left them.

import { done, folded, judged, type Change, type Reason, type Step, type Table, type Write } from "./change";
import { kaonavi } from "./kaonavi";
import { kaonaviV1 } from "./kaonavi-v1";
import { sansan } from "./sansan";
import type { Row } from "./row";

/** Rows that stay as they are. */
interface Left {
  connection: string;
  operation: string;
  target: string | null;
  reason: Reason;
  keys: string[];
}

export interface Report {
  /** How many rows were put back. */
  undone: number;
  /** How many were back already. */
  back: number;
  left: Left[];
}

/** What one kind of connection can do about a write: its table, or why not. */
type Kind = (connection: never, write: Write, changes: Change[]) => Table | Reason;

const kinds: Record<string, Kind> = { kaonavi, "kaonavi-v1": kaonaviV1, sansan };

const noun = (w: Write) => w.operation.slice(0, w.operation.lastIndexOf("."));

/** What goes by a key that the run knew before, so that several changes of one row can be seen. */
const keyed = ["members", "sheet", "departments", "advancedPermissions"];

/** What stands in a row for a secret. */
const hidden = "***";

/** Where writes wrote. */
interface Place {
  table: Table;
  /** Those that are there: read once, and kept up with what is put back. */
  rows: Row[];
  /** The first of them. */
  write: Write;
  /** Several changes of a row are one. */
  folds: boolean;
}

/** A change of a row. */
interface Item {
  place: Place;
  change: Change;
  /** Which write changed it first. What it was then goes with how all else was then, so that the last one goes first. */
  rank: number;
}

/** What is told while it goes on: codes and ids, never what is in a row. */
type Tell = (reason: Reason | "back", facts: Record<string, unknown>) => void;

/** Puts back what the writes have changed, and reports what it did. */
export async function putBack(connections: Record<string, unknown>, writes: Write[], tell: Tell): Promise<Report> {
  const run = new Undo(tell);
  const items: Item[] = [];
  for (const at of grouped(writes)) items.push(...(await run.look(connections[at[0]!.export], at)));
  items.sort((x, y) => y.rank - x.rank);
  for (const batch of batches(items)) await run.put(batch);
  if (run.report.back > 0) tell("back", { rows: run.report.back });
  return run.report;
}

type Ranked = Write & { rank: number };

/** The writes by where they wrote. */
function grouped(writes: Write[]): Ranked[][] {
  const places = new Map<string, Ranked[]>();
  writes.forEach((w, rank) => {
    const at = [w.connection, noun(w), w.target ?? "", w.unkept].join("\n");
    places.set(at, [...(places.get(at) ?? []), { ...w, rank }]);
  });
  return [...places.values()];
}

/** Items of one place that follow one another go in one write. */
function batches(items: Item[]): Item[][] {
  const out: Item[][] = [];
  for (const item of items) {
    const last = out.at(-1);
    if (last?.[0]?.place === item.place && (item.place.folds || last[0].rank === item.rank)) last.push(item);
    else out.push([item]);
  }
  return out;
}

class Undo {
  readonly report: Report = { undone: 0, back: 0, left: [] };

  constructor(private readonly tell: Tell) {}

  /** Reports rows that stay as they are, by the operation that changed them. */
  private leave(w: Write, reason: Reason, changes: Change[]) {
    const { connection } = w;
    const target = w.title || w.target || null;
    for (const operation of new Set(w.unkept ? [w.operation] : changes.map((c) => c.operation ?? w.operation))) {
      const keys = changes.filter((c) => (c.operation ?? w.operation) === operation).map((c) => c.key);
      this.report.left.push({ connection, operation, target, reason, keys });
      this.tell(reason, { connection, operation, ...(target ? { target } : {}), keys });
    }
  }

  /** Reads a place as it is now, and tells what of it the run has changed. */
  async look(connection: unknown, writes: Ranked[]): Promise<Item[]> {
    const [write] = writes as [Ranked];
    const changes = writes.flatMap((w) => (w.changes ?? []).map((c) => ({ ...c, operation: w.operation, rank: w.rank })));
    if (changes.length === 0 && !write.unkept) return [];
    const table = write.unkept ? "unkept" : (kinds[write.vendor]?.(connection as never, write, changes) ?? "unknown");
    if (typeof table === "string") {
      this.leave(write, table, folded(changes));
      return [];
    }
    const place = { table, write, rows: await table.list(), folds: keyed.includes(noun(write)) };
    this.leave(write, "hidden", changes.filter((c) => c.was && Object.values(c.now ?? {}).includes(hidden)));
    const each = place.folds ? folded(changes, table.plain) : changes.flatMap((c) => folded([c], table.plain));
    return each.map((change) => ({ place, change, rank: change.rank ?? 0 }));
  }

  /** Puts rows of one place back. */
  async put(batch: Item[]) {
    const [{ place }] = batch as [Item];
    const steps: Step[] = [];
    const left = new Map<Reason, Change[]>();
    const stays = (reason: Reason, change: Change) => left.set(reason, [...(left.get(reason) ?? []), change]);
    for (const { change } of batch) {
      const how = judged(place.table, change, place.rows);
      if (how === "back") this.report.back++;
      else if (typeof how === "string") stays(how, change);
      else steps.push(how);
    }
    if (steps.length > 0) {
      await place.table.put(steps, place.rows);
      place.rows = done(place.rows, steps);
      this.report.undone += steps.length;
    }
    for (const s of steps) {
      const lost = place.table.loses?.(s);
      if (lost) stays(lost, s.change);
    }
    for (const [reason, changes] of left) this.leave(place.write, reason, changes);
  }
}
