// Kaonavi API v2.0 (kind: kaonavi), as scripts see a connection of that kind.
//
//   import { kaonavi } from "dandori/connections";
//
// Limits, for the whole company: 3,000 requests an hour, 5 updates a minute (更新リクエスト: every `Write` below is one, or
// one for each part of it). A list is one request, whatever its length. Nothing of a company can be read or written before
// an administrator ticks it under 管理者機能 > 公開API v2 情報 > 操作対象の管理.
//
// `dandori types` asks a connection for its layouts and fills in S: the company's own sheets, fields and choices.

import type { Job, Listing, Write } from "dandori";

/** A connection to Kaonavi's API v2.0. `S` is what the company's layouts say; without it every name of a field goes. */
export interface Kaonavi<S extends KaonaviSchema = KaonaviSchema> {
  /** What fields there are (レイアウト設定). Layouts are changed in the administrator's screens only. */
  readonly layouts: KaonaviLayouts;
  /** The members (メンバー情報: 基本情報, 所属・兼務). */
  readonly members: KaonaviMembers<S["members"]>;
  /** A sheet (シート情報), by its name or its id. Two sheets of one name go by their ids. */
  sheet<K extends KaonaviSheetKey<S>>(idOrName: K): KaonaviSheetOf<S, K>;
  /** The departments (所属ツリー). */
  readonly departments: KaonaviDepartments;
  /** The login accounts (ユーザー情報). None of these writes is a task, or counts among the updates. */
  readonly users: KaonaviUsers;
  /** Roles (ロール). Read only. */
  readonly roles: {
    list(): Listing<KaonaviRole>;
  };
  /** Whom (`"member"`) or which departments (`"department"`) users see beyond, or not within, what their roles allow (拡張アクセス設定). */
  advancedPermissions(type: "member" | "department"): KaonaviAdvancedPermissions;
  /** What may be chosen in プルダウンリスト, ラジオボタン and チェックボックス (マスター管理). */
  readonly enumOptions: KaonaviEnumOptions<S>;
  /** Receivers of events (Webhook). None of these writes is a task, or counts among the updates. */
  readonly webhooks: KaonaviWebhooks;
  /** A task that was started elsewhere, by its id (`task_id`). Each look costs a request. */
  task(id: string | number): Job<void>;
}

/** What an operation that removes may remove. */
export interface KaonaviRemove {
  /**
   * How many may go; 0 if left out. When more would go, nothing is sent, and a `PermissionError` names which.
   * The workflow's `guard` bounds the whole run.
   * @default 0
   */
  remove?: number;
}

/** What narrows a list. */
export interface KaonaviSince {
  /** A day, `YYYY-MM-DD`, or the day in Japan of an RFC 3339 time: what was changed on that day or later. */
  updatedSince?: string;
}

/** What a read of layouts takes. */
export interface KaonaviLayoutOptions {
  /**
   * Calculated fields (計算式パーツ), too.
   * @default false
   */
  calculated?: boolean;
}

/** Layouts. */
export interface KaonaviLayouts {
  /** The fields of members. */
  members(options?: KaonaviLayoutOptions): Promise<KaonaviMemberLayout>;
  /** All sheets with their fields. */
  sheets(options?: KaonaviLayoutOptions): Promise<KaonaviSheetLayout[]>;
  /** One sheet with its fields. */
  sheet(id: string | number, options?: KaonaviLayoutOptions): Promise<KaonaviSheetLayout>;
}

/** The members. A row is told by its `code`, 社員番号. */
export interface KaonaviMembers<F extends KaonaviFields = KaonaviFields> {
  /** All members. */
  list(options?: KaonaviSince): Listing<KaonaviMember<F>>;
  /** Adds members. */
  readonly create: Write<[rows: readonly KaonaviMemberRow<F>[]], void>;
  /** Changes what is sent, and nothing else (PATCH). `null` clears. */
  readonly update: Write<[rows: readonly KaonaviMemberRow<F>[]], void>;
  /**
   * **Blanks what is not sent** of these members (PUT). Whether it also blanks members that are left out, Kaonavi does not say:
   * send them all, or use `update`. It adds and deletes nobody. Never split: all rows go in one request, or none.
   */
  readonly replaceFields: Write<[rows: readonly KaonaviMemberRow<F>[]], void>;
  /**
   * Makes `rows` all the members there are: **who is not among them is deleted**, and with them their sheets and login
   * accounts of the type 一般. Reads the members first, to know who would go. Never split.
   */
  readonly replaceAll: Write<[rows: readonly KaonaviMemberRow<F>[], options?: KaonaviRemove], void>;
  /** **Deletes members**, their sheets and login accounts of the type 一般. Needs `{ remove: codes.length }`. */
  readonly delete: Write<[codes: readonly string[], options?: KaonaviRemove], void>;
  /** Face images (顔写真). There is no way to delete one. */
  readonly faceImages: KaonaviFaceImages;
}

