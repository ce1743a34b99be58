// What a careful Node user would write to export every card to CSV: pages by
// fetch, an async generator over them, a filter, csv-stringify.
//
//   node export.mjs BASE_URL OUT.csv      BASE_URL ends in /v2.3
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";

const [base, file] = process.argv.slice(2);
const headers = { "X-Sansan-Api-Key": process.env.SANSAN_API_KEY };
const columns = ["id", "companyName", "lastName", "firstName", "email", "tel", "prefecture", "exchangeDate"];

async function page(query) {
  const response = await fetch(`${base}/bizCards?${query}`, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

async function* cards() {
  const first = { updatedFrom: "2000-01-01T00:00:00+09:00", updatedTo: "2100-01-01T00:00:00+09:00", range: "all", limit: "300", orderBy: "updatedAt", orderDirection: "asc" };
  let next = page(new URLSearchParams(first));
  while (next) {
    const { data, hasMore, nextPageToken } = await next;
    next = hasMore ? page(new URLSearchParams({ nextPageToken })) : null; // ahead, while this page is worked on
    yield* data;
  }
}

async function* rows() {
  for await (const card of cards()) {
    if (card.email) yield columns.map((name) => card[name]);
  }
}

await pipeline(Readable.from(rows()), stringify({ header: true, columns, record_delimiter: "windows" }), createWriteStream(file));
