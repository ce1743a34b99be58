// Sansan Open API v2.3 (kind: sansan), as scripts see a connection of that kind.
//
//   import { sansan } from "dandori/connections";
//
// Limit: 10 requests a second for each API key. Strings are as Sansan sends them; every field but `id` may be `null`.

import type { Job, Listing, Write } from "dandori";

/** A connection to the Sansan Open API. It reaches what the user of the API key may see. */
export interface Sansan {
  /** Business cards (名刺). */
  readonly bizCards: SansanBizCards;
  /** Persons (人物): the cards of one person, merged. */
  readonly persons: SansanPersons;
  /** Tags (タグ). */
  readonly tags: SansanTags;
  /** Users and departments (組織). Needs the API key of a system administrator (システム管理者). */
  readonly organization: SansanOrganization;
  /** Settings (管理). Needs the API key of a system administrator. */
  readonly settings: SansanSettings;
}

/** Whose: `"me"` what the API key's own user owns, `"all"` everything that this user may see. */
export type SansanRange = "me" | "all";

/** Still being typed in, done, or impossible to read. */
export type SansanEntryStatus = "processing" | "completed" | "unreadable";

/** What both listings of cards take. */
export interface SansanCardOptions {
  /** Required, for Sansan's default, `"me"`, hides everybody else's cards. */
  range: SansanRange;
  /**
   * Also the cards that a newer one of the same person has replaced.
   * @default false
   */
  includePastBizCards?: boolean;
  /** @default "completed" */
  entryStatus?: SansanEntryStatus | SansanEntryStatus[];
  /** `completedAt` is a time that cards do not show. The default is `updatedAt` for `list`, `registeredAt` for `search`. */
  orderBy?: "registeredAt" | "completedAt" | "updatedAt";
  /** The default is `asc` for `list`, `desc` for `search`. */
  orderDirection?: "asc" | "desc";
  /**
   * Cards a request, 1 to 300. It does not limit how many come: that is `.take(n)`.
   * @default 300
   */
  limit?: number;
}

/** What `bizCards.list` takes. Times are RFC 3339 (`2025-04-01T09:00:00+09:00`) or dates (00:00 in the project's zone). */
export interface SansanPeriod extends SansanCardOptions {
  /** Cards updated from then on. */
  updatedFrom: string;
  /**
   * … until then. Whether cards of that very second belong to it, Sansan does not say.
   * @default now
   */
  updatedTo?: string;
  /**
   * How many parts of the period are walked at once, 1 to 16; cards still come oldest update first. Only in the default order.
   * A card that changes during the walk may leave the period and be missed; the next period has it.
   * @default 1
   */
  parallel?: number;
}

/** What `bizCards.changes` takes. Other values of `range`, `includePastBizCards` or `entryStatus` ask for other cards, and begin anew. */
export interface SansanChanges {
  /** Required, for Sansan's default, `"me"`, hides everybody else's cards. */
  range: SansanRange;
  /**
   * Tells several uses in one workflow apart: each goes on from where it came itself.
   * @default "default"
   */
  name?: string;
  /**
   * How far it looks back behind the latest update that it has given, `"1m"` at least. Cards are digitised days after they were
   * scanned, and Sansan does not say whether that counts as an update.
   * @default "3d"
   */
  overlap?: string;
  /** @default false */
  includePastBizCards?: boolean;
  /** @default "completed" */
  entryStatus?: SansanEntryStatus | SansanEntryStatus[];
  /**
   * Cards a request, 1 to 300.
   * @default 300
   */
  limit?: number;
}

/** What `bizCards.search` takes. How Sansan combines several conditions, or several tags, it does not say. */
export interface SansanSearch extends SansanCardOptions {
  /** A part of the company's name. */
  companyName?: string;
  /** How the full name begins. */
  name?: string;
  /** The whole address. */
  email?: string;
  /** A part of the number. */
  tel?: string;
  /** A part of the number. */
  mobile?: string;
  /** From `tags.list`. */
  tagId?: string | number | (string | number)[];
}