/** Face images: jpg, gif or png, 5 MB each at most. */
export interface KaonaviFaceImages {
  /** Who has one. A link to it lives for 15 minutes: `files()` asks for it anew when it has died. */
  list(options?: KaonaviSince): KaonaviFiles<KaonaviFaceImage>;
  /** A member's image; `null`: there is none. */
  download(code: string): Promise<Uint8Array | null>;
  /** Gives images to members who have none. 100 members a request. */
  readonly add: Write<[images: readonly KaonaviNewFaceImage[], options?: KaonaviTrim], void>;
  /** Replaces the images of members who have one. 100 members a request. */
  readonly update: Write<[images: readonly KaonaviNewFaceImage[], options?: KaonaviTrim], void>;
}

/** A list of files. */
export interface KaonaviFiles<T> extends Listing<T> {
  /** The files themselves, in the order of the list. Downloads count among no limit. */
  files(options?: {
    /**
     * How many are fetched at once, 1 to 16.
     * @default 4
     */
    parallel?: number;
  }): Listing<KaonaviFile>;
}

/** A file that was downloaded. */
export interface KaonaviFile {
  /** 社員番号 */
  code: string;
  file_name: string;
  /** `YYYY-MM-DD HH:MM:SS` */
  updated_at: string;
  bytes: Uint8Array;
}

/** How images are taken. */
export interface KaonaviTrim {
  /**
   * Whether Kaonavi finds the face and crops the image.
   * @default true
   */
  trim?: boolean;
}

/** A sheet. A row is a member's part of it: one record, or on a sheet of several records (複数レコード) a list of them. */
export interface KaonaviSheet<X extends KaonaviSheetSchema = KaonaviSheetSchema> {
  /** The rows of all members who have data on the sheet. */
  list(): Listing<KaonaviSheetRow<X>>;
  /**
   * Changes these members' rows and nobody else's (PATCH). On a sheet of one record only what is sent changes; `null` clears.
   * On a sheet of several records **a member's records become those that are sent**: one alone cannot be changed.
   */
  readonly update: Write<[rows: readonly KaonaviNewSheetRow<X>[]], void>;
  /** Appends records. Sheets of several records only. */
  readonly add: Write<[rows: readonly KaonaviNewSheetRow<X>[]], void>;
  /**
   * Makes `rows` all that the sheet holds: **what is not among them is erased**. Reads the sheet first, to know whose records
   * would go. Never split.
   */
  readonly replaceAll: Write<[rows: readonly KaonaviNewSheetRow<X>[], options?: KaonaviRemove], void>;
  /** The files of a field (ファイル添付項目), by its name or its id. */
  attachments(fieldIdOrName: X["files"] | KaonaviID): KaonaviAttachments;
}

/** Files of one field: 5 MB each at most. There is no way to delete one but with its record. */
export interface KaonaviAttachments {
  /** Who has files there. A link to one lives for 15 minutes: `files()` asks for it anew when it has died. */
  list(options?: KaonaviSince): KaonaviFiles<KaonaviAttachmentRow>;
  /** A member's file of that name; `null`: there is none. */
  download(code: string, fileName: string): Promise<Uint8Array | null>;
  /**
   * Adds files. On a sheet of one record, to members who have none; on a sheet of several, **each becomes a new record**, and
   * its name must be new. 1,000 files a request.
   */
  readonly add: Write<[rows: readonly KaonaviNewAttachmentRow[]], void>;
  /** Replaces the file of the same name. 1,000 files a request. */
  readonly update: Write<[rows: readonly KaonaviNewAttachmentRow[]], void>;
}

