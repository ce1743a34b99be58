// Kaonavi v1: how each of its tables is put back.

import type { KaonaviV1 } from "dandori/connections";
import type { Reason, Table, Write } from "./change";
import { without, type Row } from "./row";
import { replaced, sortedOut, text } from "./tables";

/** The table that a write has changed, or why nothing of it can be put back. */
export function kaonaviV1(k: KaonaviV1, w: Write): Table | Reason {
  return "unknown";
}