/** Business cards. */
export interface SansanBizCards {
  /**
   * The cards updated in a period (名刺Set取得・期間指定). No id comes twice. One request for 300 cards; the next page is asked
   * for while the script works on this one. A walk of more than 6 hours goes on where it was.
   *
   * Cards that were deleted show nowhere: a copy of all cards needs a full pass now and then.
   */
  list(options: SansanPeriod): Listing<SansanBizCard>;
  /**
   * The cards updated since the last run of this workflow that succeeded; in the first run all of them. Each (`id`, `updatedTime`)
   * comes once over all runs, oldest update first, also when one was digitised late.
   *
   * ```ts
   * for await (const card of sansan.bizCards.changes({ range: "all" })) await out.write(card);
   * ```
   *
   * Only a walk that comes to its end counts (not one left by `break`, `take` or `find`), and only when the run succeeds: what a
   * failed run was given, the next one is given again. Two walks in one run give the same. A dry run changes nothing.
   */
  changes(options: SansanChanges): Listing<SansanBizCard>;
  /** The cards that meet conditions (名刺Set取得・条件指定). One request for 300 cards. */
  search(options: SansanSearch): Listing<SansanBizCard>;
  /**
   * One card. When it was merged into a newer one (名寄せ), Sansan answers with that card: compare the `id`, and use the new one
   * from then on. A warning says so.
   */
  get(id: string | number): Promise<SansanBizCard>;
  /** A side's picture as JPEG; `null` when the card has no such side. Two requests in that case, else one. */
  image(id: string | number, options?: { /** @default "front" */ side?: "front" | "back" }): Promise<Uint8Array | null>;
  /** The tags of a card. */
  tags(id: string | number, options?: { /** Tags a request, 1 to 300. @default 300 */ limit?: number }): Listing<SansanTag>;
}

/** Persons. */
export interface SansanPersons {
  /** A person with the newest of the merged cards: the one with the latest `exchangeDate`. */
  get(id: string | number): Promise<SansanPerson>;
}

/** Tags. */
export interface SansanTags {
  /** The tags. Several types cost a request each, at least. */
  list(options: {
    range: SansanRange;
    /** @default "private" */
    type?: SansanTagType | SansanTagType[];
    /**
     * Tags a request, 1 to 300.
     * @default 300
     */
    limit?: number;
  }): Listing<SansanTag>;
}

export type SansanTagType = "private" | "public" | "shared";

/** Who owns a card or a tag. */
export interface SansanOwner {
  id: string;
  name: string | null;
  email: string | null;
}

/** A business card. Fields that a later version of the API adds are there, too. */
export interface SansanBizCard {
  id: string;
  companyId: string | null;
  personId: string | null;
  /** 名刺交換日, `YYYY-MM-DD`. It may be missing. */
  exchangeDate: string | null;
  /** `YYYY-MM-DDThh:mm:ssTZD` */
  registeredTime: string | null;
  /** `YYYY-MM-DDThh:mm:ssTZD` */
  updatedTime: string | null;
  owner: SansanOwner | null;
  lastName: string | null;
  firstName: string | null;
  lastNameReading: string | null;
  firstNameReading: string | null;
  departmentName: string | null;
  title: string | null;
  email: string | null;
  mobile: string | null;
  companyName: string | null;
  /** ISO 3166-1 alpha-2. */
  countryCode: string | null;
  postalCode: string | null;
  /** Prefecture, city, street and building together; the spaces in it may differ from theirs. */
  address: string | null;
  prefecture: string | null;
  city: string | null;
  street: string | null;
  building: string | null;
  tel: string | null;
  secondTel: string | null;
  fax: string | null;
  url: string | null;
  /** What is written on the card; no record of contacts. */
  memo: string | null;
  entryStatus: SansanEntryStatus;
  /** `true`: a user typed or imported it. `false`: Sansan made it from a scan. */
  isUserCreated: boolean;
}

