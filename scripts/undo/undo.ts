// What dandori runs undo runs: it takes back what a run has written.

import { log } from "dandori";
import * as connections from "dandori/connections";
import type { Reason, Write } from "./change";
import { putBack, type Report } from "./putback";

interface Params {
  /** In the order in which the run made them. */
  writes: Write[];
  /** What to say, in the language of the run. */
  texts: Record<Reason | "back", string>;
}

export default ({ writes, texts }: Params): Promise<Report> =>
  putBack(connections, writes, (reason, facts) => (reason === "back" ? log.info : log.warn)(texts[reason], facts));
