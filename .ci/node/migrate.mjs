// Baseline: migrate the rows of a CSV once, as a careful Node user would write it: what is done is
// remembered in a file beside, synced after each batch. What it does not do: tell a batch that was begun
// from one that was done, notice rows that changed since, or say in the end who did what.
//
//   node migrate.mjs IN.csv DONE.txt
//
// Prints one JSON line: source, done, before, seconds.
import { createReadStream, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const [input, checkpoint] = process.argv.slice(2);
const started = performance.now();
const done = new Set(existsSync(checkpoint) ? readFileSync(checkpoint, "utf8").split("\n") : []);
const file = openSync(checkpoint, "a");
const counts = { source: 0, done: 0, before: 0 };
let written = 0;
const write = async (rows) => { written += rows.length; };

let batch = [];
async function flush() {
  if (batch.length === 0) return;
  await write(batch);
  writeSync(file, batch.map((row) => row.code + "\n").join(""));
  fsyncSync(file);
  counts.done += batch.length;
  batch = [];
}
let head;
for await (const line of createInterface({ input: createReadStream(input) })) {
  const cells = line.split(",");
  if (!head) { head = cells; continue; }
  const row = Object.fromEntries(head.map((name, i) => [name, cells[i]]));
  counts.source++;
  if (done.has(row.code)) { counts.before++; continue; }
  batch.push(row);
  if (batch.length === 500) await flush();
}
await flush();
console.log(JSON.stringify({ ...counts, seconds: (performance.now() - started) / 1000 }));