/** The departments. A row is told by its `code`, 所属コード. */
export interface KaonaviDepartments {
  /** All departments, a flat list in which each names its parent. */
  list(): Listing<KaonaviDepartment>;
  /**
   * Makes `departments` all the departments there are: **those that are not among them are removed**. Reads the departments
   * first, to know which would go. Never split. There is no way to change one alone.
   */
  readonly replaceAll: Write<[departments: readonly KaonaviNewDepartment[], options?: KaonaviRemove], void>;
}

/** The login accounts. */
export interface KaonaviUsers {
  list(): Listing<KaonaviUser>;
  get(id: string | number): Promise<KaonaviUser>;
  /** Adds an account: active, not locked and without smartphone unless you say otherwise. */
  create(user: KaonaviNewUser): Promise<KaonaviUser>;
  /** Changes an account. What is left out is not sent. */
  update(id: string | number, user: Partial<KaonaviNewUser>): Promise<KaonaviUser>;
  /** **Deletes an account.** Needs `{ remove: 1 }`. */
  delete(id: string | number, options?: KaonaviRemove): Promise<void>;
}

/** Settings of one of the two types. */
export interface KaonaviAdvancedPermissions {
  list(): Listing<KaonaviAdvancedPermission>;
  /**
   * Makes `rows` all the settings of this type: **what is not among them is removed**. Reads them first, to know which would go.
   * Never split.
   */
  readonly replaceAll: Write<[rows: readonly KaonaviAdvancedPermission[], options?: KaonaviRemove], void>;
}

/** Choices of the fields that have them; those under データ連携 are not shown. */
export interface KaonaviEnumOptions<S extends KaonaviSchema = KaonaviSchema> {
  list(): Listing<KaonaviChoices<S["choices"]>>;
  /** Those of one field, by the field's id. */
  get(fieldId: string | number): Promise<KaonaviChoices<S["choices"]>>;
  /**
   * Makes `options` all there are of a field, in that order: **those that are not among them are deleted**, which Kaonavi refuses
   * while a member has one. With the `id` of a choice and another name it is renamed; without an `id` it is a new one.
   * Reads the choices first, to know which would go.
   */
  readonly replaceAll: Write<[fieldId: string | number, options: readonly KaonaviNewOption[], allow?: KaonaviRemove], void>;
}

/** Receivers of events. */
export interface KaonaviWebhooks {
  list(): Listing<KaonaviWebhook>;
  create(hook: KaonaviNewWebhook): Promise<KaonaviWebhook>;
  update(id: string | number, hook: Partial<KaonaviNewWebhook>): Promise<KaonaviWebhook>;
  /** **Deletes a receiver.** */
  delete(id: string | number): Promise<void>;
}

// What layouts say, as a type.

/**
 * What a company's layouts say. `dandori types` writes one for each connection; this one is that of a company of which
 * nothing is known: every name goes.
 */
export interface KaonaviSchema {
  /** The fields of members. */
  members: KaonaviFields;
  /** The sheets, by name. */
  sheets: { [name: string]: KaonaviSheetSchema };
  /** The names of the fields whose choices `enumOptions` knows. */
  choices: string;
}

/** Fields (項目), by name. Check boxes (チェックボックス) have several values; all else is one string, numbers and dates, too. */
export interface KaonaviFields {
  /** What can be written. */
  fields: { [name: string]: string | string[] };
  /** What only Kaonavi sets: calculated fields (計算式パーツ), files and pictures. */
  readOnly: { [name: string]: string | string[] };
}

/** What is known of a sheet. */
export interface KaonaviSheetSchema extends KaonaviFields {
  id: number;
  /** `"single"`: one record a member (単一レコード). `"multiple"`: several (複数レコード). */
  records: "single" | "multiple";
  /** The names of its fields for files (ファイル添付項目). */
  files: string;
}

/** An id: 78 or `"78"`. */
export type KaonaviID = number | `${number}`;

/** How a sheet is named: by its name, or by its id. */
export type KaonaviSheetKey<S extends KaonaviSchema> = (keyof S["sheets"] & string) | KaonaviID;

