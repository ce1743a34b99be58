// Kaonavi API v1.0–v1.2 (kind: kaonavi-v1), as scripts see a connection of that kind.
//
//   import { kaonaviV1 } from "dandori/connections";
//
// Limits, for the whole company: 60 requests an hour, 5 access tokens an hour. Every line below says what it costs.

import type { Job, Listing, Write } from "dandori";

/** A connection to Kaonavi's API v1. What the connection's version lacks throws an error that names the version that has it. */
export interface KaonaviV1 {
  /** The login accounts (ユーザー). v1.0 and later. */
  readonly users: KaonaviV1Users;
  /** The departments (所属). v1.0 and later. */
  readonly departments: KaonaviV1Departments;
  /** The members (基本情報), which are sheet 0. */
  readonly members: KaonaviV1Members;
  /**
   * Any other sheet. The administrator's page 公開API情報確認 shows the ids of sheets and columns.
   * Sheet 0 is refused: it is `members`.
   */
  sheet(id: string | number): KaonaviV1Sheet;
  /** A task that was started elsewhere, by its id (`progress_id`). Each look costs a request. */
  task(id: string | number): Job<void>;
}

/** What an operation that removes may remove. */
export interface KaonaviV1Remove {
  /**
   * How many rows may go; 0 if left out. When more would go, nothing is sent, and a `PermissionError` names whom it concerns.
   * @default 0
   */
  remove?: number;
}

/** A list: one request, all rows. The rows keep the vendor's keys and spellings. */
export interface KaonaviV1Listing<T> extends Listing<T> {
  /**
   * The heading of each key (`definition_46` → `資格`), or `null` where the vendor sends none.
   * One request more (with `dryrun=1`, which answers the headings alone).
   */
  headers(): Promise<Record<string, string> | null>;
}

/** The login accounts. A row is told by its `email`, the login id. */
export interface KaonaviV1Users {
  /** All users; passwords read `"****"`. */
  list(): KaonaviV1Listing<KaonaviV1User>;
  /** Adds users. One request, and one for each look at the task. */
  add: Write<[users: KaonaviV1NewUser[]], void>;
  /**
   * Makes `users` all the users there are: **who is not among them is deleted**.
   * Reads the users first, to know who would go: two requests, and one for each look at the task.
   */
  replaceAll: Write<[users: KaonaviV1UserRow[], options?: KaonaviV1Remove], void>;
}

/** The departments. A row is told by the code at its deepest level. */
export interface KaonaviV1Departments {
  /** All departments, each with the codes and names of those above it. */
  list(): KaonaviV1Listing<KaonaviV1Department>;
  /** Adds departments. One request, and one for each look at the task. */
  add: Write<[departments: KaonaviV1DepartmentRow[]], void>;
  /**
   * Makes `departments` all the departments there are: **those that are not among them are deleted**.
   * Reads the departments first, to know which would go: two requests, and one for each look at the task.
   */
  replaceAll: Write<[departments: KaonaviV1DepartmentRow[], options?: KaonaviV1Remove], void>;
}

/** What members and the other sheets have in common. */
export interface KaonaviV1Table {
  /** All rows of all members. v1.0 and later. A big sheet may time out: then `export`. */
  list(): KaonaviV1Listing<KaonaviV1Row>;
  /** Adds rows. v1.0 and later. One request, and one for each look at the task. */
  add: Write<[rows: KaonaviV1NewRow[]], void>;
  /**
   * Changes the rows of the members named, and of nobody else. **v1.2.** One request, and one for each look at the task.
   *
   * Whether a column that is left out keeps its value or is blanked, the vendor does not say: send whole rows, as `list` or
   * `export` gave them, with your changes.
   */
  update: Write<[rows: KaonaviV1NewRow[]], void>;
  /**
   * Makes `rows` all the rows there are: **what is not among them is deleted**; of members, everything that hangs on them, too.
   * v1.0 and later. Reads the rows first, to know whose would go: two requests, and one for each look at the task.
   */
  replaceAll: Write<[rows: KaonaviV1NewRow[], options?: KaonaviV1Remove], void>;
  /**
   * The same as `list`, prepared by the vendor in the background: for sheets that time out. **v1.1 and later.**
   * Two requests, and one for each look at the task.
   */
  export: Write<[], KaonaviV1Export>;
}

/** The members. */
export interface KaonaviV1Members extends KaonaviV1Table {
  /** **Deletes the members** and everything that hangs on them. **v1.2.** Needs `{ remove: codes.length }`. */
  delete: Write<[codes: (string | number)[], options?: KaonaviV1Remove], void>;
}

