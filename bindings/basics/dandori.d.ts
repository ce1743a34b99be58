// The module "dandori", as scripts see it.

/**
 * A list that is fetched as it is walked: nothing is asked for before the first item is.
 * Each walk starts anew. Callbacks may be async.
 *
 * ```ts
 * for await (const card of sansan.bizCards.list({ range: "all", updatedFrom: "2025-04-01" })) { … }
 * const mails = await list.filter((card) => card.email).map((card) => card.email).toArray();
 * ```
 */
export interface Listing<T> extends AsyncIterable<T> {
  /** The items page by page, as the vendor sends them. */
  pages(): AsyncIterable<T[]>;
  /** All items. They must fit into memory. */
  toArray(): Promise<T[]>;
  /** What `f` makes of each item. */
  map<U>(f: (item: T, index: number) => U | PromiseLike<U>): Listing<U>;
  /** The items for which `f` returns something true. */
  filter<S extends T>(f: (item: T, index: number) => item is S): Listing<S>;
  filter(f: (item: T, index: number) => unknown): Listing<T>;
  /** The first `n` items. No page beyond the nth item is asked for. */
  take(n: number): Listing<T>;
  /** All but the first `n` items. */
  drop(n: number): Listing<T>;
  /** The items of what `f` makes of each item. */
  flatMap<U>(f: (item: T, index: number) => Iterable<U> | AsyncIterable<U> | PromiseLike<Iterable<U> | AsyncIterable<U>>): Listing<U>;
  /** One value out of all items. Without `initial` the first item is where it begins; of no items that is an error. */
  reduce(f: (sum: T, item: T, index: number) => T | PromiseLike<T>): Promise<T>;
  reduce<U>(f: (sum: U, item: T, index: number) => U | PromiseLike<U>, initial: U): Promise<U>;
  forEach(f: (item: T, index: number) => unknown): Promise<void>;
  /** Whether `f` holds for one item; the walk ends there. */
  some(f: (item: T, index: number) => unknown): Promise<boolean>;
  /** Whether `f` holds for every item; the walk ends at the first for which it does not. */
  every(f: (item: T, index: number) => unknown): Promise<boolean>;
  /** The first item for which `f` holds; the walk ends there. */
  find<S extends T>(f: (item: T, index: number) => item is S): Promise<S | undefined>;
  find(f: (item: T, index: number) => unknown): Promise<T | undefined>;
}

/**
 * Something that a vendor does as a task of its own, minutes later.
 * Calling it waits until the vendor has done it, and throws {@link JobFailed} when that went wrong.
 */
export interface Write<A extends unknown[], R> {
  (...args: A): Promise<R>;
  /** Resolves as soon as the vendor has accepted it. */
  start(...args: A): Promise<Job<R>>;
}

/** A task under way at a vendor. The run waits for every job that it started; one that fails fails the run. */
export interface Job<R> {
  /**
   * The vendor's id of it; `null` when nothing was sent (an empty list), or when the answer that named it was lost and what
   * could be read back showed that it was done: then `result()` resolves at once.
   */
  readonly id: string | null;
  /** How it stands. Costs a request. */
  status(): Promise<JobStatus>;
  /** Waits until it is done, polling within the limits; throws {@link JobFailed} when it went wrong. */
  result(options?: {
    /** `"30m"`, `"2h"`: how long to wait before a {@link TimeoutError}. The default is to wait for as long as it takes. */
    timeout?: string;
  }): Promise<R>;
}

/** How a {@link Job} stands. */
export interface JobStatus {
  /** `"ng"`: refused, see `messages`. `"error"`: it broke at the vendor. */
  state: "waiting" | "running" | "ok" | "ng" | "error";
  /** The vendor's own words. */
  messages: string[];
}

/** What every error of a connection tells. A write whose answer was lost cannot be caught: it ends the run. */
interface ConnectionFailure extends Error {
  /** The connection's name in dandori.yaml. */
  readonly connection: string;
  /** Its kind: `"sansan"`, `"kaonavi-v1"`. */
  readonly vendor: string;
  /** As the script wrote it, without the connection: `"bizCards.list"`. */
  readonly operation: string;
}