/** The sheet of that name or id. Of an id that is not a literal nothing is known. */
export type KaonaviSheetOf<S extends KaonaviSchema, K extends KaonaviSheetKey<S>> = K extends keyof S["sheets"] & string
  ? KaonaviSheet<S["sheets"][K]>
  : `${K}` extends keyof S["sheets"]
    ? KaonaviSheet<S["sheets"][`${K}`]>
    : KaonaviSheetOfID<S["sheets"], `${K}`>;

type KaonaviSheetOfID<M extends KaonaviSchema["sheets"], K extends string> = {
  [N in keyof M]: string extends N ? never : K extends `${M[N]["id"]}` ? M[N] : never;
}[keyof M] extends infer X extends KaonaviSheetSchema
  ? [X] extends [never]
    ? KaonaviSheet
    : KaonaviSheet<X>
  : never;

/** Values by the names of their fields, as they are read. A field without a value is left out; so is one whose name two fields have. */
export type KaonaviValues<F extends KaonaviFields = KaonaviFields> = { [N in keyof F["fields"]]?: F["fields"][N] } & {
  readonly [N in keyof F["readOnly"]]?: F["readOnly"][N];
};

/** Values by the names of their fields, as they are sent. `null` clears. */
export type KaonaviNewValues<F extends KaonaviFields = KaonaviFields> = {
  [N in keyof F["fields"]]?: (F["fields"][N] extends infer V ? (V extends string[] ? readonly V[number][] : V) : never) | null;
};

/** A value by the id of its field. */
export interface KaonaviValue {
  /** 項目ID */
  id: number;
  name?: string;
  /** Always an array; more than one only of check boxes. `[""]` clears. */
  values: string[];
}

/** A value by the id of its field, as it is sent. */
export interface KaonaviNewValue {
  id: number;
  /** Left out when sent. */
  name?: string;
  values: readonly string[];
}

// Rows. Those that are sent may be rows as they were read: what only Kaonavi sets is left out, unless it was changed.

/** A member, as it is read. */
export interface KaonaviMember<F extends KaonaviFields = KaonaviFields> {
  /** Newer than the rest. */
  readonly id?: number;
  /** 社員番号, the key. */
  code: string;
  /** 氏名 */
  name: string;
  /** フリガナ */
  name_kana: string;
  mail: string;
  /** 入社日, `YYYY-MM-DD`; `""` for none. */
  entered_date: string;
  /** 退職日, `YYYY-MM-DD`; `""` for none. */
  retired_date: string;
  /** `"男性"`, `"女性"` or `""`. */
  gender: string;
  /** `YYYY-MM-DD`; `null` or `""` for none. */
  birthday: string | null;
  readonly age: number;
  /** `3年2ヵ月` */
  readonly years_of_service: string;
  /** 主務 */
  department: KaonaviMemberDepartment | null;
  /** 兼務 */
  sub_departments: KaonaviMemberDepartment[];
  /** When the face image was last changed; newer than the rest. */
  readonly face_image?: { updated_at: string } | null;
  /** 基本情報's own fields by id. */
  custom_fields: KaonaviValue[];
  /** The same by name. It wins over `custom_fields` when both are sent. */
  fields: KaonaviValues<F>;
}

/** A member's department. */
export interface KaonaviMemberDepartment {
  /** 所属コード */
  code: string;
  /** The whole path, joined by blanks. */
  name: string;
  /** The whole path. */
  names: string[];
}

/** A department of a member, as it is sent: its code. */
export interface KaonaviNewMemberDepartment {
  code: string;
  /** Left out when sent. */
  name?: string;
  /** Left out when sent. */
  names?: readonly string[];
}