/** A person. */
export interface SansanPerson {
  id: string;
  headBizCard: SansanBizCard;
}

/** A tag. */
export interface SansanTag {
  id: string;
  name: string | null;
  type: SansanTagType;
  owner: SansanOwner | null;
}

/** What separates the columns of the CSV on the wire. Scripts see rows either way; leave it out. */
export type SansanDelimiter = "comma" | "semicolon" | "tab" | "space";

/** Users and departments. */
export interface SansanOrganization {
  readonly users: {
    /** All users. One request. */
    list(options?: { /** @default "comma" */ delimiter?: SansanDelimiter }): Listing<SansanUser>;
  };
  readonly departments: {
    /** All departments. One request. */
    list(options?: { /** @default "comma" */ delimiter?: SansanDelimiter }): Listing<SansanDepartment>;
  };
  /**
   * Has Sansan check an import without doing it (組織インポートデータチェック). `errors` is empty when all is well. Sansan does not
   * look at users while departments are wrong: then `usersChecked` is `false`. Two to four requests.
   *
   * What dandori itself finds wrong (a name too long, a department that does not exist, …) is a `TypeError` that lists it all, row by
   * row, and nothing is sent; so it is with `import`.
   */
  check(data: SansanImport): Promise<{ errors: SansanImportResult[]; usersChecked: boolean }>;
  /**
   * Adds, changes and deletes users and departments (組織インポート). It resolves, with a result for every row in your order, when
   * Sansan is done; look at `completed` of each. New ids are in the results only: keep them. An import that Sansan does not do at
   * all (one wrong row suffices) throws `JobFailed` with `results`.
   *
   * - A row with `userUuid` (or a department's `departmentId`) changes what is there; one without adds, and needs a `tempId`.
   * - On a change, a key that is left out keeps its value, `null` clears it. A blank `""` where that would clear is refused.
   *   Rows as `list` gave them can be changed and sent.
   * - Users and departments that you do not name stay as they are. (Sansan does not say whether some of the departments may be
   *   sent alone: it is asked with a check first, and only if it wants them all do the others go along, unchanged.)
   * - One import at a time: a second one begins when the first is over.
   * - `deleteFlag: 1` deletes, and `remove` must allow it. A deleted user's cards, contacts and tags are gone, too. A department
   *   that still has departments or users is refused: move or delete those first, in an import of their own.
   *
   * Two to five requests, one for each look at the job (about ten minutes for 100 rows), one for the results. The `importId` is
   * logged before it waits: Sansan has no list of imports.
   */
  import: Write<[data: SansanImport, options?: { /** How many rows may delete. @default 0 */ remove?: number }], SansanImportResult[]>;
  /** An import that was started elsewhere, by its importId. */
  job(importId: string | number): Job<SansanImportResult[]>;
}

/** What `check` and `import` take: users, departments or both. */
export interface SansanImport {
  users?: SansanUserRow[];
  departments?: SansanDepartmentRow[];
  /**
   * Of the CSV on the wire. `sjis` is what Windows means by it, and a character that it lacks is an error.
   * @default "utf8"
   */
  encoding?: "utf8" | "sjis";
  /** @default "comma" */
  delimiter?: SansanDelimiter;
}

/** A user as it is read. All values are strings; `""` is a blank. */
export interface SansanUser {
  /** Always blank. */
  tempId: string;
  userUuid: string;
  /** The departments' ids, which are digits with leading zeros: `"0000000001"`. */
  departmentId: string[];
  /** The id that people see. */
  userId: string;
  userName: string;
  /** The name's reading. */
  alternativeName: string;
  email: string;
  subEmail: string;
  /** `YYYY-MM-DD` */
  effectiveDateFrom: string;
  /** 0 Japanese, 1 English, 2 simplified Chinese. */
  culture: string;
  /** 0 HTML, 1 text. */
  mailFormat: string;
  samlNameId: string;
  /** 0 一般ユーザ, 1 システム管理者, 2 部門管理者. */
  userType: string;
  /** 1 or 0: may update all data. */
  canUpdateData: string;
  /** 0 nothing, 1 their own data, 2 all, 3 that of certain departments. */
  dataDownloadPrivilege: string;
  /** 1 or 0 */
  emailDeliveryPrivilege: string;
  /** Abolished; Sansan ignores it. */
  salesforceIntegrationPrivilege: string;
  /** 案件管理: 0 none, 1 user, 2 administrator. */
  dealPrivilege: string;
  /** 1 or 0 */
  apiIntegrationPrivilege: string;
  /** 1 or 0 */
  usageStatisticsPrivilege: string;
  /** 1 or 0 */
  organizationTreeDownloadPrivilege: string;
  /** 1 deletes. */
  deleteFlag: string;
}