/** The vendor refused. */
export declare class VendorError extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
  /** The HTTP status. */
  readonly status: number;
  /** The vendor's own code, `""` where it has none. */
  readonly code: string;
  /** The field that the vendor named, `""` for none. */
  readonly field: string;
  /** Every message of the answer. */
  readonly errors: string[];
}

/** The vendor accepted a task and could not do it. */
export declare class JobFailed extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
  /** The vendor's id of the job. */
  readonly job: string;
  readonly state: "ng" | "error";
  /** The vendor's reasons. */
  readonly messages: string[];
  /** What it says of each row, where it says that. */
  readonly results?: any[];
}

/** No answer that can be read came, and it was tried several times. */
export declare class ConnectionError extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
}

/** No answer came in time. */
export declare class TimeoutError extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
}

/** The workflow was not given this (a folder, a connection), or more would be removed than `{ remove: n }` allows. */
export declare class PermissionError extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
}

/** A person said no to {@link approve}: who, when and why, the message says. `connection` and `vendor` are `""`. */
export declare class Rejected extends Error implements ConnectionFailure {
  readonly connection: string;
  readonly vendor: string;
  readonly operation: string;
}

/**
 * The parameters of the run, by the names of the workflow's `params`: strings, numbers, booleans, dates as
 * `"2025-04-01"`, files as project-relative paths. One that was not given is `undefined`.
 * Of a bare script they are the strings of `-p name=value`.
 */
export declare const params: { readonly [name: string]: any };

/** Which run this is. */
export declare const run: {
  readonly id: string;
  /** The workflow's name, or the path of a bare script. */
  readonly workflow: string;
  /** Whether writes are only rehearsed (`--dry-run`). */
  readonly dryRun: boolean;
  /** 1, and one more each time that the run is tried again. */
  readonly attempt: number;
  /** An ISO 8601 time. */
  readonly startedAt: string;
};

/** Lines of the run's log. What they hold is the script's own choice: mind personal data. */
export declare const log: {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
};

/** Shows how far the run has come. `total` is how many there will be, if that is known. */
export declare function progress(label: string, options?: { total?: number }): {
  /** So many more are done. @default 1 */
  tick(n?: number): void;
  /** So many are done in all. */
  set(n: number): void;
};

/**
 * Waits: `await sleep("90s")`. Go's durations and days: `"500ms"`, `"1h30m"`, `"2d"`. A run that is restarted meanwhile sleeps the
 * rest of it; one that sleeps long leaves memory and comes back by itself.
 */
export declare function sleep(duration: string): Promise<void>;

/**
 * Waits until a person says yes, for days if need be: `dandori runs approve RUN`. On no (`dandori runs reject RUN`) it throws
 * {@link Rejected} with who said so, when, and their note. `details`, anything that JSON can hold, is shown with the question.
 * A dry run approves by itself (`by` is `"dry-run"`).
 *
 * ```ts
 * const changes = diff(before, after, { key: "code" });
 * await approve(`退職者 ${changes.delete.length} 名を削除します`, { codes: changes.delete.map((m) => m.code) });
 * ```
 */
export declare function approve(message: string, details?: unknown): Promise<{
  by: string;
  /** An RFC 3339 time. */
  at: string;
  /** `""` for none. */
  note: string;
}>;

/** An encoding of text. `cp932` is what Excel writes in Japan (Shift_JIS with ①, ㈱, 髙). */
export type Encoding = "utf8" | "cp932";

/** A column to write: the key of a row's objects (`"owner.name"` reaches into them), also with a heading of its own. */
export type Column = string | { key: string; header?: string };

/**
 * CSV files, row by row. Rows of any number take little memory. A run that is killed in the middle of a file goes on with the file as it
 * was: up to 16 MiB are kept with the run; a larger one that has changed by then pauses it.
 */