/** A member, as it is sent. A code is a string: the number 123 could have been `"00123"`. */
export interface KaonaviMemberRow<F extends KaonaviFields = KaonaviFields> {
  /** 社員番号, the key. */
  code: string;
  /** 氏名 */
  name?: string | null;
  /** フリガナ */
  name_kana?: string | null;
  mail?: string | null;
  /** 入社日, `YYYY-MM-DD`. */
  entered_date?: string | null;
  /** 退職日, `YYYY-MM-DD`. */
  retired_date?: string | null;
  /** `"男性"` or `"女性"`. */
  gender?: string | null;
  /** `YYYY-MM-DD` */
  birthday?: string | null;
  /** 主務 */
  department?: KaonaviNewMemberDepartment | null;
  /** 兼務; `[]` for none. */
  sub_departments?: readonly KaonaviNewMemberDepartment[] | null;
  /** 基本情報's own fields by id. */
  custom_fields?: readonly KaonaviNewValue[];
  /** The same by name. It wins over `custom_fields`. */
  fields?: KaonaviNewValues<F>;
}

/** A member's part of a sheet, as it is read. */
export type KaonaviSheetRow<X extends KaonaviSheetSchema = KaonaviSheetSchema> = {
  /** 社員番号, the key. */
  code: string;
  readonly updated_at?: string;
  /** In their order; they have no ids. Of a sheet of one record it is one. */
  records: KaonaviRecord<X>[];
} & ("single" | "multiple" extends X["records"]
  ? {
      /** On a sheet of one record (単一レコード) that record's `fields`, else nothing. */
      fields?: KaonaviValues<X>;
    }
  : X["records"] extends "single"
    ? {
        /** The record's `fields`: one object with `records[0].fields`. */
        fields: KaonaviValues<X>;
      }
    : unknown);

/** One record, as it is read. */
export interface KaonaviRecord<F extends KaonaviFields = KaonaviFields> {
  custom_fields: KaonaviValue[];
  /** The same by name. It wins over `custom_fields` when both are sent. */
  fields: KaonaviValues<F>;
}

/** A member's part of a sheet, as it is sent. */
export type KaonaviNewSheetRow<X extends KaonaviSheetSchema = KaonaviSheetSchema> = X["records"] extends "multiple"
  ? {
      /** 社員番号, the key. */
      code: string;
      /** In their order. */
      records: readonly KaonaviNewRecord<X>[];
    }
  : {
      /** 社員番号, the key. */
      code: string;
      /** On a sheet of several records: the records, in their order. */
      records?: readonly KaonaviNewRecord<X>[];
      /** On a sheet of one record: its values. They win over those of `records`. */
      fields?: KaonaviNewValues<X>;
    };

/** One record, as it is sent. */
export interface KaonaviNewRecord<F extends KaonaviFields = KaonaviFields> {
  custom_fields?: readonly KaonaviNewValue[];
  /** The same by name. It wins over `custom_fields`. */
  fields?: KaonaviNewValues<F>;
}

/** A face image, as it is listed. */
export interface KaonaviFaceImage {
  /** 社員番号 */
  code: string;
  file_name: string;
  /** Lives for 15 minutes. */
  download_url: string;
  /** `YYYY-MM-DD HH:MM:SS` */
  updated_at: string;
}

/** A face image, as it is sent. */
export type KaonaviNewFaceImage =
  | {
      /** 社員番号 */
      code: string;
      bytes: Uint8Array;
    }
  | {
      /** 社員番号 */
      code: string;
      /** The picture in base64, as the vendor wants it. */
      base64_face_image: string;
    };

/** A member's files of one field, as they are listed. Records without a file are not. */
export interface KaonaviAttachmentRow {
  /** 社員番号 */
  code: string;
  records: KaonaviAttachment[];
}

/** A file, as it is listed. */
export interface KaonaviAttachment {
  file_name: string;
  /** Lives for 15 minutes. */
  download_url: string;
  /** `YYYY-MM-DD HH:MM:SS` */
  updated_at: string;
}

/** A member's files of one field, as they are sent. */
export interface KaonaviNewAttachmentRow {
  /** 社員番号 */
  code: string;
  records: readonly KaonaviNewAttachment[];
}

/** A file, as it is sent. */
export type KaonaviNewAttachment =
  | { file_name: string; bytes: Uint8Array }
  | {
      file_name: string;
      /** The file in base64, as the vendor wants it. */
      base64_content: string;
    };

/** A department, as it is read. */
export interface KaonaviDepartment {
  /** 所属コード, the key. */
  code: string;
  name: string;
  /** 所属コード of the one above; `null` at the top. */
  parent_code: string | null;
  /** 責任者の社員番号 */
  leader_member_code: string | null;
  /** Its place among its siblings. */
  order: number;
  memo: string | null;
}