/** A department as it is read. All values are strings; `""` is a blank. */
export interface SansanDepartment {
  /** Always blank. */
  tempId: string;
  /** Digits with leading zeros: `"0000000001"`. */
  departmentId: string;
  departmentName: string;
  departmentNamePhonetic: string;
  /** Blank: no department is above it. */
  parentDepartmentId: string;
  order: string;
  /** 1 deletes. */
  deleteFlag: string;
}

/** A cell of a row to import: `null` clears, leaving it out keeps. */
export type SansanCell = string | number | null;

/** A user to import. To add one: `tempId`, `departmentId`, `userId`, `userName`, `email`, `effectiveDateFrom`. To change one: `userUuid`. */
export interface SansanUserRow extends Partial<Record<Exclude<keyof SansanUser, "departmentId">, SansanCell>> {
  /** For a new user: up to 256 half-width letters and digits, each its own. */
  tempId?: SansanCell;
  /** Of the user to change. */
  userUuid?: SansanCell;
  /** Ids, or `tempId:` and the tempId of a department that this import adds. Several in an array, or joined with `;`. */
  departmentId?: SansanCell | string[];
  /** Up to 20 half-width letters, digits and `. - _ &`. It cannot change. */
  userId?: SansanCell;
  /** Up to 60 characters. */
  userName?: SansanCell;
  /** Up to 60 half-width characters; no two users have the same. */
  email?: SansanCell;
  /** Today or later, in Japan. Once the user has begun it cannot change; the date as it was read is no change. */
  effectiveDateFrom?: SansanCell;
}

/** A department to import. To add one: `tempId`, `departmentName`. To change one: `departmentId`. */
export interface SansanDepartmentRow extends Partial<Record<keyof SansanDepartment, SansanCell>> {
  /** For a new department: up to 256 half-width letters and digits, each its own. */
  tempId?: SansanCell;
  /** Of the department to change. */
  departmentId?: SansanCell;
  /** Up to 30 characters. */
  departmentName?: SansanCell;
  /** Up to 256 small half-width letters, digits and spaces. */
  departmentNamePhonetic?: SansanCell;
  /** An id, or `tempId:` and the tempId of a department that this import adds; `null`: no department is above it. */
  parentDepartmentId?: SansanCell;
}

/** What became of a row. */
export interface SansanImportResult {
  type: "department" | "user";
  /** The departmentId or userUuid; of a new row once it is completed, `""` before. In a dry run `dry-run:1`, … */
  id: string;
  /** As it was sent. */
  tempId: string;
  completed: boolean;
  /** Sansan's reasons. */
  errors: string[];
}

/** Settings. */
export interface SansanSettings {
  /** The mail program that users who are added from now on begin with (利用メールソフトの初期値). */
  readonly emailClient: {
    /** `null`: never set. */
    get(): Promise<SansanEmailClient | null>;
    /** Resolves to what is set now. */
    set(setting: SansanEmailClient): Promise<SansanEmailClient>;
  };
}

/** `encoding` goes with `clientSoftware`, and only with that. */
export type SansanEmailClient =
  | { emailClient: "clientSoftware"; encoding: "sjis" | "utf8" | "iso2022jp" | "none" }
  | { emailClient: "gmail" | "office365"; encoding?: undefined };