export declare const csv: {
  /**
   * The rows of a file as objects of strings by the headings of its first line; empty cells are `""`.
   * The encoding is detected. A row with too few or too many cells, a blank or a doubled heading is an error with its line.
   * With `header: false` every row is an array.
   */
  read(path: string, options: CSVReadOptions & { header: false }): Listing<string[]>;
  read<T extends object = Record<string, string>>(path: string, options?: CSVReadOptions): Listing<T>;
  /** The rows of a text. */
  parse(text: string, options: CSVParseOptions & { header: false }): string[][];
  parse<T extends object = Record<string, string>>(text: string, options?: CSVParseOptions): T[];
  /**
   * Writes a file: a heading, then a row for each `write`, with CR LF. It appears under its name when it is closed.
   *
   * ```ts
   * const out = csv.writer("out/members.csv", { columns: ["code", { key: "owner.name", header: "所有者" }] });
   * for await (const member of members) await out.write(member);
   * await out.close();
   * ```
   */
  writer(path: string, options: CSVWriterOptions): CSVWriter;
  /** The text that a writer would write. */
  stringify(rows: readonly object[], options: CSVStyle): string;
};

export interface CSVParseOptions {
  /** One ASCII character. @default "," */
  delimiter?: string;
  /** `false`: the first line is a row like others. @default true */
  header?: boolean;
}

export interface CSVReadOptions extends CSVParseOptions {
  /** The default is to find out. */
  encoding?: Encoding;
}

export interface CSVStyle {
  /** What is written of each row, in this order. Other keys are ignored; missing ones, `null` and `undefined` are empty cells. */
  columns: readonly Column[];
  /** UTF-8's mark at the start, so that Excel opens it as UTF-8. @default false */
  bom?: boolean;
  /** One ASCII character. @default "," */
  delimiter?: string;
  /** Puts `'` before texts that Excel would take for formulas (`=…`, `+…`, `-…`, `@…`). @default false */
  defuse?: boolean;
}

export interface CSVWriterOptions extends CSVStyle {
  /** A character that `cp932` lacks is an error that names row, column and character. @default "utf8" */
  encoding?: Encoding;
}

/** A CSV file under way. Left open, it is closed with a warning when the run succeeds, and dropped when it fails. */
export interface CSVWriter {
  /** Adds a row. Strings, numbers, booleans and nothing make cells; an object or array is a `TypeError`. */
  write(row: object): Promise<void>;
  /** Makes the file appear under its name. */
  close(): Promise<void>;
  /** Rows written so far. */
  readonly rows: number;
}

/** Excel files (.xlsx). */
export declare const excel: {
  /**
   * The rows of a sheet as objects by its heading. Texts stay as they are (`"00123"`), and so do numbers that the sheet shows
   * with leading zeros; dates are `"2025-04-01"`, with a time `"2025-04-01T09:30:00"`; empty cells are `""`; empty rows are left out.
   * With `header: false` every row is an array from column A on.
   */
  read(path: string, options: ExcelReadOptions & { header: false }): Listing<ExcelCell[]>;
  read<T extends object = Record<string, ExcelCell>>(path: string, options?: ExcelReadOptions): Listing<T>;
  /** Writes a file with one sheet, or with several. It appears under its name when it is closed. */
  writer(path: string, options?: ExcelSheetOptions | { sheets: readonly { name: string; columns?: readonly Column[] }[] }): ExcelWriter;
};

export type ExcelCell = string | number | boolean;

export interface ExcelReadOptions {
  /** The sheet's name. The default is the first sheet. */
  sheet?: string;
  /** The row of the heading, counted from 1; `false`: none. The default is the first row that is not empty. */
  header?: number | boolean;
}

export interface ExcelSheetOptions {
  /** The sheet's name. @default "Sheet1" */
  sheet?: string;
  /** The default is the keys of the first row. */
  columns?: readonly Column[];
}

/** An Excel file under way. Left open, it is closed with a warning when the run succeeds, and dropped when it fails. */
export interface ExcelWriter {
  /** Adds a row to the first sheet. Texts stay texts: a code keeps its zeros. */
  write(row: object): Promise<void>;
  /** The sheet of that name. */
  sheet(name: string): { write(row: object): Promise<void> };
  /** Makes the file appear under its name. */
  close(): Promise<void>;
}