/** A department, as it is sent. */
export interface KaonaviNewDepartment {
  code: string;
  name: string;
  parent_code?: string | null;
  leader_member_code?: string | null;
  order?: number;
  memo?: string | null;
}

/** A login account, as it is read. */
export interface KaonaviUser {
  readonly id: number;
  /** ログインID */
  email: string;
  /** 社員番号 of the member it belongs to. */
  member_code: string | null;
  role: KaonaviRole;
  /** `YYYY-MM-DD HH:MM:SS`; `null`: never. Missing in what `create` and `update` return. */
  readonly last_login_at?: string | null;
  /** アカウント状態 */
  is_active: boolean;
  password_locked: boolean;
  use_smartphone: boolean;
}

/** A login account, as it is sent. */
export interface KaonaviNewUser {
  /** ログインID */
  email: string;
  /** 社員番号; `null` for none. */
  member_code?: string | null;
  password?: string;
  /** Only its id is sent. */
  role?: { id: number; name?: string; type?: string };
  /** アカウント状態 */
  is_active?: boolean;
  password_locked?: boolean;
  use_smartphone?: boolean;
}

/** A role. */
export interface KaonaviRole {
  id: number;
  name: string;
  type: "Adm" | "一般";
}

/** A user's setting: 社員番号 or 所属コード, by the type. */
export interface KaonaviAdvancedPermission {
  user_id: number;
  /** Seen, too. */
  add_codes: string[];
  /** Not seen. */
  exclusion_codes: string[];
}

/** The choices of one field. */
export interface KaonaviChoices<N extends string = string> {
  sheet_name: string;
  /** 項目ID */
  id: number;
  name: N;
  enum_option_data: { id: number; name: string }[];
}

/** A choice, as it is sent: with its `id` it stays or is renamed, without one it is new. */
export interface KaonaviNewOption {
  id?: number;
  name: string;
}

/** What a receiver is told of. */
export type KaonaviEvent = "member_created" | "member_updated" | "member_deleted";

/** A receiver, as it is read. */
export interface KaonaviWebhook {
  readonly id: number;
  url: string;
  events: KaonaviEvent[];
  /** 検証用トークン: deliveries carry it as it is, in `Kaonavi-Token`. */
  secret_token: string;
  readonly created_at?: string;
  readonly updated_at?: string;
}

/** A receiver, as it is sent. */
export interface KaonaviNewWebhook {
  /** It begins with `https://`. */
  url: string;
  events: readonly KaonaviEvent[];
  secret_token: string;
}

/** The fields of members. */
export interface KaonaviMemberLayout {
  code: KaonaviField;
  name: KaonaviField;
  name_kana: KaonaviField;
  mail: KaonaviField;
  entered_date: KaonaviField;
  retired_date: KaonaviField;
  gender: KaonaviField;
  birthday: KaonaviField;
  department: KaonaviField;
  sub_departments: KaonaviField;
  custom_fields: KaonaviCustomField[];
}

/** A sheet and its fields. */
export interface KaonaviSheetLayout {
  id: number;
  name: string;
  /** 0: one record a member (単一レコード). 1: several (複数レコード). */
  record_type: 0 | 1;
  custom_fields: KaonaviCustomField[];
}

/** A field (項目). */
export interface KaonaviField {
  /** As Kaonavi shows it. */
  name: string;
  required: boolean;
  type: "string" | "number" | "date" | "enum" | "calc" | "department" | "department[]";
  /** Characters of a string; `null` for all others. */
  max_length: number | null;
  /** What may be chosen, of the type `enum`. */
  enum: (string | null)[] | null;
  /** Only Kaonavi sets it. */
  read_only?: boolean;
}

/** A field of the company's own. */
export interface KaonaviCustomField extends KaonaviField {
  /** 項目ID */
  id: number;
  type_detail?:
    | "text_box"
    | "text_area"
    | "number_box"
    | "pull_down"
    | "radio_button"
    | "check_box"
    | "link"
    | "date"
    | "year_month"
    | "attach_file"
    | "face_image"
    | "calc_formula";
}