/** A sheet other than the members' own. It may hold several rows a member. */
export interface KaonaviV1Sheet extends KaonaviV1Table {
  /** Clears these members' rows of this sheet. **v1.2.** Needs `{ remove: codes.length }`. */
  clear: Write<[codes: (string | number)[], options?: KaonaviV1Remove], void>;
}

/** What `export` resolves to. */
export interface KaonaviV1Export {
  headers: Record<string, string> | null;
  data: KaonaviV1Row[];
}

/** A value of a row. `""` is a blank; dates come in several spellings (`2017/04/12`, `2017-04-12`). */
export type KaonaviV1Value = string | number | boolean | null;

/** A column of a sheet by its id, as 公開API情報確認 shows it: `definition_46`. */
export type KaonaviV1Column = `definition_${number}`;

/** A row of a sheet, as it is read. */
export interface KaonaviV1Row {
  /** 社員番号, the key. */
  member_code: string;
  /** 氏名 */
  member_name: string;
  /** フリガナ; not every sheet sends it. */
  member_kana?: string;
  last_modified_by: string;
  last_modified_at: string;
  [column: KaonaviV1Column]: KaonaviV1Value;
}

/**
 * A row of a sheet, as it is sent. A row may be given as it was read: what the vendor itself sets is left out.
 * Columns that the vendor calculates must be taken out by you: only it knows which those are.
 * A code is a string: the number 123 could have been "00123".
 */
export interface KaonaviV1NewRow {
  /** 社員番号, the key; it cannot be changed. */
  member_code: string;
  /** 氏名 */
  member_name?: string;
  /** Left out when sent; `add` refuses it: the vendor takes it nowhere. */
  member_kana?: string;
  /** Left out when sent. */
  last_modified_by?: string;
  /** Left out when sent. */
  last_modified_at?: string;
  [column: KaonaviV1Column]: KaonaviV1Value;
}

/** On or off; `"-"` is taken, too (the vendor's own sample sends it). */
export type KaonaviV1Flag = boolean | "-";

/** A user, as it is sent. What the vendor itself sets may be there and is left out. */
export interface KaonaviV1UserRow {
  /** ログインID, by which users are told apart. */
  email: string;
  /** パスワード. `"****"` is refused: sent, it would become the password. */
  password?: string;
  /** 社員番号 */
  member_code?: string;
  /** 氏名 */
  name?: string;
  /** アカウント種別 (`"Adm"`, …) */
  type?: string;
  /** ロール, by its name */
  role?: string;
  /** アカウント利用 */
  is_active?: KaonaviV1Flag;
  /** パスワードロック */
  password_locked?: KaonaviV1Flag;
  /** スマホオプション */
  use_smartphone?: KaonaviV1Flag;
  /** セキュアアクセス */
  use_secure?: KaonaviV1Flag;
  /** アカウント作成日時; sent by `add` only. */
  created_at?: string;
  /** Left out when sent. */
  last_logined_at?: string;
  /** Left out when sent. */
  password_modified_at?: string;
  /** Left out when sent. */
  last_modified_by?: string;
  /** Left out when sent. */
  last_modified_at?: string;
}

/** A user to be added. */
export type KaonaviV1NewUser = KaonaviV1UserRow;

/** A user, as it is read. */
export interface KaonaviV1User {
  email: string;
  /** Always `"****"`. Take it out before sending the user back. */
  password: string;
  member_code: string;
  name: string;
  type: string;
  role: string;
  is_active: KaonaviV1Flag;
  password_locked: KaonaviV1Flag;
  use_smartphone: KaonaviV1Flag;
  use_secure: KaonaviV1Flag;
  created_at: string;
  last_logined_at: string;
  password_modified_at: string;
  last_modified_by: string;
  last_modified_at: string;
}

/** A department, as it is sent: the codes and names of all levels from the top down to itself. */
export interface KaonaviV1DepartmentRow {
  department_code1: string;
  department_name1: string;
  /** The further levels, as deep as the tree goes: `department_code2`, `department_name2`, … */
  [level: `department_code${number}` | `department_name${number}`]: string | null | undefined;
  /** 責任者社員番号 */
  leader_member_code?: string | null;
  /** 責任者氏名 */
  leader_member_name?: string | null;
  /** メモ */
  memo?: string | null;
}

/** A department, as it is read. */
export type KaonaviV1Department = KaonaviV1DepartmentRow;