/**
 * Files of the project, by project-relative names with `/`. Which folders may be read and written, the workflow's `folders` say:
 * by default `inbox` and `out`, and `out`. A file that is written appears when it is complete; folders are made.
 *
 * A run that is killed and goes on does each of these once. What it has read, it does not read again; what it has written, and
 * somebody has taken away since, does not come back; a file that it is about to move or remove, and that is another one by then, pauses it.
 */
export declare const files: {
  /** The text of a file; its encoding is detected. */
  readText(path: string, options?: { encoding?: Encoding }): Promise<string>;
  read(path: string): Promise<Uint8Array>;
  writeText(path: string, text: string, options?: { encoding?: Encoding; bom?: boolean }): Promise<void>;
  write(path: string, bytes: Uint8Array | ArrayBuffer): Promise<void>;
  /** The names of the files that match a glob (`"inbox/**\/*.csv"`), or that lie in a folder, sorted. */
  list(globOrFolder: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  /** How many bytes a file of any size has, and their SHA-256 in hexadecimal: for a list by which a copy can be checked later. */
  digest(path: string): Promise<{ size: number; sha256: string }>;
  /** Never overwrites: a file that is there is an error. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or an empty folder; `false` when there was none. */
  remove(path: string): Promise<boolean>;
};

/**
 * Values that outlive the run, for each workflow apart (a bare script: for each path). A change is kept together with the step of
 * the run that made it: a run that is killed and goes on neither loses nor repeats one. In a dry run changes are seen by that run only.
 * Keys that begin with `dandori:` are dandori's own.
 */
export declare const state: {
  /** `undefined` when there is none. */
  get<T = any>(key: string): Promise<T | undefined>;
  /** Anything that JSON can hold, up to 1 MiB of it. */
  set(key: string, value: unknown): Promise<void>;
  /** `false` when there was none. */
  delete(key: string): Promise<boolean>;
  /** The keys that begin with `prefix`, sorted. */
  list(prefix?: string): Promise<string[]>;
};

/**
 * What must be created, updated and deleted so that `before` becomes `after`.
 *
 * Values are equal when they mean the same: `1` and `"1"` (not `"01"`), `true` and `"true"`, dates in any spelling
 * (`2025-04-01`, `2025/4/1`, `2025年4月1日`), and nothing in any form (`undefined`, `null`, `""`).
 * A key that is blank or stands twice is an error.
 */
export declare function diff<B extends object, A extends object>(
  before: readonly B[],
  after: readonly A[],
  options: {
    /** The field, or fields, by which rows find each other. */
    key: string | readonly string[];
    /** What is compared. The default is the fields of each row of `after`. */
    fields?: string | readonly string[];
  },
): Diff<B, A>;

export interface Diff<B, A> {
  /** Rows of `after` that `before` lacks. */
  create: A[];
  update: {
    /** As the row of `after` has it; of several fields an array. */
    key: any;
    before: B;
    after: A;
    /** Each field that differs. */
    changes: Record<string, { before: any; after: any }>;
  }[];
  /** Rows of `before` that `after` lacks. */
  delete: B[];
  /** Rows of `after` that are the same. */
  same: A[];
}

/**
 * The frame of a one-off migration: each item of `source` is written once, also when the run is killed and goes on, and when the
 * workflow is run again: what is done is marked in the workflow's state, together with the step that did it. A run that begins while
 * another one of the workflow is at work on the same migration waits until that has ended.
 *
 * An item whose `write` throws goes into `out/migrate-NAME-failed.csv`, with the reason, and the migration goes on. Mended, that file
 * can be the source of another run, and so can the whole source: what is done is left. A write in doubt stops the run as always; so do
 * {@link PermissionError}, {@link Rejected} and a {@link VendorError} with status 401, which are about no single item.
 * In the end there is a report for whoever must check it: `out/migrate-NAME-report.html`, `.csv` and `.xlsx`, without any item's values.
 * A dry run goes through all of it, marks nothing, and compares nothing.
 *
 * ```ts
 * const result = await migrate({
 *   name: "members",
 *   source: csv.read(params.file),
 *   key: (row) => row.社員番号,
 *   batch: 500,
 *   write: (rows) => sheet.update(rows.map(({ 社員番号: code, ...fields }) => ({ code, fields }))),
 *   verify: { sample: async (row) => (await sheet.list().find((r) => r.code === row.社員番号))?.fields },
 * });
 * ```
 */
export declare function migrate<T>(options: MigrateOptions<T> & {
  /** How many items `write` is given at once (the last time fewer), 1 to 10,000. When it throws, all of them have failed. */
  batch: number;
  /**
   * Writes the items. `attempt` is 1, and one more for each time that one of them failed before. If it knows which of them could not be
   * written, it returns `{ failed: [{ key, reason }] }`; all others are written then.
   */
  write: (items: T[], context: { attempt: number }) => unknown;
}): Promise<Migration>;
export declare function migrate<T>(options: MigrateOptions<T> & {
  batch?: undefined;
  /** Writes the item. `attempt` is 1, and one more for each time that it failed before. */
  write: (item: T, context: { attempt: number }) => unknown;
}): Promise<Migration>;

export interface MigrateOptions<T> {
  /** Names the marks and the reports: letters, digits, `-` and `_`, up to 60. Another name is another migration. */
  name: string;
  /** The items: an array, a listing, `csv.read(…)`, anything that can be iterated over. */
  source: Iterable<T> | AsyncIterable<T>;
  /** What makes an item the same one in every run. One that stands twice in the source is written once, and reported. */
  key: (item: T) => string | number | null | undefined;
  /** How many writes are under way at once, up to 100. @default 1 */
  concurrency?: number;
  /** How many items there are, for the progress bar; of an array it is known. */
  total?: number;
  /**
   * Items that were written before and whose content in the source is another since: `"report"` leaves the target as it is and puts them
   * into the file of failures, `"write"` writes them again. @default "report"
   */
  changed?: "report" | "write";
  /**
   * Items that another run began to write without coming to an end, so that nobody knows whether they were written. Going on with that
   * run (`dandori runs resume`) settles them. `"report"` puts them into the file of failures, `"write"` writes them again: for writes
   * that may be done twice. @default "report"
   */
  unfinished?: "report" | "write";
  /** Where the reports go. @default "out" */
  folder?: string;
  /** Compares both sides in the end. */
  verify?: {
    /**
     * How many the target has, which is compared with the items that are written, now or before; or how many each side has.
     * `keys` are the keys of those items.
     */
    count?: (keys: readonly string[]) => MigrateCount | PromiseLike<MigrateCount>;
    /**
     * Looks an item up in the target. It returns what is there, of which the fields that the item has are compared as {@link diff} does;
     * or whether it is right; or what is wrong. `undefined` and `null`: it is not there.
     */
    sample?: (item: T) => MigrateSample | PromiseLike<MigrateSample>;
    /** How many written items are looked up, chosen by chance. @default 20 */
    samples?: number;
    /** When both sides differ: an `Error`, after the report is written; or only `ok: false`. @default "throw" */
    onDifference?: "throw" | "report";
  };
}

export type MigrateCount = number | { source: number; target: number };
export type MigrateSample = object | boolean | string | null | undefined;

/** What came of a migration. */
export interface Migration {
  readonly name: string;
  /** Nothing needs a person: all items are written, and both sides are the same as far as they were compared. */
  readonly ok: boolean;
  /** Items that were read. */
  readonly source: number;
  /** Written by this run. */
  readonly done: number;
  /** Written before, and left. */
  readonly before: number;
  readonly failed: number;
  /** Whose key stood in the source before. */
  readonly duplicates: number;
  /** Changed since they were written, and left. */
  readonly changed: number;
  /** Begun by another run, with an outcome that is not known, and left. */
  readonly unfinished: number;
  /** Samples that were compared. */
  readonly verified: number;
  /** Samples that differ. */
  readonly differing: number;
  /** Of both sides; `null`: not compared. */
  readonly counts: { source: number; target: number } | null;
  /** RFC 3339 times. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The names of the files that it wrote. */
  readonly files: { readonly failed: string; readonly csv: string; readonly xlsx: string; readonly html: string };
}
