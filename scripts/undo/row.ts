// Rows before and after, compared and completed.

/** A row as a connection's methods take it, with its fields by name. */
export interface Row {
  [name: string]: unknown;
}

function isObject(v: unknown): v is Row {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** Whether there is nothing in v. Vendors show a blank as null, as "", as [] or not at all. */
export function isBlank(v: unknown): boolean {
  if (Array.isArray(v)) return v.every(isBlank);
  if (isObject(v)) return Object.values(v).every(isBlank);
  return v === null || v === undefined || v === "";
}

/** Whether there holds what want says. Of what want does not name, anything goes. */
export function covers(there: unknown, want: unknown): boolean {
  if (isBlank(want)) return isObject(want) && isObject(there) ? everyKey(there, want) : isBlank(there);
  if (isObject(want)) return (isObject(there) || isBlank(there)) && everyKey(isObject(there) ? there : {}, want);
  if (!Array.isArray(want)) return String(there) === String(want);
  const list = Array.isArray(there) ? there : isBlank(there) ? [] : [there];
  if (!want.some(isObject)) return sorted(list) === sorted(want);
  return want.every(isCoded) && list.every(isCoded) ? everyItem(byCode(list), byCode(want)) : everyItem(list, want);
}

function everyKey(there: Row, want: Row): boolean {
  return Object.entries(want).every(([name, value]) => covers(there[name], value));
}

/** Records have no key but their place; a record without a value is as good as none. */
function everyItem(there: unknown[], want: unknown[]): boolean {
  const longest = Math.max(there.length, want.length);
  for (let i = 0; i < longest; i++) {
    if (i < want.length ? !covers(there[i], want[i]) : !isBlank(there[i])) return false;
  }
  return true;
}

/** Departments of one member are the same in any order. */
function isCoded(v: unknown): boolean {
  return isObject(v) && "code" in v;
}

function byCode(list: unknown[]): unknown[] {
  const code = (v: unknown) => String((v as Row).code);
  return [...list].sort((x, y) => (code(x) < code(y) ? -1 : 1));
}

/** Several values of one field are the same in any order. */
function sorted(values: unknown[]): string {
  return JSON.stringify(values.filter((v) => !isBlank(v)).map(String).sort());
}

/** Both in one; where they differ, over wins. Lists are not mixed. */
export function merged(under: Row, over: Row): Row {
  const out: Row = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const below = out[name];
    out[name] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return out;
}

/** The row, with null for whatever the other one names and it does not: sent, that clears it. */
export function filled(row: Row, other: Row): Row {
  const out: Row = { ...row };
  for (const [name, value] of Object.entries(other)) {
    const own = out[name];
    if (isObject(value) && (isObject(own) || own === undefined)) out[name] = filled(own ?? {}, value);
    else if (own === undefined) out[name] = Array.isArray(value) ? [] : null;
  }
  return out;
}

/** The row without some of its keys. */
export function without(row: Row, ...names: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
